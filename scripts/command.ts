/**
 * What every command has in common: how it reads its arguments and how it fails.
 *
 * A mistake that the user can mend gives one sentence and exit code 1; for an unknown flag, the
 * sentence names the nearest known one. A command whose output nobody reads any more ends silently.
 * Anything else is a bug of ours and keeps its stack.
 */
import { existsSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { styleText } from 'node:util'
import { Command, CommanderError } from 'commander'
import { printable } from './printable.ts'

/** A mistake that the user can mend; its message is the sentence that says how. */
export class UserError extends Error {
  override readonly name = 'UserError'
}

/** A command that fails as described above; add its options, then hand it to `runCommand`. */
export function createCommand(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .exitOverride()
    .showSuggestionAfterError()
    .allowExcessArguments(false)
    .configureOutput({ outputError: () => {} })
}

/** Parses the arguments, runs `main`, and turns a failure into a sentence and exit code 1. */
export async function runCommand(command: Command, main: () => Promise<void>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endUnread)
  try {
    command.parse()
    await main()
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return
    process.exitCode = 1
    const sentence = printable(sentenceOf(error, command))
    console.error(styleText('red', sentence, { stream: process.stderr }))
  }
}

/** A path relative to the current folder. */
export function shownPath(path: string): string {
  return relative('', path) || '.'
}

/**
 * A path as an argument of a command: in quotes if it has characters that a shell treats specially, such as a space.
 */
export function asArgument(path: string): string {
  return /^[\p{L}\p{M}\p{N}_./:\\-]+$/u.test(path) ? path : `"${path}"`
}

/** Ends the command when the reader of its output, such as `head`, has closed the pipe. */
function endUnread(error: NodeJS.ErrnoException) {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}

/** Errors that the user can mend, by name: one that comes from a thread has lost its class. */
const mendable = [
  'BadArticles',
  'BadIndex',
  'BadRequest',
  'BadSettings',
  'EncoderLost',
  'UserError',
]

function sentenceOf(error: unknown, command: Command): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof CommanderError && error.code === 'commander.excessArguments') {
    // Without the `--` before it, npm takes an option as its own and passes on its value alone.
    const came = command.args.slice(command.registeredArguments.length).join(' ')
    const takesFolder = command.options.some(({ long }) => long === '--articles')
    const like = takesFolder && existsSync(came) ? `--articles ${asArgument(came)}` : '--help'
    return `"${came}" is not an option. Options follow two dashes, as in ${command.name()} ${like}.`
  }
  if (error instanceof CommanderError) {
    return `${error.message.replace(/^error: /, '')}\nRun the command with --help to see its options.`
  }
  if (mendable.includes(error.name)) return error.message
  return refusalOf(error) ?? error.stack ?? error.message
}

/** Errors of the system that the user can mend, by their codes. */
const refusals: Readonly<Record<string, (place: string, code: string) => string>> = {
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: (place, code) => `Nothing can be written to ${place} (${code}). Work in a copy elsewhere.`,
  ENOSPC: noRoom,
  EDQUOT: noRoom,
}

function noPermission(place: string, code: string): string {
  return `There is no permission to use ${place} (${code}). Change its permissions, or run the command as another user.`
}

function noRoom(place: string, code: string): string {
  return `There is no room left on ${place} (${code}). Make some and try again.`
}

/**
 * What the system refused, as a sentence; null for any other error. If a file could not be made, its folder is
 * named. Without a path, a disk may still be full, but what is not permitted is something else, such as a port.
 */
function refusalOf({ code = '', path }: NodeJS.ErrnoException): string | null {
  const say = refusals[code]
  if (!say || (path === undefined && say !== noRoom)) return null
  return say(path === undefined ? 'the disk' : existsSync(path) ? path : dirname(path), code)
}

/** Parses the value of an option as a whole number within bounds. */
export function wholeNumber(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new UserError(`${name} is "${text}"; a whole number from ${least} to ${most} is wanted.`)
  }
}

/** Collects the values of an option that may be repeated. */
export function collect(value: string, values: readonly string[]): string[] {
  return [...values, value]
}
