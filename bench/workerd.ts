/**
 * Runs workerd, the runtime that wrangler brings, and measures its CPU and memory. CPU is what
 * the operating system counts for all threads of the process (Linux only), so waiting does not
 * count and compiling does, as on the edge.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../scripts/command.ts'

/** Path of its binary. */
export const workerd = join(
  createRequire(createRequire(import.meta.url).resolve('wrangler')).resolve('workerd'),
  '../../bin/workerd',
)

/** A running workerd. */
export interface Running {
  /** `http://…`, without a path. */
  readonly address: string
  /** Milliseconds of CPU so far, once its threads are idle. */
  readonly cpu: () => Promise<number>
  /** Bytes of its anonymous resident memory now. */
  readonly memory: () => Promise<number>
  readonly stop: () => Promise<void>
}

/** @throws UserError if there is no /proc */
export function checkPlatform(): void {
  if (process.platform !== 'linux')
    throw new UserError('This benchmark reads /proc: Linux is wanted.')
}

/** Starts workerd with a configuration, compiled (`--binary`) or as text. */
export async function startWorkerd(config: string, ...flags: string[]): Promise<Running> {
  const child = spawn(workerd, ['serve', ...flags, '--control-fd=3', config], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const address = `http://127.0.0.1:${await portOf(child)}`
  const pid = child.pid as number
  return {
    address,
    cpu: () => cpuOf(pid),
    memory: () => memoryOf(pid),
    stop: async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

/** Compiles a configuration, so that parsing megabytes of text does not count as the worker's start. */
export async function compileConfig(config: string): Promise<string> {
  const compiled = `${config}.bin`
  const command = ['compile', '--config-only', config]
  await writeFile(compiled, execFileSync(workerd, command, { maxBuffer: 2 ** 30 }))
  return compiled
}

/** Bytes of a workerd whose worker does nothing, to subtract from those of another; writes into `folder`. */
export async function measureIdle(folder: string): Promise<number> {
  const config = join(folder, 'idle.capnp')
  await writeFile(join(folder, 'idle.js'), 'export default { fetch: () => new Response("") }')
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "idle.js", esModule = embed "idle.js")],
    compatibilityDate = "2026-11-01"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]);
`,
  )
  const running = await startWorkerd(config)
  await fetch(running.address)
  const bytes = await running.memory()
  await running.stop()
  return bytes
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stdio[3]?.once('data', (line) => resolve(JSON.parse(String(line)).port))
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code}`)))
  })
}

async function cpuOf(pid: number): Promise<number> {
  for (let last = -1; ; ) {
    let now = 0
    for (const thread of await readdir(`/proc/${pid}/task`)) {
      now += Number((await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')).split(' ')[0])
    }
    if (now === last) return now / 1e6
    last = now
    await sleep(2)
  }
}

async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) * 1024
}
