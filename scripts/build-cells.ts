/**
 * Vectors in, cells out: for an index that is too large for memory (core/index/cells.ts).
 *
 * The vectors are read several times and never held all at once: to sample them, to find each one's
 * cell, and for as many cells at a time as fit a buffer. What stays in memory is 82 bytes a passage.
 * The recall that is written in the manifest is that of real queries, asked of the cells as
 * they were written and compared with a scan of everything.
 */
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Cell,
  type CellManifest,
  type CoarseFile,
  cellPassages,
  encodeCell,
  encodeCoarse,
  type MeasuredRecall,
  partCells,
} from '../core/index/cells.ts'
import { createFinder, trainCentres } from '../core/index/kmeans.ts'
import type { Shard } from '../core/index/manifest.ts'
import type { Vectors } from '../core/index/segment.ts'
import { coarseBytes, coarseWidth, packCoarse } from '../core/kernels/estimator.ts'
import type { Kernel } from '../core/kernels/kernel.ts'
import { createScanner } from '../core/kernels/scanner.ts'
import { dequantize } from '../core/quantize.ts'
import { type Cells, findNearest, openCells } from '../core/search/cells.ts'
import type { ReadFile } from '../core/search/rooms.ts'
import { writeShard } from './index-files.ts'

/** Passages with their vectors, in order. */
export interface VectorBatch extends Vectors {
  /** Article of each passage. */
  readonly articleOf: Uint32Array
  /** Which of its article's passages each one is. */
  readonly ordinals: Uint16Array
}

/** Where vectors come from, as often as they are asked for. */
export interface VectorSource {
  readonly dimensions: number
  readonly articles: number
  readonly passages: number
  readonly batches: () => AsyncIterable<VectorBatch>
}

/** A query to measure recall with. */
export interface HeldOutQuery {
  /** Unit vector. */
  readonly vector: Float32Array
  /** The article it was taken from, which may not answer it. */
  readonly article: number
}

/** Vectors that a centre is trained with. */
const sampledPerCentre = 64
/** Rows of a coarse file, which comes to 5 MB, held twice while it is loaded; a multiple of 16. */
const coarseRows = 65_536
/** What cells are gathered in. */
const bufferBytes = 128_000_000
/** Cells that a query reads; with two fewer, 2 % of the nearest of a million are missed besides. */
const reads = 10
const k = 10
/** Shares of the articles that filters leave when recall is measured. */
const passingShares = [1, 0.1, 0.01, 0.001]

/** Writes the cells of `source` into `folder` and gives their manifest. */
export async function buildCells(
  folder: string,
  source: VectorSource,
  queries: readonly HeldOutQuery[],
  kernel: Kernel,
): Promise<CellManifest> {
  await mkdir(folder, { recursive: true })
  const centres = await findCentres(source, kernel)
  const { order, starts } = await orderRows(source, centres, kernel)
  const { coarse, cells } = await writeCells(folder, source, order, starts)
  const { dimensions, articles, passages } = source
  const draft = { dimensions, articles, passages, coarse, cells, reads, error: 0.02, recall: [] }
  return { ...draft, ...(await measure(folder, draft, source, queries, kernel)) }
}

async function findCentres(source: VectorSource, kernel: Kernel): Promise<Vectors> {
  const { passages, dimensions } = source
  const count = Math.max(1, Math.round(passages / cellPassages))
  const size = Math.min(passages, count * sampledPerCentre)
  const sample = { codes: new Int8Array(size * dimensions), scales: new Float32Array(size) }
  let taken = 0
  let before = 0
  for await (const { codes, scales } of source.batches()) {
    for (; taken < size; taken++) {
      const row = Math.floor((taken * passages) / size) - before
      if (row >= scales.length) break
      sample.codes.set(codes.subarray(row * dimensions, (row + 1) * dimensions), taken * dimensions)
      sample.scales[taken] = scales[row]
    }
    before += scales.length
  }
  return trainCentres(sample, dimensions, count, kernel)
}

/** Where each passage's row is, and where the rows of each cell begin. */
async function orderRows(
  { batches, passages, dimensions }: VectorSource,
  centres: Vectors,
  kernel: Kernel,
): Promise<{ order: Uint32Array; starts: number[] }> {
  const find = createFinder(centres, dimensions, kernel)
  const cellOf = new Uint16Array(passages)
  const sizes = new Uint32Array(centres.scales.length)
  let passage = 0
  for await (const { codes, scales } of batches()) {
    for (let row = 0; row < scales.length; row++, passage++) {
      cellOf[passage] = find(dequantize(codes, scales, row, dimensions))
      sizes[cellOf[passage]]++
    }
  }
  const next = new Uint32Array(sizes.length)
  for (let cell = 1; cell < sizes.length; cell++) next[cell] = next[cell - 1] + sizes[cell - 1]
  const order = Uint32Array.from(cellOf, (cell) => next[cell]++)
  return { order, starts: partCells(sizes, dimensions) }
}

async function writeCells(
  folder: string,
  source: VectorSource,
  order: Uint32Array,
  starts: readonly number[],
): Promise<{ coarse: Shard[]; cells: Cell[] }> {
  const { passages, dimensions } = source
  const codes = new Uint8Array(coarseBytes(passages, dimensions))
  const scales = new Float32Array(passages)
  const articleOf = new Uint32Array(passages)
  const ordinals = new Uint16Array(passages)
  const cells: Cell[] = []
  while (cells.length < starts.length - 1) {
    const from = cells.length
    const first = starts[from]
    let to = from + 1
    while (to < starts.length - 1 && (starts[to + 1] - first) * dimensions <= bufferBytes) to++
    const gathered = await gatherRows(source, order, first, starts[to])
    for (let row = first; row < starts[to]; row++) {
      const at = row - first
      const vector = gathered.codes.subarray(at * dimensions, (at + 1) * dimensions)
      packCoarse(vector, gathered.scales[at], row, codes, scales)
      articleOf[row] = gathered.articleOf[at]
      ordinals[row] = gathered.ordinals[at]
    }
    for (let cell = from; cell < to; cell++) {
      const [at, end] = [starts[cell] - first, starts[cell + 1] - first]
      const vectors = {
        codes: gathered.codes.subarray(at * dimensions, end * dimensions),
        scales: gathered.scales.subarray(at, end),
      }
      const shard = await writeShard(folder, encodeCell(vectors), 'cell')
      cells.push({ ...shard, first: starts[cell], rows: end - at })
    }
  }
  const all = { codes, scales, articleOf, ordinals }
  return { coarse: await writeCoarse(folder, all, dimensions), cells }
}

/** The rows from `first` to `end`, which lie anywhere among the passages. */
async function gatherRows(
  { batches, dimensions }: VectorSource,
  order: Uint32Array,
  first: number,
  end: number,
): Promise<VectorBatch> {
  const gathered = {
    codes: new Int8Array((end - first) * dimensions),
    scales: new Float32Array(end - first),
    articleOf: new Uint32Array(end - first),
    ordinals: new Uint16Array(end - first),
  }
  let passage = 0
  for await (const { codes, scales, articleOf, ordinals } of batches()) {
    for (let i = 0; i < scales.length; i++, passage++) {
      const at = order[passage] - first
      if (at < 0 || at >= end - first) continue
      gathered.codes.set(codes.subarray(i * dimensions, (i + 1) * dimensions), at * dimensions)
      gathered.scales[at] = scales[i]
      gathered.articleOf[at] = articleOf[i]
      gathered.ordinals[at] = ordinals[i]
    }
  }
  return gathered
}

async function writeCoarse(
  folder: string,
  all: Omit<CoarseFile, 'first'>,
  dimensions: number,
): Promise<Shard[]> {
  const width = coarseWidth(dimensions)
  const shards: Shard[] = []
  for (let first = 0; first < all.scales.length; first += coarseRows) {
    const end = first + coarseRows
    const part = {
      first,
      codes: all.codes.subarray(first * width, end * width),
      scales: all.scales.subarray(first, end),
      articleOf: all.articleOf.subarray(first, end),
      ordinals: all.ordinals.subarray(first, end),
    }
    shards.push(await writeShard(folder, encodeCoarse(part), 'coarse'))
  }
  return shards
}

/** The best ten of a query among the articles that pass. */
interface Truth {
  readonly query: HeldOutQuery
  readonly mask: Uint8Array
  readonly passing: number
  /** Best first. */
  readonly best: { key: number; similarity: number }[]
}

/** Passages are compared by article and ordinal. */
const keyOf = (article: number, ordinal: number) => article * 65536 + ordinal

async function measure(
  folder: string,
  manifest: CellManifest,
  source: VectorSource,
  queries: readonly HeldOutQuery[],
  kernel: Kernel,
): Promise<Pick<CellManifest, 'error' | 'recall'>> {
  const masks = passingShares.map((share) => maskOf(source.articles, share))
  const truths = queries.flatMap((query) =>
    passingShares.map((passing, i): Truth => ({ query, mask: masks[i], passing, best: [] })),
  )
  await findTruths(source, truths, kernel)
  const cells = await openCells(manifest, createFileReader(folder), kernel)
  const error = await errorOf(cells, truths)
  const recall: MeasuredRecall[] = []
  for (const passing of passingShares) {
    const asked = truths.filter((truth) => truth.passing === passing && truth.best.length === k)
    if (asked.length === 0) continue
    let found = 0
    for (const truth of asked)
      found += await countFound({ ...cells, manifest: { ...manifest, error } }, truth)
    recall.push({ passing, recall: Number((found / k / asked.length).toFixed(4)) })
  }
  return { error, recall }
}

/** Reads files of `folder`. */
export function createFileReader(folder: string): ReadFile {
  return async ({ file, bytes }, room) => {
    const handle = await open(join(folder, file))
    try {
      const { bytesRead } = await handle.read(new Uint8Array(room), 0, bytes, 0)
      return new Uint8Array(room, 0, bytesRead)
    } finally {
      await handle.close()
    }
  }
}

/** About that share of the articles, spread as if by chance. */
function maskOf(articles: number, share: number): Uint8Array {
  const spread = (article: number) => (Math.imul(article, 0x9e3779b1) >>> 0) / 2 ** 32
  return Uint8Array.from({ length: articles }, (_, article) => (spread(article) < share ? 1 : 0))
}

async function findTruths(
  { batches, dimensions }: VectorSource,
  truths: readonly Truth[],
  kernel: Kernel,
) {
  for await (const { codes, scales, articleOf, ordinals } of batches()) {
    const passageStarts = Uint32Array.from({ length: scales.length + 1 }, (_, i) => i)
    const scanner = createScanner([{ codes, scales, passageStarts }], dimensions, kernel)
    let scanned: HeldOutQuery | null = null
    let passages = new Float32Array()
    for (const { query, mask, best } of truths) {
      if (query !== scanned)
        passages = scanner.scanPassages(query.vector).passages as typeof passages
      scanned = query
      for (let row = 0; row < scales.length; row++) {
        if (best.length === k && passages[row] <= best[k - 1].similarity) continue
        if (mask[articleOf[row]] === 0 || articleOf[row] === query.article) continue
        const hit = { key: keyOf(articleOf[row], ordinals[row]), similarity: passages[row] }
        const place = best.findIndex(({ similarity }) => hit.similarity > similarity)
        best.splice(place < 0 ? best.length : place, 0, hit)
        if (best.length > k) best.pop()
      }
    }
  }
}

/** How far estimates usually lie from the truth, by what is known of the nearest. */
async function errorOf(cells: Cells, truths: readonly Truth[]): Promise<number> {
  let squares = 0
  let count = 0
  const { ordinals, estimator } = cells
  for (const { query, passing, best } of truths) {
    if (passing !== 1) continue
    const exact = new Map(best.map(({ key, similarity }) => [key, similarity]))
    const { passages } = estimator.estimate(query.vector, null)
    for (let row = 0; row < passages.length; row++) {
      const similarity = exact.get(keyOf(estimator.articleOf(row), ordinals[row]))
      if (similarity === undefined) continue
      squares += (passages[row] - similarity) ** 2
      count++
    }
  }
  return count === 0 ? 0.02 : Number(Math.sqrt(squares / count).toFixed(4))
}

async function countFound(cells: Cells, { query, mask, best }: Truth): Promise<number> {
  const own = mask.slice()
  own[query.article] = 0
  const { passages } = await findNearest(cells, query.vector, own, k)
  const found = new Set(passages.map(({ article, ordinal }) => keyOf(article, ordinal)))
  return best.filter(({ key }) => found.has(key)).length
}
