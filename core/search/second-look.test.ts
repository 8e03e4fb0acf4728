import { describe, expect, test } from 'vitest'
import { createDocument, createHeading, openTinyIndex, tinyModel } from '../../test/support.ts'
import type { Index } from '../index/open.ts'
import { mostQueryTokens } from '../kernels/matcher.ts'
import { createContentTokenizer } from '../model/content.ts'
import type { Model } from '../model/model.ts'
import { noPatch, openTaught } from '../model/patch.ts'
import type { Document } from '../text/document.ts'
import { queryWords } from './query/query-words.ts'
import { scan } from './scan.ts'
import { createReader, lookAgain } from './second-look.ts'
import { findByWords } from './words.ts'

/** `kitten` is at 0.8 to `cat` and `tiger` at 0.6; `lion` at 0.3, too little to be told. */
const catModel = tinyModel({
  cat: [100, 0, 0],
  kitten: [80, 60, 0],
  tiger: [60, 80, 0],
  lion: [30, 95, 0],
  dog: [0, 0, 100],
  '##fish': [90, 0, 43],
})
const article = (text: string): Document => createDocument({ id: text, text })

/** A reader that matches without a kernel. */
function readerOf(index: Index, model: Model) {
  return createReader(index, model.vocabulary, openTaught(model, noPatch, null).matcher)
}

function lookFor(query: string, documents: readonly Document[], model = catModel) {
  const tokensOf = createContentTokenizer(model.vocabulary)
  const index = openTinyIndex(documents, { tokensOf })
  const reader = readerOf(index, model)
  if (reader === null) throw new Error('no passage has tokens')
  const asked = queryWords(['en'], query)
  const vectors = scan(index, Float32Array.of(1, 0), null)
  const words = findByWords(index, asked.words, null)
  return lookAgain(index, reader, { asked, words, vectors })
}

function scoresFor(query: string, documents: readonly Document[], model = catModel) {
  const look = lookFor(query, documents, model)
  return documents.map((_, document) => look?.scoreOf(document) ?? 0)
}

describe('lookAgain', () => {
  test('scores the word itself highest, then a near one, then one less near; a far one not', () => {
    const [cat, kitten, tiger, dog] = scoresFor(
      'cat',
      ['cat', 'kitten', 'tiger', 'dog'].map(article),
    )

    expect(cat).toBeGreaterThan(kitten)
    expect(kitten).toBeGreaterThan(tiger)
    expect(tiger).toBeGreaterThan(dog)
    expect(dog).toBe(0)
  })

  test('takes the best of the passages of an article', () => {
    const parted = (id: string, text: string) =>
      createDocument({ id, text, headings: [createHeading(7, 'More')] })
    const documents = [parted('a', 'A dog. A cat.'), parted('b', 'A cat. A dog.'), article('cat')]
    const [late, early, alone] = scoresFor('cat', documents)

    expect(late).toBeCloseTo(alone)
    expect(early).toBeCloseTo(alone)
  })

  test('scores a passage lower that has more to say', () => {
    const [short, long] = scoresFor('cat', [article('cat'), article('cat dog dog dog')])

    expect(short).toBeGreaterThan(long)
  })

  test('lets a word of two tokens weigh as much as a word of one', () => {
    const [whole] = scoresFor('dog', [article('dog')])
    const [parts] = scoresFor('dogfish', [article('dogfish')])

    // `##fish` has some of `dog` in it, by 0.43 squared.
    expect(parts).toBeGreaterThanOrEqual(whole)
    expect(parts).toBeLessThan(1.1 * whole)
  })

  test('lets a word weigh twice as much that the query writes twice', () => {
    const [cat, dog] = scoresFor('cat, dog and cat', ['cat', 'dog'].map(article))

    expect(cat).toBeCloseTo(2 * dog)
  })

  test('is not taken if the model knows none of the words', () => {
    expect(lookFor('zebra', [article('zebra cat')])).toBeNull()
  })

  test('takes only as many tokens of a query as can be matched', () => {
    const names = Array.from({ length: mostQueryTokens + 1 }, (_, i) => `word${i}`)
    const axes = names.map((name, i) => [name, names.map((_, d) => (d === i ? 100 : 0))] as const)
    const [first, last] = scoresFor(
      names.join(' '),
      [article(names[0]), article(names[mostQueryTokens])],
      tinyModel(Object.fromEntries(axes)),
    )

    expect(first).toBeGreaterThan(0)
    expect(last).toBe(0)
  })
})

describe('nearWords', () => {
  test('tells which words stand for which of the query, nearest first and each once', () => {
    const text = 'A tiger, a lion, a tiger, a kitten, a cat and a dog.'

    expect(lookFor('Cat', [article(text)])?.nearWords(0)).toEqual([
      { query: 'cat', passage: 'kitten', similarity: expect.closeTo(0.8) },
      { query: 'cat', passage: 'tiger', similarity: expect.closeTo(0.6) },
    ])
  })

  test('takes no number for another', () => {
    const numbers = tinyModel({ '2024': [100, 0, 0], '2023': [90, 43, 0], year: [80, 60, 0] })

    expect(lookFor('2024', [article('The year 2023')], numbers)?.nearWords(0)).toEqual([
      { query: '2024', passage: 'year', similarity: expect.closeTo(0.8) },
    ])
  })

  test('names the word that is nearest, and no piece of a word', () => {
    expect(lookFor('cat tiger', [article('kitten dogfish')])?.nearWords(0)).toEqual([
      { query: 'tiger', passage: 'kitten', similarity: expect.closeTo(0.96) },
    ])
  })
})

describe('createReader', () => {
  test('reads nothing where passages have no tokens', () => {
    const tokensOf = createContentTokenizer(catModel.vocabulary)
    const documents = [article('cat')]

    expect(readerOf(openTinyIndex(documents), catModel)).toBeNull()
    expect(readerOf(openTinyIndex(documents, { tokensOf }), catModel)).toMatchObject({
      meanTokens: 1,
    })
    expect(readerOf(openTinyIndex([], { tokensOf }), catModel)).toBeNull()
  })
})
