import { describe, expect, test } from 'vitest'
import { openTinyBase, type TinyBase } from '../../test/base.ts'
import {
  createDocument,
  openTinyIndex,
  randomDocuments,
  randomOf,
  randomVector,
  randomVectors,
  randomWhole,
  seededRandom,
} from '../../test/support.ts'
import { compareCodePoints } from '../index/strings.ts'
import type { FacetValue, SearchParameters, SearchResponse } from '../protocol.ts'
import type { Document } from '../text/document.ts'
import { searchBase } from './base/search-base.ts'
import { search } from './search.ts'

const urlOf = (id: string, url: string | null) => url ?? `/articles/${id}`

const tags = ['air', 'Air', 'a, b', '"x"', '<b>', 'a/b', 'öl', '日本', '\ufb01', '🚀', 'سلام']
const fields = ['tag', 'author', 'none']

/** Random articles with one author of three each and up to four tags, and a search of them. */
function createWorld(seed: number) {
  const random = seededRandom(seed)
  const some = (most: number) =>
    Array.from({ length: randomWhole(random, 0, most) }, () => randomOf(random, tags))
  const documents = randomDocuments(random, randomWhole(random, 0, 30)).map((document) => ({
    ...document,
    date: `2022-0${randomWhole(random, 1, 9)}`,
    fields: { tag: [...new Set(some(4))], author: [randomOf(random, ['Ann', 'Bob', 'Eve'])] },
  }))
  const vectorOf = randomVectors(random, 4)
  const parameters: SearchParameters = {
    q: randomOf(random, ['cat', 'running river dogs', 'the river', 'ru', 'cats 漢字 unknown']),
    mode: randomOf(random, ['hybrid', 'semantic', 'words']),
    ...{ k: 2, offset: randomWhole(random, 0, 3), explain: false, facets: true },
    prefix: random() < 0.3,
    filters: {
      ...(random() < 0.4 && { tag: [...new Set([randomOf(random, tags), ...some(1)])] }),
      ...(random() < 0.4 && { author: [randomOf(random, ['Ann', 'Bob'])] }),
    },
    ...(random() < 0.3 && { from: '2022-03' }),
    ...(random() < 0.3 && { to: '2022-07' }),
  }
  const vector = random() < 0.8 ? randomVector(random, 4) : null
  return { random, documents, parameters, vector, options: { dimensions: 4, fields, vectorOf } }
}

type Ask = (parameters: SearchParameters) => SearchResponse | Promise<SearchResponse>

/** The same facets, by one search for each value. */
async function askEach(ask: Ask, parameters: SearchParameters, documents: readonly Document[]) {
  const facets: Record<string, FacetValue[]> = {}
  for (const field of fields) {
    const values = new Set(documents.flatMap((document) => document.fields[field] ?? []))
    const chosen = parameters.filters[field] ?? []
    const counted: FacetValue[] = []
    for (const value of new Set([...values, ...chosen])) {
      const filters = { ...parameters.filters, [field]: [value] }
      const { total } = await ask({ ...parameters, facets: false, filters })
      if (total > 0 || chosen.includes(value)) counted.push({ value, count: total })
    }
    facets[field] = counted.sort((a, b) => b.count - a.count || compareCodePoints(a.value, b.value))
  }
  return facets
}

describe('facets', () => {
  test('are what a search for each value finds, instead of the chosen ones where the field is filtered', async () => {
    for (let seed = 0; seed < 150; seed++) {
      const { random, documents, parameters, vector, options } = createWorld(seed)
      const perSegment = randomWhole(random, 1, 30)
      const index = openTinyIndex(documents, { ...options, perSegment })
      const ask: Ask = (asked) => search(index, asked, { vector, urlOf })
      const { facets, ...answer } = await ask(parameters)

      expect(facets, `seed ${seed}`).toEqual(await askEach(ask, parameters, documents))
      expect(answer).toEqual(await ask({ ...parameters, facets: false }))
    }
  })

  const layouts: [string, TinyBase][] = [
    ['held vectors', {}],
    ['articles that came since', { fresh: 3, perSegment: 2 }],
    ['articles that went', { fresh: 2, removed: [0, 2] }],
  ]

  test.each(layouts)('are so in an index with a base: %s', async (_, layout) => {
    for (let seed = 0; seed < 40; seed++) {
      const { documents, parameters, vector, options } = createWorld(seed)
      if (documents.length < 6) continue
      const { index, base } = await openTinyBase(documents, { ...options, ...layout })
      const opened = base as NonNullable<typeof base>
      const ask: Ask = (asked) => searchBase(index, opened, asked, { vector, urlOf })
      const left = documents.filter((_, i) => !layout.removed?.includes(i))
      const { facets, approximate, ...answer } = await ask(parameters)

      expect(facets, `seed ${seed}`).toEqual(await askEach(ask, parameters, left))
      expect(answer).toEqual(await ask({ ...parameters, facets: false }))
      expect(approximate).toBeUndefined()
    }
  })

  test('count the articles of the total where vectors are estimates, and say that they are', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const { documents, parameters, vector, options } = createWorld(seed)
      if (documents.length === 0) continue
      const { index, base } = await openTinyBase(documents, { ...options, perCell: 5, reads: 1 })
      const opened = base as NonNullable<typeof base>
      const asked = { ...parameters, filters: {} }
      const answer = await searchBase(index, opened, asked, { vector, urlOf })
      const isEstimated = vector !== null && parameters.mode !== 'words'

      const sum = answer.facets?.author.reduce((sum, { count }) => sum + count, 0)
      expect(sum, `seed ${seed}`).toBe(answer.total)
      expect(answer.approximate).toEqual(isEstimated ? ['semantic', 'total', 'facets'] : undefined)
    }
  })

  test('are those of each of many searches at once', async () => {
    const { documents, options } = createWorld(3)
    const { index, base } = await openTinyBase(documents, { ...options, perCell: 5, fresh: 2 })
    const opened = base as NonNullable<typeof base>
    const worlds = Array.from({ length: 30 }, (_, seed) => createWorld(seed))
    const ask = ({ parameters, vector }: (typeof worlds)[0]) =>
      searchBase(index, opened, parameters, { vector, urlOf })
    const alone = []
    for (const world of worlds) alone.push(await ask(world))

    expect(await Promise.all(worlds.map(ask))).toEqual(alone)
  })

  test('are left out unless they are asked for, and empty without fields', () => {
    const { documents, parameters, vector, options } = createWorld(1)
    const context = { vector, urlOf }
    const index = openTinyIndex(documents, options)
    const bare = openTinyIndex(documents, { ...options, fields: [] })

    expect(search(index, { ...parameters, facets: false }, context)).not.toHaveProperty('facets')
    expect(search(bare, { ...parameters, filters: {} }, context).facets).toEqual({})
  })

  test('are the fifty values that most articles have, and beside them those that are filtered by', () => {
    const documents = Array.from({ length: 60 }, (_, i) =>
      createDocument({
        id: `a${100 + i}`,
        text: 'A cat.',
        fields: { tag: [`t${100 + i}`, ...(i > 55 ? ['last'] : [])] },
      }),
    )
    const index = openTinyIndex(documents, { fields: ['tag'], perSegment: 7 })
    const ask = (tag: string[]) =>
      search(
        index,
        {
          ...{ q: 'cat', mode: 'words', k: 1, offset: 0, explain: false, facets: true },
          filters: tag.length > 0 ? { tag } : {},
        },
        { vector: null, urlOf },
      ).facets?.tag
    const most = [
      { value: 'last', count: 4 },
      ...Array.from({ length: 49 }, (_, i) => ({ value: `t${100 + i}`, count: 1 })),
    ]

    expect(ask([])).toEqual(most)
    // As articles write them, each once.
    expect(ask(['no  such', 't159', 'last', ' t159', 't101'])).toEqual([
      ...most,
      { value: 't159', count: 1 },
      { value: 'no such', count: 0 },
    ])
  })
})
