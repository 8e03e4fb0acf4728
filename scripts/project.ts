/** The project's own folder, and the files in it that a build is made with: the embedded model, questions, kernels. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compileKernel, type Kernel } from '../core/kernels/kernel.ts'
import { readAligned } from './files.ts'

/** Folder of the project. */
export const root = join(import.meta.dirname, '..')
/** Folder, ignored by git, of all that commands make except what a worker serves. */
export const builtFolder = join(root, '.edgewise')
/** The embedded model, in `model/`. */
export const modelFile = join(root, 'model/edgewise-en-1.bin')

/** The bytes of the embedded model, or of one that `npm run train` wrote. */
export async function readModel(file = modelFile): Promise<Uint8Array<ArrayBuffer>> {
  const remedy = 'Restore it from the repository (git checkout model).'
  return readAligned(file, file === modelFile ? remedy : 'A file of npm run train is wanted.')
}

/** Questions on all sorts of subjects, which a build asks to find out where confidence begins. */
export async function readQuestions(): Promise<string[]> {
  return (await readFile(join(root, 'model/questions.txt'), 'utf8')).trim().split('\n')
}

/** A compiled SIMD kernel: the one that searches, or the one that trains. */
export async function readKernel(name: 'scan' | 'train' = 'scan'): Promise<Kernel> {
  return compileKernel(await readFile(join(root, `core/kernels/${name}.wasm`)))
}
