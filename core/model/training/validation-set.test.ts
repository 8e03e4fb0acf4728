import { describe, expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { createTokenCorpus, type TokenCorpus } from './token-corpus.ts'
import { holdOut } from './validation-set.ts'

/** `length` tokens from `first` on, each one more than the last. */
const run = (first: number, length: number) => Array.from({ length }, (_, i) => first + i)

/** So many articles of one passage, each with two sentences and tokens of its own. */
function createCorpus(articles: number): TokenCorpus {
  const corpus = createTokenCorpus(20 * articles)
  for (let i = 0; i < articles; i++) {
    const sentences = [run(20 * i + 5, 5), run(20 * i + 10, 5)]
    corpus.add([20 * i], [{ heading: [20 * i + 1], sentences }])
  }
  return corpus
}

const flat = (parts: readonly ArrayLike<number>[]) => parts.flatMap((part) => Array.from(part))

describe('holdOut', () => {
  test('leaves a passage everything but the sentence that is asked', () => {
    const corpus = createCorpus(40)
    const [{ queries }] = holdOut(corpus, createRandom(1))

    expect(queries.length).toBeGreaterThan(0)
    for (const { paragraph, query, rest } of queries) {
      const asked = Array.from(query)
      const all = [20 * paragraph, 20 * paragraph + 1, ...run(20 * paragraph + 5, 10)]
      expect(asked).toHaveLength(5)
      expect(flat(rest)).toEqual(all.filter((token) => !asked.includes(token)))
    }
  })

  test('asks the title of a passage of one sentence, which then lacks it', () => {
    const corpus = createTokenCorpus(100)
    corpus.add([1, 2], [{ heading: [3], sentences: [run(10, 5)] }])
    const [{ queries }] = holdOut(corpus, createRandom(1))

    expect(Array.from(queries[0].query)).toEqual([1, 2])
    expect(flat(queries[0].rest)).toEqual([3, ...run(10, 5)])
  })

  test('holds out nothing where there is neither title nor second sentence, nor of an empty corpus', () => {
    const corpus = createTokenCorpus(100)
    corpus.add([], [{ heading: [3], sentences: [run(10, 5)] }])

    expect(holdOut(corpus, createRandom(1))).toEqual([])
    expect(holdOut(createTokenCorpus(100), createRandom(1))).toEqual([])
  })

  test.each([
    [6, [2, 2, 2]],
    [40, [14, 14, 14]],
    [120, [30]],
    [1000, [100]],
    [3000, [250]],
  ])('of %i passages asks so many of each set', (articles, expected) => {
    const sets = holdOut(createCorpus(articles), createRandom(1))

    expect(sets.map(({ queries }) => queries.length)).toEqual(expected)
    for (const { queries, held, searched } of sets) {
      expect(searched.slice(0, queries.length)).toEqual(queries.map(({ paragraph }) => paragraph))
      expect([...held]).toEqual(searched.slice(0, queries.length))
      expect(new Set(searched).size).toBe(articles)
    }
  })
})
