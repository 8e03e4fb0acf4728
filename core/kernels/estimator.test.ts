import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomVector, randomWhole, seededRandom } from '../../test/support.ts'
import {
  type CoarseRows,
  coarseBytes,
  coarseWidth,
  createEstimator,
  type Estimator,
  packCoarse,
} from './estimator.ts'
import { compileKernel, type Kernel } from './kernel.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(await readFile(join(import.meta.dirname, 'scan.wasm')))
})

/** An estimator of all of `rows` at once. */
function open(
  rows: CoarseRows & { articles: number },
  dimensions: number,
  module: Kernel | null,
): Estimator {
  const size = { rows: rows.scales.length, articles: rows.articles, dimensions }
  const estimator = createEstimator(size, module)
  estimator.load(0, rows)
  return estimator
}

/** Random eight-bit rows, few levels for many ties, packed, in articles that lie mixed. */
function createWorld(random: () => number, rows: number, dimensions: number, levels: number) {
  const bytes = Array.from({ length: rows }, () =>
    Int8Array.from({ length: dimensions }, () => randomWhole(random, -levels, levels)),
  )
  const codes = new Uint8Array(coarseBytes(rows, dimensions))
  const scales = new Float32Array(rows)
  for (const [row, vector] of bytes.entries()) packCoarse(vector, 1 / 127, row, codes, scales)
  const articles = 1 + Math.floor(rows / 3)
  const articleOf = Uint32Array.from(bytes, () => randomWhole(random, 0, articles - 1))
  return { vectors: { codes, scales, articleOf, articles }, bytes }
}

describe('createEstimator', () => {
  test('gives the same bits with the kernel and without, ties and masks included', () => {
    for (let seed = 0; seed < 3000; seed++) {
      const random = seededRandom(seed)
      const dimensions = randomWhole(random, 1, 40)
      const { vectors } = createWorld(
        random,
        randomWhole(random, 0, 40),
        dimensions,
        1 + (seed % 9),
      )
      const query = randomVector(random, dimensions)
      const { articles } = vectors
      const mask = seed % 2 ? Uint8Array.from({ length: articles }, () => random() * 2) : null
      const [fast, plain] = [kernel, null].map((module) => {
        const found = open(vectors, dimensions, module).estimate(query, mask)
        const { passages } = found
        return { passages, similarities: found.articles(), top: found.top(seed % 12) }
      })

      const same = (['passages', 'similarities'] as const).every((name) =>
        Buffer.from(new Uint8Array(fast[name].slice().buffer)).equals(
          new Uint8Array(plain[name].slice().buffer),
        ),
      )
      if (!same || fast.top.join() !== plain.top.join()) {
        expect(fast, `seed ${seed}`).toEqual(plain)
      }
    }
  })

  test.each([256, 384, 1024])(
    'comes near the cosine at %d dimensions, and does not overflow',
    (dimensions) => {
      const random = seededRandom(dimensions)
      const { vectors, bytes } = createWorld(random, 100, dimensions, 127)
      const query = randomVector(random, dimensions)
      const estimates = [kernel, null].map((module) =>
        open(vectors, dimensions, module).estimate(query, null).passages.slice(),
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
    const scales = new Float32Array(1)
    packCoarse(new Int8Array(1024).fill(127), 1 / 127, 0, codes, scales)
    const vectors = { codes, scales, articleOf: Uint32Array.of(0), articles: 1 }
    const query = new Float32Array(1024).fill(1 / 32)

    for (const module of [kernel, null]) {
      const [estimate] = open(vectors, 1024, module).estimate(query, null).passages
      expect(estimate).toBeCloseTo(32, 1)
    }
  })

  test('has nothing to say of no rows and no direction', () => {
    const none = {
      codes: new Uint8Array(),
      scales: new Float32Array(),
      articleOf: new Uint32Array(),
    }
    const { vectors } = createWorld(seededRandom(1), 3, 8, 0)
    for (const module of [kernel, null]) {
      const empty = open({ ...none, articles: 0 }, 8, module)
      expect(empty.estimate(randomVector(seededRandom(1), 8), null).top(10)).toEqual([])
      const zeros = open(vectors, 8, module).estimate(new Float32Array(8), null)
      expect(zeros.top(1)).toEqual([0])
    }
  })

  test('refuses more dimensions than it can add up', () => {
    expect(() => coarseWidth(1025)).toThrow('1025 dimensions; at most 1024 can be estimated')
  })
})
