import { describe, expect, test } from 'vitest'
import { countOf, readableDate } from './english.ts'

describe('countOf', () => {
  test.each([
    [0, '0 articles'],
    [1, '1 article'],
    [999, '999 articles'],
    [1200, '1,200 articles'],
    [1234567, '1,234,567 articles'],
  ])('says %d', (count, words) => {
    expect(countOf(count, 'article')).toBe(words)
  })
})

describe('readableDate', () => {
  test.each([
    ['2022', '2022'],
    ['2022-06', 'June 2022'],
    ['2022-06-01', '1 June 2022'],
    ['2024-02-29', '29 February 2024'],
    ['2022-13', '2022-13'],
    ['yesterday', 'yesterday'],
  ])('says %s', (date, words) => {
    expect(readableDate(date)).toBe(words)
  })
})
