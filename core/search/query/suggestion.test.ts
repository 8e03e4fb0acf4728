import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex, tinyModel } from '../../../test/support.ts'
import { suggestQuestion } from './suggestion.ts'

const { vocabulary } = tinyModel({ government: [1, 0], governments: [1, 0], valley: [1, 0] })
/** So many articles say *government*, and so many have a slip in it. */
const suggest = (question: string, right: number, wrong = 1, slip = 'goverment') => {
  const texts = [
    ...Array.from({ length: right }, () => 'The Government and the vallex.'),
    ...Array.from({ length: wrong }, () => `A ${slip} in a valley.`),
  ]
  const documents = texts.map((text, i) => createDocument({ id: `d${1000 + i}`, text }))
  return suggestQuestion({ index: openTinyIndex(documents), vocabulary }, question)
}

describe('suggestQuestion', () => {
  test('suggests what thirty times as many passages have, in the place and case of the rare word', () => {
    expect(suggest('Goverment in the valley', 30)).toBe('Government in the valley')
    expect(suggest('the goverment, and goverment', 30)).toBe('the government, and government')
    expect(suggest('goverment', 29)).toBeNull()
    expect(suggest('goverment', 60, 2)).toBe('government')
    expect(suggest('goverment', 59, 2)).toBeNull()
  })

  test('suggests nothing for a word in six passages, for one that none has, and for one that the model knows', () => {
    expect(suggest('goverment', 150, 5)).toBe('government')
    expect(suggest('goverment', 180, 6)).toBeNull()
    expect(suggest('goverment', 30, 0)).toBeNull()
    expect(suggest('valley', 30)).toBeNull()
  })

  test('compares three different words at most, as a pasted text has many rare ones', () => {
    const [few, many] = ['rarexa rarexb', 'rarexa rarexb rarexc']
    expect(suggest(`${few} goverment goverment`, 30, 1, `${many} goverment`)).toBe(
      `${few} government government`,
    )
    expect(suggest(`${many} goverment`, 30, 1, `${many} goverment`)).toBeNull()
  })

  test('suggests no question that is longer than one may be', () => {
    expect(suggest(`goverment${' a'.repeat(995)}`, 30)).toHaveLength(2000)
    expect(suggest(`goverment ${' a'.repeat(995)}`, 30)).toBeNull()
  })

  test('suggests nothing two slips away, nor another form of the same word', () => {
    expect(suggest('govermant', 30, 1, 'govermant')).toBeNull()
    expect(suggest('governmental', 30, 1, 'governmental')).toBeNull()
  })
})
