/**
 * The arithmetic of a training step, by a SIMD kernel or by plain TypeScript, over one memory.
 *
 * Both write the same bits (training.test.ts), so the plain one is the truth that the fast one is
 * tested by. The memory is shared: threads each open it and work on parts of a step that
 * do not overlap. core/model/training/trainer-layout.ts says what lies where; addresses here are bytes, and the
 * functions are explained in assembly/train.ts, which has them in the same order.
 */
import { createSharedMemory, joinKernel, type Kernel, type SharedMemory } from './kernel.ts'
import { createPlainTraining } from './training-plain.ts'

/** The functions of the kernel; every address is in bytes and a multiple of 16. */
export interface TrainingKernel {
  sumRows(table: number, dimensions: number, rows: number, count: number, out: number): void
  /** Returns 1 / length. */
  normalize(source: number, dimensions: number, out: number): number
  transposeRows(source: number, stride: number, columns: number, out: number, step: number): void
  dealRow(source: number, columns: number, out: number, panel: number): void
  multiply(
    left: number,
    rows: number,
    right: number,
    columns: number,
    depth: number,
    out: number,
    stride: number,
  ): void
  /** Returns the row's sum. */
  exponentials(
    cosines: number,
    columns: number,
    scale: number,
    ids: number,
    row: number,
    sums: number,
  ): number
  weighRows(
    source: number,
    stride: number,
    rowWeights: number,
    columnWeights: number,
    columns: number,
    out: number,
  ): void
  weighColumns(
    source: number,
    stride: number,
    rowWeights: number,
    columnWeights: number,
    rows: number,
    out: number,
  ): void
  addTangent(unit: number, gradient: number, dimensions: number, factor: number, out: number): void
  adam(
    values: number,
    first: number,
    second: number,
    gradient: number,
    dimensions: number,
    rate: number,
    correction: number,
  ): void
}

const pageBytes = 65536
const mostPages = 65536

/**
 * Memory of at least `bytes`, all zero.
 *
 * @throws RangeError above 4 GiB, which is all that a kernel can address
 */
export function createTrainingMemory(bytes: number): SharedMemory {
  const pages = Math.ceil(bytes / pageBytes)
  if (pages > mostPages) {
    throw new RangeError(`training needs ${Math.ceil(bytes / 2 ** 20)} MiB; at most 4096 are there`)
  }
  return createSharedMemory(pages)
}

/** The functions over `memory`: train.wasm where its compiled module is given, else plain ones. */
export function openTrainingKernel(kernel: Kernel | null, memory: SharedMemory): TrainingKernel {
  return kernel ? joinKernel(kernel, memory) : createPlainTraining(memory.buffer)
}
