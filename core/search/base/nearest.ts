/**
 * The passages nearest to a query where their vectors do not fit in memory: estimated from
 * two bits a dimension, and measured exactly in the few cells that are worth reading.
 *
 * Only cells whose centres are nearest are estimated, or, where a filter leaves few passages, each of these
 * by itself. A cell is worth reading if it is uncertain whether its members belong to the nearest:
 * those that surely do are found without it. Compared with reading the cells of the best-ranked members, that
 * finds one more of a hundred with the same reads. What is not read keeps its estimate.
 *
 * A search takes the steps one by one (near.ts), since words bring passages as well; `findNearest` takes
 * them at once, to measure recall.
 */
import {
  byEstimate,
  type Estimates,
  type RowEstimate,
  type RowRange,
} from '../../kernels/estimator.ts'
import { measureRow, roundQuery } from '../../kernels/row.ts'
import { type Cells, rowsOf } from './cells.ts'
import type { PassageFilter } from './passage-filter.ts'
import { visitRows } from './vector-files.ts'

/** Rows with the highest estimates that are looked at: in a million passages, the nearest ten are all among them. */
const candidates = 250
/** Most cells that are estimated, one in five of a million passages; more where a filter leaves fewer of their members. */
const mostEstimated = 160
const mostEstimatedByFilter = 256
/** Without a filter, the first `leastEstimated` are, and others whose cosine is at least `leastNear` of the nearest one's. */
const leastEstimated = 32
const leastNear = 0.3
/** Least worth of a cell that is read; a passage that is the k-th nearest or not with equal chance is worth 1. */
const leastWorth = 0.1

/** What was found in cells. */
export interface NearestFound {
  /** Nearest first; a similarity is an estimate where the passage's cell was not read. */
  readonly passages: readonly { readonly passage: number; readonly similarity: number }[]
  /** Files that were read for it, not counting those that were kept. */
  readonly reads: number
}

/**
 * The `k` passages nearest to `query`, and what was read for them.
 *
 * @param query a unit vector; it is read, never changed
 * @param k     1 or more; 250 are found at most
 */
export async function findNearest(
  cells: Cells,
  query: Float32Array,
  filter: PassageFilter | null,
  k: number,
): Promise<NearestFound> {
  const { estimator, manifest } = cells
  const near = nearRows(cells, query, estimator.ask(query), filter)
  const rows = Uint32Array.from(near, ({ row }) => row)
  const similarities = Float32Array.from(near, ({ estimate }) => estimate)
  const chosen = chooseCells(cells, near, k, manifest.reads)
  const reads = await measureRows(cells, query, rows, chosen, similarities)
  const passages = Array.from(rows, (row, i) => ({ row, similarity: similarities[i] }))
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, k)
    .map(({ row, similarity }) => ({ passage: estimator.passageIn(row), similarity }))
  return { passages, reads }
}

/**
 * The 250 rows that seem nearest, nearest first.
 *
 * @param estimates of this query
 */
export function nearRows(
  cells: Cells,
  query: Float32Array,
  estimates: Estimates,
  filter: PassageFilter | null,
): RowEstimate[] {
  if (!filter?.few) {
    return estimates.top(rangesNear(cells, query, filter !== null), candidates, filter?.passes)
  }
  const rows = rowsOf(cells, filter.few).sort()
  return Array.from(estimates.of(rows), (estimate, i) => ({ row: rows[i], estimate }))
    .sort(byEstimate)
    .slice(0, candidates)
}

/** The rows of the cells whose centres are nearest to `query`, nearest first. */
function rangesNear({ manifest, centres }: Cells, query: Float32Array, isFiltered: boolean) {
  const { passages: similarities, top } = centres.scanPassages(query)
  const nearest = top(isFiltered ? mostEstimatedByFilter : mostEstimated)
  const least = leastNear * similarities[nearest[0]]
  return nearest
    .filter((cell, i) => isFiltered || i < leastEstimated || similarities[cell] >= least)
    .map((cell): RowRange => {
      const { first, rows } = manifest.cells[cell]
      return [first, first + rows]
    })
}

/**
 * The cells most worth reading, at most `most`, the first of equals: those whose members are most uncertain to be among
 * the `k` nearest, and those of `doubtful` passages, each of which is worth 1. A third of the cells are worth next to
 * nothing and are not read.
 *
 * How uncertain a member is depends on how many standard errors its estimate lies from the k-th best; by a
 * rational function, since an exponential may differ in its last bit between runtimes.
 *
 * @param near nearest first
 */
export function chooseCells(
  { manifest, estimator, cellOf }: Cells,
  near: readonly RowEstimate[],
  k: number,
  most: number,
  doubtful: readonly number[] = [],
): number[] {
  if (near.length === 0) return []
  const border = near[Math.min(k, near.length) - 1].estimate
  const worth = new Map<number, number>()
  const add = (passage: number, more: number) => {
    const cell = cellOf[passage]
    worth.set(cell, (worth.get(cell) ?? 0) + more)
  }
  for (const { row, estimate } of near) {
    const errors = (estimate - border) / manifest.error
    add(estimator.passageIn(row), 1 / (1 + errors * errors) ** 2)
  }
  for (const passage of doubtful) add(passage, 1)
  return [...worth]
    .filter(([, worth]) => worth >= leastWorth)
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, most)
    .map(([cell]) => cell)
}

/**
 * Overwrites in `similarities` those of `rows` that lie in `chosen` cells with exact ones; returns how many files were
 * read for it.
 */
export function measureRows(
  { manifest, dimensions, read, rooms }: Cells,
  query: Float32Array,
  rows: Uint32Array,
  chosen: readonly number[],
  similarities: Float32Array,
): Promise<number> {
  const rounded = new Int16Array(dimensions)
  const factor = roundQuery(query, rounded)
  const files = chosen.map((cell) => manifest.cells[cell])
  return visitRows(files, rows, { read, rooms }, ({ codes, scales }, row, i) => {
    similarities[i] = measureRow(rounded, factor, codes, row, scales[row])
  })
}
