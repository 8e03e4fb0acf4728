/**
 * Estimates of whole blocks of rows, by a SIMD kernel or by plain TypeScript.
 *
 * What a byte of a row, four dimensions, adds to a product with the query is looked up in tables of whole
 * numbers, so the kernel and its plain twin give the same bits.
 *
 * The kernel's memory for P passages, each part from a multiple of 16; R is P rounded up to 16, W the
 * bytes of a row:
 *
 *   tables      32 x W    sums of two codes each, u8
 *   estimates   16 KiB    float32, of the rows at hand
 *   found       8 KiB     u16, places of those that may be among the highest
 *   scales      2 x R     the upper halves of float32
 *   codes       W x R     two-bit codes
 */

import { coarseBytes, coarseWidth, fromUpperHalf, rowsAtOnce, startOfRow } from './coarse.ts'
import { createPlan, type Kernel, startKernel } from './kernel.ts'

/** Two-bit codes of all rows, to be filled, and estimates of some of them. */
export interface BlockEstimates {
  readonly codes: Uint8Array
  readonly scales: Uint16Array
  /** Of the rows at hand. */
  readonly estimates: Float32Array
  /** Places of those that reached `lowest`, ascending. */
  readonly found: Uint16Array
  /** Begins a query, a unit vector that is read and never changed. */
  readonly ask: (query: Float32Array) => void
  /**
   * Writes `estimates` of `count` blocks from block `first` on, `rowsAtHand` rows at most, and to `found`
   * the places of those that reach `lowest`; returns how many these are.
   */
  readonly estimate: (first: number, count: number, lowest: number) => number
}

/** How much there will be to estimate. */
export interface EstimatorSize {
  /** P. */
  readonly rows: number
  readonly dimensions: number
}

/** Rows that are estimated at a time, so few that their estimates stay in the processor's cache. */
export const rowsAtHand = 4096

/** Estimates of rows that are yet to be loaded, by the kernel if there is one. */
export function createBlocks(size: EstimatorSize, kernel: Kernel | null): BlockEstimates {
  return kernel ? createKernelBlocks(size, kernel) : createPlainBlocks(size)
}

/** Highest entry of a table; a sum of two fits a byte. */
const highest = 127

/** How sums become estimates. */
interface Scaling {
  readonly step: number
  readonly least: number
}

/** Writes what every pair of codes adds to a product with `query`; returns how to scale the sums. */
function fillTables(query: Float32Array, tables: Uint8Array): Scaling {
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

function createPlainBlocks({ rows, dimensions }: EstimatorSize): BlockEstimates {
  const width = coarseWidth(dimensions)
  const codes = new Uint8Array(coarseBytes(rows, dimensions))
  const scales = new Uint16Array(rows)
  const tables = new Uint8Array(32 * width)
  const estimates = new Float32Array(rowsAtHand)
  const found = new Uint16Array(rowsAtHand)
  let scaling: Scaling
  const sumOf = (row: number) => {
    const start = startOfRow(row, width)
    let sum = 0
    for (let i = 0; i < width; i++) {
      const code = codes[start + i * rowsAtOnce]
      sum += tables[i * 32 + (code & 15)] + tables[i * 32 + 16 + (code >> 4)]
    }
    return sum
  }
  return {
    ...{ codes, scales, estimates, found },
    ask(query) {
      scaling = fillTables(query, tables)
    },
    estimate(first, count, lowest) {
      const { step, least } = scaling
      const from = first * rowsAtOnce
      const end = Math.min(rows, from + count * rowsAtOnce)
      let high = 0
      for (let row = from; row < end; row++) {
        const value = Math.fround(Math.fround(sumOf(row) * step) + least)
        estimates[row - from] = value * fromUpperHalf(scales[row])
        if (estimates[row - from] >= lowest) found[high++] = row - from
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

function createKernelBlocks({ rows, dimensions }: EstimatorSize, kernel: Kernel): BlockEstimates {
  const width = coarseWidth(dimensions)
  const places = planMemory(rows, width)
  const { buffer, exports } = startKernel<Exports>(kernel, places.end)
  const tables = new Uint8Array(buffer, places.tables, 32 * width)
  let scaling: Scaling
  return {
    codes: new Uint8Array(buffer, places.codes, coarseBytes(rows, dimensions)),
    scales: new Uint16Array(buffer, places.scales, rows),
    estimates: new Float32Array(buffer, places.estimates, rowsAtHand),
    found: new Uint16Array(buffer, places.found, rowsAtHand),
    ask(query) {
      scaling = fillTables(query, tables)
    },
    estimate(first, count, lowest) {
      const { step, least } = scaling
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
  const { place, end } = createPlan()
  return {
    tables: place(32 * width),
    estimates: place(4 * rowsAtHand),
    found: place(2 * rowsAtHand),
    scales: place(2 * padded),
    codes: place(width * padded),
    end: end(),
  }
}
