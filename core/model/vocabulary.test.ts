import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holds } from '../../test/support.ts'
import {
  countRows,
  createVocabulary,
  findToken,
  hasWord,
  isWord,
  lettersOf,
  listTokens,
  type TokenKind,
  visitWords,
  withWords,
} from './vocabulary.ts'

const find = (tokens: readonly string[], kind: TokenKind, text: string) =>
  findToken(createVocabulary(tokens), kind, text, 0, text.length)

/** Words and pieces of few letters, so that many share a beginning or are both. */
const letters = fc.string({ unit: fc.constantFrom('a', 'b', '0'), minLength: 1, maxLength: 5 })
const anyTokens = fc
  .tuple(fc.uniqueArray(letters, { maxLength: 80 }), fc.uniqueArray(letters, { maxLength: 80 }))
  .map(([words, pieces]) => [...words, ...pieces.map((piece) => `##${piece}`)])

describe('hasWord', () => {
  test('knows words of the file and added ones, and no pieces', () => {
    const vocabulary = withWords(createVocabulary(['cat', '##s']), ['дом'])

    expect(['cat', 's', 'дом', 'ca', ''].map((word) => hasWord(vocabulary, word))).toEqual([
      ...[true, false, true, false, false],
    ])
  })
})

test('visitWords shows the words with a letter in order of rows, added ones last', () => {
  const tokens = ['bee', 'cat', 'dog', 'cow', 'c', '##c']
  const vocabulary = withWords(createVocabulary(tokens), ['cow2', 'dog2', 'яд'])
  const visited = (letter: string) => {
    const words: [number, string][] = []
    visitWords(vocabulary, letter, (row, units, start, end) => {
      words.push([row, String.fromCharCode(...Array.from(units).slice(start, end))])
      expect(lettersOf(vocabulary, row)).toBe(words.at(-1)?.[1])
    })
    return words
  }

  expect(visited('c')).toEqual([
    [1, 'cat'],
    [3, 'cow'],
    [4, 'c'],
    [6, 'cow2'],
  ])
  expect(visited('я')).toEqual([[8, 'яд']])
  expect(visited('z')).toEqual([])
})

describe('findToken', () => {
  test('tells a word from a piece of the same letters', () => {
    const tokens = ['cat', 's', '##s', '##cat']

    expect(find(tokens, 'word', 'cat')).toBe(0)
    expect(find(tokens, 'piece', 'cat')).toBe(3)
    expect(find(tokens, 'word', 's')).toBe(1)
    expect(find(tokens, 'piece', 's')).toBe(2)
  })

  test.each(['', 'ca', 'cats', 'CAT', 'că', '\ud83d'])('does not find %j', (text) => {
    expect(find(['cat', '##cat'], 'word', text)).toBe(-1)
    expect(find([], 'piece', text)).toBe(-1)
  })

  test('agrees with a Map for every stretch of a text', () => {
    holds(
      fc.property(anyTokens, letters, (tokens, text) => {
        const vocabulary = createVocabulary(tokens)
        const rows = new Map(tokens.map((token, row) => [token, row]))
        for (let start = 0; start < text.length; start++) {
          for (let end = start + 1; end <= text.length; end++) {
            const part = text.slice(start, end)
            const rowOf = (kind: TokenKind) => findToken(vocabulary, kind, text, start, end)
            expect(rowOf('word')).toBe(rows.get(part) ?? -1)
            expect(rowOf('piece')).toBe(rows.get(`##${part}`) ?? -1)
          }
        }
      }),
    )
  })

  test('agrees with a Map where many tokens collide', () => {
    const tokens = Array.from({ length: 48_000 }, (_, row) => row.toString(36))
    const vocabulary = createVocabulary(tokens)
    const rows = new Map(tokens.map((token, row) => [token, row]))
    const rowOf = (kind: TokenKind, text: string) =>
      findToken(vocabulary, kind, text, 0, text.length)
    const isWrong = (text: string) =>
      rowOf('word', text) !== (rows.get(text) ?? -1) || rowOf('piece', text) !== -1

    // A token and the letters that are stored after it are the likeliest to be mistaken.
    const runOn = tokens.map((token, row) => token + (tokens[row + 1] ?? '').slice(0, 2))
    expect([...tokens, ...runOn].filter(isWrong)).toEqual([])
  })
})

test('listTokens gives back what a vocabulary was made from', () => {
  const tokens = ['abcdef', 'b', '##b', '##c1']

  expect(listTokens(createVocabulary(tokens))).toEqual(tokens)
  expect(listTokens(createVocabulary([]))).toEqual([])
})

describe('createVocabulary', () => {
  test('counts its words and measures its pieces', () => {
    const { rows, firstPiece, longestPiece } = createVocabulary(['abcdef', '##ab', '##c'])

    expect({ rows, firstPiece, longestPiece }).toEqual({ rows: 3, firstPiece: 1, longestPiece: 2 })
  })

  test.each([
    [['cat', 'dog', 'cat'], 'token 2 is "cat", as is token 0'],
    [['cat', '##s', '##s'], 'token 2 is "s", as is token 1'],
    [['cat', ''], 'token 1 is ""; letters a-z and digits are wanted'],
    [['cat', '##'], 'token 1 is "##"; letters a-z and digits are wanted'],
    [['Cat'], 'token 0 is "Cat"; letters a-z and digits are wanted'],
    [['café'], 'token 0 is "café"'],
    [['a'.repeat(256)], 'token 0 is "aaa'],
    [['cat', '##s', 'dog'], 'token 2 is the word "dog"; words come before pieces'],
  ])('refuses %j', (tokens, message) => {
    expect(() => createVocabulary(tokens)).toThrow(RangeError)
    expect(() => createVocabulary(tokens)).toThrow(message)
  })

  test('takes a token of 255 letters', () => {
    expect(find(['a'.repeat(255)], 'word', 'a'.repeat(255))).toBe(0)
  })

  test('refuses more tokens than the table has room for', () => {
    const tokens = Array.from({ length: 65536 }, (_, row) => row.toString(36))

    expect(() => createVocabulary(tokens)).toThrow('65536 tokens; below 65536 are wanted')
  })
})

test('added words have rows behind all others and are words', () => {
  const vocabulary = createVocabulary(['cat', '##s'])
  const taught = withWords(vocabulary, ['dog', '猫'])

  expect(countRows(vocabulary)).toBe(2)
  expect(countRows(taught)).toBe(4)
  expect(taught.added?.rowOf.get('猫')).toBe(3)
  expect([0, 1, 2, 3].map((row) => lettersOf(taught, row))).toEqual(['cat', 's', 'dog', '猫'])
  expect([0, 1, 2, 3].map((row) => isWord(taught, row))).toEqual([true, false, true, true])
  expect(withWords(taught, []).added).toBeNull()
})
