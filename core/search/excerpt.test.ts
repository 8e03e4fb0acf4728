import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createDocument, createHeading, openTinyIndex } from '../../test/support.ts'
import { splitSentences } from '../text/sentences.ts'
import { findWords, termsOf } from '../text/words.ts'
import {
  beginsLike,
  bestPassages,
  choosePassage,
  chooseSentence,
  findMarks,
  findNear,
} from './excerpt.ts'
import { queryWords, termsOfWord } from './query/query-words.ts'
import { scan } from './scan.ts'
import { findByWords } from './words.ts'

describe('bestPassages', () => {
  const text = 'One. Two cats. Three. Four.'
  const headings = ['Two', 'Three', 'Four'].map((word) => createHeading(text.indexOf(word), word))
  const directions = [0.9, 0.3, 0.9, 0.5]
  const index = openTinyIndex(
    [createDocument({ id: 'a' }), createDocument({ id: 'b', text, headings })],
    {
      vectorOf: (document, { heading }) => {
        const cosine = document.id === 'a' ? 1 : directions[heading + 1]
        return Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine))
      },
    },
  )
  const vectors = scan(index, Float32Array.of(1, 0), null)
  const words = findByWords(index, [['cat']], null)

  test('gives the nearest passages of an article, the first of equals first', () => {
    expect(bestPassages(index, 1, { vectors, words: null }, 2)).toEqual([1, 3])
    expect(bestPassages(index, 1, { vectors, words: null }, 3)).toEqual([1, 3, 4])
  })

  test('lets words speak for a passage as well', () => {
    expect(bestPassages(index, 1, { vectors, words }, 3)).toEqual([1, 3, 2])
    expect(bestPassages(index, 1, { vectors: null, words }, 2)).toEqual([2, 1])
  })

  test('begins with the chosen one', () => {
    const { passage } = choosePassage(index, 1, { vectors, words })

    expect(bestPassages(index, 1, { vectors, words }, 1)).toEqual([passage])
  })

  test('gives all passages of an article that has no more', () => {
    expect(bestPassages(index, 0, { vectors, words }, 2)).toEqual([0])
    expect(bestPassages(index, 1, { vectors, words }, 4)).toEqual([1, 2, 3, 4])
  })
})

describe('chooseSentence', () => {
  const text = 'Cats sleep. Dogs bark. Cats sleep. Cats bark.'
  const marks = [0, 23, 35].map((at) => ({ span: [at, at + 4] as const, word: 0 }))
  const weights = Float32Array.of(1)
  const shown = (sentence: readonly [number, number]) => [sentence[0], text.slice(...sentence)]

  test('gives the first of the sentences that hold most of the words', () => {
    expect(shown(chooseSentence(text, null, marks, weights))).toEqual([0, 'Cats sleep.'])
  })

  test('counts no word of which a sentence holds a part', () => {
    const twice = [marks[1], { span: [22, 46] as const, word: 1 }]
    const both = Float32Array.of(1, 9)

    expect(shown(chooseSentence(text, null, twice, both))).toEqual([23, 'Cats sleep.'])
  })

  test('measures sentences by their tokens where these are stored', () => {
    const sentences = splitSentences(text).map((span, i) => ({ span, tokens: [i] }))
    const asked: unknown[] = []
    const similarityTo = (sentence: string | readonly number[]) => asked.push(sentence)

    expect(shown(chooseSentence(text, sentences, [], weights, similarityTo))[1]).toBe('Cats bark.')
    expect(asked).toEqual([[0], [1], [2], [3]])
    expect(shown(chooseSentence(text, null, [], weights, similarityTo))[1]).toBe('Cats bark.')
    expect(asked.slice(4)).toEqual(['Cats sleep.', 'Dogs bark.', 'Cats sleep.', 'Cats bark.'])
  })
})

describe('findMarks', () => {
  test.each([
    ['en', 'running', 'Runs; he ran running RUNNERS, rénuning.', ['Runs', 'running']],
    ['en', 'café', 'A cafe, cafés, CAFÉ; coffee', ['cafe', 'cafés', 'CAFÉ']],
    ['en', 'hoping', 'Hope, hoped and a hop.', ['Hope', 'hoped']],
    ['en', 'a', 'A cat: a', ['A', 'a']],
    ['en', 'UPS', 'Hold up: the UPS of the rack was up.', ['UPS']],
    ['en', 'eyed', 'Wide-eyed', ['eyed']],
    ['de', 'größere', 'Das große, grosse, Größen und graue', ['große', 'grosse', 'Größen']],
    ['fr', 'oeuf', 'Œufs, un œuf, oeufs et os', ['Œufs', 'œuf', 'oeufs']],
    ['en', 'łódź', 'Łódź and Lodz, not Lo', ['Łódź', 'Lodz']],
    ['ru', 'кошки', 'Кошка и кот', ['Кошка']],
    ['fr', 'école', 'Écoles, ecole, étole', ['Écoles', 'ecole']],
    ['en', 'résumé', 'RE\u0301SUME\u0301 and E\u0301tude', ['RE\u0301SUME\u0301']],
    ['en', 'élan', 'E\u0301lan and elan', ['E\u0301lan', 'elan']],
  ])('in %s finds %s in "%s"', (language, query, text, found) => {
    const asked = queryWords([language], query)
    const written = findWords(text, beginsLike(asked.words.flat()))
    const marks = findMarks(written, asked, [language])

    expect(marks.map(({ span }) => text.slice(...span))).toEqual(found)
  })

  test('finds what stemming every word would find', () => {
    const text = readFileSync(new URL('../../model/questions.txt', import.meta.url), 'utf8')
    const written = findWords(text)
    const languages = ['en', 'de', 'fr', 'tr']
    for (const { text: query } of findWords(text.slice(0, 2000))) {
      const word = termsOfWord(languages, query)
      const all = written.filter(({ text }) =>
        languages.some((code) => word.includes(termsOf(code).termOf(text))),
      )

      const marks = findMarks(
        findWords(text, beginsLike(word)),
        { words: [word], content: false },
        languages,
      )
      expect(
        marks.map(({ span }) => span[0]),
        query,
      ).toEqual(all.map(({ start }) => start))
    }
  })
})

describe('findNear', () => {
  const near = [{ passage: 'kitten' }, { passage: 'tomcat' }]
  const find = (text: string, marks: readonly [number, number][] = []) =>
    findNear(
      findWords(text, beginsLike(near.map(({ passage }) => passage))),
      near,
      marks.map((span) => ({ span, word: 0 })),
    ).map(({ span, word }) => [text.slice(...span), word])

  test('finds the words in any case and with any accent, in order', () => {
    expect(find('TOMCAT 🐈 and Kíttén; kittens.')).toEqual([
      ['TOMCAT', 1],
      ['Kíttén', 0],
    ])
  })

  test('finds words of other scripts, whose accents the model keeps', () => {
    const text = 'Чайник, ёлка и ΕΛΛΆΔΑ'
    const known = ['чайник', 'ёлка', 'ελλάδα'].map((passage) => ({ passage }))

    expect(findNear(findWords(text), known, []).map(({ word }) => word)).toEqual([0, 1, 2])
  })

  test('leaves out what touches a mark', () => {
    expect(find('kitten tomcat', [[3, 8]])).toEqual([])
    expect(find('kitten tomcat', [[6, 7]])).toHaveLength(2)
  })
})
