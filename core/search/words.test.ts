import { describe, expect, test } from 'vitest'
import {
  createDocument,
  createHeading,
  openTinyIndex,
  randomDocuments,
  randomOf,
  randomSentence,
  readPassages,
  seededRandom,
  tinyModel,
} from '../../test/support.ts'
import type { Document } from '../text/document.ts'
import { findWords, termsOf } from '../text/words.ts'
import { commonnessOf, type QueryWord, queryWords } from './query/query-words.ts'
import { findByWords } from './words.ts'

/**
 * BM25 by its definition, over articles with their keywords and three times their title, word by word, each times its
 * burstiness.
 */
function bm25(documents: readonly Document[], asked: readonly QueryWord[]): number[] {
  const articles = documents.map(({ title, headings, text, language, keywords }) => {
    const { termOf, isStopWord } = termsOf(language)
    const above = [title, title, title, ...keywords, ...headings.map((heading) => heading.text)]
    const parts = [...above, text]
    const words = findWords(parts.join('\n')).map((word) => word.text)
    return { terms: words.map(termOf), length: words.filter((word) => !isStopWord(word)).length }
  })
  const mean = articles.reduce((sum, { length }) => sum + length, 0) / articles.length
  const countIn = (terms: string[], word: QueryWord) =>
    terms.filter((term) => word.includes(term)).length
  const idf = (word: QueryWord) => {
    const n = articles.filter(({ terms }) => countIn(terms, word) > 0).length
    return Math.log(1 + (articles.length - n + 0.5) / (n + 0.5))
  }
  const burstiness = (word: QueryWord) => {
    const counts = articles.map(({ terms }) => countIn(terms, word))
    const said = counts.reduce((sum, count) => sum + count, 0)
    const holding = counts.filter((count) => count > 0).length
    return ((said + 1) / holding) ** (articles.length / (articles.length + 50))
  }
  return articles.map(({ terms, length }) =>
    asked.reduce((score, word) => {
      const count = countIn(terms, word)
      const saturated = (count * 2.2) / (count + 1.2 * (0.25 + 0.75 * Math.min(length / mean, 2)))
      return score + (count === 0 ? 0 : idf(word) * burstiness(word) * saturated)
    }, 0),
  )
}

/** Random articles of two languages in several segments, and a query of their words. */
function createWorld(seed: number) {
  const random = seededRandom(seed)
  const languages = ['en', 'xx'].slice(0, 1 + (seed % 2))
  const documents = randomDocuments(random, 1 + (seed % 9)).map((document) => ({
    ...document,
    language: randomOf(random, languages),
    keywords: seed % 3 === 0 ? [randomSentence(random, 1), randomSentence(random, 2)] : [],
  }))
  const index = openTinyIndex(documents, { languages, perSegment: 1 + (seed % 4) })
  const asked = queryWords(languages, randomSentence(random, 1 + (seed % 5)).repeat(2)).words
  return { documents, index, asked }
}

describe('findByWords', () => {
  test('agrees with BM25 by its definition', () => {
    for (let seed = 0; seed < 120; seed++) {
      const { documents, index, asked } = createWorld(seed)
      const { scores } = findByWords(index, asked, null)

      bm25(documents, asked).forEach((score, i) => {
        expect(scores[i], `seed ${seed}, article ${i}`).toBeCloseTo(score, 4)
      })
    }
  })

  test('counts the words that each article and each passage holds', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { documents, index, asked } = createWorld(seed)
      const found = findByWords(index, asked, null)
      const holdsOf = (terms: Map<string, number>) => (word: QueryWord) =>
        word.some((term) => terms.has(term))
      const passages = documents.map(readPassages)

      const byArticle = passages.map(
        (terms) => asked.filter((word) => terms.some((held) => holdsOf(held)(word))).length,
      )
      const byPassage = passages.flat().map((terms) => asked.filter(holdsOf(terms)).length)
      expect([...found.held], `seed ${seed}`).toEqual(byArticle)
      expect([...found.heldByPassage], `seed ${seed}`).toEqual(byPassage)
    }
  })

  test('adds up the weights of the words that each passage holds', () => {
    const headings = [createHeading(5, 'Cats')]
    const document = createDocument({ headings, text: 'Dog.\nRiver. Dogs.' })
    const index = openTinyIndex([document, createDocument({ id: 'b' })])
    const { weights, weightByPassage } = findByWords(index, [['dog'], ['cat']], null)

    expect([...weightByPassage]).toEqual([weights[0], Math.fround(weights[0] + weights[1]), 0])
  })

  test('gives the rarer word the greater weight, and the greatest to one that is nowhere', () => {
    const texts = ['cat dog', 'cat', 'cat']
    const index = openTinyIndex(texts.map((text, i) => createDocument({ id: `${i}`, text })))
    const { weights } = findByWords(index, [['cat'], ['dog'], ['river']], null)

    expect(weights[0]).toBeGreaterThan(0)
    expect(weights[1]).toBeGreaterThan(weights[0])
    expect(weights[2]).toBeGreaterThan(weights[1])
  })

  test('scores the articles that are not masked as it would without a mask', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { documents, index, asked } = createWorld(seed)
      const mask = Uint8Array.from(documents, (_, i) => (i + seed) % 2)
      const all = structuredClone(findByWords(index, asked, null))
      const some = findByWords(index, asked, mask)

      const masked = (values: Iterable<number>) => Array.from(values, (value, i) => value * mask[i])
      expect([...some.scores], `seed ${seed}`).toEqual(masked(all.scores))
      expect([...some.held], `seed ${seed}`).toEqual(masked(all.held))
      expect(some.weights, `seed ${seed}`).toEqual(all.weights)
    }
  })

  test('lets all but the twenty rarest words of a long question that are held weigh a tenth', () => {
    const rare = Array.from({ length: 20 }, (_, i) => `w${i}`)
    const texts = ['cat', 'cat', rare.join(' ')]
    const index = openTinyIndex(texts.map((text, i) => createDocument({ id: `${i}`, text })))
    const ask = (...words: string[]) =>
      structuredClone(
        findByWords(
          index,
          [...words, 'nowhere'].map((word) => [word]),
          null,
        ),
      )
    const short = ask('cat', ...rare.slice(1))
    const long = ask('cat', ...rare)

    expect(short.scores[0]).toBe(ask('cat').scores[0])
    expect(long.scores[0]).toBeCloseTo(short.scores[0] / 10)
    expect([...long.held]).toEqual([1, 1, 20])
    expect(long.heldWeight[0]).toBe(short.heldWeight[0])
  })

  test('finds stop words where nothing else is asked for', () => {
    const texts = ['To be, or not to be.', 'A river.']
    const index = openTinyIndex(texts.map((text, i) => createDocument({ id: `${i}`, text })))
    const { held } = findByWords(index, queryWords(['en'], 'to be or not').words, null)

    expect([...held]).toEqual([4, 0])
  })

  test('scores articles that are nothing but stop words', () => {
    const index = openTinyIndex([createDocument({ title: 'The Who', text: 'To be.' })])

    expect(findByWords(index, [['be']], null).scores[0]).toBeGreaterThan(0)
  })

  test('finds nothing for no words, and nothing in an empty index', () => {
    const index = openTinyIndex([createDocument({ text: 'cat' })])

    expect([...findByWords(index, [], null).scores]).toEqual([0])
    expect(findByWords(openTinyIndex([]), [['cat']], null).scores).toHaveLength(0)
  })
})

describe('commonness', () => {
  const index = openTinyIndex(
    ['cat', 'dog', 'river'].map((text, i) => createDocument({ id: `${i}`, text })),
  )
  const asked = queryWords(['en'], 'cats dog')

  test('tells words apart that equally many articles hold, for ranking but not as evidence', () => {
    const plain = structuredClone(findByWords(index, asked.words, null))
    const told = findByWords(index, asked.words, null, [0.5, 0.01])

    expect(plain.scores[0]).toBe(plain.scores[1])
    expect(told.scores[1]).toBeGreaterThan(2 * told.scores[0])
    expect(told.worths[1]).toBeGreaterThan(2 * told.worths[0])
    expect(told.weights).toEqual(plain.weights)
    expect(told.heldWeight).toEqual(plain.heldWeight)
    expect(plain.worths).toEqual(plain.weights)
  })

  test('that is unknown leaves a word its share of the articles', () => {
    const share = 1 / 3
    const known = structuredClone(findByWords(index, asked.words, null, [share, share]).scores)
    const { scores } = findByWords(index, asked.words, null, [null, null])

    expect(scores).toEqual(known)
  })

  test('tells which words of a long question are rarer, if equally many articles hold them', () => {
    const words = Array.from({ length: 21 }, (_, i) => `w${i}`)
    const index = openTinyIndex(words.map((text) => createDocument({ id: text, text })))
    const asked = words.map((word) => [word])
    const common = words.map((_, i) => (i === 5 ? 0.02 : 0.01))
    const { scores, worths } = findByWords(index, asked, null, common)

    const ofWorth = Array.from(scores, (score, i) => score / scores[0] / (worths[i] / worths[0]))
    expect(ofWorth[5]).toBeCloseTo(0.1)
    expect(ofWorth.filter((share) => share > 0.99)).toHaveLength(20)
  })

  test('is asked of the model for each word, as it is written first', () => {
    const { vocabulary } = tinyModel({ dog: [1, 0], cats: [1, 0] })

    expect(commonnessOf(index, asked, vocabulary)).toEqual([1 / 1.01, 1])
    expect(commonnessOf(index, queryWords(['en'], 'cats cat'), vocabulary)).toEqual([1 / 1.01])
    expect(commonnessOf(index, queryWords(['en'], 'cat 漢字 dog'), vocabulary)).toEqual([
      null,
      null,
      1,
    ])
  })

  test('is unknown without a model, and in languages other than the model’s', () => {
    const { vocabulary } = tinyModel({ dog: [1, 0] })
    const german = openTinyIndex([createDocument({ text: 'Hund', language: 'de' })], {
      languages: ['en', 'de'],
    })

    expect(commonnessOf(index, asked, undefined)).toEqual([])
    expect(commonnessOf(german, asked, vocabulary)).toEqual([])
  })
})
