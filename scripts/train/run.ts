/**
 * A training run: steps from random vectors to a table, saved now and then, so that a run that was
 * stopped or killed goes on where it was and ends with the same bytes.
 *
 * The pairs and the rate of step n depend on n and the recipe alone; a checkpoint holds the
 * table, Adam's moments and the losses so far.
 */
import { readFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { Kernel } from '../../core/kernels/kernel.ts'
import { passageTokens, queryTokens } from '../../core/model/training/pairs.ts'
import { createTrainer, learningRateAt, type Trainer } from '../../core/model/training/trainer.ts'
import { createRandom, drawNormal, mixSeeds } from '../../core/random.ts'
import { decodeSections, encodeSections } from '../../core/sections.ts'
import { UserError } from '../command.ts'
import { replaceFile } from '../files.ts'
import { createProgress } from '../progress.ts'
import type { DrawBatch } from './batches.ts'
import { startThreads } from './training-threads.ts'

/** What a table's bytes depend on besides the texts and the vocabulary. */
export interface Recipe {
  readonly pairs: number
  readonly batch: number
  readonly seed: number
  readonly learningRate: number
  readonly rows: number
  readonly dimensions: number
  /** How many first dimensions are trained to work alone as well. */
  readonly shortDimensions: number
}

/** How to run; none of it changes a byte of the table. */
export interface RunOptions {
  readonly kernel: Kernel
  readonly threads: number
  /** File of the checkpoint. */
  readonly checkpoint: string
  /** Steps between checkpoints. */
  readonly checkpointSteps: number
  /** Asked before each step; if true, the run saves and ends. */
  readonly isStopped: () => boolean
}

/** The result of a run. */
export interface Run {
  /** Row-major rows x dimensions. */
  readonly table: Float32Array
  /** Mean loss of each step. */
  readonly losses: Float32Array
  /** Whether all steps were made. */
  readonly isComplete: boolean
}

/** Standard deviation of the initial values. */
const startDeviation = 0.1

/**
 * Trains a table, from its checkpoint if there is one.
 *
 * @param about recipe and texts; a checkpoint that states others is refused
 */
export async function trainTable(
  recipe: Recipe,
  about: object,
  draw: DrawBatch,
  options: RunOptions,
): Promise<Run> {
  const { rows, dimensions, shortDimensions, batch, seed, learningRate } = recipe
  const { threads, checkpoint, kernel } = options
  const tokens = batch * (queryTokens + passageTokens)
  const shape = { rows, dimensions, shortDimensions, pairs: batch, tokens, threads }
  const steps = Math.ceil(recipe.pairs / batch)
  const losses = new Float32Array(steps)
  const trainer = createTrainer(shape, kernel)
  if (!(await loadCheckpoint(checkpoint, about, trainer, losses))) fillTable(trainer.table, seed)

  const progress = createProgress('Training', 'pairs')
  const known = trainer.steps
  const endThreads = startThreads(trainer)
  try {
    while (trainer.steps < steps && !options.isStopped()) {
      const step = trainer.steps
      losses[step] = trainer.step(draw(step, batch), learningRateAt(step, steps, learningRate))
      if (trainer.steps % options.checkpointSteps === 0) {
        await saveCheckpoint(checkpoint, about, trainer, losses)
      }
      const [done, note] = [(step + 1) * batch, `loss ${recentLoss(losses, step).toFixed(3)}`]
      progress.update(done, steps * batch, known * batch, note)
      // A step never yields to the event loop: without this no signal would be heard.
      await setImmediate()
    }
  } finally {
    progress.stop()
    await endThreads()
  }
  const isComplete = trainer.steps === steps
  if (!isComplete) await saveCheckpoint(checkpoint, about, trainer, losses)
  return { table: trainer.table, losses, isComplete }
}

function fillTable(table: Float32Array, seed: number) {
  const random = createRandom(mixSeeds(seed))
  for (let i = 0; i < table.length; i++) table[i] = startDeviation * drawNormal(random)
}

/** Mean loss of the last hundred steps. */
function recentLoss(losses: Float32Array, step: number): number {
  const recent = losses.subarray(Math.max(0, step - 99), step + 1)
  return recent.reduce((sum, loss) => sum + loss, 0) / recent.length
}

async function saveCheckpoint(
  file: string,
  about: object,
  trainer: Trainer,
  losses: Float32Array,
): Promise<void> {
  const { state, steps } = trainer
  await replaceFile(file, encodeSections('training', { ...about, steps }, { losses, state }))
}

/** Loads the checkpoint; returns whether there was one. */
async function loadCheckpoint(
  file: string,
  about: object,
  trainer: Trainer,
  losses: Float32Array,
): Promise<boolean> {
  const bytes = await readFile(file).catch(() => null)
  if (!bytes) return false
  const sections = decodeCheckpoint(file, bytes)
  const { steps, ...rest } = sections.about as { steps: number }
  if (JSON.stringify(rest) !== JSON.stringify(about)) {
    throw new UserError(
      `${file} was left by a run with other texts or settings; repeat those to go on with it, or delete it.`,
    )
  }
  losses.set(sections.section('losses', 'Float32Array'))
  trainer.resume(sections.section('state', 'Float32Array'), steps)
  return true
}

function decodeCheckpoint(file: string, bytes: Uint8Array) {
  try {
    return decodeSections(file, 'training', new Uint8Array(bytes))
  } catch (cause) {
    throw new UserError(`${file} is damaged; delete it, and training begins anew.`, { cause })
  }
}
