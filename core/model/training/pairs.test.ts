import { describe, expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { chunkDocument } from '../../text/passages.ts'
import {
  addArticle,
  baseMixture,
  batchOf,
  drawPair,
  type Mixture,
  type Pair,
  passageTokens,
  queryTokens,
} from './pairs.ts'
import { createTokenCorpus, type TokenCorpus } from './token-corpus.ts'

const only = (kind: keyof Mixture): Mixture => ({ title: 0, cloze: 0, next: 0, [kind]: 1 })

/** `length` tokens from `first` on, each one more than the last. */
const run = (first: number, length: number) => Array.from({ length }, (_, i) => first + i)

/** Title 1, heading 2, sentences 10–14, 20–24 and 30–34; then a paragraph of 40–44. */
function createCorpus(): TokenCorpus {
  const corpus = createTokenCorpus(1000)
  corpus.add(
    [1],
    [
      { heading: [2], sentences: [run(10, 5), run(20, 5), run(30, 5)] },
      { heading: [3], sentences: [run(40, 5)] },
    ],
  )
  return corpus
}

function draw(corpus: TokenCorpus, mixture: Mixture, count: number): Pair[] {
  const random = createRandom(1)
  return Array.from({ length: count }, () => drawPair(corpus, mixture, random) as Pair)
}

const isRun = (tokens: readonly number[]) =>
  tokens.every((t, i) => i === 0 || t === tokens[i - 1] + 1)

describe('drawPair', () => {
  test('makes title and heading ask for the paragraph under them', () => {
    for (const { query, passage, paragraph } of draw(createCorpus(), only('title'), 20)) {
      expect(query).toEqual(paragraph === 0 ? [1, 2] : [1, 3])
      expect(passage[0]).toBe(paragraph === 0 ? 10 : 40)
    }
  })

  test('makes a sentence ask for the rest of its paragraph', () => {
    const pairs = draw(createCorpus(), only('cloze'), 2000)
    const keeps = pairs.filter(({ query, passage }) => passage.includes(query[0]))
    const headed = pairs.filter(({ passage }) => passage[0] === 2)
    const whole = pairs.filter(({ query }) => query.length === 5)

    for (const { query, passage } of pairs) {
      expect(isRun(query) && query.length >= 4).toBe(true)
      const left = passage.filter((token) => token !== 2)
      expect([10, 15]).toContain(left.length)
    }
    expect(keeps.length / 2000).toBeCloseTo(0.1, 1)
    expect(headed.length / 2000).toBeCloseTo(0.5, 1)
    // Half are the sentence; of the spans, 16 in 17 are as long.
    expect(whole.length / 2000).toBeCloseTo(0.97, 1)
  })

  test('makes a span ask for the next paragraph of its document', () => {
    const corpus = createCorpus()
    corpus.add([5], [{ heading: [], sentences: [run(50, 5)] }])

    for (const { query, passage, paragraph } of draw(corpus, only('next'), 50)) {
      expect(paragraph).toBe(0)
      expect(query.length >= 4 && query.every((token) => token >= 10 && token < 40)).toBe(true)
      expect(passage).toEqual(run(40, 5))
    }
  })

  test('mixes the kinds as told, and draws again what a paragraph cannot give', () => {
    const corpus = createCorpus()
    corpus.add(
      [6],
      [
        { heading: [], sentences: [run(60, 5), run(70, 5)] },
        { heading: [], sentences: [run(80, 5), run(90, 5)] },
      ],
    )
    const kinds = draw(corpus, baseMixture, 2000).map(({ kind }) => kind)
    const share = (kind: string) => kinds.filter((other) => other === kind).length / 2000

    // Weights 0.4, 0.45 and 0.15 times the paragraphs that can: 4, 3 and 2 of 4.
    expect(share('title')).toBeCloseTo(0.49, 1)
    expect(share('cloze')).toBeCloseTo(0.42, 1)
    expect(share('next')).toBeCloseTo(0.09, 1)
  })

  test('cuts queries and passages', () => {
    const corpus = createTokenCorpus(1000)
    corpus.add(run(0, 100), [{ heading: [], sentences: [run(200, 300), run(500, 300)] }])

    for (const { query, passage } of draw(corpus, baseMixture, 100)) {
      expect(query.length).toBeLessThanOrEqual(queryTokens)
      expect(passage.length).toBe(passageTokens)
    }
  })

  test('repeats for the same seed', () => {
    expect(draw(createCorpus(), baseMixture, 50)).toEqual(draw(createCorpus(), baseMixture, 50))
  })

  test('gives null where a corpus has no pairs', () => {
    const untitled = createTokenCorpus(1000)
    untitled.add([], [{ heading: [], sentences: [run(1, 5)] }])

    expect(drawPair(createTokenCorpus(1000), baseMixture, createRandom(1))).toBeNull()
    expect(drawPair(untitled, baseMixture, createRandom(1))).toBeNull()
  })
})

test('a batch holds the pairs in order, with a group where one is asked for', () => {
  const pair = { kind: 'title', paragraph: 7 } as const
  const pairs = [
    { ...pair, query: [1, 2], passage: [3] },
    { ...pair, query: [], passage: [4, 5] },
  ]
  const batch = batchOf(pairs, ({ paragraph }) => paragraph * 2)

  expect(Array.from(batch.queries.tokens)).toEqual([1, 2])
  expect(Array.from(batch.queries.starts)).toEqual([0, 2, 2])
  expect(Array.from(batch.passages.tokens)).toEqual([3, 4, 5])
  expect(Array.from(batch.passages.starts)).toEqual([0, 1, 3])
  expect(Array.from(batch.groups ?? [])).toEqual([14, 14])
  expect(batchOf(pairs).groups).toBeUndefined()
})

test('an article’s passages are paragraphs, under the headings above them', () => {
  const text = 'One two. Three four.\n\nFive six.'
  const headings = [
    { depth: 2, text: 'Outer', anchor: 'outer', at: 22 },
    { depth: 3, text: 'Inner', anchor: 'inner', at: 22 },
  ]
  const document = { title: 'Title', text, headings }
  const words: string[] = []
  const tokensOf = (said: string) =>
    (said.match(/\w+/g) ?? []).map((word) => {
      if (!words.includes(word)) words.push(word)
      return words.indexOf(word)
    })
  const corpus = createTokenCorpus(1000)
  addArticle(corpus, document, chunkDocument(document), tokensOf)
  const read = (tokens: ArrayLike<number>) => Array.from(tokens, (token) => words[token]).join(' ')

  const said = [0, 1].map((p) =>
    [corpus.titleOf(p), corpus.headingOf(p), corpus.textOf(p)].map(read),
  )
  expect(said).toEqual([
    ['Title', '', 'One two Three four'],
    ['Title', 'Outer Inner', 'Five six'],
  ])
  expect(corpus.sentencesOf(0)).toBe(2)
})
