import { describe, expect, test } from 'vitest'
import { tinyModel } from '../../test/support.ts'
import { createContentTokenizer, createPassageReader } from './content.ts'
import { tokenize } from './tokens.ts'

const tokens = ['a', 'army', 'die', 'the', '##the', '##s']
const { vocabulary } = tinyModel(Object.fromEntries(tokens.map((token) => [token, [1, 0]])))
const tokensOf = createContentTokenizer(vocabulary)
const namesOf = (text: string, language = 'en') =>
  Array.from(tokensOf(text, language), (row) => tokens[row])

describe('createContentTokenizer', () => {
  test('gives every token but stop words, in order and as often as it occurs', () => {
    expect(namesOf('The army, the ARMYS, a die.')).toEqual(['army', 'army', '##s', 'die'])
  })

  test('keeps a piece that spells a stop word', () => {
    expect(namesOf('armythe')).toEqual(['army', '##the'])
  })

  test('knows which words are stop words of which language', () => {
    expect(namesOf('die the army', 'de')).toEqual(['the', 'army'])
    expect(namesOf('die the army', 'en')).toEqual(['die', 'army'])
  })

  test('gives no tokens for an empty text', () => {
    expect(namesOf('')).toEqual([])
    expect(namesOf('漢字 the')).toEqual([])
  })
})

describe('createPassageReader', () => {
  const read = createPassageReader(vocabulary)

  test('gives the content of title and text, and the sentences of the text with all of their tokens', () => {
    const above = 'The army'
    const text = 'A die.  The armys, the army.'
    const { tokens: all, content, sentences } = read(above, text, 'en')

    expect(all).toEqual(tokenize(vocabulary, `${above} › ${text}`))
    expect(content).toEqual(tokensOf(`${above} › ${text}`, 'en'))
    expect(sentences.map(({ span }) => text.slice(...span))).toEqual([
      'A die.',
      'The armys, the army.',
    ])
    expect(sentences.map(({ tokens: rows }) => rows.map((row) => tokens[row]))).toEqual([
      ['a', 'die'],
      ['the', 'army', '##s', 'the', 'army'],
    ])
  })

  test('gives no tokens and no sentences for empty texts', () => {
    expect(read('', '', 'en')).toEqual({ tokens: [], content: new Uint16Array(), sentences: [] })
  })
})
