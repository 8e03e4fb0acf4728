/**
 * Runs the worker on this machine, in Cloudflare's runtime.
 *
 * wrangler prints only warnings; the one line that a person wants is printed once
 * the worker really answers.
 */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../command.ts'
import { keyName } from '../embedders/http.ts'
import type { QuerySide } from './query-side.ts'
import { noteServing } from './serving.ts'
import { exitOf, runWrangler } from './wrangler.ts'

/** Signals that ask this process to stop; SIGHUP comes when its terminal is closed. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The port to serve at: PORT, or 8787. */
export function portFromEnvironment(): number {
  const text = process.env.PORT ?? '8787'
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port
  throw new UserError(`PORT is "${text}"; a number from 1 to 65535 is wanted.`)
}

/** Fails at once if the port is taken, or if it is one that browsers refuse (Fetch standard, port blocking). */
export async function checkPort(port: number): Promise<void> {
  const server = createServer().listen(port, 'localhost')
  try {
    await once(server, 'listening')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const came =
      code === 'EADDRINUSE' ? 'is in use. Stop what uses it, or' : `cannot be opened (${code}):`
    throw new UserError(`Port ${port} ${came} choose another: PORT=8788.`, { cause })
  }
  await server[Symbol.asyncDispose]()
  // Nothing listens there, so this fails at once, and for such a port before it connects.
  const { message } = await fetch(`http://localhost:${port}`).catch(({ cause }) => cause)
  if (message === 'bad port') {
    throw new UserError(`Browsers open no page at port ${port}; choose another: PORT=8788.`)
  }
}

/**
 * Runs the worker until it stops, then closes what embeds its queries.
 *
 * @param folder of the index from which the worker answers
 * @returns a promise that resolves when the worker stops
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

/** Runs the worker until it ends, by itself or because this process is asked to stop. */
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
  // However this process ends, the runtime must not keep the port.
  process.on('exit', stop)
  const waiting = new AbortController()
  // A stop that was asked for is no error.
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

/** Writes the key to a file that only this user can read; any user can see the arguments of a process. */
async function writeSecrets({ key }: QuerySide): Promise<string | null> {
  if (!key) return null
  const line = variableLine(keyName, key)
  const file = join(await mkdtemp(join(tmpdir(), 'edgewise-')), 'secrets.env')
  await writeFile(file, line, { mode: 0o600 })
  return file
}

/**
 * A line of an env file for wrangler: between quotes all characters are literal, except `$` before a name, which needs
 * a backslash.
 */
function variableLine(name: string, value: string): string {
  const quote = ["'", '`', '"'].find((sign) => !value.includes(sign))
  if (quote === undefined) {
    throw new UserError(
      `${name} has quotes of all three kinds, which no file for wrangler can hold.`,
    )
  }
  return `${name}=${quote}${value.replaceAll('$', '\\$')}${quote}\n`
}

/** Polls until the worker answers or `signal` aborts. */
async function untilAnswers(address: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const response = await fetch(`${address}/health`, { signal }).catch(() => null)
    if (response) {
      if (response.ok) return
      throw new UserError(`The worker cannot serve this index: ${await response.text()}`)
    }
    await sleep(100)
  }
}
