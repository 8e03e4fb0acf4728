/**
 * How many of the nearest passages cells find, measured when they are built: the cells as written are
 * asked real queries, with filters and without, and compared with a scan of everything.
 *
 * A query is taken from an article, whose own passages are too easy to count. A filter leaves them out; without
 * a filter they are found as in any search, but only others are counted.
 */
import type { CellManifest, MeasuredRecall } from '../../core/index/cells.ts'
import type { Kernel } from '../../core/kernels/kernel.ts'
import { createVectorScanner } from '../../core/kernels/scanner.ts'
import { type Cells, openCells, rowsOf } from '../../core/search/base/cells.ts'
import { findNearest } from '../../core/search/base/nearest.ts'
import { articleAt, createPassageFilter } from '../../core/search/base/passage-filter.ts'
import type { ReadFile } from '../../core/search/rooms.ts'
import type { VectorSource } from './vector-source.ts'

/** A query to measure recall with. */
export interface HeldOutQuery {
  /** Unit vector. */
  readonly vector: Float32Array
  /** The article it was taken from, which does not count. */
  readonly article: number
}

/** Standard deviation of an estimate if there is no query to measure it. */
export const usualError = 0.02
const k = 10
/** Shares of the articles that filters leave. */
const passingShares = [1, 0.1, 0.01, 0.001]

/** The best ten of a query among the articles that pass. */
interface Truth {
  readonly query: HeldOutQuery
  /** 1 for each article that passes. */
  readonly mask: Uint8Array
  readonly passing: number
  /** Best first. */
  readonly best: { passage: number; similarity: number }[]
}

/** Recall and error of cells, measured against a scan of everything for `queries`. */
export async function measureCells(
  read: ReadFile,
  manifest: CellManifest,
  source: VectorSource,
  queries: readonly HeldOutQuery[],
  kernel: Kernel,
): Promise<Pick<CellManifest, 'error' | 'recall'>> {
  const { dimensions, passageStarts } = source
  const masks = passingShares.map((share) => maskOf(passageStarts.length - 1, share))
  const truths = queries.flatMap((query) =>
    passingShares.map((passing, i): Truth => ({ query, mask: masks[i], passing, best: [] })),
  )
  findTruths(source, truths, kernel)
  const cells = await openCells(manifest, dimensions, 0, read, kernel)
  const error = errorOf(cells, truths)
  const measured = { ...cells, manifest: { ...manifest, error } }
  const recall: MeasuredRecall[] = []
  for (const passing of passingShares) {
    const asked = truths.filter((truth) => truth.passing === passing && truth.best.length === k)
    if (asked.length === 0) continue
    const sum = { found: 0, wanted: 0 }
    for (const truth of asked) {
      const { found, wanted } = await countFound(measured, truth, passageStarts)
      sum.found += found
      sum.wanted += wanted
    }
    if (sum.wanted === 0) continue
    recall.push({ passing, recall: Number((sum.found / sum.wanted).toFixed(4)) })
  }
  return { error, recall }
}

/** About that share of the articles, spread pseudo-randomly. */
function maskOf(articles: number, share: number): Uint8Array {
  const spread = (article: number) => (Math.imul(article, 0x9e3779b1) >>> 0) / 2 ** 32
  return Uint8Array.from({ length: articles }, (_, article) => (spread(article) < share ? 1 : 0))
}

/** Fills in `best` of each truth. */
function findTruths(
  { batches, dimensions, passageStarts }: VectorSource,
  truths: readonly Truth[],
  kernel: Kernel,
): void {
  let first = 0
  for (const batch of batches()) {
    const { scales } = batch
    const scanner = createVectorScanner(batch, dimensions, kernel)
    const articleOf = articlesFrom(passageStarts, first, scales.length)
    let scanned: HeldOutQuery | null = null
    let similarities: Float32Array = new Float32Array()
    for (const { query, mask, passing, best } of truths) {
      if (query !== scanned) similarities = scanner.scanPassages(query.vector).passages
      scanned = query
      for (let row = 0; row < scales.length; row++) {
        if (best.length === k && similarities[row] <= best[k - 1].similarity) continue
        if (mask[articleOf[row]] === 0) continue
        if (passing < 1 && articleOf[row] === query.article) continue
        const hit = { passage: first + row, similarity: similarities[row] }
        const place = best.findIndex(({ similarity }) => hit.similarity > similarity)
        best.splice(place < 0 ? best.length : place, 0, hit)
        if (best.length > k) best.pop()
      }
    }
    first += scales.length
  }
}

/** The article of each of `count` passages, from passage `first` on. */
function articlesFrom(passageStarts: Uint32Array, first: number, count: number): Uint32Array {
  const articles = new Uint32Array(count)
  let article = count > 0 ? articleAt(passageStarts, first) : 0
  for (let i = 0; i < count; i++) {
    while (passageStarts[article + 1] <= first + i) article++
    articles[i] = article
  }
  return articles
}

/** Root mean square error of the estimates, over the nearest passages. */
function errorOf(cells: Cells, truths: readonly Truth[]): number {
  let squares = 0
  let count = 0
  for (const { query, passing, best } of truths) {
    if (passing !== 1) continue
    const passages = best.map(({ passage }) => passage)
    const estimates = cells.estimator.ask(query.vector).of(rowsOf(cells, passages))
    for (const [i, { similarity }] of best.entries()) {
      squares += (estimates[i] - similarity) ** 2
      count++
    }
  }
  return count === 0 ? usualError : Number(Math.sqrt(squares / count).toFixed(4))
}

/** Of the best passages that are not the query's own article's: how many there are, and how many are found. */
async function countFound(
  cells: Cells,
  { query, mask, passing, best }: Truth,
  passageStarts: Uint32Array,
): Promise<{ found: number; wanted: number }> {
  const others = mask.slice()
  others[query.article] = 0
  const filter = passing < 1 ? createPassageFilter(others, passageStarts) : null
  const { passages } = await findNearest(cells, query.vector, filter, k)
  const near = new Set(passages.map(({ passage }) => passage))
  const [first, end] = [passageStarts[query.article], passageStarts[query.article + 1]]
  const wanted = best.filter(({ passage }) => passage < first || passage >= end)
  return {
    found: wanted.filter(({ passage }) => near.has(passage)).length,
    wanted: wanted.length,
  }
}
