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

/** Awkward text between sentences, so that some articles are stored in parts. */
const textOfAnyLength = fc
  .tuple(awkwardText, fc.nat(400), fc.nat(400))
  .map(([text, before, after]) => {
    const random = seededRandom(before)
    const sentences = (count: number) =>
      Array.from({ length: count }, () => randomSentence(random, 9)).join(' ')
    return [sentences(before), text, sentences(after)].join('\n\n').trim()
  })

describe('articles in a block', () => {
  test('come back whole, with the places of their passages', () => {
    holds(
      fc.property(fc.array(textOfAnyLength, { minLength: 1, maxLength: 5 }), (texts) => {
        const articles = texts.map((text, i) => articleOf(text, `a${i}`))
        const block = decodeTexts('texts', encodeTexts(articles.map(packArticle)))

        articles.forEach(({ document, passages }, row) => {
          const { id, language, text, title, url, date, source, fields, headings } = document
          const stored = unpackArticle(block, row)
          const { passageText, text: wholeText, ...said } = stored
          expect(said).toEqual({
            id,
            language,
            record: { title, url, date, source, fields, headings },
            passages: passages.map(({ span, heading }) => [...span, heading]),
          })
          expect(wholeText()).toBe(text)
          for (const [i, { span }] of passages.entries())
            expect(passageText(i)).toBe(text.slice(...span))
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

    expect(before.text()).toBe('One. Two.')
    for (const row of [-1, 1, NaN]) expect(() => unpackArticle(block, row)).toThrow(RangeError)
  })

  test('have their text in parts, of which only the one that is asked for is unpacked', () => {
    const random = seededRandom(1)
    const text = Array.from({ length: 400 }, () => randomSentence(random, 9)).join(' ')
    const { document, passages } = articleOf(text)
    const packed = packArticle({ document, passages })
    const whole = unpackArticle(decodeTexts('texts', encodeTexts([packed])), 0)
    packed.fill(255, -100)
    const damaged = unpackArticle(decodeTexts('texts', encodeTexts([packed])), 0)

    expect(whole.passageText(passages.length - 1)).toBe(
      text.slice(...passages[passages.length - 1].span),
    )
    expect(damaged.passageText(0)).toBe(text.slice(...passages[0].span))
    expect(() => damaged.passageText(passages.length - 1)).toThrow()
  })

  test('have these bytes on every machine', () => {
    const packed = packArticle({ document: createDocument(), passages: [] })
    const random = seededRandom(1)
    const text = Array.from({ length: 300 }, () => randomSentence(random, 9)).join(' ')

    expect(packArticle(articleOf(text))).toHaveLength(2931)
    expect(btoa(String.fromCharCode(...packed))).toBe(
      'AQAAAJEAAABmAAAAPc1RCsMwDAPQu+g7J+hVxj5M4mUBk47EhkHp3aeupX96MkYbWsECQYJJryFVSe300LwOHjd4cztqljEMSw+zhCLO8sxzjZFvvZpamfzcE94qpfVKPZ7kR+bkxp8JOfxKrl8/FvYf',
    )
  })

  test('are refused when the block is cut short', () => {
    const bytes = encodeTexts([packArticle(articleOf('One. Two.'))])

    expect(() => decodeTexts('texts', bytes.slice(0, -8))).toThrow(BadIndex)
  })
})
