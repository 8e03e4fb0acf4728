/**
 * Estimates of similarity from two bits a dimension, where the eight-bit codes of a corpus do not
 * fit in memory: which passages are worth reading, and about how near all others are.
 *
 * Rows are estimated a few thousand at a time (estimate-blocks.ts), and the highest are taken from them
 * before the next are estimated. Beside its codes and scale, a row has 4 bytes that say which passage it is.
 *
 * Tried on 1,000,000 passages of real text: one bit a dimension, which finds 76 % of the nearest ten with
 * the same reads, instead of 93; a random rotation, and codes of residuals from a centroid, which changed
 * nothing; fewer dimensions with more bits, which lost (docs/architecture.md).
 */

import { type CoarseRows, coarseWidth, rowsAtOnce } from './coarse.ts'
import {
  type BlockEstimates,
  createBlocks,
  type EstimatorSize,
  rowsAtHand,
} from './estimate-blocks.ts'
import type { Kernel } from './kernel.ts'

/** About how near passages are to one query. */
export interface Estimates {
  /** Estimates of some rows, [-1, 1] but for their error; fastest where rows of a block follow each other. */
  readonly of: (rows: Uint32Array) => Float32Array
  /**
   * The `k` highest rows in `ranges`, highest first, equals in order of row.
   *
   * @param ranges that do not overlap; fastest with the likeliest first
   * @param passes whether a passage may be found; left out, all may
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
   * Copies rows into place; loaded part by part, no more than one part is ever in memory twice.
   *
   * @param first row of the first of them, a multiple of 16
   */
  readonly load: (first: number, part: CoarseRows) => void
  /** Passage in a row. */
  readonly passageIn: (row: number) => number
  /** Begins a query, a unit vector that is read and never changed; ends the one before. */
  readonly ask: (query: Float32Array) => Estimates
}

/** An estimator of rows that are yet to be loaded, by the kernel if there is one. */
export function createEstimator(size: EstimatorSize, kernel: Kernel | null): Estimator {
  const blocks = createBlocks(size, kernel)
  const width = coarseWidth(size.dimensions)
  const passageIn = new Uint32Array(size.rows)
  return {
    load(first, part) {
      blocks.codes.set(part.codes, first * width)
      blocks.scales.set(part.scales, first)
      passageIn.set(part.passages, first)
    },
    passageIn: (row) => passageIn[row],
    ask(query) {
      blocks.ask(query)
      return {
        of: (rows) => estimateRows(blocks, rows),
        top: (ranges, k, passes) =>
          highestRows(blocks, ranges, k, passes && ((row) => passes(passageIn[row]))),
      }
    },
  }
}

/** Estimates of `rows`, whole blocks at a time: the rows of a block share their cache lines. */
function estimateRows({ estimates, estimate }: BlockEstimates, rows: Uint32Array): Float32Array {
  const found = new Float32Array(rows.length)
  let atHand = -1
  for (let i = 0; i < rows.length; i++) {
    const block = Math.floor(rows[i] / rowsAtOnce)
    if (block !== atHand) estimate(block, 1, Number.POSITIVE_INFINITY)
    atHand = block
    found[i] = estimates[rows[i] % rowsAtOnce]
  }
  return found
}

function highestRows(
  { estimates, found, estimate }: BlockEstimates,
  ranges: readonly RowRange[],
  k: number,
  isWanted?: (row: number) => boolean,
): RowEstimate[] {
  let best: RowEstimate[] = []
  if (k === 0) return best
  let lowest = Number.NEGATIVE_INFINITY
  const keepBest = () => {
    best = best.sort(byEstimate).slice(0, k)
    if (best.length === k) lowest = best[k - 1].estimate
  }
  for (const [first, end] of ranges) {
    for (let from = first; from < end; ) {
      const block = Math.floor(from / rowsAtOnce)
      const atHand = block * rowsAtOnce
      const to = Math.min(end, atHand + rowsAtHand)
      const count = estimate(block, Math.ceil((to - atHand) / rowsAtOnce), lowest)
      for (let i = 0; i < count; i++) {
        const row = atHand + found[i]
        // Whole blocks are estimated, and `lowest` may have risen since.
        if (row < from || row >= to || estimates[found[i]] < lowest) continue
        if (isWanted && !isWanted(row)) continue
        best.push({ row, estimate: estimates[found[i]] })
        // Sorted now and then, since inserting each in its place costs more.
        if (best.length >= 2 * k) keepBest()
      }
      from = to
    }
  }
  keepBest()
  return best
}

/** Order of the highest first, equals in order of row. */
export function byEstimate(a: RowEstimate, b: RowEstimate): number {
  return b.estimate - a.estimate || a.row - b.row
}
