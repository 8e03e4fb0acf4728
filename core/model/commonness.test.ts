import { describe, expect, test } from 'vitest'
import { tinyModel } from '../../test/support.ts'
import { commonness } from './commonness.ts'
import { withWords } from './vocabulary.ts'

const words = Array.from({ length: 101 }, (_, i) => `w${i}`)
const tokens = [...words, '##x', '##y']
const { vocabulary } = tinyModel(Object.fromEntries(tokens.map((token) => [token, [1, 0]])))

describe('commonness', () => {
  test('is half for the hundredth word, and less for each that follows', () => {
    expect(commonness(vocabulary, 'w0')).toBe(1)
    expect(commonness(vocabulary, 'w100')).toBe(0.5)
    expect(commonness(vocabulary, 'w50')).toBeCloseTo(2 / 3)
  })

  test('of a word in pieces is that of the rarest, every piece alike', () => {
    const rarest = 1 / (1 + 101 / 100)

    expect(commonness(vocabulary, 'w3x')).toBe(rarest)
    expect(commonness(vocabulary, 'w3y')).toBe(rarest)
  })

  test('of a word that articles added is that of a piece', () => {
    const taught = withWords(vocabulary, ['w3x'])

    expect(commonness(taught, 'w3x')).toBe(commonness(vocabulary, 'w3x'))
  })

  test('is not known of a word that has no token', () => {
    expect(commonness(vocabulary, '漢字')).toBeNull()
  })
})
