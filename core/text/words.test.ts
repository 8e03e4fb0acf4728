import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { awkwardText, holds } from '../../test/support.ts'
import { languages } from './languages.ts'
import { countWords, findWords, termsOf } from './words.ts'

const textsOf = (text: string) => findWords(text).map((word) => word.text)
const termsIn = (code: string, words: string) => words.split(' ').map(termsOf(code).termOf)

const isDense =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]/u

/** The same words by one pattern, and pairs by arrays of characters. */
function findWordsByPattern(text: string): string[] {
  const dense = `(?=[\\p{L}\\p{N}\\p{M}])${isDense.source.slice(1)}`
  const pattern = `(?:${dense})+|(?!${dense})[\\p{L}\\p{N}](?:(?!${dense})[\\p{L}\\p{N}\\p{M}])*`
  return [...text.matchAll(new RegExp(pattern, 'gu'))].flatMap(([run]) => {
    const characters = [...run]
    if (!isDense.test(run) || characters.length === 1) return [run]
    return characters.slice(1).map((character, i) => characters[i] + character)
  })
}

describe('findWords', () => {
  test('finds runs of letters and digits of any script, in lower case', () => {
    expect(textsOf('The B-52s, flew (Мир 2) × नमस्ते!')).toEqual([
      ...['the', 'b', '52s', 'flew', 'мир', '2', 'नमस्ते'],
    ])
  })

  test('gives every pair of neighbours of a script without spaces', () => {
    expect(textsOf('東京都 は 한국어 ภาษา')).toEqual([
      ...['東京', '京都', 'は', '한국', '국어', 'ภา', 'าษ', 'ษา'],
    ])
  })

  test('separates letters from a dense script beside them', () => {
    expect(textsOf('iPhone用ケース')).toEqual(['iphone', '用ケ', 'ケー', 'ース'])
  })

  test('takes a character outside the Basic Multilingual Plane whole', () => {
    expect(findWords('𠮷野家')).toEqual([
      { text: '𠮷野', start: 0, end: 3 },
      { text: '野家', start: 2, end: 4 },
    ])
  })

  test('splits contractions and possessives at the apostrophe', () => {
    expect(textsOf("don’t China's l’eau")).toEqual(['don', 't', 'china', 's', 'l', 'eau'])
  })

  test('composes accents and compatibility forms', () => {
    expect(textsOf('cafe\u0301 ﬁne Ⅷ')).toEqual(['café', 'fine', 'viii'])
  })

  test('gives İ in two characters, though its span has one', () => {
    expect(findWords('İ')).toEqual([{ text: 'i\u0307', start: 0, end: 1 }])
  })

  test.each(['', ' ', '😀 👩🏽‍🚀', '❤\ufe0f', '\u0301', '\0', '\ud83d', '\ude00\ud83d', '…—'])(
    'finds none in %j',
    (text) => {
      expect(findWords(text)).toEqual([])
      expect(countWords(text)).toBe(0)
    },
  )

  test('leaves out words that are not wanted, and does not ask for pairs of a dense script', () => {
    const asked: string[] = []
    const found = findWords('Tokyo is 東京都, e\u0301tude', (text, start, end) => {
      asked.push(text.slice(start, end))
      return start > 0
    })

    expect(asked).toEqual(['Tokyo', 'is', 'e\u0301tude'])
    expect(found.map(({ text }) => text)).toEqual(['is', '東京', '京都', '\u00e9tude'])
  })

  test('reads on past NUL, emoji and a lone surrogate', () => {
    expect(textsOf('a\0b😀c\ud83dd')).toEqual(['a', 'b', 'c', 'd'])
  })

  test('slices back to each word, in order and within any text', () => {
    holds(
      fc.property(awkwardText, (text) => {
        let before = -1
        for (const { text: word, start, end } of findWords(text)) {
          expect(text.slice(start, end).normalize('NFKC').toLowerCase()).toBe(word)
          expect(start).toBeGreaterThan(before)
          expect(end).toBeLessThanOrEqual(text.length)
          before = start
        }
      }),
    )
  })

  test('agrees with one pattern over any text', () => {
    holds(
      fc.property(awkwardText, (text) => {
        const slices = findWords(text).map(({ start, end }) => text.slice(start, end))
        expect(slices).toEqual(findWordsByPattern(text))
      }),
    )
  })
})

describe('countWords', () => {
  test('counts every character of a dense script and every run of others', () => {
    expect(countWords('Tokyo 東京都 e\u0301tude 𠮷')).toBe(6)
  })

  test('counts as many as are found, and one more for every run of pairs', () => {
    holds(
      fc.property(awkwardText, (text) => {
        const words = findWords(text)
        const runs = words.filter(
          (word, i) => [...word.text].length > 1 && isDense.test(word.text) && !overlaps(words, i),
        )
        expect(countWords(text)).toBe(words.length + runs.length)
      }),
    )
  })
})

function overlaps(words: ReturnType<typeof findWords>, i: number): boolean {
  return i + 1 < words.length && words[i + 1].start < words[i].end
}

describe('termsOf', () => {
  test.each([
    ['en', 'city cities', 'citi'],
    ['en', 'run runs running', 'run'],
    ['en', 'résumé resume résumés', 'resum'],
    ['fr', 'résumé resume', 'resum'],
    ['de', 'häuser hauser', 'haus'],
    ['fr', 'chanter chantait', 'chant'],
    ['es', 'canción canciones', 'cancion'],
    ['ru', 'книга книги', 'книг'],
  ])('gives inflected forms one term (%s: %s)', (code, words, term) => {
    expect(new Set(termsIn(code, words))).toEqual(new Set([term]))
  })

  test('folds accents of the Latin script', () => {
    expect(termsIn('xx', 'café žluťoučký ångström')).toEqual(['cafe', 'zlutoucky', 'angstrom'])
  })

  test.each([
    ['fr', 'œufs', 'oeufs'],
    ['xx', 'fußgänger', 'fussgänger'],
    ['da', 'æbler', 'aebler'],
    ['no', 'større', 'storre'],
    ['tr', 'ışık', 'isik'],
    ['en', 'encyclopædias', 'encyclopaedias'],
    ['en', 'straßen', 'strassen'],
    ['xx', 'łódź', 'lodz'],
    ['xx', 'þingið', 'thingid'],
    ['xx', 'đorđe', 'dorde'],
    ['xx', 'ħaġaŧŋ', 'hagatng'],
  ])('writes letters that do not decompose as people type them (%s: %s)', (code, word, typed) => {
    expect(termsIn(code, word)).toEqual(termsIn(code, typed))
  })

  test('keeps the letters of other scripts composed', () => {
    expect(termsIn('xx', 'が 한국')).toEqual(['が', '한국'])
  })

  test('leaves words with digits unstemmed', () => {
    expect(termsIn('en', 'b52s 1990s')).toEqual(['b52s', '1990s'])
  })

  test('knows the stop words of a language, contractions in their parts', () => {
    const { isStopWord } = termsOf('en')

    expect(textsOf('The don’t it’s a was').filter((word) => !isStopWord(word))).toEqual([])
    expect(['china', 'river'].filter(isStopWord)).toEqual([])
    expect(['der', 'und'].map(termsOf('de').isStopWord)).toEqual([true, true])
    expect(['für', 'fur'].map(termsOf('de').isStopWord)).toEqual([true, true])
    expect(['være', 'vaere'].map(termsOf('da').isStopWord)).toEqual([true, true])
  })

  test.each([
    ['ar', 'متى لماذا أين كيف لمن'],
    ['da', 'hvornår hvorfor hvor hvordan hvorfra'],
    ['de', 'wann warum wo wie woher sollen'],
    ['en', 'when why where how who'],
    ['es', 'cuándo qué dónde cómo adónde'],
    ['fi', 'milloin miksi missä miten minne'],
    ['fr', 'quand pourquoi où comment auquel auxquels'],
    ['hu', 'mikor miért hol hogyan hová'],
    ['it', 'quando perché dove come quali perchè'],
    ['nl', 'wanneer waarom waar hoe waarvan waarover'],
    ['no', 'når hvorfor hvor hvordan hvorfra'],
    ['pt', 'quando porque onde como quais'],
    ['ro', 'când ce unde cum cui'],
    ['ru', 'когда почему где как откуда какого'],
    ['sv', 'när varför var hur varifrån'],
    ['tr', 'ne neden nerede nasıl nereden'],
  ])('knows when, why, where, how and another that begins questions in %s', (code, words) => {
    const { isStopWord } = termsOf(code)

    expect(textsOf(words).filter((word) => !isStopWord(word))).toEqual([])
  })

  test('compares words of an unknown language as they are written', () => {
    expect(termsIn('xx', 'cities the')).toEqual(['cities', 'the'])
    expect(termsOf('xx').isStopWord('the')).toBe(false)
  })

  test.each(Object.keys(languages))('gives any word a term in %s', (code) => {
    const { termOf, isStopWord } = termsOf(code)
    holds(
      fc.property(awkwardText, (text) => {
        for (const { text: word } of findWords(`${text} constructor __proto__`)) {
          expect(termOf(word), word).toMatch(/./su)
          expect(termOf(word)).toBe(termOf(word))
          expect(isStopWord(word)).toBeTypeOf('boolean')
        }
      }),
      20,
    )
  })

  test('gives the same terms after more words than it remembers', () => {
    const { termOf } = termsOf('sv')
    const before = termOf('flickorna')
    for (let i = 0; i <= 50_000; i++) termOf(`${i}`)

    expect([termOf('flickorna'), termOf('50001')]).toEqual([before, '50001'])
  })

  test('remembers the stem of a word of 40 letters, and of no longer one', () => {
    const stem = vi.spyOn(languages.nl, 'stem')
    onTestFinished(() => stem.mockRestore())
    const { termOf } = termsOf('nl')
    const timesStemmed = (word: string) => {
      stem.mockClear()
      expect(termOf(word)).toBe(termOf(word))
      return stem.mock.calls.length
    }

    expect([timesStemmed('ж'.repeat(40)), timesStemmed('ж'.repeat(41))]).toEqual([1, 2])
  })
})
