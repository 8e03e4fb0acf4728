import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomVector, randomWhole, seededRandom } from '../../test/support.ts'
import { type CoarseRows, coarseBytes, packCoarse } from './coarse.ts'
import { createEstimator, type Estimator } from './estimator.ts'
import { compileKernel, type Kernel } from './kernel.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(await readFile(join(import.meta.dirname, 'scan.wasm')))
})

/** An estimator of all of `rows` at once. */
function open(rows: CoarseRows, dimensions: number, module: Kernel | null): Estimator {
  const estimator = createEstimator({ rows: rows.scales.length, dimensions }, module)
  estimator.load(0, rows)
  return estimator
}

/** Random eight-bit rows, few levels for many ties, packed; passages are permuted, since 61 divides no number of rows. */
function createWorld(random: () => number, rows: number, dimensions: number, levels: number) {
  const bytes = Array.from({ length: rows }, () =>
    Int8Array.from({ length: dimensions }, () => randomWhole(random, -levels, levels)),
  )
  const codes = new Uint8Array(coarseBytes(rows, dimensions))
  const scales = new Uint16Array(rows)
  for (const [row, vector] of bytes.entries()) packCoarse(vector, 1 / 127, row, codes, scales)
  const passages = Uint32Array.from(bytes, (_, row) => (row * 61 + 3) % rows)
  return { vectors: { codes, scales, passages }, bytes }
}

/** The estimates of the first `rows` rows. */
function estimatesOf(estimator: Estimator, query: Float32Array, rows: number): number[] {
  const { of } = estimator.ask(query)
  return [...of(Uint32Array.from({ length: rows }, (_, row) => row))]
}

describe('createEstimator', () => {
  test('gives the same highest rows with the kernel and without, ties and filters included', () => {
    for (let seed = 0; seed < 3000; seed++) {
      const random = seededRandom(seed)
      const dimensions = randomWhole(random, 1, 40)
      const rows = randomWhole(random, 0, 60)
      const { vectors } = createWorld(random, rows, dimensions, 1 + (seed % 9))
      const query = randomVector(random, dimensions)
      const [middle, end] = [randomWhole(random, 0, rows), rows]
      const ranges = [
        [0, Math.floor(middle / 2)],
        [middle, end],
      ] as const
      const passes = seed % 2 ? (passage: number) => passage % 3 > 0 : undefined
      const [fast, plain] = [kernel, null].map((module) => {
        const estimator = open(vectors, dimensions, module)
        return { estimator, top: estimator.ask(query).top(ranges, seed % 12, passes) }
      })
      const estimates = estimatesOf(plain.estimator, query, rows)
      const wanted = ranges
        .flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i))
        .filter((row) => !passes || passes(plain.estimator.passageIn(row)))
        .map((row) => ({ row, estimate: estimates[row] }))
        .sort((a, b) => b.estimate - a.estimate || a.row - b.row)
        .slice(0, seed % 12)

      expect(fast.top, `seed ${seed}`).toEqual(wanted)
      expect(plain.top, `seed ${seed}`).toEqual(wanted)
    }
  })

  test('finds the highest of more rows than are at hand at a time', () => {
    const rows = 5000
    const { vectors } = createWorld(seededRandom(2), rows, 8, 1)
    packCoarse(new Int8Array(8).fill(100), 1, 4999, vectors.codes, vectors.scales)
    const query = new Float32Array(8).fill(1)

    for (const module of [kernel, null]) {
      const { top } = open(vectors, 8, module).ask(query)
      expect(top([[0, rows]], 1)[0].row).toBe(4999)
      expect(top([[4990, 4999]], 1)[0].row).toBeLessThan(4999)
    }
  })

  test('knows which passage is in which row', () => {
    const { vectors } = createWorld(seededRandom(3), 10, 4, 3)
    const estimator = open(vectors, 4, kernel)

    for (let row = 0; row < 10; row++) {
      expect(estimator.passageIn(row)).toBe((row * 61 + 3) % 10)
    }
  })

  test.each([256, 384, 1024])(
    'comes near the cosine at %d dimensions, and does not overflow',
    (dimensions) => {
      const random = seededRandom(dimensions)
      const { vectors, bytes } = createWorld(random, 100, dimensions, 127)
      const query = randomVector(random, dimensions)
      const estimates = [kernel, null].map((module) =>
        estimatesOf(open(vectors, dimensions, module), query, 100),
      )

      expect(estimates[0]).toEqual(estimates[1])
      for (const [row, vector] of bytes.entries()) {
        const length = Math.sqrt(vector.reduce((sum, code) => sum + code * code, 0))
        const exact = vector.reduce((sum, code, d) => sum + code * query[d], 0)
        expect(Math.abs(estimates[0][row] * 127 - exact) / length).toBeLessThan(0.1)
      }
    },
  )

  test('does not overflow where every sum is at its highest', () => {
    const codes = new Uint8Array(coarseBytes(1, 1024))
    const scales = new Uint16Array(1)
    packCoarse(new Int8Array(1024).fill(127), 1 / 127, 0, codes, scales)
    const vectors = { codes, scales, passages: Uint32Array.of(0) }
    const query = new Float32Array(1024).fill(1 / 32)

    for (const module of [kernel, null]) {
      const [{ estimate }] = open(vectors, 1024, module)
        .ask(query)
        .top([[0, 1]], 1)
      expect(Math.abs(estimate / 32 - 1)).toBeLessThan(0.004)
    }
  })

  test('finds nothing among no rows, and takes the zero vector', () => {
    const none = {
      codes: new Uint8Array(),
      scales: new Uint16Array(),
      passages: new Uint32Array(),
    }
    const { vectors } = createWorld(seededRandom(1), 3, 8, 0)
    for (const module of [kernel, null]) {
      const empty = open(none, 8, module).ask(randomVector(seededRandom(1), 8))
      expect(empty.top([[0, 0]], 10)).toEqual([])
      const zeros = open(vectors, 8, module).ask(new Float32Array(8))
      expect(zeros.top([[0, 3]], 1).map(({ row }) => row)).toEqual([0])
    }
  })

  test('estimates single rows as it does all together, the last block included, in any order', () => {
    const rows = 37
    const random = seededRandom(4)
    const { vectors } = createWorld(random, rows, 24, 9)
    const query = randomVector(random, 24)

    for (const module of [kernel, null]) {
      const estimator = open(vectors, 24, module)
      const all = estimatesOf(estimator, query, rows)
      const { of } = estimator.ask(query)
      for (let row = 0; row < rows; row++) expect([...of(Uint32Array.of(row))]).toEqual([all[row]])
      const mixed = Uint32Array.of(36, 0, 16, 15, 36, 32, 0)
      expect([...of(mixed)]).toEqual(Array.from(mixed, (row) => all[row]))
      expect(of(new Uint32Array())).toEqual(new Float32Array())
    }
  })

  test('finds all that the ranges have where more are wanted, whatever order parts were loaded in', () => {
    const { vectors } = createWorld(seededRandom(6), 40, 8, 5)
    const query = randomVector(seededRandom(7), 8)
    const part = (first: number, end: number): CoarseRows => ({
      codes: vectors.codes.subarray(coarseBytes(first, 8), coarseBytes(end, 8)),
      scales: vectors.scales.subarray(first, end),
      passages: vectors.passages.subarray(first, end),
    })

    for (const module of [kernel, null]) {
      const estimator = createEstimator({ rows: 40, dimensions: 8 }, module)
      estimator.load(32, part(32, 40))
      estimator.load(0, part(0, 32))
      const found = estimator.ask(query).top([[20, 40]], 100)

      expect(found).toHaveLength(20)
      expect(found).toEqual(
        open(vectors, 8, module)
          .ask(query)
          .top([[20, 40]], 100),
      )
    }
  })
})
