/**
 * Recall of whole searches: how many of the ten articles that a search with an exact scan finds, it finds by
 * cells.
 */
import type { Base } from '../core/index/base.ts'
import { decodeVectors } from '../core/index/cells.ts'
import { createEmptyScanner } from '../core/kernels/scanner.ts'
import type { OpenBase } from '../core/search/base/base.ts'
import type { Engine } from '../core/search/engine.ts'
import { readInTurn } from '../core/search/rooms.ts'
import { openIndexFolder } from '../scripts/index/index-files.ts'
import { readKernel } from '../scripts/project.ts'
import { askPlainly } from './ask.ts'

/** Share of all questions' true first ten articles that are found; 1 for an index whose vectors are held. */
export async function measureRecall(folder: string, questions: readonly string[]): Promise<number> {
  const engine = await openIndexFolder(folder)
  if (!engine.base?.cells) return 1
  const exact = await holdEverything(engine, engine.base)
  let found = 0
  let wanted = 0
  for (const q of questions) {
    const [some, all] = [await firstTen(engine, q), await firstTen(exact, q)]
    found += all.filter((id) => some.includes(id)).length
    wanted += all.length
  }
  return found / wanted
}

async function firstTen(engine: Engine, q: string): Promise<string[]> {
  const { results } = await askPlainly(engine, q)
  return results.map(({ id }) => id)
}

/** The same engine with all vectors of its base in memory. */
async function holdEverything(engine: Engine, base: OpenBase): Promise<Engine> {
  const { passageStarts, dimensions, read, cells } = base
  const scanner = createEmptyScanner(passageStarts, dimensions, await readKernel())
  const { vectors } = base.manifest as Base & { vectors: { kind: 'cells' } }
  await readInTurn(vectors.cells, read, (bytes, { file, first }) => {
    const { codes, scales } = decodeVectors(file, bytes)
    for (const row of scales.keys()) {
      const one = codes.subarray(row * dimensions, (row + 1) * dimensions)
      const passage = cells?.estimator.passageIn(first + row) ?? 0
      scanner.load(passage, { codes: one, scales: scales.subarray(row, row + 1) })
    }
  })
  return { ...engine, base: { ...base, cells: null, scanner } }
}
