/**
 * The passages nearest to a query where their vectors do not fit in memory: estimated from
 * two bits a dimension, and measured exactly in the few cells that are worth reading.
 *
 * Of many cells only those whose centres are nearest are estimated, or every passage on its own
 * where a filter leaves few. Worth reading is a cell whose members may or may not belong to the nearest:
 * one that surely does is found without it. Against cells of the best-ranked members, that finds one more
 * of a hundred after the same reads. What is not read keeps its estimate, and the answer says so.
 *
 * Nothing here waits for another query's reading, since a request that is cancelled would
 * leave the others stuck; cells that were read are kept for the next.
 */
import { type CellManifest, decodeCoarse, decodeVectors } from '../index/cells.ts'
import { lastUpTo } from '../index/ordered.ts'
import type { Vectors } from '../index/segment.ts'
import {
  createEstimator,
  type Estimates,
  type Estimator,
  type RowEstimate,
  type RowRange,
} from '../kernels/estimator.ts'
import type { Kernel } from '../kernels/kernel.ts'
import { measureRow, roundQuery } from '../kernels/row.ts'
import { createScanner, type Scanner } from '../kernels/scanner.ts'
import { createRooms, largest, lastFrom, type ReadFile, type Rooms, visitFiles } from './rooms.ts'

/** Cells ready to be asked. */
export interface Cells {
  readonly manifest: CellManifest
  readonly dimensions: number
  readonly estimator: Estimator
  /** Number of the cell that each passage lies in. */
  readonly cellOf: Uint16Array
  /** Measures the cells' centres. */
  readonly centres: Scanner
  readonly read: ReadFile
  readonly rooms: Rooms<Vectors>
}

/** Passages that may be found. */
export interface PassageFilter {
  readonly passes: (passage: number) => boolean
  /** All of them, ascending, if they are few; null if they are many. */
  readonly few: Uint32Array | null
}

/** Passages of a filter that are listed one by one; beyond, cells are looked through. */
const mostListed = 20_000

/**
 * The passages of the articles that pass `mask`; null where no article is left out.
 *
 * @param mask          1 for each article that passes; null for no filter. It may be longer than the base:
 *   what comes behind does not count
 * @param passageStarts first passage of each article, and one past the last
 */
export function createPassageFilter(
  mask: ArrayLike<number> | null,
  passageStarts: Uint32Array,
): PassageFilter | null {
  if (mask === null) return null
  const articles = passageStarts.length - 1
  let count = 0
  let passing = 0
  for (let article = 0; article < articles; article++) {
    if (mask[article] === 0) continue
    passing++
    count += passageStarts[article + 1] - passageStarts[article]
  }
  if (passing === articles) return null
  const passes = (passage: number) => mask[articleAt(passageStarts, passage)] !== 0
  if (count > mostListed) return { passes, few: null }
  const few = new Uint32Array(count)
  let at = 0
  for (let article = 0; article < articles; article++) {
    if (mask[article] === 0) continue
    for (let p = passageStarts[article]; p < passageStarts[article + 1]; p++) few[at++] = p
  }
  return { passes, few }
}

/** The article that a passage belongs to. */
export function articleAt(passageStarts: Uint32Array, passage: number): number {
  return lastUpTo(passageStarts.length - 1, (article) => passageStarts[article] <= passage)
}

/** A passage and how near it is. */
export interface NearPassage {
  readonly passage: number
  readonly similarity: number
  /** False where the similarity is an estimate. */
  readonly exact: boolean
}

/** What cells say of a query. */
export interface NearestFound {
  /** Nearest first. */
  readonly passages: readonly NearPassage[]
  /** Files that were read for it, the ones that were kept left out. */
  readonly reads: number
}

/** Cells of half a megabyte at most that an isolate keeps. */
const mostKept = 10
/** Passages whose estimates are looked at: of a million, among so many are all of the nearest ten. */
const candidates = 250
/** Cells that are estimated, of a million passages one in five; more where a filter leaves fewer of their members. */
const estimated = 160
const estimatedByFilter = 256
/** Without a filter all of so many, and of the others those that come so near as a share of the nearest one's cosine. */
const leastEstimated = 32
const leastNear = 0.3
/** What a cell must be worth to be read, where a passage that may as well be the k-th nearest as not is worth 1. */
const leastWorth = 0.1

/**
 * Opens cells of vectors of so many dimensions: reads and copies what stays in memory, one file at a
 * time.
 *
 * @throws BadIndex
 */
export async function openCells(
  manifest: CellManifest,
  dimensions: number,
  read: ReadFile,
  kernel: Kernel | null,
): Promise<Cells> {
  // First something small is read, so that where nothing can be, no memory was taken for the rest.
  const { file, bytes } = manifest.centres
  const vectors = decodeVectors(file, await read(manifest.centres, new ArrayBuffer(bytes)))
  const rows = manifest.cells.reduce((sum, cell) => sum + cell.rows, 0)
  const estimator = createEstimator({ rows, dimensions }, kernel)
  let room = new ArrayBuffer(largest(manifest.coarse))
  for (const shard of manifest.coarse) {
    const bytes = await read(shard, room)
    const part = decodeCoarse(shard.file, bytes)
    estimator.load(part.first, part)
    room = bytes.buffer
  }
  const cellOf = new Uint16Array(rows)
  for (const [cell, { first, rows }] of manifest.cells.entries()) {
    for (let row = first; row < first + rows; row++) cellOf[estimator.passageIn(row)] = cell
  }
  const passageStarts = Uint32Array.from({ length: manifest.cells.length + 1 }, (_, i) => i)
  const centres = createScanner([{ ...vectors, passageStarts }], dimensions, kernel)
  const rooms = createRooms<Vectors>(mostKept, largest(manifest.cells))
  return { manifest, dimensions, estimator, cellOf, centres, read, rooms }
}

/**
 * The rows of some passages, each found among those of its cell, since a table of all rows takes twice the
 * memory. Of an article many lie side by side, so ascending passages are found sooner.
 */
export function rowsOf(
  { manifest, estimator, cellOf }: Cells,
  passages: ArrayLike<number>,
): Uint32Array {
  const { passageIn } = estimator
  const found = new Uint32Array(passages.length)
  let next = 0
  for (let i = 0; i < passages.length; i++) {
    const passage = passages[i]
    if (passageIn(next) !== passage) {
      const { first, rows } = manifest.cells[cellOf[passage]]
      next = first + lastUpTo(rows, (i) => passageIn(first + i) <= passage)
    }
    found[i] = next++
  }
  return found
}

/**
 * The `k` passages nearest to `query`, and what was read for them.
 *
 * @param query a unit vector; it is read, never changed
 * @param k     from 1 to 100
 */
export async function findNearest(
  cells: Cells,
  query: Float32Array,
  filter: PassageFilter | null,
  k: number,
): Promise<NearestFound> {
  const near = nearRows(cells, query, cells.estimator.ask(query), filter)
  const chosen = chooseCells(cells, near, k, cells.manifest.reads)
  const rows = Uint32Array.from(near, ({ row }) => row)
  const { measured, reads } = await measureRows(cells, query, rows, chosen)
  const passages = near
    .map(({ row, estimate }) => ({ row, similarity: measured.get(row) ?? estimate }))
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, k)
    .map(({ row, similarity }) => ({
      passage: cells.estimator.passageIn(row),
      similarity,
      exact: measured.has(row),
    }))
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
  const { manifest, centres } = cells
  if (filter?.few) {
    const rows = rowsOf(cells, filter.few).sort()
    return Array.from(estimates.of(rows), (estimate, i) => ({ row: rows[i], estimate }))
      .sort((a, b) => b.estimate - a.estimate || a.row - b.row)
      .slice(0, candidates)
  }
  const { passages: similarities, top } = centres.scanPassages(query)
  const nearest = top(filter ? estimatedByFilter : estimated)
  const least = leastNear * similarities[nearest[0]]
  const isNear = (cell: number, i: number) => i < leastEstimated || similarities[cell] >= least
  const ranges = (filter ? nearest : nearest.filter(isNear)).map((cell): RowRange => {
    const { first, rows } = manifest.cells[cell]
    return [first, first + rows]
  })
  return estimates.top(ranges, candidates, filter?.passes)
}

/**
 * The cells most worth reading, `most` of them or fewer, the first of equals: those whose members are least surely
 * among the `k` nearest or not. A third of them are worth next to nothing and are not read.
 *
 * How sure, is how many of an estimate's usual errors it lies from the k-th best; no exponential,
 * which may differ in its last bit between runtimes.
 */
export function chooseCells(
  { manifest }: Cells,
  near: readonly RowEstimate[],
  k: number,
  most: number,
): number[] {
  if (near.length === 0) return []
  const border = near[Math.min(k, near.length) - 1].estimate
  const worth = new Map<number, number>()
  for (const { row, estimate } of near) {
    const cell = lastFrom(manifest.cells, row)
    const errors = (estimate - border) / manifest.error
    worth.set(cell, (worth.get(cell) ?? 0) + 1 / (1 + errors * errors) ** 2)
  }
  return [...worth]
    .filter(([, worth]) => worth >= leastWorth)
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, most)
    .map(([cell]) => cell)
}

/** Exact similarity of those of `rows` that lie in `chosen` cells, and how many files were read for it. */
export async function measureRows(
  { manifest, dimensions, read, rooms }: Cells,
  query: Float32Array,
  rows: Uint32Array,
  chosen: readonly number[],
): Promise<{ measured: Map<number, number>; reads: number }> {
  const rounded = new Int16Array(dimensions)
  const factor = roundQuery(query, rounded)
  const files = chosen.map((cell) => manifest.cells[cell])
  const measured = new Map<number, number>()
  const measureIn = ({ codes, scales }: Vectors, i: number) => {
    for (let j = 0; j < rows.length; j++) {
      const at = rows[j] - files[i].first
      if (at < 0 || at >= files[i].rows) continue
      measured.set(rows[j], measureRow(rounded, factor, codes, at, scales[at]))
    }
  }
  const reads = await visitFiles(files, { read, rooms, decode: decodeVectors }, measureIn)
  return { measured, reads }
}
