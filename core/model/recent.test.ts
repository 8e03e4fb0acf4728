import { describe, expect, test } from 'vitest'
import { createRecent } from './recent.ts'

describe('createRecent', () => {
  test('forgets what was used longest ago', () => {
    const recent = createRecent<number>(2)
    recent.keep('a', 1)
    recent.keep('b', 2)
    recent.recall('a')
    recent.keep('c', 3)

    expect(['a', 'b', 'c'].map(recent.recall)).toEqual([1, undefined, 3])
  })

  test('keeps the newer of two values', () => {
    const recent = createRecent<number>(2)
    recent.keep('a', 1)
    recent.keep('a', 2)
    recent.keep('b', 3)

    expect(['a', 'b'].map(recent.recall)).toEqual([2, 3])
  })

  test('holds no more than its limit', () => {
    const recent = createRecent<number>(3)
    for (let i = 0; i < 100; i++) recent.keep(`${i}`, i)

    expect(Array.from({ length: 100 }, (_, i) => recent.recall(`${i}`)).filter(Number)).toEqual([
      97, 98, 99,
    ])
  })
})
