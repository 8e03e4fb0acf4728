import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  awkwardText,
  createHeading,
  headingsIn,
  holds,
  randomDocument,
  randomWhole,
  seededRandom,
} from '../../test/support.ts'
import type { Document } from './document.ts'
import { chunkDocument, mostWords, targetWords } from './passages.ts'
import { countWords } from './words.ts'

/** Sizes in words of the passages of a text without headings. */
const sizesOf = (text: string) =>
  chunkDocument({ text, headings: [] }).map(({ span }) => countWords(text.slice(...span)))

/** Checks what holds for every document: passages in order, disjoint, covering all text, each in one section. */
function expectCovered({ text, headings }: Pick<Document, 'text' | 'headings'>, world: string) {
  let end = 0
  for (const { span, heading } of chunkDocument({ text, headings })) {
    const [start] = span
    expect(text.slice(end, start).trim(), world).toBe('')
    expect(text.slice(...span), world).toBe(text.slice(...span).trim())
    expect(start, world).toBeGreaterThanOrEqual(headings[heading]?.at ?? 0)
    expect(span[1], world).toBeLessThanOrEqual(headings[heading + 1]?.at ?? text.length)
    expect(countWords(text.slice(...span)), world).toBeLessThanOrEqual(mostWords)
    end = span[1]
  }
  expect(text.slice(end).trim(), world).toBe('')
}

describe('chunkDocument', () => {
  test('keeps a short section whole, without the white space around it', () => {
    const passages = chunkDocument({ text: ' One. Two.\n\nThree. \n', headings: [] })

    expect(passages).toEqual([{ span: [1, 18], heading: -1 }])
  })

  test('begins a passage at every heading', () => {
    const headings = [createHeading(5, 'B'), createHeading(10, 'C')]

    expect(chunkDocument({ text: 'One.\nTwo.\nThree.', headings })).toEqual([
      { span: [0, 4], heading: -1 },
      { span: [5, 9], heading: 0 },
      { span: [10, 16], heading: 1 },
    ])
  })

  test('gives no passage to a section without text', () => {
    const headings = [createHeading(0, 'A'), createHeading(0, 'B'), createHeading(5, 'C')]

    expect(chunkDocument({ text: 'One.\n', headings })).toEqual([{ span: [0, 4], heading: 1 }])
  })

  test.each(['', ' \n\n '])('gives one empty passage for the text %j', (text) => {
    const headings = [createHeading(0, 'A')]

    expect(chunkDocument({ text, headings })).toEqual([{ span: [0, 0], heading: -1 }])
  })

  test.each([
    ['the most words', mostWords, [mostWords]],
    ['one word too many', mostWords + 1, [mostWords / 2 + 1, mostWords / 2]],
    ['three times the target', 3 * targetWords, [targetWords, targetWords, targetWords]],
  ])('cuts a section of %s into equal parts', (_, words, sizes) => {
    expect(sizesOf('One. '.repeat(words))).toEqual(sizes)
  })

  test('lets a sentence stand alone that has more than half of the most words', () => {
    const half = `Word${' word'.repeat(mostWords / 2)}. `

    expect(sizesOf(half.repeat(3))).toEqual(Array(3).fill(mostWords / 2 + 1))
  })

  test('cuts words without punctuation into pieces of the target size', () => {
    expect(sizesOf('word '.repeat(2 * targetWords + 50))).toEqual([targetWords, targetWords, 50])
  })

  test.each(['漢', '한국 ', '한국어 ', '漢字 word '])(
    'keeps to the most words in %j over and over',
    (part) => {
      const text = part.repeat(500)
      const sizes = sizesOf(text)

      expect(Math.max(...sizes)).toBeLessThanOrEqual(mostWords)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(countWords(text))
    },
  )

  test.each([
    'a',
    '😀',
    '-',
    `${'a'.repeat(4000)}. `,
    `A${'a'.repeat(6020)}. `,
    `${'ab'.repeat(200)} `,
    `a${' '.repeat(9000)}b`,
  ])('gives no passage more letters than six thousand: %.20j over and over', (part) => {
    const text = `Before. ${part.repeat(Math.ceil(30_000 / part.length))} After.`
    const passages = chunkDocument({ text, headings: [] })
    expectCovered({ text, headings: [] }, '')

    for (const { span } of passages) {
      expect(span[1] - span[0]).toBeLessThanOrEqual(6000)
      expect(text.slice(...span).isWellFormed()).toBe(true)
    }
  })

  test('covers random articles, never across a heading', () => {
    for (let seed = 0; seed < 200; seed++) {
      expectCovered(randomDocument(seededRandom(seed), 'a', 120), `seed ${seed}`)
    }
  })

  test('covers any text, cut by headings anywhere', () => {
    holds(
      fc.property(awkwardText, fc.array(fc.nat(60)), (text, places) => {
        const headings = headingsIn(text, places)
        expectCovered({ text, headings }, '')
      }),
    )
  })

  test('covers long sections of short sentences in pieces of about one size', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = seededRandom(seed)
      const sentence = () => `Word${' word'.repeat(randomWhole(random, 0, 8))}. `
      const text = Array.from({ length: randomWhole(random, 1, 300) }, sentence).join('')
      const sizes = sizesOf(text)

      expect(Math.max(...sizes) - Math.min(...sizes), `seed ${seed}: ${sizes}`).toBeLessThan(20)
    }
  })

  test('cuts the same article the same way twice', () => {
    const document = randomDocument(seededRandom(1), 'a', 120)

    expect(chunkDocument(document)).toEqual(chunkDocument(structuredClone(document)))
  })
})
