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
 * The kernel's memory for P passages, each part from a multiple of 16; R is P rounded up to 16, W the
 * bytes of a row:
 *
 *   tables      32 x W    sums of two codes each, u8
 *   estimates   16 KiB    float32, of the rows at hand
 *   found       8 KiB     u16, which of these may be among the highest
 *   scales      2 x R     the upper halves of float32
 *   codes       W x R     two-bit codes
 *
 * Beside it lie 4 x P bytes that tell which passage is in which row.
 */

import { type Kernel, startKernel } from './kernel.ts'

/** Two-bit codes of some rows and whose they are. */
export interface CoarseRows {
  /** Blocks of sixteen rows, rows rounded up; see `packCoarse`. */
  readonly codes: Uint8Array
  /** One factor a row, the upper half of a float32: 8 bits are plenty beside what two bits lose. */
  readonly scales: Uint16Array
  /** Passage in each row. */
  readonly passages: Uint32Array
}

/** How much there will be to estimate. */
export interface EstimatorSize {
  /** P. */
  readonly rows: number
  readonly dimensions: number
}

/** About how near passages are to one query. */
export interface Estimates {
  /** Estimates of some rows, [-1, 1] but for their error; rows that lie together are soonest one after another. */
  readonly of: (rows: Uint32Array) => Float32Array
  /**
   * The `k` highest rows in `ranges`, highest first, equals in order of row.
   *
   * @param ranges first row and one past the last; none overlap, and the likeliest first is fastest
   * @param passes whether a passage may be found; all may if it is left out
   */
  readonly top: (
    ranges: readonly RowRange[],
    k: number,
    passes?: (passage: number) => boolean,
  ) => RowEstimate[]
}

/** First row, and one past the last. */
export type RowRange = readonly [first: number, end: number]

/** A row and about how near it is. */
export interface RowEstimate {
  readonly row: number
  readonly estimate: number
}

/** Estimates how near passages are to a query. */
export interface Estimator {
  /**
   * Copies rows to where they belong, so that no more than one part of them is ever in memory twice.
   *
   * @param first row of the first of them, a multiple of 16
   */
  readonly load: (first: number, part: CoarseRows) => void
  /** Passage in a row. */
  readonly passageIn: (row: number) => number
  /** Begins a query, a unit vector that is read and never changed; ends the one before. */
  readonly ask: (query: Float32Array) => Estimates
}

const rowsAtOnce = 16
/** Of a sum of two codes; two of them fit a byte. */
const highest = 127
/** Dimensions of what can be estimated: more would overflow sixteen bits. */
export const mostDimensions = 1024
/** Rows whose estimates are looked at before the next are made: they stay near the processor. */
const rowsAtHand = 4096

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
  scales: Uint16Array,
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
  scales[row] = product === 0 ? 0 : upperHalf((scale * squares) / product)
}

const number = new Float32Array(1)
const bits = new Uint32Array(number.buffer)

/** The upper half of a float32, rounded to the nearest. */
export function upperHalf(value: number): number {
  number[0] = value
  return (bits[0] + 0x8000) >>> 16
}

/** The float32 whose upper half it is, and whose lower is zero. */
function fromUpperHalf(half: number): number {
  bits[0] = half << 16
  return number[0]
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

/** Where an estimator's numbers lie, and what writes estimates of whole blocks of rows. */
interface Store {
  readonly codes: Uint8Array
  readonly scales: Uint16Array
  readonly tables: Uint8Array
  /** Of the rows at hand. */
  readonly estimates: Float32Array
  /** Places of estimates that were high enough, ascending. */
  readonly found: Uint16Array
  /** Estimates whole blocks; how many rows reach `lowest`, whose places are in `found`. */
  readonly estimateBlocks: (
    first: number,
    count: number,
    scaling: Scaling,
    lowest: number,
  ) => number
}

/** An estimator of rows that are yet to be loaded, by the kernel if there is one. */
export function createEstimator(size: EstimatorSize, kernel: Kernel | null): Estimator {
  const { rows, dimensions } = size
  const width = coarseWidth(dimensions)
  const store = kernel ? createKernelStore(size, kernel) : createPlainStore(size)
  const { codes, scales, tables } = store
  const passageIn = new Uint32Array(rows)
  return {
    load(first, part) {
      codes.set(part.codes, first * width)
      scales.set(part.scales, first)
      passageIn.set(part.passages, first)
    },
    passageIn: (row) => passageIn[row],
    ask(query) {
      const scaling = fillTables(query, tables)
      return {
        of: (rows) => estimateRows(store, rows, scaling),
        top: (ranges, k, passes) => {
          const isWanted = passes && ((row: number) => passes(passageIn[row]))
          return highestRows(store, ranges, k, scaling, isWanted)
        },
      }
    },
  }
}

/** How sums become estimates. */
type Scaling = ReturnType<typeof fillTables>

/** The estimate of one row, the same bits as a block's. */
function estimateRow(
  { codes, scales, tables }: Pick<Store, 'codes' | 'scales' | 'tables'>,
  width: number,
  row: number,
  { step, least }: Scaling,
): number {
  const block = Math.floor(row / rowsAtOnce) * rowsAtOnce * width + (row % rowsAtOnce)
  let sum = 0
  for (let i = 0; i < width; i++) {
    const code = codes[block + i * rowsAtOnce]
    sum += tables[i * 32 + (code & 15)] + tables[i * 32 + 16 + (code >> 4)]
  }
  const scale = fromUpperHalf(scales[row])
  return Math.fround(Math.fround(Math.fround(sum * step) + least) * scale)
}

/** Estimates of `rows`, whole blocks at a time: one lies in the same lines of memory as any of its rows. */
function estimateRows(
  { estimates, estimateBlocks }: Store,
  rows: Uint32Array,
  scaling: Scaling,
): Float32Array {
  const found = new Float32Array(rows.length)
  let atHand = -1
  for (let i = 0; i < rows.length; i++) {
    const block = Math.floor(rows[i] / rowsAtOnce)
    if (block !== atHand) estimateBlocks(block, 1, scaling, Number.POSITIVE_INFINITY)
    atHand = block
    found[i] = estimates[rows[i] % rowsAtOnce]
  }
  return found
}

function highestRows(
  { estimates, found, estimateBlocks }: Store,
  ranges: readonly RowRange[],
  k: number,
  scaling: Scaling,
  isWanted?: (row: number) => boolean,
): RowEstimate[] {
  let best: RowEstimate[] = []
  if (k === 0) return best
  let lowest = Number.NEGATIVE_INFINITY
  const keepBest = () => {
    best = best.sort((a, b) => b.estimate - a.estimate || a.row - b.row).slice(0, k)
    if (best.length === k) lowest = best[k - 1].estimate
  }
  for (const [first, end] of ranges) {
    for (let from = first; from < end; ) {
      const block = Math.floor(from / rowsAtOnce)
      const atHand = block * rowsAtOnce
      const to = Math.min(end, atHand + rowsAtHand)
      const count = estimateBlocks(block, Math.ceil((to - atHand) / rowsAtOnce), scaling, lowest)
      for (let i = 0; i < count; i++) {
        const row = atHand + found[i]
        const estimate = estimates[found[i]]
        if (row < from || row >= to || estimate < lowest || (isWanted && !isWanted(row))) continue
        best.push({ row, estimate })
        // Sorted now and then: inserting each in its place costs more.
        if (best.length >= 2 * k) keepBest()
      }
      from = to
    }
  }
  keepBest()
  return best
}

function createPlainStore({ rows, dimensions }: EstimatorSize): Store {
  const width = coarseWidth(dimensions)
  const codes = new Uint8Array(coarseBytes(rows, dimensions))
  const scales = new Uint16Array(rows)
  const tables = new Uint8Array(32 * width)
  const estimates = new Float32Array(rowsAtHand)
  const found = new Uint16Array(rowsAtHand)
  return {
    ...{ codes, scales, tables, estimates, found },
    estimateBlocks(first, count, scaling, lowest) {
      const from = first * rowsAtOnce
      const end = Math.min(rows, from + count * rowsAtOnce)
      let high = 0
      for (let place = 0; place < end - from; place++) {
        estimates[place] = estimateRow({ codes, scales, tables }, width, from + place, scaling)
        if (estimates[place] >= lowest) found[high++] = place
      }
      return high
    },
  }
}

/** What assembly/scan.ts exports for estimates. */
interface Exports {
  readonly estimate: (
    codes: number,
    scales: number,
    out: number,
    found: number,
    blocks: number,
    tables: number,
    width: number,
    step: number,
    least: number,
    lowest: number,
  ) => number
}

function createKernelStore({ rows, dimensions }: EstimatorSize, kernel: Kernel): Store {
  const width = coarseWidth(dimensions)
  const places = planMemory(rows, width)
  const { buffer, exports } = startKernel<Exports>(kernel, places.end)
  return {
    codes: new Uint8Array(buffer, places.codes, coarseBytes(rows, dimensions)),
    scales: new Uint16Array(buffer, places.scales, rows),
    tables: new Uint8Array(buffer, places.tables, 32 * width),
    estimates: new Float32Array(buffer, places.estimates, rowsAtHand),
    found: new Uint16Array(buffer, places.found, rowsAtHand),
    estimateBlocks(first, count, { step, least }, lowest) {
      const { estimates, found, tables } = places
      const codes = places.codes + first * rowsAtOnce * width
      const scales = places.scales + first * rowsAtOnce * 2
      const out = [estimates, found] as const
      return exports.estimate(codes, scales, ...out, count, tables, width, step, least, lowest)
    },
  }
}

/** Where each part of the kernel's memory begins, and where it ends; see the table above. */
function planMemory(rows: number, width: number) {
  const padded = Math.ceil(rows / rowsAtOnce) * rowsAtOnce
  let end = 0
  const place = (bytes: number) => {
    const at = end
    end = Math.ceil((end + bytes) / 16) * 16
    return at
  }
  return {
    tables: place(32 * width),
    estimates: place(4 * rowsAtHand),
    found: place(2 * rowsAtHand),
    scales: place(2 * padded),
    codes: place(width * padded),
    end,
  }
}
