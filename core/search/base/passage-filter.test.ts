import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../test/support.ts'
import { articleAt, createPassageFilter } from './passage-filter.ts'

describe('createPassageFilter', () => {
  const starts = Uint32Array.of(0, 2, 2, 5, 6)

  test('lists the passages of the articles that pass, if they are few', () => {
    const filter = createPassageFilter(Uint8Array.of(0, 1, 1, 0, 1), starts)

    expect([...(filter?.few ?? [])]).toEqual([2, 3, 4])
    expect([0, 1, 2, 3, 4, 5].map((passage) => filter?.passes(passage))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
    ])
  })

  test('lists none where they are many, and is null where no article is left out', () => {
    const many = Uint32Array.of(0, 20_000, 20_001, 20_002)

    expect(createPassageFilter(Uint8Array.of(1, 0, 0), many)?.few).toHaveLength(20_000)
    expect(createPassageFilter(Uint8Array.of(1, 1, 0), many)?.few).toBeNull()
    expect(createPassageFilter(Uint8Array.of(1, 1, 1), many)).toBeNull()
    expect(createPassageFilter(null, many)).toBeNull()
  })

  test('knows the article of every passage, even among articles without one', () => {
    const random = seededRandom(3)
    const sizes = Array.from({ length: 200 }, () => Math.floor(random() * 4))
    const all = sizes.flatMap((size, article) => Array.from({ length: size }, () => article))
    const places = Uint32Array.of(0, ...sizes)
    for (let i = 1; i < places.length; i++) places[i] += places[i - 1]

    expect(all.map((_, passage) => articleAt(places, passage))).toEqual(all)
  })
})
