import { describe, expect, test } from 'vitest'
import { pool } from './pooling.ts'

/** Two texts in rows of three tokens; the first has two, then padding with the values 9, 9. */
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
  ] as const)('takes the %s of the tokens without padding', (pooling, vectors) => {
    expect(pool(states, [2, 3], pooling)).toEqual(vectors)
  })

  test('gives no vector for no text', () => {
    expect(pool({ values: [], tokens: 0, dimensions: 2 }, [], 'mean')).toEqual([])
  })
})
