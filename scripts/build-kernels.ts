/** `npm run kernels`: compiles the SIMD kernels. The result is committed; a test compiles it again. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { UserError } from './command.ts'
import { root } from './project.ts'

const folder = join(root, 'core/kernels')

/** Flags of a kernel whose memory threads share; that memory may be as large as can be addressed. */
const sharedMemory = ['--enable=threads', '--sharedMemory', '--maximumMemory=65536']

/** Every kernel that is committed, and what it is compiled with beside the common flags. */
export const kernels: Readonly<Record<string, readonly string[]>> = {
  scan: [],
  train: sharedMemory,
}

/** Compiles an AssemblyScript file into `file`. */
export function compileAssembly(source: string, file: string, flags: readonly string[]): void {
  // Run as a command: importing it would declare AssemblyScript's global types in all our code.
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js')
  const common = ['-O3', '--runtime=stub', '--importMemory', '--noAssert', '--enable=simd']
  const { status, stderr } = spawnSync(
    process.execPath,
    [asc, source, `--outFile=${file}`, ...common, ...flags],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new UserError(`${source} does not compile: ${stderr}`)
}

/** Compiles the kernel called `name` into `file`. */
export function buildKernel(name: string, file: string): void {
  compileAssembly(join(folder, 'assembly', `${name}.ts`), file, kernels[name])
}

if (import.meta.main) {
  for (const name of Object.keys(kernels)) buildKernel(name, join(folder, `${name}.wasm`))
}
