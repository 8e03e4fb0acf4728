/**
 * What an isolate holds of an index when it has answered questions: V8's heap and what lies outside it,
 * which are files that were read, code, and the kernels' memories. A host limits that, 128 MB on Cloudflare,
 * and not what a process keeps beyond, so it is measured where it can be told apart: in Node, in a process of its
 * own, when garbage is collected. What Node holds itself before any of it is loaded, 8 MB and as much
 * to read TypeScript with, is no part of it.
 */
import { execFileSync } from 'node:child_process'

/** Megabytes that the index in `folder` takes in an isolate, after the questions of model/questions.txt. */
export function measureIsolate(folder: string): number {
  const command = ['--expose-gc', import.meta.filename, folder]
  return Number(execFileSync(process.execPath, command, { encoding: 'utf8' }))
}

/** Bytes in the heap and outside it, once garbage is collected. */
async function countBytes(): Promise<number> {
  // What lies outside the heap is given up by finalizers, which run between two collections.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

if (import.meta.main) {
  const before = await countBytes()
  const { ask } = await import('../core/search/engine.ts')
  const { openIndexFolder, readQuestions } = await import('../scripts/index-files.ts')
  const engine = await openIndexFolder(process.argv[2])
  for (const q of await readQuestions()) {
    const parameters = { q, mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false } as const
    await ask(engine, parameters, (id) => id)
  }
  console.log(((await countBytes()) - before) / 1e6)
}
