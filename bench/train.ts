/**
 * Speed of training: pairs a second, the time of each phase of a step, and the share of the
 * machine's multiply-add peak that the matrix kernel reaches, measured in turn in one process.
 */
import type { Kernel } from '../core/kernels/kernel.ts'
import { createTrainingMemory, openTrainingKernel } from '../core/kernels/training.ts'
import { createTrainer, type Trainer } from '../core/model/training/trainer.ts'
import { layOut, padTo } from '../core/model/training/trainer-layout.ts'
import { createPhases } from '../core/model/training/trainer-phases.ts'
import { createRandom, drawNormal, drawWhole } from '../core/random.ts'
import { readKernel } from '../scripts/project.ts'
import { startThreads } from '../scripts/train/training-threads.ts'
import { median } from './numbers.ts'
import { startAssembly } from './temporary.ts'

const rounds = 9
const [rows, dimensions, shortDimensions, pairs] = [48_000, 256, 64, 1024]
/** Mean tokens of a query and a passage in the base's training pairs. */
const [queryTokens, passageTokens] = [12, 69]

/** Prints the tables. */
export async function benchTrain(): Promise<void> {
  await printShares()
  await printSpeeds()
}

/** Matrix products of a step: 16 rows of a batch of 1,024 with the whole batch, and the gradients. */
const products = [
  { name: 'cosines, 256 dimensions', columns: pairs, depth: dimensions },
  { name: 'gradients, 256 dimensions', columns: dimensions, depth: pairs },
  { name: 'cosines, 64 dimensions', columns: pairs, depth: shortDimensions },
  { name: 'gradients, 64 dimensions', columns: shortDimensions, depth: pairs },
]

async function printShares() {
  const memory = createTrainingMemory(2 ** 24)
  const { multiply } = openTrainingKernel(await readKernel('train'), memory)
  const { exports } = await startAssembly<{ peak(rounds: number, factor: number): number }>(
    'peak',
    1,
  )
  const peaks: number[] = []
  const shares: number[][] = products.map(() => [])
  for (let round = 0; round < rounds; round++) {
    const most = 1e7
    peaks.push((48 * most) / time(() => exports.peak(most, 0.5)))
    for (const [i, { columns, depth }] of products.entries()) {
      const times = Math.round(5e8 / (16 * columns * depth))
      const ms = time(() => {
        for (let n = 0; n < times; n++) {
          multiply(0, 16, 2 ** 20, columns, depth, 2 ** 23, 4 * columns)
        }
      })
      shares[i].push((times * 16 * columns * depth) / ms / peaks[round])
    }
  }
  const giga = (median(peaks) / 1e6).toFixed(1)
  console.log(`matrix kernel, share of the peak of ${giga} G multiply-adds a second\n`)
  for (const [i, { name }] of products.entries()) {
    console.log(`${name.padEnd(32)}${(100 * median(shares[i])).toFixed(0).padStart(6)} %`)
  }
}

async function printSpeeds() {
  console.log(`\nbatches of ${pairs} pairs, ${rows} rows\n`)
  for (const threads of [1, 2]) {
    const trainer = await openTrainer(threads)
    const end = startThreads(trainer)
    const batch = createBatch()
    const times = Array.from({ length: rounds + 3 }, () => time(() => trainer.step(batch, 0.01)))
    const speed = Math.round((1000 * pairs) / median(times.slice(3)))
    console.log(`${`pairs a second, ${threads} thread(s)`.padEnd(32)}${String(speed).padStart(6)}`)
    if (threads === 1) printPhases(trainer, await readKernel('train'))
    await end()
  }
}

const phaseNames = ['embed', 'compare', 'sum', 'derive', 'update']

/** Prints the time of each phase, repeated for the last step, in this thread alone. */
function printPhases({ shared }: Trainer, kernel: Kernel) {
  const { buffer } = shared.memory
  const views = {
    floats: new Float32Array(buffer),
    whole: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
  }
  const functions = openTrainingKernel(kernel, shared.memory)
  const phases = createPhases(functions, layOut(shared.shape), views, dimensions, 0)
  const times: number[][] = phases.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [i, { parts, run }] of phases.entries()) {
      times[i].push(
        time(() => {
          for (let part = 0; part < parts(padTo(pairs)); part++) run(part)
        }),
      )
    }
  }
  for (const [i, name] of phaseNames.entries()) {
    console.log(`  ${name.padEnd(30)}${median(times[i]).toFixed(1).padStart(6)} ms`)
  }
}

async function openTrainer(threads: number): Promise<Trainer> {
  const tokens = pairs * 2 * (queryTokens + passageTokens)
  const shape = { rows, dimensions, shortDimensions, pairs, tokens, threads }
  const trainer = createTrainer(shape, await readKernel('train'))
  const random = createRandom(1)
  for (let i = 0; i < trainer.table.length; i++) trainer.table[i] = 0.1 * drawNormal(random)
  return trainer
}

/** A batch of pairs with tokens drawn by Zipf's law. */
function createBatch() {
  const random = createRandom(2)
  const texts = (mean: number) => {
    const tokens: number[] = []
    const starts = [0]
    for (let text = 0; text < pairs; text++) {
      const length = 1 + drawWhole(random, 2 * mean - 1)
      for (let i = 0; i < length; i++) tokens.push(Math.floor(rows ** random()) - 1)
      starts.push(tokens.length)
    }
    return { tokens, starts }
  }
  return { queries: texts(queryTokens), passages: texts(passageTokens) }
}

function time(run: () => void): number {
  const started = performance.now()
  run()
  return performance.now() - started
}
