import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../test/support.ts'
import { fuse } from './fuse.ts'

describe('fuse', () => {
  test('gives the mean of the legs, each as a share of its best candidate', () => {
    const words = [4, 1, 2]
    const vectors = [0.25, 0.5, 0]

    expect([...fuse([words, vectors])]).toEqual([0.75, 0.625, 0.25])
  })

  test('gives the shares of one leg alone', () => {
    expect([...fuse([[4, 1]])]).toEqual([1, 0.25])
  })

  test('counts a negative score as 0', () => {
    expect([...fuse([[-1, 0.5]])]).toEqual([0, 1])
  })

  test('adds nothing for a leg that found nothing', () => {
    const nothing = [
      [0, 0],
      [-1, -2],
    ]

    for (const leg of nothing) {
      expect([...fuse([leg, [1, 2]])]).toEqual([0.25, 0.5])
    }
  })

  test('gives nothing for no candidates', () => {
    expect([...fuse([[], []])]).toEqual([])
    expect([...fuse([])]).toEqual([])
  })

  test('stays within 0 and 1, and a candidate that is best in both legs has 1', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seededRandom(seed)
      const leg = () => Array.from({ length: 4 }, (_, i) => (i === 1 ? 1 : random() * 2 - 1))
      const fused = fuse([leg(), leg()])

      expect(fused[1], `seed ${seed}`).toBe(1)
      for (const score of fused) expect(score, `seed ${seed}`).toBeGreaterThanOrEqual(0)
      expect(Math.max(...fused), `seed ${seed}`).toBe(1)
    }
  })
})
