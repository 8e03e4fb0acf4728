import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { awkwardText, holds } from '../../test/support.ts'
import { mostTokens, tokenize, unknownWords } from './tokens.ts'
import { createVocabulary, lettersOf, withWords } from './vocabulary.ts'

const tokens = ['cat', 'un', 'under', 'a', 's', '1', '##s', '##st', '##and', '##a']
const vocabulary = createVocabulary(tokens)
const tokensOf = (text: string) => tokenize(vocabulary, text).map((row) => tokens[row])

describe('tokenize', () => {
  test.each([
    ['cat Cat CAT', ['cat', 'cat', 'cat']],
    ['cats', ['cat', '##s']],
    ['understand', ['under', '##st', '##and']],
    ['unstand', ['un', '##st', '##and']],
    ['catxand', ['cat', '##and']],
    ['xa', ['##a']],
    ['cat,cat\tcat1', ['cat', 'cat', 'cat']],
    ['Çạt ＣＡＴ ¹', ['cat', 'cat', '1']],
    ["cat's cats' cat’s a", ['cat', 'cat', '##s', 'cat', 'a']],
    ["cat's", ['cat', 's']],
    ['猫 кот 🐱 \ud83d \0 --', []],
    ['', []],
  ])('gives the tokens of %j', (text, expected) => {
    expect(tokensOf(text)).toEqual(expected)
  })

  test('takes the longest word that begins an unknown one, of at most 24 letters', () => {
    const long = 'b'.repeat(24)
    const known = createVocabulary([long, `${long}b`, '##b', '##bb'])

    expect(tokenize(known, `${long}bbb`)).toEqual([0, 3, 2])
  })

  test('cuts a text at 600 tokens', () => {
    expect(tokenize(vocabulary, 'cat '.repeat(mostTokens + 1))).toHaveLength(600)
    expect(tokenize(vocabulary, `${'cat '.repeat(mostTokens - 1)}cats cat`)).toHaveLength(600)
    expect(tokenize(vocabulary, 's'.repeat(2000))).toHaveLength(600)
  })

  test('looks for no pieces of an endless word after the cut', () => {
    let looks = 0
    const counting = {
      ...vocabulary,
      get longestPiece() {
        looks++
        return vocabulary.longestPiece
      },
    }

    expect(tokenize(counting, 's'.repeat(100_000))).toHaveLength(mostTokens)
    // The first is a word.
    expect(looks).toBe(mostTokens - 1)
  })

  test('knows every row it gives, for any text', () => {
    holds(
      fc.property(awkwardText, (text) => {
        for (const token of tokensOf(`${text} cat`)) expect(token).toBeDefined()
      }),
    )
  })

  test('reads the halves of a text at a space as it reads the whole', () => {
    holds(
      fc.property(awkwardText, awkwardText, (one, other) => {
        expect(tokensOf(`${one} . ${other}`)).toEqual([...tokensOf(`${one} `), ...tokensOf(other)])
      }),
    )
  })
})

describe('tokenize with added words', () => {
  const added = ['uber', 'cats', 'cat', '图书', '书馆', 'кошка', 'پاکستان', 'œufs']
  const taught = withWords(vocabulary, added)
  const read = (text: string) => tokenize(taught, text).map((row) => lettersOf(taught, row))

  test.each([
    ['cats', ['cats']],
    ['Über uber', ['uber', 'uber']],
    ['图书馆', ['图书', '书馆']],
    ['图 书', []],
    ['КОШКА cats', ['cats', 'кошка']],
    ['پاکستان!', ['پاکستان']],
    ['catsand', ['cat', 's', 'and']],
    ['кошки', []],
    ['Œufs, oeufs', ['s', 's', 'œufs']],
  ])('gives the tokens of %j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  test('prefers the model’s own row, and leaves texts without them as they were', () => {
    expect(tokenize(taught, 'cat understand')).toEqual(tokenize(vocabulary, 'cat understand'))
  })

  test('cuts a text at 600 tokens, whatever script they are of', () => {
    expect(tokenize(taught, 'кошка '.repeat(601))).toHaveLength(mostTokens)
    expect(tokenize(taught, `${'cat '.repeat(599)}кошка кошка`)).toHaveLength(mostTokens)
  })
})

describe('unknownWords', () => {
  test('gives words without a row of their own, as often as they occur', () => {
    expect(unknownWords(vocabulary, 'Cat cats, CATS: кошка é 图书馆')).toEqual([
      'cats',
      'cats',
      'e',
      'кошка',
      '图书',
      '书馆',
    ])
  })

  test('gives no word that was added', () => {
    expect(unknownWords(withWords(vocabulary, ['cats', 'кошка']), 'cats Кошка dogs')).toEqual([
      'dogs',
    ])
  })
})
