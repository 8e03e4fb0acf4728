import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex } from '../../test/support.ts'
import { shareAmongAlike } from './alike.ts'
import type { Hit } from './hit.ts'

/** Articles of one passage, each in a direction, and their scores, best first. */
function shareAmong(
  articles: readonly (readonly [angle: number, score: number])[],
  documents?: number,
) {
  const names = articles.map((_, i) => `${100 + i}`)
  const index = openTinyIndex(
    names.map((id) => createDocument({ id, text: 'A cat.' })),
    { vectorOf: ({ id }) => directionOf(articles[Number(id) - 100][0]) },
  )
  const manifest = { ...index.manifest, documents: documents ?? 1e9 }
  const nearest = Uint32Array.from(articles.keys())
  const hits = articles.map(([, score], document): Hit => {
    return { document, score, look: null, asAsked: null, alike: null }
  })
  return shareAmongAlike({ scanner: index.scanner, manifest }, { nearest }, hits)
}

const directionOf = (degrees: number) => {
  const angle = (degrees * Math.PI) / 180
  return Float32Array.of(Math.cos(angle), Math.sin(angle))
}

describe('shareAmongAlike', () => {
  test('lifts an article that is like a good one over one by itself', () => {
    const hits = shareAmong([
      [0, 1],
      [90, 0.5],
      [5, 0.48],
    ])

    expect(hits.map(({ document }) => document)).toEqual([0, 2, 1])
    expect(hits[0].score).toBe(1)
    expect(hits[1].alike).toBeCloseTo(0.997, 2)
  })

  test('gives a fifth of a score to the mean of those that are near, by the squares of their cosines', () => {
    const [first, second, third] = shareAmong([
      [0, 1],
      [60, 0.8],
      [0, 0.4],
    ])

    // Of the first: 0.8 a quarter, 0.4 the whole.
    const alike = (0.25 * 0.8 + 0.4) / 1.25
    expect(first.alike).toBeCloseTo(alike, 2)
    const scale = 1 / (0.8 + 0.2 * alike)
    expect(second.score).toBeCloseTo(scale * (0.64 + 0.2 * 0.7), 2)
    expect(third.score).toBeCloseTo(scale * (0.32 + 0.2 * ((0.25 * 0.8 + 1) / 1.25)), 2)
  })

  test('leaves alone what is near to none, and all that come after the first fifty', () => {
    const apart = shareAmong([
      [0, 1],
      [90, 0.5],
      [180, 0.4],
    ])
    expect(apart.map(({ score, alike }) => [score, alike])).toEqual([
      [1, null],
      [0.5, null],
      [0.4, null],
    ])

    const many = shareAmong(Array.from({ length: 52 }, (_, i) => [0, 1 - i / 100]))
    expect(many.filter(({ alike }) => alike === null).map(({ document }) => document)).toEqual([
      50, 51,
    ])
    expect(many.map(({ score }) => score)).toEqual(
      many.map(({ score }) => score).toSorted((a, b) => b - a),
    )
  })

  test('gives less among few articles', () => {
    const partAmong = (documents: number) => {
      const [first, second] = shareAmong(
        [
          [0, 1],
          [0, 0],
        ],
        documents,
      )
      return second.score / (first.score + second.score)
    }

    expect(partAmong(1e9)).toBeCloseTo(0.2, 3)
    expect(partAmong(50)).toBeCloseTo(0.1, 3)
  })

  test('gives the first the very score that the first had', () => {
    for (let i = 1; i < 100; i++) {
      const [{ score }] = shareAmong([
        [0, 1],
        [0, i / 100],
      ])
      expect(score).toBe(1)
    }
  })

  test('gives no hits for none', () => {
    expect(shareAmong([])).toEqual([])
    expect(
      shareAmong([
        [0, 0],
        [0, 0],
      ]),
    ).toMatchObject([{ score: 0 }, { score: 0 }])
    expect(shareAmong([[0, 0.7]])).toMatchObject([{ score: 0.7, alike: null }])
  })
})
