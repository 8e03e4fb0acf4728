import { describe, expect, test } from 'vitest'
import { randomVector, seededRandom } from '../test/support.ts'
import { dequantize, quantize } from './quantize.ts'

/** Codes and scale of one vector alone. */
function quantized(...values: number[]) {
  const codes = new Int8Array(values.length)
  const scales = new Float32Array(1)
  quantize(Float32Array.from(values), 0, codes, scales)
  return { codes, scales }
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
    const { codes, scales } = quantized(0, -0)

    expect([...codes]).toEqual([0, 0])
    expect(dequantize(codes, scales, 0, 2)).toEqual(Float32Array.of(0, 0))
  })

  test('is off by at most half a scale in each component', () => {
    for (let seed = 0; seed < 300; seed++) {
      const vector = randomVector(seededRandom(seed), 1 + (seed % 9))
      const { codes, scales } = quantized(...vector)
      const read = dequantize(codes, scales, 0, vector.length)

      vector.forEach((value, d) => {
        expect(Math.abs(read[d] - value), `seed ${seed}`).toBeLessThanOrEqual(scales[0] / 2 + 1e-7)
      })
    }
  })

  test('writes one row and leaves its neighbours and the vector alone', () => {
    const codes = new Int8Array(6).fill(7)
    const scales = new Float32Array(3).fill(7)
    const vector = Float32Array.of(127, -127)
    quantize(vector, 1, codes, scales)

    expect([...codes, ...scales]).toEqual([7, 7, 127, -127, 7, 7, 7, 1, 7])
    expect(vector).toEqual(Float32Array.of(127, -127))
  })
})
