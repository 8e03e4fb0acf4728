import { describe, expect, test } from 'vitest'
import { createDocument, createHeading, openTinyIndex, tinyModel } from '../../test/support.ts'
import { createContentTokenizer } from '../model/content.ts'
import { noPatch, openTaught } from '../model/patch.ts'
import type { Document } from '../text/document.ts'
import { feedBack } from './feedback.ts'
import { queryWords } from './query/query-words.ts'
import { scan } from './scan.ts'
import { createReader, type Reader } from './second-look.ts'
import { findByWords } from './words.ts'

const known =
  'a1 b2 barks c3 cat d4 dog e5 f6 g7 h8 securite whisker whiskers x ##ylo ##phone'.split(' ')
const model = tinyModel(Object.fromEntries(known.map((word) => [word, [1, 0]])))
const { taught, matcher } = openTaught(model, noPatch, null)
const tokensOf = createContentTokenizer(taught.vocabulary)

const article = (id: number, about: Partial<Document>): Document =>
  createDocument({ id: String(id).padStart(2, '0'), ...about })

/** As many articles as are wanted: the first has a cat and whiskers, the second whiskers, the rest dogs. */
function createWorld(
  count: number,
  first: Partial<Document> = { text: 'The cat, the whiskers.' },
  language = 'en',
  perSegment = count,
) {
  const known = [first, { text: 'Whiskers.' }]
  const documents = Array.from({ length: count }, (_, i) =>
    article(i, { ...(known[i] ?? { text: 'A dog barks.' }), language }),
  )
  // Cosines to the query: 1 for the first, 0.6 for the second, 0 for the rest.
  const directions: Record<string, Float32Array> = {
    '00': Float32Array.of(1, 0),
    '01': Float32Array.of(0.6, 0.8),
  }
  const index = openTinyIndex(documents, {
    vectorOf: ({ id }) => directions[id] ?? Float32Array.of(0, -1),
    tokensOf,
    languages: [language],
    perSegment,
  })
  const vector = Float32Array.of(1, 0)
  const asked = queryWords([language], 'cat')
  const words = findByWords(index, asked.words, null)
  const found = { asked, words, vector, vectors: scan(index, vector, null) }
  const reader = createReader(index, taught.vocabulary, matcher) as Reader
  /** Everything is a candidate unless told. */
  const feedFrom = (believed: number, candidates = order.slice(0, count)) =>
    feedBack(index, reader, found, candidates, believed)
  return { feedFrom, found }
}

const order = Array.from({ length: 40 }, (_, i) => i)

describe('feedBack', () => {
  test('believes an article of ten, and none of fewer', () => {
    expect(createWorld(9).feedFrom(0)).toBeNull()
    expect(createWorld(10).feedFrom(1)).toMatchObject({ document: 1, terms: ['whiskers'] })
  })

  test('scores by a word of the first article what has none of the query', () => {
    const { feedFrom, found } = createWorld(10)
    const feedback = feedFrom(0)

    expect(found.words.scores[1]).toBe(0)
    expect(feedback?.terms).toEqual(['cat', 'whiskers'])
    expect(feedback?.scores[1]).toBeGreaterThan(0)
    expect(feedback?.scores[0]).toBeGreaterThan(found.words.scores[0])
    expect(feedback?.scores[2]).toBe(0)
  })

  test('says the same of candidates as of all', () => {
    const { feedFrom } = createWorld(10)
    const [all, some] = [feedFrom(0), feedFrom(0, [1, 2, 7])]

    expect(some?.scores).toEqual([1, 2, 7].map((document) => all?.scores[document]))
    expect(some?.similarities).toEqual([1, 2, 7].map((document) => all?.similarities[document]))
  })

  test.each([1, 3, 4])('says the same of segments of %i articles as of one', (perSegment) => {
    const text = 'The cat, the whiskers.'
    for (const candidates of [order.slice(0, 10), [1, 4, 5, 9]]) {
      const apart = createWorld(10, { text }, 'en', perSegment).feedFrom(0, candidates)
      expect(apart).toEqual(createWorld(10).feedFrom(0, candidates))
    }
  })

  test('adds the eight most telling words, stop words never', () => {
    const often = 'cat a1 b2 c3 d4 e5 f6 g7'
    const { feedFrom } = createWorld(10, { text: `${often} ${often} of the dog dog dog h8` })

    expect(feedFrom(0)?.terms.toSorted()).toEqual(often.split(' ').sort())
  })

  test('takes words from the title and the headings as well', () => {
    const headings = [createHeading(0, 'Whiskers')]
    const { feedFrom } = createWorld(10, { title: 'Barks', text: 'The cat.', headings })

    expect(feedFrom(0)?.terms.toSorted()).toEqual(['barks', 'cat', 'whiskers'])
  })

  test('counts the forms of a term together', () => {
    const { feedFrom } = createWorld(10, { text: 'Whisker, whiskers: a1 a1 a1.' })
    const { feedFrom: feedApart } = createWorld(10, { text: 'Whisker, cat: a1 a1 a1.' })

    expect(feedFrom(0)?.terms).toEqual(['a1', 'whisker'])
    // Beside its own form the second article weighs more than beside another word.
    expect(feedFrom(0)?.scores[1]).toBeGreaterThan(feedApart(0)?.scores[1] as number)
  })

  test('joins the pieces of a word that the model does not have whole', () => {
    const { feedFrom } = createWorld(10, { text: 'A xylophone.' })

    expect(feedFrom(0)?.terms).toEqual(['xylophone'])
  })

  test('leaves out a word that no article holds as its token is written', () => {
    // In French its stem is `secur`, and without accents `securit`.
    const { feedFrom } = createWorld(10, { text: 'Cat, sécurité.' }, 'fr')

    expect(feedFrom(0)?.terms).toEqual(['cat'])
  })

  test('moves the query towards what the article says', () => {
    const feedback = createWorld(10).feedFrom(1)

    // (1, 0) + 0.15 (0.6, 0.8), at length 1
    const length = Math.hypot(1.09, 0.12)
    expect(feedback?.similarities[0]).toBeCloseTo(1.09 / length, 2)
    expect(feedback?.similarities[1]).toBeCloseTo((0.6 * 1.09 + 0.8 * 0.12) / length, 2)
  })

  test('leaves what the first scan said as it was', () => {
    const { feedFrom, found } = createWorld(10)
    const before = [found.vectors.passages.slice(), found.vectors.similarities.slice()]

    feedFrom(1)

    expect([found.vectors.passages, found.vectors.similarities]).toEqual(before)
  })
})
