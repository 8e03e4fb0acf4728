/** The vectors of a base: in order of passage if an isolate can hold them, otherwise in cells. */
import type { BaseVectors } from '../../core/index/base.ts'
import { encodeVectors, type VectorFile } from '../../core/index/cells.ts'
import { mostDimensions } from '../../core/kernels/coarse.ts'
import { createVectors } from '../../core/quantize.ts'
import { UserError } from '../command.ts'
import { writeShard } from '../index/index-files.ts'
import { readKernel } from '../project.ts'
import { buildCells } from './build-cells.ts'
import type { BaseParts } from './parts.ts'
import { countPassages, readVectors, rowsBetween, type VectorSource } from './vector-source.ts'

/** 100,000 vectors of 256 dimensions: an exact scan of them costs less than reading cells. */
const heldVectorBytes = 26_000_000
/** Size of a file of vectors that are held; such files are read one at a time. */
const vectorFileBytes = 1_000_000

/** Writes the vectors into `folder`. `order` has the articles by the cell of their first passage (`orderByCell`). */
export async function writeVectors(
  folder: string,
  { segments, passageStarts, dimensions, queries, limits, follow }: BaseParts,
): Promise<{ vectors: BaseVectors; order: Uint32Array }> {
  const batches = () => readVectors(folder, segments)
  const source: VectorSource = { dimensions, passageStarts, batches }
  const bytes = countPassages(source) * (dimensions + 4)
  if (bytes <= (limits.heldVectorBytes ?? heldVectorBytes)) {
    const files = await writeInOrder(folder, source)
    return { vectors: { kind: 'exact', files }, order: numbered(passageStarts.length - 1) }
  }
  if (dimensions > mostDimensions) {
    throw new UserError(
      `Vectors have ${dimensions} dimensions; in an index of this size they may have at most ${mostDimensions}. ` +
        `Cut them with --dimensions ${mostDimensions}, if the model allows it.`,
    )
  }
  const progress = follow('Laying out vectors', 'passages')
  const { manifest, cellOf } = await buildCells(folder, source, queries, await readKernel(), {
    perCell: limits.cellPassages,
    onProgress: progress.update,
  }).finally(progress.stop)
  return { vectors: { kind: 'cells', ...manifest }, order: orderByCell(cellOf, passageStarts) }
}

/**
 * Articles by the cell of their first passage, then by number. An article without passages lies with
 * the next one that has some, or last.
 *
 * @param cellOf of each passage
 */
export function orderByCell(cellOf: ArrayLike<number>, passageStarts: Uint32Array): Uint32Array {
  const cellOfArticle = (article: number) => cellOf[passageStarts[article]] ?? cellOf.length
  return numbered(passageStarts.length - 1).sort(
    (a, b) => cellOfArticle(a) - cellOfArticle(b) || a - b,
  )
}

/** The numbers below `count`. */
function numbered(count: number): Uint32Array {
  return new Uint32Array(count).map((_, number) => number)
}

/** Writes vectors in files of whole articles; they are few enough to be held here as well. */
async function writeInOrder(folder: string, source: VectorSource): Promise<VectorFile[]> {
  const { dimensions, passageStarts } = source
  const passages = countPassages(source)
  const all = createVectors(passages, dimensions)
  let at = 0
  for (const { codes, scales } of source.batches()) {
    all.codes.set(codes, at * dimensions)
    all.scales.set(scales, at)
    at += scales.length
  }
  const most = Math.floor(vectorFileBytes / (dimensions + 4))
  const files: VectorFile[] = []
  let first = 0
  for (let article = 0; article < passageStarts.length - 1; article++) {
    const end = passageStarts[article + 1]
    const isLast = end === passages
    if (!isLast && passageStarts[article + 2] - first <= most) continue
    const part = rowsBetween(all, first, end, dimensions)
    const shard = await writeShard(folder, encodeVectors(part), 'vectors')
    files.push({ ...shard, first, rows: end - first })
    first = end
  }
  return files
}
