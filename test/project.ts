/**
 * A copy of the project for tests that run its commands, so that these do not
 * write to the developer's own indexes. node_modules is shared with the
 * original.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const copied =
  'core embeddings messages model openapi scripts seeds widget worker edgewise.toml package.json'
const alsoCopied = 'package-lock.json wrangler.toml'

/** Copies the project to a new folder; remove it with `removeProject`. */
export async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-project-'))
  for (const name of `${copied} ${alsoCopied}`.split(' ')) {
    await cp(join(root, name), join(folder, name), { recursive: true, preserveTimestamps: true })
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Removes a copy of the project. */
export async function removeProject(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Output and exit code of a command. */
export interface Ended {
  readonly code: number | null
  /** Both streams together. */
  readonly output: string
  /** Standard output alone. */
  readonly answer: string
}

/** Runs `npm` with `args` in a copy of the project until it ends. */
export function runNpm(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  return ended(spawnNpm(folder, args, env))
}

/** Starts a command that keeps running; `untilPrinted` waits for its output. */
export function spawnNpm(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  // A group of its own, so that npm, node, wrangler and the runtime end together.
  return spawn('npm', args, {
    cwd: folder,
    detached: true,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function ended(child: ChildProcess): Promise<Ended> {
  let output = ''
  let answer = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk
      if (stream === child.stdout) answer += chunk
    })
  }
  const [code] = await once(child, 'close')
  return { code, output, answer }
}

/** Resolves with all output so far once it contains `text`; rejects if the process ends before. */
export function untilPrinted(child: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk
        if (output.includes(text)) resolve(output)
      })
    }
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
}

/** Interrupts a command like Ctrl-C, waits for all its processes to end, and returns what they printed since. */
export async function interrupt(child: ChildProcess): Promise<string> {
  if (child.exitCode !== null || child.pid === undefined) return ''
  const end = ended(child)
  process.kill(-child.pid, 'SIGINT')
  return (await end).output
}

/** A free port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await server[Symbol.asyncDispose]()
  return port
}
