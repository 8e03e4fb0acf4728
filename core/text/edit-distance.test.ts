import { describe, expect, test } from 'vitest'
import { randomOf, randomWhole, seededRandom } from '../../test/support.ts'
import { distanceTo, longestMeasured } from './edit-distance.ts'

/** The distance of two texts. */
function measure(word: string, text: string, of: 'all' | 'beginning' = 'all'): number {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
  return distanceTo(word)([0, ...units, 0], 1, units.length + 1, of)
}

/** Optimal string alignment as it is defined, one cell of the matrix at a time. */
function plainDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)),
  )
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      rows[i][j] = Math.min(
        rows[i - 1][j] + 1,
        rows[i][j - 1] + 1,
        rows[i - 1][j - 1] + (isSame ? 0 : 1),
        isSwapped ? rows[i - 2][j - 2] + 1 : Number.POSITIVE_INFINITY,
      )
    }
  }
  return rows[a.length][b.length]
}

describe('distanceTo', () => {
  test.each([
    ['pakistan', 'pakistan', 0],
    ['pakitsan', 'pakistan', 1],
    ['vally', 'valley', 1],
    ['submarinnes', 'submarines', 1],
    ['kashmur', 'kashmir', 1],
    ['goverment', 'governance', 4],
    ['abc', '', 3],
    // Two swapped letters with one between them are no swap here, unlike in Damerau's own distance.
    ['ca', 'abc', 3],
  ])('%s and %s: %i', (word, text, distance) => {
    expect(measure(word, text)).toBe(distance)
  })

  test('agrees with the matrix, for words up to the longest', () => {
    const random = seededRandom(5)
    const randomWord = (least: number) =>
      Array.from({ length: randomWhole(random, least, longestMeasured) }, () =>
        randomOf(random, ['a', 'b', 'я']),
      ).join('')
    for (let i = 0; i < 2000; i++) {
      const [word, text] = [randomWord(1), randomWord(0)]
      const beginnings = Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end))

      expect(measure(word, text), `${word} ${text}`).toBe(plainDistance(word, text))
      expect(measure(word, text, 'beginning')).toBe(
        Math.min(...beginnings.map((beginning) => plainDistance(word, beginning))),
      )
    }
  })

  test('measures the longest word', () => {
    const word = 'ab'.repeat(20).slice(0, longestMeasured)

    expect(measure(word, word)).toBe(0)
    expect(measure(word, `${word}c`)).toBe(1)
    expect(measure(word, '')).toBe(longestMeasured)
  })
})
