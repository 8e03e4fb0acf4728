import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  awkwardText,
  createDocument,
  createHeading,
  holds,
  randomSentence,
  seededRandom,
} from '../../test/support.ts'
import { BadIndex } from '../sections.ts'
import { chunkDocument } from '../text/passages.ts'
import { decodeTexts, encodeTexts, packArticle, unpackArticle } from './texts.ts'

const articleOf = (text: string, id = 'a') => {
  const document = createDocument({
    id,
    text: text.toWellFormed(),
    language: 'de',
    url: '/a',
    fields: { topic: ['x'] },
    headings: [createHeading(0, 'One')],
  })
  return { document, passages: chunkDocument(document) }
}

describe('articles in a block', () => {
  test('come back whole, with the places of their passages', () => {
    holds(
      fc.property(fc.array(awkwardText, { minLength: 1, maxLength: 5 }), (texts) => {
        const articles = texts.map((text, i) => articleOf(text, `a${i}`))
        const block = decodeTexts('texts', encodeTexts(articles.map(packArticle)))

        articles.forEach(({ document, passages }, row) => {
          const { id, language, text, title, url, date, source, fields, headings } = document
          const stored = unpackArticle(block, row)
          const utf8 = new TextEncoder().encode(text)
          expect(stored).toEqual({
            id,
            language,
            text,
            record: { title, url, date, source, fields, headings },
            passages: passages.map(({ span, heading }) => [
              ...span,
              ...[0, 1].map((i) => new TextEncoder().encode(text.slice(0, span[i])).length),
              heading,
            ]),
          })
          for (const [start, end, first, last] of stored.passages)
            expect(
              new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8.subarray(first, last)),
            ).toBe(text.slice(start, end))
        })
      }),
      50,
    )
  })

  test('are copies, and a row that is not there is refused', () => {
    const bytes = encodeTexts([packArticle(articleOf('One. Two.'))])
    const block = decodeTexts('texts', bytes)
    const before = unpackArticle(block, 0)
    bytes.fill(0)

    expect(before.text).toBe('One. Two.')
    for (const row of [-1, 1, NaN]) expect(() => unpackArticle(block, row)).toThrow(RangeError)
  })

  test('have these bytes on every machine', () => {
    const packed = packArticle({ document: createDocument(), passages: [] })
    const random = seededRandom(1)
    const text = Array.from({ length: 300 }, () => randomSentence(random, 9)).join(' ')

    expect(packArticle(articleOf(text))).toHaveLength(3108)
    expect(btoa(String.fromCharCode(...packed))).toBe(
      'hwAAAD2NQQqAMAwE/7LnvsCviIdgYy2EKm0Kgvh3VwreMrNk90aOmCAIMCmpS1KiFnLV9agMb3h2+zRlr4apdLOAKE457nb0uv60ZbXY+PkE7Coxl0SaF6Lr5aPplNa4NoIX',
    )
  })

  test('are refused when the block is cut short', () => {
    const bytes = encodeTexts([packArticle(articleOf('One. Two.'))])

    expect(() => decodeTexts('texts', bytes.slice(0, -8))).toThrow(BadIndex)
  })
})
