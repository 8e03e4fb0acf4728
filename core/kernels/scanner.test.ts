import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomVector, randomWhole, seededRandom } from '../../test/support.ts'
import { compileKernel, type Kernel } from './kernel.ts'
import { createScanner, type VectorBlock } from './scanner.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(await readFile(join(import.meta.dirname, 'scan.wasm')))
})

/** Blocks of random codes; few levels make many ties. */
function createBlocks(random: () => number, dimensions: number, levels: number): VectorBlock[] {
  return Array.from({ length: randomWhole(random, 0, 3) }, () => {
    const rows = randomWhole(random, 0, 40)
    return {
      codes: Int8Array.from({ length: rows * dimensions }, () =>
        randomWhole(random, -levels, levels),
      ),
      scales: Float32Array.from({ length: rows }, () => random() / 127),
    }
  })
}

describe('createScanner', () => {
  test('gives the same bits with the kernel and without, whatever the dimensions', () => {
    for (let seed = 0; seed < 400; seed++) {
      const random = seededRandom(seed)
      const dimensions = randomWhole(random, 1, 70)
      const blocks = createBlocks(random, dimensions, seed % 2 ? 2 : 127)
      const fast = createScanner(blocks, dimensions, kernel)
      const plain = createScanner(blocks, dimensions, null)

      for (let query = 0; query < 3; query++) {
        const vector = randomVector(random, dimensions)
        expect(fast.scan(vector), `seed ${seed}`).toEqual(plain.scan(vector))
      }
    }
  })

  test('is off by less than a thousandth from the dot product of the codes', () => {
    const random = seededRandom(1)
    const block = {
      codes: Int8Array.from({ length: 20 * 256 }, () => randomWhole(random, -127, 127)),
      scales: new Float32Array(20).fill(1 / 2000),
    }
    const vector = randomVector(random, 256)
    const found = createScanner([block], 256, kernel).scan(vector)

    block.scales.forEach((scale, row) => {
      const codes = block.codes.subarray(row * 256, (row + 1) * 256)
      const exact = codes.reduce((sum, code, d) => sum + code * vector[d], 0) * scale
      expect(Math.abs(found[row] - exact)).toBeLessThan(0.001)
    })
  })

  test.each([
    ['all at most', 127, 1],
    ['all at least', -127, 1],
    ['opposite', 127, -1],
  ])('does not overflow when codes and query are %s', (_, code, sign) => {
    const dimensions = 2048
    const block = { codes: new Int8Array(dimensions).fill(code), scales: Float32Array.of(1 / 127) }
    const query = new Float32Array(dimensions).fill(sign / Math.sqrt(dimensions))
    const expected = Math.sign(code) * sign * Math.sqrt(dimensions)

    expect(createScanner([block], dimensions, kernel).scan(query)[0]).toBeCloseTo(expected, 1)
    expect(createScanner([block], dimensions, null).scan(query)[0]).toBeCloseTo(expected, 1)
  })

  test('gives zero for the zero vector, also after another query', () => {
    for (const module of [kernel, null]) {
      const block = { codes: Int8Array.of(1, 2), scales: Float32Array.of(1) }
      const scanner = createScanner([block], 2, module)
      scanner.scan(Float32Array.of(1, 0))

      expect(scanner.scan(new Float32Array(2))).toEqual(Float32Array.of(0))
    }
  })

  test('has nothing to say of no rows', () => {
    expect(createScanner([], 4, kernel).scan(new Float32Array(4))).toHaveLength(0)
    expect(createScanner([], 4, null).scan(new Float32Array(4))).toHaveLength(0)
  })
})
