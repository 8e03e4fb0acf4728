/**
 * Teaches a table of token vectors from pairs of texts that belong together.
 *
 * The loss is InfoNCE with in-batch negatives, both directions, on cosine x 20: among all passages of
 * a batch a query should find its own, and among all queries a passage. It is the loss in all
 * dimensions plus 0.3 x that in the first ones, so that these work alone (Matryoshka). Adam moves only
 * the rows that a batch touches. The table is compact: the caller numbers the rows it needs, so
 * that a corpus of five articles costs memory and time for its own words alone.
 *
 * The bytes of the table depend on the start, the batches and the rates alone: not on
 * the number of threads (crew.ts), nor on whether the kernel or its plain twin computes.
 */

import type { Kernel, SharedMemory } from '../../kernels/kernel.ts'
import { createTrainingMemory, openTrainingKernel } from '../../kernels/training.ts'
import { dismiss, runPhase, serve } from './crew.ts'
import { type Batch, loadBatch, type Views } from './trainer-batch.ts'
import type { TrainerShape } from './trainer-layout.ts'
import { type Layout, layOut, padTo } from './trainer-layout.ts'
import { correctionAt, createPhases, pairsAt, rateAt } from './trainer-phases.ts'

/** What another thread needs to help; it can be posted to that thread. */
export interface SharedTrainer {
  readonly shape: TrainerShape
  readonly kernel: Kernel | null
  readonly memory: SharedMemory
}

/** A table that is being taught. */
export interface Trainer {
  /** Row-major rows x dimensions, all zero at first: fill it; each step moves it. */
  readonly table: Float32Array
  /** The table and Adam's moments: what a checkpoint holds, with the number of steps. */
  readonly state: Float32Array
  readonly shared: SharedTrainer
  /** Steps made so far. */
  readonly steps: number
  /**
   * Learns one batch and returns its mean loss before the step.
   *
   * @throws RangeError for a batch that is empty, too large, or names a row that is not there
   */
  step(batch: Batch, learningRate: number): number
  /** Goes on from a checkpoint. */
  resume(state: Float32Array, steps: number): void
  /** Lets the other threads end. */
  dismiss(): void
}

/** A trainer whose table is all zero; `kernel` is the compiled train.wasm, null for plain code. */
export function createTrainer(shape: TrainerShape, kernel: Kernel | null): Trainer {
  checkShape(shape)
  const layout = layOut(shape)
  const memory = createTrainingMemory(layout.bytes)
  const shared = { shape, kernel, memory }
  const { views, control, phases } = openShared(shared, layout, 0)
  const size = shape.rows * shape.dimensions
  // Values and moments lie end to end without gaps, since rows of 16 x n numbers fill whole cache lines.
  const state = views.floats.subarray(layout.values >> 2, (layout.second >> 2) + size)
  let steps = 0
  return {
    table: state.subarray(0, size),
    state,
    shared,
    get steps() {
      return steps
    },
    step(batch, learningRate) {
      const pairs = loadBatch(views, layout, shape, batch)
      steps++
      whole(views, layout)[pairsAt] = pairs
      const rates = views.floats.subarray(layout.control >> 2)
      rates[rateAt] = learningRate / (1 - power(0.9, steps))
      rates[correctionAt] = 1 / (1 - power(0.999, steps))
      for (const [i, { parts }] of phases.entries()) {
        runPhase(control, i, parts(padTo(pairs)), (phase, part) => phases[phase].run(part))
      }
      return views.doubles[layout.loss >> 3]
    },
    resume(from, made) {
      state.set(from)
      steps = made
    },
    dismiss: () => dismiss(control),
  }
}

/** Helps the trainer of another thread until that dismisses; `thread` counts from 1. */
export function assistTrainer(shared: SharedTrainer, thread: number): void {
  const { control, phases } = openShared(shared, layOut(shared.shape), thread)
  serve(control, (phase, part) => phases[phase].run(part))
}

function openShared({ shape, kernel, memory }: SharedTrainer, layout: Layout, thread: number) {
  const { buffer } = memory
  const views: Views = {
    floats: new Float32Array(buffer),
    whole: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
  }
  const functions = openTrainingKernel(kernel, memory)
  const phases = createPhases(functions, layout, views, shape.dimensions, thread)
  return { views, control: whole(views, layout), phases }
}

const whole = (views: Views, layout: Layout) => views.whole.subarray(layout.control >> 2)

/**
 * The learning rate of step `step`, 0-based, of `steps`: linear warm-up to `peak` over the first 5 %,
 * then linear decay to 2 % of it.
 */
export function learningRateAt(step: number, steps: number, peak: number): number {
  const warmUp = Math.ceil(steps * 0.05)
  if (step < warmUp) return (peak * (step + 1)) / warmUp
  return peak * (1 - (0.98 * (step - warmUp)) / Math.max(1, steps - 1 - warmUp))
}

function checkShape({ rows, dimensions, shortDimensions, pairs, threads }: TrainerShape) {
  if (dimensions % 16 !== 0 || dimensions <= 0) {
    throw new RangeError(`${dimensions} dimensions; a multiple of 16 is wanted`)
  }
  if (shortDimensions % 16 !== 0 || shortDimensions < 0 || shortDimensions >= dimensions) {
    throw new RangeError(
      `${shortDimensions} short dimensions; 0 or a multiple of 16 below ${dimensions} is wanted`,
    )
  }
  if (rows < 1 || pairs < 1 || threads < 1) {
    throw new RangeError(`${rows} rows, ${pairs} pairs, ${threads} threads; at least one is wanted`)
  }
}

/** `base` to a whole power, by multiplication, since `**` may differ between engines. */
function power(base: number, exponent: number): number {
  let product = 1
  for (let i = 0; i < exponent; i++) product *= base
  return product
}
