import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex } from '../../test/support.ts'
import type { Hit } from './hit.ts'
import { firstDayOf, hasDates, listResults } from './order.ts'

const hit = (document: number, score: number): Hit => ({
  ...{ document, score, look: null, asAsked: null, alike: null },
})
/** Days of the first articles; the others have none. */
const days = [20220101, 20240501, 0, 20230101, 20240501, 20250101]
const list = (ranked: readonly Hit[], sort?: 'relevance' | 'date') => {
  const dayOf = (document: number) => days[document] ?? 0
  return listResults({ sort }, ranked, dayOf).map(({ document }) => document)
}
const few = [hit(3, 0.9), hit(1, 0.8), hit(4, 0.7), hit(2, 0.1), hit(0, 0.1)]

describe('listResults', () => {
  test('lists best first', () => {
    expect(list(few)).toEqual([3, 1, 4, 2, 0])
    expect(list(few, 'relevance')).toEqual(list(few))
  })

  test('lists the newest first, equal days as they are ranked, those without a date last', () => {
    expect(list(few, 'date')).toEqual([1, 4, 3, 0, 2])
  })

  test('lists by date the ten best and those that score half of the best', () => {
    const ids = [10, 11, 12, 13, 14, 15, 16, 17, 18]
    const undated = (score: number) => ids.map((id) => hit(id, score))

    const good = [hit(3, 0.9), ...undated(0.8), hit(0, 0.45), hit(5, 0.44)]
    expect(list(good, 'date')).toEqual([3, 0, ...ids])
    const bad = [hit(3, 0.9), ...undated(0.1), hit(5, 0.1)]
    expect(list(bad, 'date')).toEqual([3, ...ids])
  })

  test('lists nothing where nothing was found', () => {
    expect(list([], 'date')).toEqual([])
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
