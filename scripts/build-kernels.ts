/** `npm run kernels`: compiles the SIMD kernels. The result is committed; a test compiles it again. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { UserError } from './command.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'core/kernels')

/** Source of the kernels that are committed. */
export const scanSource = join(folder, 'assembly/scan.ts')

/** Compiles the AssemblyScript of `source` into `file`. */
export function buildKernel(source: string, file: string): void {
  // As a command, since its types would declare AssemblyScript's globals for all our code.
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js')
  const flags = ['-O3', '--runtime=stub', '--importMemory', '--noAssert', '--enable=simd']
  const { status, stderr } = spawnSync(
    process.execPath,
    [asc, source, `--outFile=${file}`, ...flags],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new UserError(`${source} does not compile: ${stderr}`)
}

if (import.meta.main) buildKernel(scanSource, join(folder, 'scan.wasm'))
