import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { randomVector, seededRandom } from '../../test/support.ts'
import { compileKernel } from '../kernels/kernel.ts'
import { normalized } from '../model/model.ts'
import { createVectors, dequantize, quantize, type Vectors } from '../quantize.ts'
import { createFinder, trainCentres } from './kmeans.ts'

const dimensions = 16

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * b[d], 0)

/** Vectors close to a few directions, in turn. */
function createSample(seed: number, directions: number, rows: number): Vectors {
  const random = seededRandom(seed)
  const centres = Array.from({ length: directions }, () => randomVector(random, dimensions))
  const sample = createVectors(rows, dimensions)
  for (let row = 0; row < rows; row++) {
    const noise = randomVector(random, dimensions)
    const vector = centres[row % directions].map((value, d) => value + 0.2 * noise[d])
    quantize(normalized(vector), row, sample)
  }
  return sample
}

describe('trainCentres', () => {
  test('gives the same bytes with the kernel and without', async () => {
    const file = join(import.meta.dirname, '../kernels/scan.wasm')
    const kernel = await compileKernel(await readFile(file))
    for (let seed = 0; seed < 20; seed++) {
      const sample = createSample(seed, 5, 60)
      const [fast, plain] = [kernel, null].map((module) =>
        trainCentres(sample, dimensions, 7, module),
      )

      expect(fast, `seed ${seed}`).toEqual(plain)
    }
  })

  test('finds the directions that vectors gather around', () => {
    const sample = createSample(1, 3, 300)
    const centres = trainCentres(sample, dimensions, 3, null)
    const find = createFinder(centres, dimensions, null)
    const found = Array.from({ length: 300 }, (_, row) => find(dequantize(sample, row, dimensions)))

    expect(new Set(found.slice(0, 3)).size).toBe(3)
    expect(found).toEqual(found.map((_, row) => found[row % 3]))
  })

  test('moves centres to the middle of their members', () => {
    const sample = createSample(2, 3, 300)
    const centres = trainCentres(sample, dimensions, 3, null)
    const middle = (row: number) => dequantize(centres, row, dimensions)
    const find = createFinder(centres, dimensions, null)
    let sum = 0
    for (let row = 0; row < 300; row++) {
      const vector = dequantize(sample, row, dimensions)
      sum += dot(vector, middle(find(vector)))
    }

    // Members have a cosine of about 0.96 with each other and 0.98 with their middle.
    expect(sum / 300).toBeGreaterThan(0.975)
  })

  test('takes all of a sample that is smaller than the number wanted, and none of none', () => {
    expect(trainCentres(createSample(1, 2, 2), dimensions, 9, null).scales).toHaveLength(2)
    expect(trainCentres(createSample(1, 1, 0), dimensions, 9, null).scales).toHaveLength(0)
  })
})
