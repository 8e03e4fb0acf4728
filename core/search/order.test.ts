import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex } from '../../test/support.ts'
import type { Hit } from './hit.ts'
import { firstDayOf, hasDates, listResults } from './order.ts'

const hit = (document: number, score: number): Hit => ({
  ...{ document, score, look: null, asAsked: null, alike: null },
})
/** Days of articles 0 to 5. */
const days = [20220101, 20240501, 0, 20230101, 20240501, 20250101]
const ranked = [hit(3, 0.9), hit(1, 0.8), hit(4, 0.7), hit(2, 0.6), hit(0, 0.45), hit(5, 0.44)]
const list = (sort?: 'relevance' | 'date', hits: readonly Hit[] = ranked) => {
  const { listed, total } = listResults(
    { sort },
    hits,
    (document) => days[document],
    () => 40,
  )
  return [listed.map(({ document }) => document), total]
}

describe('listResults', () => {
  test('lists best first, and counts what is not ranked as well', () => {
    expect(list()).toEqual([[3, 1, 4, 2, 0, 5], 40])
    expect(list('relevance')).toEqual(list())
  })

  test('lists the newest first of those that score half of the best, equal days as ranked, without a date last', () => {
    expect(list('date')).toEqual([[1, 4, 3, 0, 2], 5])
  })

  test('lists nothing where nothing was found', () => {
    expect(list('date', [])).toEqual([[], 0])
  })
})

test('an article has the first day of its date, or none', () => {
  const index = openTinyIndex([
    createDocument({ id: 'a', date: '2022-06' }),
    createDocument({ id: 'b' }),
    createDocument({ id: 'c', date: '2021' }),
  ])

  expect([0, 1, 2].map((document) => firstDayOf(index, document))).toEqual([20220601, 0, 20210101])
  expect(hasDates(index)).toBe(true)
  expect(hasDates(openTinyIndex([createDocument({ id: 'b' })]))).toBe(false)
})
