import { describe, expect, test } from 'vitest'
import { createDocument, createHeading, openTinyIndex, tinyModel } from '../../test/support.ts'
import { createContentTokenizer } from '../model/content.ts'
import type { Document } from '../text/document.ts'
import { createAdjacency } from './adjacency.ts'
import { queryWords } from './query/query-words.ts'
import { findByWords } from './words.ts'

const words = 'raven hill road cat dog house big 3 5 percent x of the all ##ylo ##phone'.split(' ')
const { vocabulary } = tinyModel(Object.fromEntries(words.map((word) => [word, [1, 0]])))
const reader = { vocabulary, searched: 10 }
const tokensOf = createContentTokenizer(vocabulary)
const article = (text: string, about: Partial<Document> = {}): Document =>
  createDocument({ id: text, text, ...about })

/** Each article's share of the query's pairs; null for a query without pairs. */
function adjacencies(query: string, ...documents: readonly (string | Document)[]) {
  const articles = documents.map((it) => (typeof it === 'string' ? article(it) : it))
  const index = openTinyIndex(articles, { tokensOf })
  const asked = queryWords(['en'], query)
  const found = findByWords(index, asked.words, null)
  const adjacency = createAdjacency(index, reader, { asked, words: found })
  return adjacency && articles.map((_, document) => adjacency.find(document)?.share ?? 0)
}

describe('createAdjacency', () => {
  test('is 1 for a name that stands there, and 0 for its words apart or in another order', () => {
    const texts = ['To Raven Hill.', 'A raven on the road, a hill.', 'The hill raven.', 'A cat.']

    expect(adjacencies('Raven Hill', ...texts)).toEqual([1, 0, 0, 0])
  })

  test('ignores stop words, punctuation and capitals', () => {
    expect(adjacencies('raven of the HILL', 'Raven-Hill', 'raven and hill')).toEqual([1, 1])
  })

  test('finds numbers with their unit, and the pieces of a word that the model lacks', () => {
    expect(adjacencies('3.5 percent', 'It was 3.5 percent.', '5 percent, 3 cats')).toEqual([
      1, 0.125,
    ])
    expect(adjacencies('xylophone', 'A xylophone.', 'x, y')).toEqual([1, 0])
  })

  test('counts the share of pairs by its third power', () => {
    // Of three pairs, which weigh the same, these hold two and one.
    const texts = ['raven hill road, a dog, cat', 'raven hill, a dog, road, a dog, cat']
    const [two, one] = adjacencies('raven hill road cat', ...texts) ?? []

    expect(two).toBeCloseTo((2 / 3) ** 3)
    expect(one).toBeCloseTo((1 / 3) ** 3)
  })

  test('weighs a pair by the lesser of its words', () => {
    // `raven road` counts as `road`, which every article has, and `hill raven` as either of two rare ones.
    const texts = ['hill raven, a cat, road', 'a road', 'a road', 'a road']
    const [share] = adjacencies('hill raven road', ...texts) ?? []

    expect(share).toBeGreaterThan(0.5)
    expect(share).toBeLessThan(1)
  })

  test('skips passages that hold half of the words, or fewer', () => {
    const texts = ['raven hill', 'raven hill house']

    expect(adjacencies('raven hill road cat', ...texts)).toEqual([0, 0])
    expect(adjacencies('raven hill house cat', ...texts)?.map((share) => share > 0)).toEqual([
      false,
      true,
    ])
  })

  test('counts a pair once, however often query and passage have it', () => {
    expect(adjacencies('raven hill raven hill', 'raven hill, a raven, a hill')).toEqual([1])
    expect(adjacencies('raven hill raven hill', 'raven hill, a cat, raven hill')).toEqual([0.125])
  })

  test('reads four passages with most of the words, whatever others hold', () => {
    const parts = (...texts: string[]) => {
      const text = texts.join('\n\n')
      const headings = texts.map((part) => createHeading(text.indexOf(part), ''))
      return article(text, { headings })
    }
    const apart = ['a hill, raven one', 'a hill, raven two', 'a hill, raven three']

    expect(adjacencies('raven hill', parts('raven', ...apart, 'raven hill'))).toEqual([1])
    expect(adjacencies('raven hill', parts(...apart, 'a hill, raven four', 'raven hill'))).toEqual([
      0,
    ])
  })

  test('wants all of a query of stop words alone, in the text', () => {
    const texts = ['Of the raven.', 'The raven of the hill.', 'All of the hill. It is of all.']

    expect(adjacencies('of the', ...texts)).toEqual([1, 1, 1])
    expect(adjacencies('all of the', ...texts)).toEqual([0, 0, 1])
    expect(adjacencies('the of', ...texts)).toEqual([0, 0, 0])
  })

  test('reads sixty texts at most', () => {
    const texts = Array.from({ length: 61 }, (_, i) => `Of the cat. ${i}`)

    expect(adjacencies('of the', ...texts)?.filter((share) => share === 1)).toHaveLength(60)
  })

  test('is null for a query without neighbours', () => {
    for (const query of ['raven', 'the raven', 'zebra', ''])
      expect(adjacencies(query, 'raven')).toBeNull()
  })

  test('takes no neighbours across a word that is not looked for', () => {
    const index = openTinyIndex([article('raven hill')], { tokensOf })
    const asked = queryWords(['en'], 'raven house hill')
    const written = asked.written.filter(({ text }) => text !== 'house')
    const found = findByWords(index, asked.words, null)

    expect(
      createAdjacency(index, reader, { asked: { ...asked, written }, words: found }),
    ).toBeNull()
  })

  test('finds nothing in passages that are stored without tokens', () => {
    const index = openTinyIndex([article('raven hill')])
    const asked = queryWords(['en'], 'raven hill')
    const found = findByWords(index, asked.words, null)

    expect(createAdjacency(index, reader, { asked, words: found })?.find(0)).toBeNull()
  })
})
