import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex } from '../../test/support.ts'
import { weighBrevity } from './brevity.ts'

/** Articles of so many words each. */
const openArticles = (...lengths: number[]) =>
  openTinyIndex(
    lengths.map((length, i) =>
      createDocument({ id: `${100 + i}`, title: '', text: 'cat '.repeat(length).trim() }),
    ),
  )

describe('weighBrevity', () => {
  test('counts two words more in each of the articles that were asked for', () => {
    const index = openArticles(2, 8, 190)

    const [stub, long] = weighBrevity(index, [0, 2], [0.8, 0.8])
    expect(stub).toBeCloseTo(0.4)
    expect(long).toBeCloseTo((0.8 * 190) / 192)
  })

  test('counts fewer where all are short', () => {
    const index = openArticles(4, 6)

    expect([...weighBrevity(index, [0, 1], [0.5, 0.5])]).toEqual([
      (0.5 * 4) / 4.25,
      (0.5 * 6) / 6.25,
    ])
  })

  test('leaves an article without words, and none, as they are', () => {
    expect([...weighBrevity(openArticles(0), [0], [0.5])]).toEqual([0.5])
    expect([...weighBrevity(openArticles(), [], [])]).toEqual([])
  })
})
