import { describe, expect, test } from 'vitest'
import { coarseBytes, coarseWidth, fromUpperHalf, packCoarse, upperHalf } from './coarse.ts'

describe('packCoarse', () => {
  test('writes four dimensions a byte, the rows of a block byte by byte in turn', () => {
    const codes = new Uint8Array(coarseBytes(18, 6))
    const scales = new Uint16Array(18)
    // The usual length of a component is 51: levels from the lowest to the highest are 0 to 3.
    const vector = Int8Array.of(-90, -1, 1, 90, 0, 1)
    for (const row of [0, 17]) packCoarse(vector, 1 / 127, row, codes, scales)

    const at = [...codes.entries()].filter(([, code]) => code > 0)
    expect(at).toEqual([
      [0, 0b11_10_01_00],
      [16, 0b10_10],
      [33, 0b11_10_01_00],
      [49, 0b10_10],
    ])
    expect(scales[0]).toBe(scales[17])
  })

  test('gives the zero vector scale 0', () => {
    const scales = Uint16Array.of(7)
    packCoarse(new Int8Array(4), 1, 0, new Uint8Array(16), scales)

    expect([...scales]).toEqual([0])
  })
})

describe('coarseWidth', () => {
  test('refuses more dimensions than can be added up', () => {
    expect([1, 4, 5, 1024].map(coarseWidth)).toEqual([1, 1, 2, 256])
    expect(() => coarseWidth(1025)).toThrow('1025 dimensions; at most 1024 can be estimated')
  })
})

describe('upperHalf', () => {
  test('is off by less than one part in 256, and exact for what fits', () => {
    for (const value of [1, 0.5, 0, -2, 1.0078125]) {
      expect(fromUpperHalf(upperHalf(value))).toBe(value)
    }
    for (let value = 0.001; value < 1; value += 0.00137) {
      expect(Math.abs(fromUpperHalf(upperHalf(value)) / value - 1)).toBeLessThanOrEqual(1 / 256)
    }
  })
})
