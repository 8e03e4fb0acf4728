import { describe, expect, test } from 'vitest'
import { pool } from './pooling.ts'

/** Two texts of three places; the first has two tokens and a 9 where padding is. */
const states = {
  values: [1, 2, 3, 4, 9, 9, 5, 6, 7, 8, 9, 10],
  tokens: 3,
  dimensions: 2,
}

describe('pool', () => {
  test.each([
    [
      'mean',
      [
        [2, 3],
        [7, 8],
      ],
    ],
    [
      'cls',
      [
        [1, 2],
        [5, 6],
      ],
    ],
    [
      'last_token',
      [
        [3, 4],
        [9, 10],
      ],
    ],
  ] as const)('takes the %s of the tokens that count', (pooling, vectors) => {
    expect(pool(states, [2, 3], pooling)).toEqual(vectors)
  })

  test('gives nothing for nothing', () => {
    expect(pool({ values: [], tokens: 0, dimensions: 2 }, [], 'mean')).toEqual([])
  })
})
