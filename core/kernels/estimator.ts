/**
 * Estimates of similarity from two bits a dimension, where the eight-bit codes of a corpus do not
 * fit in memory: which passages are worth reading, and about how near all others are.
 *
 * A vector is stored as the nearest of -3, -1, 1 and 3 times its own scale in each
 * dimension. What a byte of a row, four dimensions, adds to a product with the query is looked
 * up in tables of whole numbers, so the kernel and its plain twin give the same bits. Rows lie in
 * blocks of sixteen, a byte of each in turn, on disk as in memory: nothing is rearranged.
 *
 * Tried on 1,000,000 passages of real text: one bit a dimension, which leaves 76 % of the nearest
 * ten after the same reads, not 93; a random rotation and codes of what is left beside a centroid, which changed
 * nothing; fewer dimensions with more bits, which lost (docs/architecture.md).
 *
 * The kernel's memory for P passages of D articles, each part from a multiple of 16; R is P rounded
 * up to 16, W the bytes of a row:
 *
 *   tables        32 x W        sums of two codes each, u8
 *   scales        4 x R         float32
 *   estimates     4 x R         float32, written by each query
 *   articleOf     4 x P         u32, article of each passage
 *   mask          D             1 for an article that may be found
 *   similarities  4 x D         float32, written by each query
 *   rows          4 x mostTop   u32, written by each `top`
 *   codes         W x R         two-bit codes
 */

import { type Kernel, startKernel } from './kernel.ts'
import { topRows } from './top.ts'

/** Two-bit codes of some rows and whose they are. */
export interface CoarseRows {
  /** Blocks of sixteen rows, rows rounded up; see `packCoarse`. */
  readonly codes: Uint8Array
  /** One factor a row. */
  readonly scales: Float32Array
  /** Article of each row. */
  readonly articleOf: Uint32Array
}

/** How much there will be to estimate. */
export interface EstimatorSize {
  /** P. */
  readonly rows: number
  /** D. */
  readonly articles: number
  readonly dimensions: number
}

/** About how near everything is to a query; the arrays are the estimator's own, which its next query overwrites. */
export interface Estimates {
  /** Of each row; -Infinity if its article is masked. */
  readonly passages: Float32Array
  /** The highest of each article's rows; -Infinity if it is masked or has none. Found when asked for. */
  readonly articles: () => Float32Array
  /** The `k` highest rows that are not masked, highest first, equals in order of row; k from 0 to 1024. */
  readonly top: (k: number) => number[]
}

/** Estimates how near every passage is to a query, a unit vector that is read and never changed. */
export interface Estimator {
  /**
   * Copies rows to where they belong, so that no more than one part of them is ever in memory twice.
   *
   * @param first row of the first of them, a multiple of 16
   */
  readonly load: (first: number, part: CoarseRows) => void
  /** Article of a row. */
  readonly articleOf: (row: number) => number
  /** @param mask 1 for each article that may be found, 0 for the others; null for all */
  readonly estimate: (query: Float32Array, mask: Uint8Array | null) => Estimates
}

const rowsAtOnce = 16
/** Of a sum of two codes; two of them fit a byte. */
const highest = 127
/** More would overflow sixteen bits. */
const mostDimensions = 1024
const mostTop = 1024
/** Below every estimate, above what is masked. */
const lowest = -1e9

/** Bytes of a row of two-bit codes. */
export function coarseWidth(dimensions: number): number {
  if (dimensions > mostDimensions) {
    throw new RangeError(`${dimensions} dimensions; at most ${mostDimensions} can be estimated`)
  }
  return Math.ceil(dimensions / 4)
}

/** Bytes of the codes of so many rows. */
export function coarseBytes(rows: number, dimensions: number): number {
  return Math.ceil(rows / rowsAtOnce) * rowsAtOnce * coarseWidth(dimensions)
}

/**
 * Writes the two-bit codes of an eight-bit row at `row` of `codes` and its scale at `row` of `scales`.
 *
 * The levels are the best for normally distributed numbers (steps of 0.996 standard deviations), and
 * the scale is such that the vector's estimated product with itself is right.
 */
export function packCoarse(
  vector: Int8Array,
  scale: number,
  row: number,
  codes: Uint8Array,
  scales: Float32Array,
): void {
  const width = coarseWidth(vector.length)
  let squares = 0
  for (let d = 0; d < vector.length; d++) squares += vector[d] * vector[d]
  const step = 0.996 * Math.sqrt(squares / vector.length)
  const block = Math.floor(row / rowsAtOnce) * rowsAtOnce * width + (row % rowsAtOnce)
  let product = 0
  for (let d = 0; d < vector.length; d++) {
    const level = vector[d] >= 0 ? (vector[d] >= step ? 3 : 2) : vector[d] >= -step ? 1 : 0
    product += (2 * level - 3) * vector[d]
    codes[block + (d >> 2) * rowsAtOnce] |= level << ((d & 3) * 2)
  }
  scales[row] = product === 0 ? 0 : (scale * squares) / product
}

/** An estimator of rows that are yet to be loaded, by the kernel if there is one. */
export function createEstimator(size: EstimatorSize, kernel: Kernel | null): Estimator {
  return kernel ? createKernelEstimator(size, kernel) : createPlainEstimator(size)
}

/** What every two codes add to a product with `query`, and how to scale the sums. */
function fillTables(query: Float32Array, tables: Uint8Array): { step: number; least: number } {
  // A query may be shorter than four times the width; what is beyond adds nothing.
  const at = (d: number) => Math.abs(query[d] ?? 0)
  let widest = 0
  for (let d = 0; d < query.length; d += 2) widest = Math.max(widest, 6 * (at(d) + at(d + 1)))
  const step = Math.fround(widest / highest)
  let least = 0
  for (let pair = 0; pair * 16 < tables.length; pair++) {
    const [a, b] = [query[pair * 2] ?? 0, query[pair * 2 + 1] ?? 0]
    const lowestSum = -3 * (Math.abs(a) + Math.abs(b))
    least += lowestSum
    for (let code = 0; code < 16; code++) {
      const sum = (2 * (code & 3) - 3) * a + (2 * (code >> 2) - 3) * b
      tables[pair * 16 + code] = step === 0 ? 0 : Math.round((sum - lowestSum) / step)
    }
  }
  return { step, least: Math.fround(least) }
}

function createPlainEstimator({ rows, articles, dimensions }: EstimatorSize): Estimator {
  const width = coarseWidth(dimensions)
  const codes = new Uint8Array(coarseBytes(rows, dimensions))
  const scales = new Float32Array(rows)
  const articleOf = new Uint32Array(rows)
  const tables = new Uint8Array(32 * width)
  const passages = new Float32Array(rows)
  const similarities = new Float32Array(articles)
  const estimates = {
    passages,
    articles: () => {
      similarities.fill(Number.NEGATIVE_INFINITY)
      for (const [row, article] of articleOf.entries()) {
        if (passages[row] > similarities[article]) similarities[article] = passages[row]
      }
      return similarities
    },
    top: (k: number) => topRows(passages, checkTop(k), lowest),
  }
  return {
    ...createStore({ codes, scales, articleOf }, width),
    estimate(query, mask) {
      const { step, least } = fillTables(query, tables)
      for (let row = 0; row < rows; row++) {
        const block = Math.floor(row / rowsAtOnce) * rowsAtOnce * width + (row % rowsAtOnce)
        let sum = 0
        for (let i = 0; i < width; i++) {
          const code = codes[block + i * rowsAtOnce]
          sum += tables[i * 32 + (code & 15)] + tables[i * 32 + 16 + (code >> 4)]
        }
        const value = Math.fround(Math.fround(sum * step) + least)
        const isMasked = mask?.[articleOf[row]] === 0
        passages[row] = isMasked ? Number.NEGATIVE_INFINITY : value * scales[row]
      }
      return estimates
    },
  }
}

/** What takes parts into these arrays, whose rows have `width` bytes of codes, and knows whose a row is. */
function createStore(
  { codes, scales, articleOf }: CoarseRows,
  width: number,
): Pick<Estimator, 'load' | 'articleOf'> {
  return {
    load(first, part) {
      codes.set(part.codes, first * width)
      scales.set(part.scales, first)
      articleOf.set(part.articleOf, first)
    },
    articleOf: (row) => articleOf[row],
  }
}

/** What assembly/scan.ts exports for estimates. */
interface Exports {
  readonly estimate: (
    codes: number,
    scales: number,
    out: number,
    blocks: number,
    tables: number,
    width: number,
    step: number,
    least: number,
  ) => void
  readonly gather: (
    scores: number,
    articleOf: number,
    rows: number,
    articles: number,
    bests: number,
  ) => void
  readonly cover: (scores: number, articleOf: number, mask: number, rows: number) => void
  readonly top: (values: number, count: number, k: number, floor: number, rows: number) => number
}

function createKernelEstimator(size: EstimatorSize, kernel: Kernel): Estimator {
  const { rows, articles } = size
  const width = coarseWidth(size.dimensions)
  const places = planMemory(rows, articles, width)
  const { buffer, exports } = startKernel<Exports>(kernel, places.end)
  const { estimate, cover, gather, top } = exports
  const codes = new Uint8Array(buffer, places.codes, coarseBytes(rows, size.dimensions))
  const scales = new Float32Array(buffer, places.scales, rows)
  const articleOf = new Uint32Array(buffer, places.articleOf, rows)

  const tables = new Uint8Array(buffer, places.tables, 32 * width)
  const allowed = new Uint8Array(buffer, places.mask, articles)
  const found = new Uint32Array(buffer, places.rows, mostTop)
  const similarities = new Float32Array(buffer, places.similarities, articles)
  const estimates = {
    passages: new Float32Array(buffer, places.estimates, rows),
    articles: () => {
      gather(places.estimates, places.articleOf, rows, articles, places.similarities)
      return similarities
    },
    top: (k: number) => {
      if (checkTop(k) === 0) return []
      const count = top(places.estimates, rows, k, lowest, places.rows)
      return Array.from(found.subarray(0, count))
    },
  }
  const blocks = Math.ceil(rows / rowsAtOnce)
  return {
    ...createStore({ codes, scales, articleOf }, width),
    estimate(query, mask) {
      const { step, least } = fillTables(query, tables)
      const out = places.estimates
      estimate(places.codes, places.scales, out, blocks, places.tables, width, step, least)
      if (mask) {
        allowed.set(mask)
        cover(out, places.articleOf, places.mask, rows)
      }
      return estimates
    },
  }
}

/** Where each part of the kernel's memory begins, and where it ends; see the table above. */
function planMemory(rows: number, articles: number, width: number) {
  const padded = Math.ceil(rows / rowsAtOnce) * rowsAtOnce
  let end = 0
  const place = (bytes: number) => {
    const at = end
    end = Math.ceil((end + bytes) / 16) * 16
    return at
  }
  return {
    tables: place(32 * width),
    scales: place(4 * padded),
    estimates: place(4 * padded),
    articleOf: place(4 * rows),
    mask: place(articles),
    similarities: place(4 * articles),
    rows: place(4 * mostTop),
    codes: place(width * padded),
    end,
  }
}

function checkTop(k: number): number {
  if (!(k >= 0 && k <= mostTop)) throw new RangeError(`k is ${k}; 0 to ${mostTop} is wanted`)
  return k
}
