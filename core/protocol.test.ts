import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCharacter, awkwardText, holds } from '../test/support.ts'
import {
  answerUrl,
  composed,
  decodePath,
  encodePath,
  normalizeQuestion,
  piecesOf,
} from './protocol.ts'

/** The address of a passage that is one sentence. */
const urlTo = (text: string, anchor: string | null = 'top', url = 'https://example.org/a') =>
  answerUrl({
    url,
    passage: { heading: [], anchor, text, span: [0, text.length] },
    sentence: [0, text.length],
  })

/** The words an address asks the browser to find; null for none. */
const wordsOf = (text: string) => {
  const fragment = urlTo(text).split(':~:text=')[1]
  return fragment === undefined ? null : decodeURIComponent(fragment)
}

describe('answerUrl', () => {
  test('leads to the anchor and the words', () => {
    expect(urlTo('The river rose.')).toBe('https://example.org/a#top:~:text=The%20river%20rose')
  })

  test('leads to the words alone where there is no anchor', () => {
    expect(urlTo('The river rose.', null)).toBe('https://example.org/a#:~:text=The%20river%20rose')
  })

  test('leads to the sentence and not to all of the passage', () => {
    const passage = { heading: [], anchor: null, text: 'Who knows? The river rose.', span: [0, 26] }

    expect(
      answerUrl({ url: '/a', passage: { ...passage, span: [0, 26] }, sentence: [11, 26] }),
    ).toBe('/a#:~:text=The%20river%20rose')
  })

  test('takes the place of a hash that the address already has', () => {
    expect(urlTo('The river rose.', 'top', '/a?b=c#old')).toBe(
      '/a?b=c#top:~:text=The%20river%20rose',
    )
    expect(urlTo('', 'top', '/a#old')).toBe('/a#top')
    expect(urlTo('', null, '/a#old')).toBe('/a#old')
  })

  test('is the address as it is where there is neither an anchor nor words', () => {
    expect(urlTo('漢字。', '', '/a')).toBe('/a')
    expect(urlTo('漢字。', '', '/a#old')).toBe('/a#old')
  })

  test.each(['', 'Yes.', '...', 'don’t', '漢字。'])('sends no words of %j', (text) => {
    expect(urlTo(text)).toBe('https://example.org/a#top')
  })

  test.each([
    ['a quote', '“We know the way home,” he said.', 'We know the way home'],
    ['a dash', 'It rose—slowly at first – then fast.', 'slowly at first'],
    ['an apostrophe', "China’s army is large and it isn't growing.", 'army is large and it'],
    ['a decimal', 'About 2.5 million people live there.', 'million people live there'],
    ['an abbreviation', 'The U.S. Army left.', 'Army left'],
    ['a hyphen', 'the well-known old city', 'known old city'],
    ['a line break', 'one\ntwo three', 'two three'],
    ['a comma at the end', 'One two three, “four”', 'One two three'],
    ['more than eight words', 'a b c d e f g h i j', 'a b c d e f g h'],
    ['spaces in a row', 'one  two', 'one two'],
  ])('cuts the words at %s', (_, text, words) => {
    expect(wordsOf(text)).toBe(words)
  })

  test('encodes what has a meaning in an address or a text directive', () => {
    expect(urlTo('50% of cafés, & (some) more', 'naïve "x"')).toBe(
      'https://example.org/a#na%C3%AFve%20%22x%22:~:text=50%25%20of%20caf%C3%A9s',
    )
    expect(urlTo('one, two; three')).toBe(
      'https://example.org/a#top:~:text=one%2C%20two%3B%20three',
    )
  })

  test('takes time linear in the length of the sentence', () => {
    urlTo(`one${','.repeat(1_000_000)}two`)
  })

  test('sends nothing but words of the text, for any text', () => {
    holds(
      fc.property(awkwardText, awkwardText, (text, anchor) => {
        expect(() => urlTo(text, anchor)).not.toThrow()
        for (const word of wordsOf(text)?.split(' ') ?? []) expect(text).toContain(word)
      }),
    )
  })
})

describe('encodePath', () => {
  test('is undone by decodePath, for any text', () => {
    const texts = fc.array(anyCharacter).map((characters) => characters.join(''))
    holds(
      fc.property(texts, (text) => {
        const path = text.replace(/\/+$/, '')

        expect(decodePath(encodePath(path))).toBe(path.toWellFormed())
      }),
    )
  })

  test('replaces a lone surrogate, as browsers do', () => {
    expect(encodePath('a\ud83d/b')).toBe('a%EF%BF%BD/b')
  })
})

describe('composed', () => {
  test('is NFC where no run of marks is longer than thirty', () => {
    const some = fc.array(fc.constantFrom('e', 'ก', 'ิ', '\u0301', '\u0316', '\u{1d165}'), {
      maxLength: 30,
    })

    fc.assert(
      fc.property(
        some,
        (letters) => composed(letters.join('')) === letters.join('').normalize('NFC'),
      ),
    )
  })

  test('takes linear time for marks that must be sorted', () => {
    const question = `a${'\u0301'.repeat(5e5)}${'\u0316'.repeat(5e5)} b`

    expect(normalizeQuestion(question)).toBe(`á${'\u0301'.repeat(29)} b`)
  }, 5000)
})

describe('normalizeQuestion', () => {
  test.each(['\u00ad', ' \u200b\u00ad \u2060', '\u200d', '\ufeff\u200e\ufe0f', '\0'])(
    'is empty where nothing can be seen (%j)',
    (question) => {
      expect(normalizeQuestion(question)).toBe('')
    },
  )

  test('keeps the joiners of words', () => {
    expect(normalizeQuestion('\u200b می\u200cخواهم')).toBe('\u200b می\u200cخواهم')
  })

  test('composes what a soft hyphen parts', () => {
    expect(normalizeQuestion('cafe\u00ad\u0301')).toBe('café')
    expect(normalizeQuestion(`a${'\u0316\u00ad'.repeat(99)}`)).toBe(`a${'\u0316'.repeat(30)}`)
  })
})

describe('piecesOf', () => {
  const text = 'The army went by road to school.'

  test('cuts a text at its marks, in order, and marks at the ends of what is shown', () => {
    const pieces = piecesOf(
      text,
      [6, 27],
      [
        [17, 21],
        [4, 8],
      ],
      [[25, 31]],
    )

    expect(pieces).toEqual([
      { text: 'my', marked: 'mark' },
      { text: ' went by ' },
      { text: 'road', marked: 'mark' },
      { text: ' to ' },
      { text: 'sc', marked: 'near' },
    ])
  })

  test('is the text itself without marks, or where they lie elsewhere', () => {
    expect(piecesOf(text, [0, text.length], [])).toEqual([{ text }])
    expect(piecesOf(text, [0, 3], [[4, 8]])).toEqual([{ text: 'The' }])
  })

  test('parts lines that are no sentences by a dot, also where the line before belongs to another piece', () => {
    const rows =
      'Wheel | £18\nBrakes (both)\n\nUp to 5 %\nAsk “us.”\nOr call!\n走る。\nNow, or\nlater'
    const at = rows.indexOf('Now')
    const [answer, rest] = [[0, 11] as const, [11, rows.length] as const]

    expect(piecesOf(rows, answer, [])).toEqual([{ text: 'Wheel | £18' }])
    expect(piecesOf(rows, rest, [[at, at + 3]]).map(({ text }) => text)).toEqual([
      ' · Brakes (both) · Up to 5 % · Ask “us.” Or call! 走る。 ',
      'Now',
      ', or · later',
    ])
  })

  test('takes any quote for the end of a sentence: closing ones of German and Japanese, too', () => {
    const said = 'Er sagt: „Ja.“\nSie: »Nein.«\n「走る。」\nFin'

    expect(piecesOf(said, [0, said.length], [])).toEqual([
      { text: 'Er sagt: „Ja.“ Sie: »Nein.« 「走る。」 Fin' },
    ])
  })

  test('cuts a text with a long run of spaces, as code may have', () => {
    const code = `a${' '.repeat(300_000)}b`

    expect(piecesOf(code, [0, code.length], [])).toEqual([{ text: code }])
  })
})
