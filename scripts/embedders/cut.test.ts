import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findWords } from '../../core/text/words.ts'
import { awkwardText, holds } from '../../test/support.ts'
import { cutToFit, fitPassages } from './cut.ts'

const passagesOf = (text: string, most: number) => {
  const fits = ({ span }: { span: readonly [number, number] }) =>
    findWords(text.slice(...span)).length <= most
  const { passages, ...counts } = fitPassages(text, [{ span: [0, text.length], heading: 3 }], fits)
  return { ...counts, passages, texts: passages.map(({ span }) => text.slice(...span)) }
}
const words = (count: number) => Array.from({ length: count }, (_, i) => `w${100 + i}`).join(' ')

describe('fitPassages', () => {
  test('leaves what fits as it is', () => {
    const { texts, parted, tooLong } = passagesOf('one two three', 3)

    expect({ texts, parted, tooLong }).toEqual({ texts: ['one two three'], parted: 0, tooLong: 0 })
  })

  test('cuts what does not fit into even pieces between words, under the same heading', () => {
    const { texts, parted, passages } = passagesOf(words(100), 30)

    expect(texts.map((text) => text.split(' ').length)).toEqual([25, 25, 25, 25])
    expect(texts.join(' ')).toBe(words(100))
    expect(parted).toBe(1)
    expect(passages.map(({ heading }) => heading)).toEqual([3, 3, 3, 3])
  })

  test('counts short passages that do not fit all the same', () => {
    const { texts, parted, tooLong } = passagesOf(words(31), 10)

    expect({ count: texts.length, parted, tooLong }).toEqual({ count: 1, parted: 0, tooLong: 1 })
  })

  test('loses nothing but white space and cuts no character', () => {
    holds(
      fc.property(fc.array(awkwardText, { maxLength: 20 }), (parts) => {
        const text = parts.join(' ').toWellFormed()
        const { passages, texts } = passagesOf(text, 20)
        const gaps = passages.map(({ span }, i) =>
          text.slice(passages[i - 1]?.span[1] ?? 0, span[0]),
        )

        expect(gaps.join('').trim()).toBe('')
        expect(passages.at(-1)?.span[1]).toBe(text.length)
        for (const piece of texts) expect(piece.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('cutToFit', () => {
  const shorterThan = (most: number) => (text: string) => text.length <= most

  test('keeps as many whole words as fit', () => {
    expect(cutToFit('one two three', shorterThan(9))).toBe('one two')
    expect(cutToFit('one two three', shorterThan(99))).toBe('one two three')
  })

  test('cuts a word that is too long itself, but no character', () => {
    expect(cutToFit('abcdef', shorterThan(4))).toBe('abcd')
    expect(cutToFit('😀😀', shorterThan(3))).toBe('😀')
  })

  test('gives empty text if nothing fits', () => {
    expect(cutToFit('abc', () => false)).toBe('')
  })
})
