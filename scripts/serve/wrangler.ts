/** wrangler, Cloudflare's tool, as a process that talks to the user itself. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { UserError } from '../command.ts'
import { root } from '../project.ts'

/** Path of its script. */
export const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')

/** Nothing is told or fetched that the user did not ask for. */
const quiet = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

/** Runs wrangler with these arguments; the user sees its output. */
export function runWrangler(args: readonly string[]): ChildProcess {
  const env = { ...process.env, ...quiet }
  return spawn(process.execPath, [wrangler, ...args], { cwd: root, stdio: 'inherit', env })
}

/** Resolves when the process ends well or by a signal; rejects if it fails. */
export async function exitOf(child: ChildProcess): Promise<void> {
  const [code, signal] = await once(child, 'exit')
  // 143: stopped by SIGTERM, handed on to it.
  if (code === 0 || code === 143 || signal !== null) return
  throw new UserError(`wrangler stopped with exit code ${code}; its message is above.`)
}
