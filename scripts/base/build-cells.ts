/**
 * Vectors in, cells out: for an index that is too large for memory (core/index/cells.ts).
 *
 * The vectors are never all held at once. They are read several times: to sample them, to find the
 * cell of each, and once for every group of cells that fits a buffer. For 256 dimensions, 76 bytes a
 * passage stay in memory. The recall in the manifest is measured (cell-recall.ts).
 */
import { mkdir } from 'node:fs/promises'
import {
  type CellManifest,
  type CoarseFile,
  cellPassages,
  encodeCoarse,
  encodeVectors,
  partCells,
  type VectorFile,
} from '../../core/index/cells.ts'
import { createFinder, trainCentres } from '../../core/index/kmeans.ts'
import type { Shard } from '../../core/index/shard.ts'
import { coarseBytes, coarseWidth, packCoarse } from '../../core/kernels/coarse.ts'
import type { Kernel } from '../../core/kernels/kernel.ts'
import { normalized } from '../../core/model/model.ts'
import {
  copyVector,
  createVectors,
  dequantize,
  quantize,
  type Vectors,
} from '../../core/quantize.ts'
import { createFileReader, writeShard } from '../index/index-files.ts'
import { type HeldOutQuery, measureCells, usualError } from './cell-recall.ts'
import { countPassages, rowsBetween, type VectorSource } from './vector-source.ts'

/** Cells that were built. */
export interface BuiltCells {
  readonly manifest: CellManifest
  /** Number of the cell that each passage lies in. */
  readonly cellOf: Uint16Array
}

/** How cells are made, for comparisons. */
export interface CellOptions {
  /** Mean number of passages in a cell. */
  readonly perCell?: number
  /** Called with the number of passages whose cell is found, and of all. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Vectors sampled to train one centre. */
const sampledPerCentre = 64
/** Rows of a coarse file, which comes to 5 MB, held twice while it is loaded; a multiple of 16. */
const coarseRows = 65_536
/** Size of the buffer in which cells are gathered. */
const bufferBytes = 128_000_000
/** Most cells that a query reads; on average, half as many are worth reading. */
const reads = 12

/** Writes the cells of `source` into `folder`. */
export async function buildCells(
  folder: string,
  source: VectorSource,
  queries: readonly HeldOutQuery[],
  kernel: Kernel,
  { perCell = cellPassages, onProgress }: CellOptions = {},
): Promise<BuiltCells> {
  await mkdir(folder, { recursive: true })
  const centres = findCentres(source, perCell, kernel)
  const { rowOf, starts } = placeRows(source, centres, kernel, onProgress)
  const files = await writeCells(folder, source, rowOf, starts)
  const draft: CellManifest = { ...files, reads, error: usualError, recall: [] }
  const measured = await measureCells(createFileReader(folder), draft, source, queries, kernel)
  const manifest = { ...draft, ...measured }
  return { manifest, cellOf: cellsOf(manifest.cells, rowOf) }
}

function cellsOf(cells: readonly VectorFile[], rowOf: Uint32Array): Uint16Array {
  const ofRow = new Uint16Array(rowOf.length)
  for (const [cell, { first, rows }] of cells.entries()) ofRow.fill(cell, first, first + rows)
  return Uint16Array.from(rowOf, (row) => ofRow[row])
}

function findCentres(source: VectorSource, perCell: number, kernel: Kernel): Vectors {
  const { dimensions } = source
  const passages = countPassages(source)
  const count = Math.max(1, Math.round(passages / perCell))
  const size = Math.min(passages, count * sampledPerCentre)
  const sample = createVectors(size, dimensions)
  let taken = 0
  let before = 0
  for (const batch of source.batches()) {
    for (; taken < size; taken++) {
      const row = Math.floor((taken * passages) / size) - before
      if (row >= batch.scales.length) break
      copyVector(batch, row, sample, taken)
    }
    before += batch.scales.length
  }
  return trainCentres(sample, dimensions, count, kernel)
}

/** The row of each passage, by cell and by passage within a cell, and where the rows of each cell begin. */
function placeRows(
  source: VectorSource,
  centres: Vectors,
  kernel: Kernel,
  onProgress?: CellOptions['onProgress'],
): { rowOf: Uint32Array; starts: number[] } {
  const { batches, dimensions } = source
  const find = createFinder(centres, dimensions, kernel)
  const cellOf = new Uint16Array(countPassages(source))
  const sizes = new Uint32Array(centres.scales.length)
  let passage = 0
  for (const batch of batches()) {
    for (let row = 0; row < batch.scales.length; row++, passage++) {
      cellOf[passage] = find(dequantize(batch, row, dimensions))
      sizes[cellOf[passage]]++
    }
    onProgress?.(passage, cellOf.length)
  }
  const next = new Uint32Array(sizes.length)
  for (let cell = 1; cell < sizes.length; cell++) next[cell] = next[cell - 1] + sizes[cell - 1]
  const rowOf = Uint32Array.from(cellOf, (cell) => next[cell]++)
  return { rowOf, starts: partCells(sizes, dimensions) }
}

async function writeCells(
  folder: string,
  source: VectorSource,
  rowOf: Uint32Array,
  starts: readonly number[],
): Promise<Pick<CellManifest, 'cells' | 'coarse' | 'centres'>> {
  const { dimensions } = source
  const passages = rowOf.length
  const count = starts.length - 1
  const codes = new Uint8Array(coarseBytes(passages, dimensions))
  const scales = new Uint16Array(passages)
  const centres = createVectors(count, dimensions)
  const cells: VectorFile[] = []
  for (const [from, to] of gatheredTogether(starts, dimensions)) {
    const first = starts[from]
    const gathered = gatherRows(source, rowOf, first, starts[to])
    for (let row = first; row < starts[to]; row++) {
      const one = rowsBetween(gathered, row - first, row - first + 1, dimensions)
      packCoarse(one.codes, one.scales[0], row, codes, scales)
    }
    for (let cell = from; cell < to; cell++) {
      const vectors = rowsBetween(
        gathered,
        starts[cell] - first,
        starts[cell + 1] - first,
        dimensions,
      )
      quantize(directionOf(vectors, dimensions), cell, centres)
      const shard = await writeShard(folder, encodeVectors(vectors), 'cell')
      cells.push({ ...shard, first: starts[cell], rows: vectors.scales.length })
    }
  }
  const inRow = new Uint32Array(passages)
  rowOf.forEach((row, passage) => {
    inRow[row] = passage
  })
  return {
    coarse: await writeCoarse(folder, { codes, scales, passages: inRow }, dimensions),
    centres: await writeShard(folder, encodeVectors(centres), 'centres'),
    cells,
  }
}

/** Cells in groups that fit the buffer, at least one in each: the first, and one past the last. */
function* gatheredTogether(
  starts: readonly number[],
  dimensions: number,
): Generator<[from: number, to: number]> {
  const count = starts.length - 1
  for (let from = 0; from < count; ) {
    let to = from + 1
    while (to < count && (starts[to + 1] - starts[from]) * dimensions <= bufferBytes) to++
    yield [from, to]
    from = to
  }
}

/** The direction of the vectors' sum. */
function directionOf(vectors: Vectors, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions)
  for (let row = 0; row < vectors.scales.length; row++) {
    const vector = dequantize(vectors, row, dimensions)
    for (let d = 0; d < dimensions; d++) sums[d] += vector[d]
  }
  return normalized(Float32Array.from(sums))
}

/** The rows from `first` to `end`, whose passages lie anywhere in the source. */
function gatherRows(
  { batches, dimensions }: VectorSource,
  rowOf: Uint32Array,
  first: number,
  end: number,
): Vectors {
  const gathered = createVectors(end - first, dimensions)
  let passage = 0
  for (const batch of batches()) {
    for (let i = 0; i < batch.scales.length; i++, passage++) {
      const at = rowOf[passage] - first
      if (at >= 0 && at < end - first) copyVector(batch, i, gathered, at)
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
      passages: all.passages.subarray(first, end),
    }
    shards.push(await writeShard(folder, encodeCoarse(part), 'coarse'))
  }
  return shards
}
