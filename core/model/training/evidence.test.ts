import { describe, expect, test } from 'vitest'
import { chooseScores, hasPeaked, joinRuns, shareFirst } from './evidence.ts'

/** Forty queries that all score the same but for a little that differs from one to the next. */
const around = (mean: number) => Array.from({ length: 40 }, (_, i) => mean + (i % 2) / 100)

describe('chooseScores', () => {
  test('takes the first that reaches four fifths of the greatest gain', () => {
    expect(chooseScores([0.1, 0.2, 0.49, 0.51, 0.6].map(around))).toBe(3)
    expect(chooseScores([0.1, 0.6, 0.5].map(around))).toBe(1)
  })

  test('takes none that gains nothing', () => {
    expect(chooseScores([0.5, 0.5, 0.4].map(around))).toBe(0)
    expect(chooseScores([around(0.5)])).toBe(0)
  })

  test('takes no gain that is within its standard error', () => {
    expect(
      chooseScores([
        [0.5, 0.5, 0.5, 0.5],
        [1, 0.5, 0.5, 0.5],
      ]),
    ).toBe(0)
    expect(
      chooseScores([
        [0.5, 0.5, 0.5, 0.5],
        [1, 1, 1, 0.5],
      ]),
    ).toBe(1)
  })

  test('takes no gain of a single query', () => {
    expect(chooseScores([[0.1], [1]])).toBe(0)
  })
})

test('hasPeaked waits for two validations without a new best', () => {
  const scores = [0.1, 0.5, 0.4, 0.4, 0.4].map(around)

  expect(hasPeaked(scores.slice(0, 1))).toBe(false)
  expect(hasPeaked(scores.slice(0, 4))).toBe(false)
  expect(hasPeaked(scores)).toBe(true)
})

test('joinRuns goes as far as both', () => {
  expect(
    joinRuns(
      [[1], [2], [3]],
      [
        [4, 5],
        [6, 7],
      ],
    ),
  ).toEqual([
    [1, 4, 5],
    [2, 6, 7],
  ])
})

test('shareFirst counts those that are first', () => {
  expect(shareFirst([1, 0.5, 1, 0.2])).toBe(0.5)
})
