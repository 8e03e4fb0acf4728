/** What a benchmark needs for a moment: a folder, and kernels that the project does not have. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileKernel, startKernel } from '../core/kernels/kernel.ts'
import { compileAssembly } from '../scripts/build-kernels.ts'

/** What `use` makes of a folder, which is removed afterwards. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-bench-'))
  return use(folder).finally(() => rm(folder, { recursive: true }))
}

/** An instance of assembly/NAME.ts and its memory of at least `bytes`. */
export function startAssembly<Exports>(name: string, bytes: number) {
  return inFolder(async (folder) => {
    const file = join(folder, `${name}.wasm`)
    compileAssembly(join(import.meta.dirname, 'assembly', `${name}.ts`), file, [])
    return startKernel<Exports>(await compileKernel(await readFile(file)), bytes)
  })
}
