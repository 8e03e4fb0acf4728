import { describe, expect, test } from 'vitest'
import { randomVector, seededRandom } from '../test/support.ts'
import { copyVector, createVectors, dequantize, quantize } from './quantize.ts'

/** Codes and scale of one vector alone. */
function quantized(...values: number[]) {
  const vectors = createVectors(1, values.length)
  quantize(Float32Array.from(values), 0, vectors)
  return vectors
}

describe('quantize', () => {
  test.each([
    [
      [1, 1],
      [127, 127],
    ],
    [
      [-1, -1],
      [-127, -127],
    ],
    [
      [0.5, -0.5],
      [127, -127],
    ],
    [
      [1, 0, 0.5],
      [127, 0, 64],
    ],
    [[-0.001], [-127]],
  ])('gives %j the codes %j', (values, codes) => {
    expect([...quantized(...values).codes]).toEqual(codes)
  })

  test('keeps zero', () => {
    const zero = quantized(0, -0)

    expect([...zero.codes]).toEqual([0, 0])
    expect(dequantize(zero, 0, 2)).toEqual(Float32Array.of(0, 0))
  })

  test('is off by at most half a scale in each component', () => {
    for (let seed = 0; seed < 300; seed++) {
      const vector = randomVector(seededRandom(seed), 1 + (seed % 9))
      const one = quantized(...vector)
      const read = dequantize(one, 0, vector.length)

      vector.forEach((value, d) => {
        expect(Math.abs(read[d] - value), `seed ${seed}`).toBeLessThanOrEqual(
          one.scales[0] / 2 + 1e-7,
        )
      })
    }
  })

  test('writes one row and leaves its neighbours and the vector alone', () => {
    const codes = new Int8Array(6).fill(7)
    const scales = new Float32Array(3).fill(7)
    const vector = Float32Array.of(127, -127)
    quantize(vector, 1, { codes, scales })

    expect([...codes, ...scales]).toEqual([7, 7, 127, -127, 7, 7, 7, 1, 7])
    expect(vector).toEqual(Float32Array.of(127, -127))
  })
})

test('copyVector copies one row and leaves its neighbours alone', () => {
  const to = { codes: new Int8Array(6).fill(7), scales: new Float32Array(3).fill(7) }
  copyVector({ codes: Int8Array.of(1, 2, 3, 4), scales: Float32Array.of(5, 6) }, 1, to, 1)

  expect([...to.codes, ...to.scales]).toEqual([7, 7, 3, 4, 7, 7, 7, 6, 7])
})
