import { describe, expect, test } from 'vitest'
import { createTokenCorpus } from './token-corpus.ts'

/** Two documents: one of two paragraphs, one of one. */
function createTwo(rows = 100) {
  const corpus = createTokenCorpus(rows)
  corpus.add(
    [1],
    [
      { heading: [], sentences: [[2, 3], [4]] },
      { heading: [5, 6], sentences: [[7]] },
    ],
  )
  corpus.add([8, 9], [{ heading: [10], sentences: [[11], [], [12, 13], [14]] }])
  return corpus
}

describe('createTokenCorpus', () => {
  test('gives back what was added', () => {
    const corpus = createTwo()
    const all = [0, 1, 2].map((paragraph) => ({
      document: corpus.documentOf(paragraph),
      title: Array.from(corpus.titleOf(paragraph)),
      heading: Array.from(corpus.headingOf(paragraph)),
      sentences: corpus.sentencesOf(paragraph),
      text: Array.from(corpus.textOf(paragraph)),
    }))

    expect(all).toEqual([
      { document: 0, title: [1], heading: [], sentences: 2, text: [2, 3, 4] },
      { document: 0, title: [1], heading: [5, 6], sentences: 1, text: [7] },
      { document: 1, title: [8, 9], heading: [10], sentences: 3, text: [11, 12, 13, 14] },
    ])
    expect([0, 1].map(corpus.paragraphsOf)).toEqual([
      [0, 2],
      [2, 3],
    ])
    expect([corpus.documents, corpus.paragraphs, corpus.tokens]).toEqual([2, 3, 14])
  })

  test('gives some sentences of a paragraph', () => {
    const corpus = createTwo()

    expect(Array.from(corpus.textOf(2, 1, 2))).toEqual([12, 13])
    expect(Array.from(corpus.textOf(2, 1))).toEqual([12, 13, 14])
    expect(Array.from(corpus.textOf(2, 0, 0))).toEqual([])
    expect(Array.from(corpus.textOf(0, 2))).toEqual([])
    expect(Array.from(corpus.textOf(2, 3))).toEqual([])
  })

  test('leaves out what has no token', () => {
    const corpus = createTokenCorpus(100)
    corpus.add([1], [])
    corpus.add([2], [{ heading: [3], sentences: [[]] }])
    corpus.add([], [{ heading: [], sentences: [[4]] }])

    expect([corpus.documents, corpus.paragraphs]).toEqual([1, 1])
    expect(Array.from(corpus.textOf(0))).toEqual([4])
  })

  test('holds tokens beyond 65,535 where there are so many rows', () => {
    const corpus = createTokenCorpus(70_000)
    corpus.add([], [{ heading: [], sentences: [[69_999]] }])

    expect(corpus.textOf(0)[0]).toBe(69_999)
  })

  test('grows', () => {
    const corpus = createTokenCorpus(100)
    for (let i = 0; i < 3000; i++) {
      corpus.add([i % 100], [{ heading: [], sentences: [[(i + 1) % 100]] }])
    }

    expect(Array.from(corpus.titleOf(2999))).toEqual([99])
    expect(Array.from(corpus.textOf(2999))).toEqual([0])
  })
})
