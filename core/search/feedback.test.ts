import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex } from '../../test/support.ts'
import type { Document } from '../text/document.ts'
import { feedBack } from './feedback.ts'
import type { Mask } from './mask.ts'
import { scan } from './scan.ts'
import { findByWords, queryWords } from './words.ts'

const article = (id: number, text: string): Document =>
  createDocument({ id: String(id).padStart(2, '0'), text })

/** As many articles as are wanted: the first has a cat and whiskers, the second whiskers, the rest dogs. */
function createWorld(
  count: number,
  { mask = null as Mask, first = 'The cat, the whiskers.' } = {},
) {
  const texts = [first, 'Whiskers.']
  const documents = Array.from({ length: count }, (_, i) => article(i, texts[i] ?? 'A dog barks.'))
  // Cosines to the query: 1 for the first, 0.6 for the second, 0 for the rest.
  const directions: Record<string, Float32Array> = {
    '00': Float32Array.of(1, 0),
    '01': Float32Array.of(0.6, 0.8),
  }
  const index = openTinyIndex(documents, {
    vectorOf: ({ id }) => directions[id] ?? Float32Array.of(0, -1),
  })
  const vector = Float32Array.of(1, 0)
  const asked = queryWords(['en'], 'cat')
  const words = findByWords(index, asked.words, mask)
  return { index, first: { asked, words, vector, vectors: scan(index, vector, mask), mask } }
}

const order = Array.from({ length: 40 }, (_, i) => i)

describe('feedBack', () => {
  test('believes one article in ten, and three at most', () => {
    const believed = [9, 10, 19, 20, 30, 40].map((count) => {
      const { index, first } = createWorld(count)
      return feedBack(index, first, order.slice(0, count))?.documents ?? null
    })

    expect(believed).toEqual([null, [0], [0], [0, 1], [0, 1, 2], [0, 1, 2]])
  })

  test('has nobody to believe where nothing was found', () => {
    const { index, first } = createWorld(10)

    expect(feedBack(index, first, [])).toBeNull()
  })

  test('is left out of an index that is large', () => {
    const { index, first } = createWorld(10)

    expect(feedBack({ ...index, passages: 20_000 }, first, order.slice(0, 10))).not.toBeNull()
    expect(feedBack({ ...index, passages: 20_001 }, first, order.slice(0, 10))).toBeNull()
  })

  test('finds by a word of the first article what has none of the query', () => {
    const { index, first } = createWorld(10)
    const feedback = feedBack(index, first, [0])

    expect(first.words.scores[1]).toBe(0)
    expect(feedback?.terms).toEqual(['cat', 'whiskers'])
    expect(feedback?.scores[1]).toBeGreaterThan(0)
    expect(feedback?.scores[0]).toBeGreaterThan(first.words.scores[0])
    expect(feedback?.scores[2]).toBe(0)
    expect(first.words.scores[1]).toBe(0)
  })

  test('adds the eight most telling words, stop words never', () => {
    const often = 'cat a1 b2 c3 d4 e5 f6 g7'
    const { index, first } = createWorld(10, { first: `${often} ${often} of the dog dog dog h8` })

    const terms = feedBack(index, first, [0])?.terms

    expect(terms?.toSorted()).toEqual(often.split(' ').sort())
  })

  test('moves the query towards what the first articles say', () => {
    const { index, first } = createWorld(10)
    const feedback = feedBack(index, first, [1])

    // (1, 0) + 0.6 (0.6, 0.8), at length 1
    const length = Math.hypot(1.36, 0.48)
    expect(feedback?.similarities[0]).toBeCloseTo(1.36 / length, 2)
    expect(feedback?.similarities[1]).toBeCloseTo((0.6 * 1.36 + 0.8 * 0.48) / length, 2)
  })

  test('leaves what the first scan said of passages as it was', () => {
    const { index, first } = createWorld(10)
    const before = first.vectors.passages.slice()

    feedBack(index, first, [1])

    expect(first.vectors.passages).toEqual(before)
  })

  test('finds nothing that is filtered out', () => {
    const mask = new Uint8Array(10).fill(1)
    mask[1] = 0
    const { index, first } = createWorld(10, { mask })
    const feedback = feedBack(index, first, [0])

    expect(feedback?.scores[1]).toBe(0)
    expect(feedback?.similarities[1]).toBe(Number.NEGATIVE_INFINITY)
  })
})
