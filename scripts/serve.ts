/**
 * Runs the worker on this machine, in the runtime that Cloudflare runs it in.
 *
 * wrangler's own messages are kept to warnings; what a person wants to know is one
 * line, printed once the worker really answers.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { UserError } from './command.ts'
import { keyName } from './embedders/http.ts'
import type { QuerySide } from './query-side.ts'
import { noteServing } from './serving.ts'
import { root } from './site.ts'

const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')

/** Offline and without a word home: nothing here needs an account. */
const quiet = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

/** What asks this process to stop; the last comes when its terminal is closed. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The port to serve at: PORT, or 8787. */
export function portFromEnvironment(): number {
  const text = process.env.PORT ?? '8787'
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port
  throw new UserError(`PORT is "${text}"; a number from 1 to 65535 is wanted.`)
}

/** Says so at once if the port is taken. */
export async function checkPort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer()
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const came =
        cause.code === 'EADDRINUSE'
          ? 'is in use. Stop what uses it, or'
          : `cannot be opened (${cause.code}):`
      reject(new UserError(`Port ${port} ${came} choose another: PORT=8788.`, { cause }))
    })
    server.listen(port, 'localhost', () => server.close(() => resolve()))
  })
}

/**
 * Starts the worker and waits until it answers; ends with it, and so does what embeds queries.
 *
 * @param folder of the index that it answers from
 * @returns a promise of the moment the worker stops
 */
export async function serve(port: number, side: QuerySide, folder: string): Promise<void> {
  const address = `http://localhost:${port}`
  let forget = async () => {}
  let secrets: string | null = null
  try {
    forget = await noteServing({ pid: process.pid, address, folder })
    secrets = await writeSecrets(side)
    await runWorker(port, address, side, secrets)
  } finally {
    await forget()
    await side.close()
    if (secrets) await rm(dirname(secrets), { recursive: true, force: true })
  }
}

/** Until the runtime ends, by itself or because this process is asked to. */
async function runWorker(
  port: number,
  address: string,
  side: QuerySide,
  secrets: string | null,
): Promise<void> {
  const child = runWrangler([
    'dev',
    `--port=${port}`,
    '--inspector-port=0',
    '--show-interactive-dev-session=false',
    '--log-level=warn',
    ...(side.address ? [`--var=EDGEWISE_EMBEDDINGS_URL:${side.address}`] : []),
    ...(secrets ? [`--env-file=${secrets}`] : []),
  ])
  let isStopping = false
  const stop = () => {
    isStopping = true
    child.kill('SIGTERM')
  }
  for (const signal of stopSignals) process.on(signal, stop)
  // However this process ends, the runtime must not go on holding the port.
  process.on('exit', stop)
  const waiting = new AbortController()
  // Whoever asks it to stop is not told that it stopped.
  const stopped = exitOf(child)
    .catch((error) => {
      if (!isStopping) throw error
    })
    .finally(() => waiting.abort())
  try {
    await Promise.race([untilAnswers(address, waiting.signal), stopped])
    if (child.exitCode === null) console.log(`edgewise answers at ${address} (Ctrl-C stops it)`)
    await stopped
  } catch (error) {
    stop()
    throw error
  } finally {
    for (const signal of stopSignals) process.off(signal, stop)
  }
}

/** The key in a file that only this user can read: arguments are there for everyone to see. */
async function writeSecrets({ key }: QuerySide): Promise<string | null> {
  if (!key) return null
  const file = join(await mkdtemp(join(tmpdir(), 'edgewise-')), 'secrets.env')
  await writeFile(file, variableLine(keyName, key), { mode: 0o600 })
  return file
}

/**
 * A line of a file of variables as wrangler reads it: between quotes everything stands for itself, but for `$` before a
 * name, which wants a backslash.
 */
function variableLine(name: string, value: string): string {
  const quote = ["'", '`', '"'].find((sign) => !value.includes(sign)) ?? "'"
  return `${name}=${quote}${value.replaceAll('$', '\\$')}${quote}\n`
}

/** Runs wrangler with these arguments; its output is the user's to see. */
export function runWrangler(args: readonly string[]): ChildProcess {
  const env = { ...process.env, ...quiet }
  return spawn(process.execPath, [wrangler, ...args], { cwd: root, stdio: 'inherit', env })
}

/** Resolves when the process ends as it was asked to; its own failure is ours. */
export function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      // 143: stopped by a signal that was handed on.
      if (code === 0 || code === 143 || signal !== null) resolve()
      else reject(new UserError(`wrangler stopped with exit code ${code}; its message is above.`))
    })
  })
}

/** Asks until the worker answers, or until there is nothing to wait for. */
async function untilAnswers(address: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const response = await fetch(`${address}/health`, { signal }).catch(() => null)
    if (response) {
      if (response.ok) return
      throw new UserError(`The worker cannot serve this index: ${await response.text()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
