import { describe, expect, test } from 'vitest'
import { openTinyBase, type TinyBase } from '../../test/base.ts'
import {
  createDocument,
  createHeading,
  openTinyIndex,
  randomDocuments,
  randomOf,
  randomVectors,
  randomWhole,
  seededRandom,
} from '../../test/support.ts'
import type { SearchParameters } from '../protocol.ts'
import { daysOf } from '../text/dates.ts'
import type { Document } from '../text/document.ts'
import { listArticles } from './list.ts'

const urlOf = (id: string, url: string | null) => url ?? `/articles/${id}`
const usual = { q: '', mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false } as const
const list = (library: Parameters<typeof listArticles>[0], parts: Partial<SearchParameters> = {}) =>
  listArticles(library, { ...usual, ...parts }, { urlOf })
const held = (documents: readonly Document[]) => ({
  index: openTinyIndex(documents),
  base: null,
})

const dates = [null, '2021', '2022', '2022-01', '2022-01-01', '2022-03-10', '2022-03-11', '2023-05']
const values = { section: ['s0', 's1', 's2'], author: ['Ann', 'Bob'] }
const fields = Object.keys(values) as (keyof typeof values)[]

/** Random articles, some with dates and sections, and a listing of some of them. */
function createWorld(seed: number) {
  const random = seededRandom(seed)
  const documents = randomDocuments(random, randomWhole(random, 6, 30)).map(
    (document): Document => ({
      ...document,
      date: randomOf(random, dates),
      fields: {
        ...(random() < 0.8 && { section: [randomOf(random, values.section)] }),
        ...(random() < 0.8 && { author: [randomOf(random, values.author)] }),
      },
    }),
  )
  const parameters: Partial<SearchParameters> = {
    ...{ k: randomOf(random, [3, 10, 25]), offset: randomOf(random, [0, 0, 5]) },
    sort: randomOf(random, ['relevance', 'date']),
    facets: true,
    filters: {
      ...(random() < 0.4 && { section: ['s0', 's2'] }),
      ...(random() < 0.2 && { author: ['Bob'] }),
    },
    ...(random() < 0.3 && { from: '2022-01-01' }),
    ...(random() < 0.3 && { to: '2022-03' }),
  }
  const options = { dimensions: 4, fields, vectorOf: randomVectors(random, 4) }
  return { documents, parameters, options }
}

/** The articles that pass, newest first, by reading each of them. */
function passing(
  documents: readonly Document[],
  { from = '0001', to = '9999', filters = {} }: Partial<SearchParameters>,
): Document[] {
  const [first, last] = [daysOf(from)?.[0] ?? 0, daysOf(to)?.[1] ?? 0]
  const dayOf = ({ date }: Document) => daysOf(date ?? '')?.[0] ?? 0
  return documents
    .filter(({ date, fields: own }) => {
      const days = daysOf(date ?? '')
      const isThen = days ? days[0] <= last && days[1] >= first : from === '0001' && to === '9999'
      const has = ([field, wanted]: [string, readonly string[]]) =>
        own[field]?.some((value) => wanted.includes(value)) ?? false
      return isThen && Object.entries(filters).every(has)
    })
    .sort((a, b) => dayOf(b) - dayOf(a))
}

const layouts: [string, TinyBase | null][] = [
  ['an index that is held', null],
  ['a base', {}],
  ['a base whose vectors lie in cells', { perCell: 20 }],
  ['articles that came since', { fresh: 5 }],
  ['articles that went', { fresh: 2, removed: [0, 2] }],
]

describe('listArticles', () => {
  test.each(layouts)('lists and counts what passes, newest first: %s', async (_, layout) => {
    for (let seed = 0; seed < 40; seed++) {
      const { documents, parameters, options } = createWorld(seed)
      const left = documents.filter((_, i) => !layout?.removed?.includes(i))
      const whole = { index: openTinyIndex(left, options), base: null }
      const library = layout ? await openTinyBase(documents, { ...options, ...layout }) : whole
      const answer = await list(library, parameters)

      const wanted = passing(left, parameters)
      const { k = 10, offset = 0 } = parameters
      expect(answer.total, `seed ${seed}`).toBe(wanted.length)
      expect(
        answer.results.map(({ id }) => id),
        `seed ${seed}`,
      ).toEqual(wanted.slice(offset, offset + k).map(({ id }) => id))
      for (const field of fields) {
        const counts = values[field].map((value) => {
          const filters = { ...parameters.filters, [field]: [value] }
          return { value, count: passing(left, { ...parameters, filters }).length }
        })
        const chosen = parameters.filters?.[field] ?? []
        expect(answer.facets?.[field].toSorted((a, b) => (a.value < b.value ? -1 : 1))).toEqual(
          counts.filter(({ value, count }) => count > 0 || chosen.includes(value)),
        )
      }
      expect(answer).toEqual(await list(whole, parameters))
    }
  })

  test('shows an article by its beginning, and nothing as found', async () => {
    const text = 'The first sentence. The second.'
    const headings = [createHeading(0, 'Above'), createHeading(20, 'Below')]
    const article = createDocument({ id: 'a', title: 'A', date: '2022', text, headings })

    expect(await list(held([article]), { explain: true, prefix: true, exact: true })).toEqual({
      protocol: 1,
      query: '',
      mode: 'hybrid',
      confident: true,
      total: 1,
      index: expect.any(String),
      results: [
        {
          ...{ id: 'a', title: 'A', url: '/articles/a', date: '2022', source: null, fields: {} },
          ...{ score: 0, similarity: 0 },
          passage: {
            ...{ heading: ['Above'], anchor: 'Above', text: 'The first sentence.', span: [0, 19] },
          },
          ...{ sentence: [0, 0], marks: [], near: [], titleMarks: [] },
        },
      ],
    })
  })

  test('is confident of nothing where nothing passes', async () => {
    expect(await list(held([createDocument()]), { from: '2022' })).toMatchObject({
      ...{ confident: false, total: 0, results: [] },
    })
  })

  test('gives a hundred articles at most, and counts all', async () => {
    const documents = Array.from({ length: 120 }, (_, i) =>
      createDocument({ id: `a${1000 + i}`, date: '2022' }),
    )
    const { total, results } = await list(held(documents), { k: 50, offset: 90 })

    expect([total, results.length, results.at(-1)?.id]).toEqual([120, 10, 'a1099'])
  })

  test.each([
    ['later with every id', (i: number) => i],
    ['earlier with every id', (i: number) => -i],
    ['in no order', (i: number) => (i * 7919) % 4001],
    ['one day for most', (i: number) => Math.max(i, 3990)],
  ])('finds the newest of thousands: dates are %s', async (_, ageOf) => {
    const documents = Array.from({ length: 4001 }, (_, i) =>
      createDocument({ id: `a${10_000 + i}`, date: String(5000 + ageOf(i)) }),
    )
    const { results } = await list(held(documents), { k: 50, offset: 50 })

    const wanted = passing(documents, {}).slice(50, 100)
    expect(results.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
  })
})

describe('a list of articles in files', () => {
  const documents = Array.from({ length: 60 }, (_, i) =>
    createDocument({ id: `a${10 + i}`, date: `20${10 + i}`, text: 'A cat.' }),
  )

  test('reads the texts of the page and no other file', async () => {
    const library = await openTinyBase(documents, { perCell: 20, perBlock: 1 })
    library.read.length = 0
    const { results } = await list(library, { k: 25, offset: 5 })

    expect(results).toHaveLength(25)
    expect(library.read).toHaveLength(25)
    expect(new Set(library.read.map((file) => file.split('-')[0]))).toEqual(new Set(['texts']))
  })

  test('has no more on a page than a search', async () => {
    await expect(list(await openTinyBase(documents), { k: 26 })).rejects.toThrow('k is 26;')
  })
})
