import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Piece, Span } from '../../core/protocol.ts'
import { excerpt } from '../../widget/excerpt.ts'
import { cutAt, plain, shorten } from '../../widget/text.ts'
import { awkwardText, holds } from '../support.ts'

describe('plain', () => {
  test.each([
    ['a\0b\x1b[31mc\x9fd', 'a b [31mc d'],
    ['one\r\n\ttwo', 'one two'],
    ['abc \u202egnp.exe\u202c', 'abc  gnp.exe '],
    ['\u2067اردو\u2069', '\u2067اردو\u2069'],
    ['half \ud83d of a pair', 'half \ufffd of a pair'],
    ['<b>&amp;</b>', '<b>&amp;</b>'],
  ])('makes %j %j', (text, shown) => {
    expect(plain(text)).toBe(shown)
  })
})

describe('shorten', () => {
  test.each([
    ['one two', 7, 'one two'],
    ['one two three', 9, 'one two…'],
    ['onetwothree', 5, 'onetw…'],
    ['漢字漢字漢字', 4, '漢字漢字…'],
    ['abc😀', 4, 'abc…'],
    ['', 4, ''],
  ])('cuts %j after %d to %j', (text, most, short) => {
    expect(shorten(text, most)).toBe(short)
  })

  test('cuts a title of a million characters', () => {
    expect(shorten('word '.repeat(200_000), 160)).toHaveLength(160)
  })
})

describe('cutAt', () => {
  test('never cuts a character, and never gives more than the limit', () => {
    holds(
      fc.property(awkwardText, fc.nat(20), fc.integer({ min: 1, max: 20 }), (text, from, most) => {
        const at = Math.min(from, text.length)
        const end = cutAt(text, at, most)
        expect(end - at).toBeLessThanOrEqual(most)
        expect(end).toBeGreaterThanOrEqual(Math.min(at, text.length))
        const whole = text.slice(end - 1, end + 1)
        if (end > at && end < text.length)
          expect(whole).not.toMatch(/^[\ud800-\udbff][\udc00-\udfff]$/)
      }),
      1000,
    )
  })
})

/** An excerpt as a line: marks in square brackets, near words in round ones, what answers between stars. */
function drawn(
  text: string,
  sentence: Span,
  marks: readonly Span[] = [],
  near?: readonly Span[],
): string {
  const passage = { heading: [], anchor: null, text, span: [0, text.length] as const }
  const draw = ({ text, marked }: Piece) =>
    marked === 'mark' ? `[${text}]` : marked === 'near' ? `(${text})` : text
  const [before, answer, after] = excerpt({ passage, sentence, marks, ...(near && { near }) }).map(
    (pieces) => pieces.map(draw).join(''),
  )
  return before + (answer && `*${answer}*`) + after
}

describe('excerpt', () => {
  test('marks near words as well, in any order', () => {
    const near: Span[] = [
      [4, 9],
      [19, 23],
    ]

    expect(drawn('The river rose. It fell.', [0, 15], [[10, 14]], near)).toBe(
      '*The (river) [rose].* It (fell).',
    )
  })

  test('shows the sentence with its marks, and what follows it', () => {
    const text = 'Who knows? The river rose. It fell.'

    expect(
      drawn(
        text,
        [11, 26],
        [
          [15, 20],
          [27, 29],
        ],
      ),
    ).toBe('*The [river] rose.* [It] fell.')
  })

  test('parts the rows of a table by a dot', () => {
    expect(drawn('Wheel | £18\nCable | £12\nAsk us.', [0, 11], [[0, 5]])).toBe(
      '*[Wheel] | £18* · Cable | £12 · Ask us.',
    )
  })

  test('shows nothing after a sentence that is long enough', () => {
    const sentence = `${'word '.repeat(25)}end.`

    expect(drawn(`${sentence} More.`, [0, sentence.length])).toBe(`*${sentence}*`)
  })

  test('says with an ellipsis that a sentence or a text goes on', () => {
    const text = 'word '.repeat(100)

    expect(drawn(text, [0, text.length])).toMatch(/^\*(word ){55}word\*\u00a0…$/)
    expect(drawn(`Short. ${text}`, [0, 6])).toMatch(/^\*Short\.\* (word ){27}word\u00a0…$/)
  })

  test('begins a long sentence where its first mark is in sight', () => {
    const text = `${'word '.repeat(100)}river ${'word '.repeat(10)}`
    const shown = drawn(text, [0, text.length], [[500, 505]])

    expect(shown).toMatch(/^… \*(word ){15}\[river\]/)
  })

  test('begins with the mark if no space is near it', () => {
    expect(drawn(`${'漢'.repeat(400)}字 。`, [0, 403], [[400, 401]])).toBe('… *[字] 。*')
  })

  test('cuts a mark that reaches beyond what is shown', () => {
    expect(drawn('One two. Three.', [0, 8], [[4, 12]])).toBe('*One [two.]*[ Thr]ee.')
  })

  test('shows nothing for an empty text', () => {
    expect(drawn('', [0, 0])).toBe('')
  })

  test('shows only what is in the text, whatever the spans', () => {
    const span = fc.tuple(fc.nat(60), fc.nat(60))
    holds(
      fc.property(awkwardText, span, fc.array(span), (text, sentence, marks) => {
        const passage = { heading: [], anchor: null, text, span: [0, text.length] as const }
        const pieces = excerpt({ passage, sentence, marks }).flat()
        const shown = pieces.map((piece) => plain(piece.text)).join('')
        const known = new Set(`${text} \u00a0\ufffd…${text.includes('\n') ? '·' : ''}`)
        expect([...shown].filter((character) => !known.has(character))).toEqual([])
        expect(shown.length).toBeLessThan(290)
      }),
    )
  })
})
