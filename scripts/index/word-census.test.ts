import { expect, test } from 'vitest'
import { tokenize } from '../../core/model/tokens.ts'
import { findWords } from '../../core/text/words.ts'
import { tinyModel } from '../../test/support.ts'
import { createWordCensus } from './word-census.ts'

test('counts every character that is a word without a token', () => {
  const letters = Object.fromEntries(
    [...'abcdefghijklmnopqrstuvwxyz0123456789'].map((letter) => [letter, [1]]),
  )
  const { vocabulary } = tinyModel(letters)
  const wrong: string[] = []
  for (let point = 0; point < 0x30000; point++) {
    const text = String.fromCodePoint(point)
    // A letter of Latin script that has no plain form, such as ʒ, is not looked up.
    if (!/[\p{L}\p{N}]/u.test(text) || /[\p{sc=Latin}\p{ASCII}]/u.test(text)) continue
    const census = createWordCensus(vocabulary)
    census.add({ title: '', text })
    const [word] = findWords(text)
    const isUnknown = tokenize(vocabulary, word.text).length === 0
    if (census.share() !== (isUnknown ? 1 : 0)) wrong.push(point.toString(16))
  }

  expect(wrong).toEqual([])
})
