/**
 * Vectors that do not fit in memory, ready to be asked: two bits a dimension of all, and the cells that were
 * read last.
 *
 * No query waits for a read of another, since a request that is cancelled would leave the
 * others stuck; cells that were read are kept for the next.
 */
import { type CellManifest, decodeCoarse, decodeVectors } from '../../index/cells.ts'
import { lastUpTo } from '../../index/ordered.ts'
import { createEstimator, type Estimator } from '../../kernels/estimator.ts'
import type { Kernel } from '../../kernels/kernel.ts'
import { createVectorScanner, type Scanner } from '../../kernels/scanner.ts'
import type { Vectors } from '../../quantize.ts'
import { createRoomsFor, type ReadFile, type Rooms, readInTurn } from '../rooms.ts'

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

/**
 * Opens cells: reads and copies what stays in memory, one file at a time.
 *
 * @param share of the cells that is to be kept, [0, 1]
 * @throws BadIndex
 */
export async function openCells(
  manifest: CellManifest,
  dimensions: number,
  share: number,
  read: ReadFile,
  kernel: Kernel | null,
): Promise<Cells> {
  // Something small is read first, so that where reading fails no memory was taken for the rest.
  const { file, bytes } = manifest.centres
  const vectors = decodeVectors(file, await read(manifest.centres, new ArrayBuffer(bytes)))
  const rows = manifest.cells.reduce((sum, cell) => sum + cell.rows, 0)
  const estimator = createEstimator({ rows, dimensions }, kernel)
  await readInTurn(manifest.coarse, read, (bytes, { file }) => {
    const part = decodeCoarse(file, bytes)
    estimator.load(part.first, part)
  })
  const cellOf = new Uint16Array(rows)
  for (const [cell, { first, rows }] of manifest.cells.entries()) {
    for (let row = first; row < first + rows; row++) cellOf[estimator.passageIn(row)] = cell
  }
  const centres = createVectorScanner(vectors, dimensions, kernel)
  const rooms = createRoomsFor<Vectors>(manifest.cells, share)
  return { manifest, dimensions, estimator, cellOf, centres, read, rooms }
}

/**
 * The rows of some passages, each found by binary search in its cell, since a table of all rows would take twice
 * the memory. Passages of an article often lie side by side, so ascending ones are found sooner.
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
