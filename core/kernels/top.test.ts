import { describe, expect, test } from 'vitest'
import { randomWhole, seededRandom } from '../../test/support.ts'
import { topRows } from './top.ts'

describe('topRows', () => {
  test('agrees with sorting all rows, ties included', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed)
      const scores = Float32Array.from({ length: seed % 40 }, () => randomWhole(random, -4, 4))
      const k = 1 + (seed % 12)
      const floor = randomWhole(random, -5, 2)

      const sorted = Array.from(scores.keys())
        .filter((row) => scores[row] > floor)
        .sort((a, b) => scores[b] - scores[a] || a - b)
      expect(topRows(scores, k, floor), `seed ${seed}`).toEqual(sorted.slice(0, k))
    }
  })

  test('leaves out what is masked or no number', () => {
    const scores = Float32Array.of(Number.NEGATIVE_INFINITY, -1, Number.NaN, 1)

    expect(topRows(scores, 9, -2)).toEqual([3, 1])
  })

  test('finds none for k = 0 and none among none', () => {
    expect(topRows(Float32Array.of(1), 0, 0)).toEqual([])
    expect(topRows(new Float32Array(), 3, 0)).toEqual([])
  })
})
