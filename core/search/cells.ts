/**
 * The passages nearest to a query where their vectors do not fit in memory: estimated from
 * two bits a dimension, and measured exactly in the few cells that are worth reading.
 *
 * Worth reading is a cell whose members may or may not belong to the nearest: one that
 * surely does is found without it. Against cells of the best-ranked members, that finds one more of a
 * hundred after the same reads. What is not read keeps its estimate, and the answer says so.
 *
 * Nothing here waits for another query's reading, since a request that is cancelled would
 * leave the others stuck; cells that were read are kept for the next.
 */
import { type CellManifest, decodeCell, decodeCoarse } from '../index/cells.ts'
import type { Vectors } from '../index/segment.ts'
import { createEstimator, type Estimates, type Estimator } from '../kernels/estimator.ts'
import type { Kernel } from '../kernels/kernel.ts'
import { measureRow, roundQuery } from '../kernels/row.ts'
import type { Mask } from './mask.ts'
import { createRooms, largest, type ReadFile, type Rooms, visitFiles } from './rooms.ts'

/** Cells ready to be asked. */
export interface Cells {
  readonly manifest: CellManifest
  readonly estimator: Estimator
  /** Which of its article's passages each row is. */
  readonly ordinals: Uint16Array
  readonly read: ReadFile
  readonly rooms: Rooms<Vectors>
}

/** A passage and how near it is. */
export interface NearPassage {
  readonly article: number
  /** Which of its article's passages it is. */
  readonly ordinal: number
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
const candidates = 400

/**
 * Opens cells: reads and copies what stays in memory, one file at a time.
 *
 * @throws BadIndex
 */
export async function openCells(
  manifest: CellManifest,
  read: ReadFile,
  kernel: Kernel | null,
): Promise<Cells> {
  const { passages: rows, articles, dimensions } = manifest
  const estimator = createEstimator({ rows, articles, dimensions }, kernel)
  const ordinals = new Uint16Array(rows)
  let room = new ArrayBuffer(largest(manifest.coarse))
  for (const shard of manifest.coarse) {
    const bytes = await read(shard, room)
    const part = decodeCoarse(shard.file, bytes)
    estimator.load(part.first, part)
    ordinals.set(part.ordinals, part.first)
    room = bytes.buffer
  }
  const rooms = createRooms<Vectors>(mostKept, largest(manifest.cells))
  return { manifest, estimator, ordinals, read, rooms }
}

/**
 * The `k` passages nearest to `query`, and what was read for them.
 *
 * @param query a unit vector; it is read, never changed
 * @param k     from 1 to 100
 * @param onEstimates sees how near everything is about, before anything is read; the arrays are
 *   the estimator's own
 */
export async function findNearest(
  cells: Cells,
  query: Float32Array,
  mask: Mask,
  k: number,
  onEstimates: (estimates: Estimates) => void = () => {},
): Promise<NearestFound> {
  const { manifest, estimator } = cells
  const estimates = estimator.estimate(query, mask)
  onEstimates(estimates)
  const rows = estimates.top(candidates)
  const estimated = Float32Array.from(rows, (row) => estimates.passages[row])
  const cellOf = rows.map((row) => cellAt(manifest, row))
  const chosen = chooseCells(cellOf, estimated, k, manifest)

  const rounded = new Int16Array(manifest.dimensions)
  const factor = roundQuery(query, rounded)
  const near = rows.map((row, i) => ({ row, similarity: estimated[i], exact: false }))
  const measureIn = (cell: number, { codes, scales }: Vectors) => {
    for (const [i, one] of near.entries()) {
      if (cellOf[i] !== cell) continue
      const at = one.row - manifest.cells[cell].first
      one.similarity = measureRow(rounded, factor, codes, at, scales[at])
      one.exact = true
    }
  }
  const reads = await visitCells(cells, chosen, measureIn)
  near.sort((a, b) => b.similarity - a.similarity || a.row - b.row)
  return { passages: near.slice(0, k).map((one) => named(cells, one)), reads }
}

/**
 * The same by measuring every passage: the truth that `findNearest` is judged by.
 *
 * It reads all cells, one after another, so it is for builds and tests and whoever has the time.
 */
export async function findExactly(
  cells: Cells,
  query: Float32Array,
  mask: Mask,
  k: number,
): Promise<NearestFound> {
  const { manifest, estimator, read } = cells
  const rounded = new Int16Array(manifest.dimensions)
  const factor = roundQuery(query, rounded)
  const best: { row: number; similarity: number; exact: true }[] = []
  let room = new ArrayBuffer(largest(manifest.cells))
  for (const cell of manifest.cells) {
    const bytes = await read(cell, room)
    const { codes, scales } = decodeCell(cell.file, bytes)
    const { first } = cell
    room = bytes.buffer
    for (let at = 0; at < scales.length; at++) {
      if (mask?.[estimator.articleOf(first + at)] === 0) continue
      const similarity = measureRow(rounded, factor, codes, at, scales[at])
      if (best.length === k && similarity <= best[k - 1].similarity) continue
      const place = best.findIndex((other) => similarity > other.similarity)
      const hit = { row: first + at, similarity, exact: true } as const
      best.splice(place < 0 ? best.length : place, 0, hit)
      if (best.length > k) best.pop()
    }
  }
  const passages = best.map((near) => named(cells, near))
  return { passages, reads: manifest.cells.length }
}

function named(
  { ordinals, estimator }: Cells,
  { row, similarity, exact }: { row: number; similarity: number; exact: boolean },
): NearPassage {
  return { article: estimator.articleOf(row), ordinal: ordinals[row], similarity, exact }
}

/** Number of the cell that holds a row. */
function cellAt({ cells }: CellManifest, row: number): number {
  let low = 0
  let high = cells.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (cells[middle].first <= row) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * The cells most worth reading, the first of equals: those whose members are least surely in or out.
 *
 * How sure, is how many of an estimate's usual errors it lies from the k-th best; no exponential,
 * which may differ in its last bit between runtimes.
 */
function chooseCells(
  cellOf: readonly number[],
  estimated: Float32Array,
  k: number,
  { error, reads }: CellManifest,
): number[] {
  const border = estimated[Math.min(k, estimated.length) - 1]
  const worth = new Map<number, number>()
  for (const [i, cell] of cellOf.entries()) {
    const errors = (estimated[i] - border) / error
    worth.set(cell, (worth.get(cell) ?? 0) + 1 / (1 + errors * errors) ** 2)
  }
  return [...worth]
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, reads)
    .map(([cell]) => cell)
}

/** Shows each of the chosen cells, once it is there, and says how many were read for it. */
function visitCells(
  { manifest, read, rooms }: Cells,
  chosen: readonly number[],
  visit: (cell: number, vectors: Vectors) => void,
): Promise<number> {
  const files = chosen.map((cell) => manifest.cells[cell])
  const visitOne = (vectors: Vectors, i: number) => visit(chosen[i], vectors)
  return visitFiles(files, { read, rooms, decode: decodeCell }, visitOne)
}
