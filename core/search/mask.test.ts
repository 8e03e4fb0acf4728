import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex } from '../../test/support.ts'
import { BadRequest } from '../protocol.ts'
import { filterMask, tellUnknownValues } from './mask.ts'

const dates = ['2021', '2022', '2022-06', '2022-06-12', null]
const dated = openTinyIndex(
  dates.map((date, i) => createDocument({ id: `${i}`, date })),
  { perSegment: 2 },
)

/** Articles a to e with their topics and places, two to a segment. */
const fielded = openTinyIndex(
  [
    createDocument({ id: 'a', fields: { topic: ['air', 'war'], place: ['north'] } }),
    createDocument({ id: 'b', fields: { topic: ['war'] } }),
    createDocument({ id: 'c', fields: { topic: ['art'], place: ['south'] } }),
    createDocument({ id: 'd', fields: { place: ['north'] } }),
    createDocument({ id: 'e', fields: { topic: ['air'], place: ['north', 'south'] } }),
  ],
  { perSegment: 2, fields: ['topic', 'place'] },
)

/** The dates, or the letters of the articles, that pass. */
const datesFound = (from?: string, to?: string) =>
  dates.filter((_, i) => filterMask(dated, { from, to, filters: {} })?.[i])
const found = (filters: Record<string, string[]>) =>
  [...'abcde'].filter((_, i) => filterMask(fielded, { filters })?.[i]).join('')

describe('filterMask', () => {
  test('is null where nothing is filtered', () => {
    expect(filterMask(dated, { filters: {} })).toBeNull()
  })

  test.each([
    ['2022', undefined, ['2022', '2022-06', '2022-06-12']],
    ['2022-06-13', undefined, ['2022', '2022-06']],
    ['2022-07', undefined, ['2022']],
    [undefined, '2021', ['2021']],
    [undefined, '2022-01-01', ['2021', '2022']],
    ['2022-06-12', '2022-06-12', ['2022', '2022-06', '2022-06-12']],
    ['2022-06', '2022-06', ['2022', '2022-06', '2022-06-12']],
    ['0001', '9999', ['2021', '2022', '2022-06', '2022-06-12']],
  ])('finds what touches the time from %s to %s, never what has no date', (from, to, passing) => {
    expect(datesFound(from, to)).toEqual(passing)
  })

  test.each([
    [{ topic: ['war'] }, 'ab'],
    [{ topic: ['war', 'art'] }, 'abc'],
    [{ place: ['north'], topic: ['air'] }, 'ae'],
    [{ topic: ['none'] }, ''],
    [{ topic: ['none', 'art'] }, 'c'],
    [{ topic: [] }, ''],
    [{ topic: ['War'] }, ''],
  ])('finds one of the values in every field (%j)', (filters, letters) => {
    expect(found(filters)).toBe(letters)
  })

  test('knows a value however its accents and spaces are written', () => {
    const documents = [createDocument({ fields: { topic: ['café au lait'] } })]
    const index = openTinyIndex(documents, { fields: ['topic'] })
    const filters = { topic: ['cafe\u0301  au\nlait '] }

    expect(filterMask(index, { filters })).toEqual(Uint8Array.of(1))
    expect(tellUnknownValues(index, filters)).toEqual({})
  })

  test('applies dates and fields together', () => {
    const documents = ['2021', '2022'].map((date) =>
      createDocument({ id: date, date, fields: { topic: ['war'] } }),
    )
    const index = openTinyIndex(documents, { fields: ['topic'] })

    expect(filterMask(index, { from: '2022', filters: { topic: ['war'] } })).toEqual(
      Uint8Array.of(0, 1),
    )
  })

  test.each([
    [{ from: '2022-13' }, 'from is "2022-13"; a year, month or day is wanted, like 2022, 2022-06'],
    [{ to: 'today' }, 'to is "today"; a year, month or day is wanted'],
    [{ from: '2024', to: '2022' }, 'from is "2024", which is after to, "2022"; exchange them.'],
    [
      { filters: { kind: ['x'] } },
      'filter.kind is not a filter of this index; it has filter.topic',
    ],
    [{ filters: { constructor: ['x'] } }, 'filter.constructor is not a filter of this index'],
  ])('refuses %j', (parameters, message) => {
    const ask = () => filterMask(fielded, { filters: {}, ...parameters })

    expect(ask).toThrow(BadRequest)
    expect(ask).toThrow(message)
  })

  test('says that an index without filters has none', () => {
    expect(() => filterMask(dated, { filters: { topic: [] } })).toThrow(
      '; it has none: fields in edgewise.toml names them.',
    )
  })
})

describe('tellUnknownValues', () => {
  test.each([
    [{}, {}],
    [{ topic: ['war', 'art'], place: [] }, {}],
    [{ topic: ['War', 'art', 'wär'] }, { unknownValues: { topic: ['War', 'wär'] } }],
    [
      { topic: ['north'], place: ['north', 'air'] },
      { unknownValues: { topic: ['north'], place: ['air'] } },
    ],
  ])('names values that no article has (%j)', (filters, told) => {
    expect(tellUnknownValues(fielded, filters)).toEqual(told)
  })
})
