/** What holds for every embedder: one suite, many makers. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Embedder } from '../core/model/embedder.ts'
import { dot, isZero } from '../core/model/model.ts'

const texts = ['A river in flood.', 'rivers', 'naïve café', 'The 3rd army of 1944', 'river']

/** Tests the embedder that `make` makes; it is called once. */
export function describeEmbedder(name: string, make: () => Embedder | Promise<Embedder>): void {
  describe(`${name} as an embedder`, () => {
    let embedder: Embedder
    beforeAll(async () => {
      embedder = await make()
    })

    describe.each(['embedPassages', 'embedQueries'] as const)('%s', (method) => {
      test('gives unit vectors of its dimensions, one a text', async () => {
        const vectors = await embedder[method](texts)

        expect(vectors.map((vector) => vector.length)).toEqual(texts.map(() => embedder.dimensions))
        for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
      })

      test('keeps the order of the texts, and gives a text the same vector alone and among others', async () => {
        const together = await embedder[method](texts)

        for (const [i, text] of texts.entries()) {
          const [alone] = await embedder[method]([text])
          expect(dot(alone, together[i]), text).toBeCloseTo(1, 5)
        }
        expect(dot(together[0], together[2])).toBeLessThan(0.99)
      })

      test('gives the zero vector for an empty text', async () => {
        const [vector] = await embedder[method]([''])

        expect(vector.length).toBe(embedder.dimensions)
        expect(isZero(vector)).toBe(true)
      })

      test('gives no vector for no text', async () => {
        expect(await embedder[method]([])).toEqual([])
      })

      test('leaves the texts as they were', async () => {
        const frozen = Object.freeze([...texts])
        await embedder[method](frozen)

        expect(frozen).toEqual(texts)
      })
    })

    test('has a name', () => {
      expect(embedder.id).not.toBe('')
    })
  })
}
