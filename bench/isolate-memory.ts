/**
 * Memory that an isolate holds after it has answered questions: V8's heap and what lies outside it, which are
 * files that were read, code, and the kernels' memories. A host limits these, to 128 MB on Cloudflare, and not
 * what else the process has. They can be told apart in Node, in a process of its own, after garbage collection.
 * What Node holds before any of it is loaded, 14 MB, more than half of it to read TypeScript, is subtracted.
 */
import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { readQuestions } from '../scripts/project.ts'

/** Megabytes that the index in `folder` takes in an isolate, after the questions of model/questions.txt. */
export function measureIsolate(folder: string): number {
  const command = ['--expose-gc', import.meta.filename, folder]
  return Number(execFileSync(process.execPath, command, { encoding: 'utf8' }))
}

/** Bytes in the heap and outside it, after garbage collection. */
async function countBytes(): Promise<number> {
  // Finalizers, which run between two collections, free what lies outside the heap. The usual collection leaves 5 MB of
  // Node's own at its start, or not, by chance.
  for (let i = 0; i < 3; i++) {
    await globalThis.gc?.({ type: 'major', execution: 'async', flavor: 'last-resort' })
    await sleep(50)
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

if (import.meta.main) {
  const before = await countBytes()
  const { askPlainly } = await import('./ask.ts')
  const { openIndexFolder } = await import('../scripts/index/index-files.ts')
  const engine = await openIndexFolder(process.argv[2])
  for (const q of await readQuestions()) await askPlainly(engine, q)
  console.log(((await countBytes()) - before) / 1e6)
}
