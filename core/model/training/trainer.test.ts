import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomWhole, seededRandom } from '../../../test/support.ts'
import { compileKernel, type Kernel } from '../../kernels/kernel.ts'
import { createTrainer, learningRateAt, type Trainer } from './trainer.ts'
import type { Batch, TokenTexts } from './trainer-batch.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(
    await readFile(join(import.meta.dirname, '../../kernels/train.wasm')),
  )
})

const shape = { rows: 14, dimensions: 32, shortDimensions: 16, pairs: 40, tokens: 600, threads: 1 }

function textsOf(texts: readonly (readonly number[])[]): TokenTexts {
  const starts = [0]
  for (const text of texts) starts.push(starts[starts.length - 1] + text.length)
  return { tokens: texts.flat(), starts }
}

/** Pairs of random tokens; with few rows some share many. */
function randomBatch(random: () => number, pairs: number): Batch {
  const texts = (least: number) =>
    textsOf(
      Array.from({ length: pairs }, () =>
        Array.from({ length: randomWhole(random, least, 8) }, () => randomWhole(random, 0, 13)),
      ),
    )
  const groups = Array.from({ length: pairs }, () => randomWhole(random, 0, 30))
  return { queries: texts(0), passages: texts(1), groups }
}

function startTrainer(module: Kernel | null, seed = 1): Trainer {
  const trainer = createTrainer(shape, module)
  const random = seededRandom(seed)
  for (let i = 0; i < trainer.table.length; i++) trainer.table[i] = random() - 0.5
  return trainer
}

const textOf = ({ tokens, starts }: TokenTexts, i: number) =>
  Array.from(tokens).slice(starts[i], starts[i + 1])

/** The loss as it is defined, in float64, the slow way. */
function lossOf(table: Float64Array, { queries, passages, groups = [] }: Batch): number {
  const pairs = queries.starts.length - 1
  const isNegative = (i: number, j: number) =>
    groups[i] !== groups[j] &&
    textOf(queries, i).join() !== textOf(queries, j).join() &&
    textOf(passages, i).join() !== textOf(passages, j).join()
  const measure = (dimensions: number) => {
    const embed = (texts: TokenTexts, i: number) => {
      const sum = new Float64Array(dimensions)
      for (const row of textOf(texts, i)) {
        for (let d = 0; d < dimensions; d++) sum[d] += table[row * shape.dimensions + d]
      }
      const length = Math.hypot(...sum)
      return sum.map((value) => (length > 0 ? value / length : 0))
    }
    const all = Array.from({ length: pairs }, (_, i) => i)
    const q = all.map((i) => embed(queries, i))
    const p = all.map((i) => embed(passages, i))
    const logit = (i: number, j: number) =>
      20 * q[i].reduce((sum, value, d) => sum + value * p[j][d], 0)
    const loss = all.map((i) => {
      const rivals = all.filter((j) => j === i || isNegative(i, j))
      const row = rivals.reduce((sum, j) => sum + Math.exp(logit(i, j)), 0)
      const column = rivals.reduce((sum, j) => sum + Math.exp(logit(j, i)), 0)
      return (Math.log(row) + Math.log(column)) / 2 - logit(i, i)
    })
    return loss.reduce((sum, value) => sum + value, 0) / pairs
  }
  return measure(shape.dimensions) + 0.3 * measure(shape.shortDimensions)
}

/** The gradient that a step used: Adam's first moments are a tenth of it after the first. */
function gradientOf(trainer: Trainer): Float64Array {
  const size = trainer.table.length
  return Float64Array.from(trainer.state.subarray(size, 2 * size), (moment) => moment / 0.1)
}

describe('createTrainer', () => {
  test.each([1, 7, 16, 20])('follows the gradient of the loss, %i pairs', (pairs) => {
    const batch = randomBatch(seededRandom(pairs), pairs)
    const trainer = startTrainer(null)
    const table = Float64Array.from(trainer.table)
    const loss = trainer.step(batch, 0.01)
    const gradient = gradientOf(trainer)

    expect(loss).toBeCloseTo(lossOf(table, batch), 4)
    const h = 1e-5
    const largest = Math.max(...gradient.map(Math.abs))
    // Every third number is enough, of all rows and of both measures.
    for (let i = 0; i < table.length; i += 3) {
      const at = (moved: number) => lossOf(table.with(i, moved), batch)
      const slope = (at(table[i] + h) - at(table[i] - h)) / (2 * h)
      // float32 sums that nearly cancel: a few 1e-5 of the largest.
      expect(Math.abs(slope - gradient[i]), `number ${i}`).toBeLessThanOrEqual(1e-4 * largest)
    }
    if (pairs > 1) expect(largest).toBeGreaterThan(0.01)
  })

  test('gives the same bytes with the kernel and without', () => {
    const [fast, plain] = [kernel, null].map((module) => {
      const trainer = startTrainer(module)
      const random = seededRandom(3)
      const losses = Array.from({ length: 6 }, () =>
        trainer.step(randomBatch(random, randomWhole(random, 1, 40)), 0.02),
      )
      return { losses, state: trainer.state }
    })

    expect(fast.losses).toEqual(plain.losses)
    expect(fast.state).toEqual(plain.state)
  })

  test('goes on from a checkpoint as if it had not stopped', () => {
    const random = seededRandom(4)
    const batches = Array.from({ length: 6 }, () => randomBatch(random, 20))
    const whole = startTrainer(kernel)
    for (const batch of batches) whole.step(batch, 0.02)
    const first = startTrainer(kernel)
    for (const batch of batches.slice(0, 3)) first.step(batch, 0.02)
    const second = startTrainer(kernel, 99)
    second.resume(first.state.slice(), first.steps)
    for (const batch of batches.slice(3)) second.step(batch, 0.02)

    expect(second.steps).toBe(6)
    expect(second.state).toEqual(whole.state)
  })

  test('brings pairs together that were apart', () => {
    const trainer = startTrainer(kernel)
    const batch = {
      queries: textsOf([[0], [1], [2], [3], [4], [5]]),
      passages: textsOf([[6], [7], [8], [9], [10], [11]]),
    }
    const losses = Array.from({ length: 100 }, (_, i) =>
      trainer.step(batch, learningRateAt(i, 100, 0.02)),
    )

    expect(losses[0]).toBeGreaterThan(2)
    expect(losses[99]).toBeLessThan(0.1)
  })

  test('moves only the rows that a batch touches', () => {
    const trainer = startTrainer(kernel)
    const before = trainer.table.slice()
    trainer.step({ queries: textsOf([[0], [1]]), passages: textsOf([[2, 0], [3]]) }, 0.02)

    const moved = Array.from({ length: shape.rows }, (_, row) => row).filter((row) =>
      before
        .subarray(row * 32, (row + 1) * 32)
        .some((value, d) => value !== trainer.table[row * 32 + d]),
    )
    expect(moved).toEqual([0, 1, 2, 3])
  })

  test('takes pairs of one group, and identical texts, for no negatives of each other', () => {
    const apart = { queries: textsOf([[0], [1]]), passages: textsOf([[2], [3]]) }
    const alike = { queries: textsOf([[0], [0]]), passages: textsOf([[2], [3]]) }
    const loss = (batch: Batch) => startTrainer(kernel).step(batch, 0.02)

    expect(loss(apart)).toBeGreaterThan(0)
    expect(loss({ ...apart, groups: [5, 5] })).toBeCloseTo(0, 5)
    expect(loss(alike)).toBeCloseTo(0, 5)
    expect(loss({ queries: alike.passages, passages: alike.queries })).toBeCloseTo(0, 5)
  })

  test('learns nothing from texts without tokens, and stays finite', () => {
    const trainer = startTrainer(kernel)
    const before = trainer.table.slice()
    const loss = trainer.step({ queries: textsOf([[], []]), passages: textsOf([[], []]) }, 0.02)

    expect(trainer.table).toEqual(before)
    expect(Number.isFinite(loss)).toBe(true)
  })

  test.each([
    [{ dimensions: 24 }, '24 dimensions; a multiple of 16'],
    [{ shortDimensions: 32 }, '32 short dimensions; 0 or a multiple of 16 below 32'],
    [{ rows: 0 }, '0 rows, 40 pairs, 1 threads'],
  ])('refuses %j', (parts, message) => {
    expect(() => createTrainer({ ...shape, ...parts }, kernel)).toThrow(message)
  })

  test.each([
    ['0 queries and 0 passages', [], []],
    ['1 queries and 2 passages', [[0]], [[1], [2]]],
    ['49 queries and 49 passages', Array(49).fill([0]), Array(49).fill([1])],
    ['row 14; there are 14', [[0]], [[14]]],
    ['row -1; there are 14', [[0]], [[-1]]],
    ['601 tokens; at most 600', [[0]], [Array(600).fill(1)]],
  ])('refuses a batch of %s', (message, queries, passages) => {
    const batch = { queries: textsOf(queries), passages: textsOf(passages) }

    expect(() => startTrainer(kernel).step(batch, 0.02)).toThrow(message)
  })
})

test('the learning rate warms up, peaks and falls to a fiftieth', () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(step, 100, 1))

  expect(rates[0]).toBeCloseTo(0.2)
  expect(Math.max(...rates)).toBe(1)
  expect(rates.indexOf(1)).toBe(4)
  expect(rates[99]).toBeCloseTo(0.02)
  expect(learningRateAt(0, 1, 1)).toBe(1)
})
