import { describe, expect, test } from 'vitest'
import {
  openTinyIndex,
  postingListsOf,
  randomDocuments,
  randomWhole,
  seededRandom,
} from '../../test/support.ts'
import { blockOfName } from './names.ts'
import { compareCodePoints } from './strings.ts'
import {
  cutList,
  cutWordBlocks,
  decodeWordBlock,
  mergePostings,
  type PostingList,
  readList,
} from './word-blocks.ts'

const plain = ({ term, passages, counts }: PostingList) => {
  return { term, passages: Array.from(passages), counts: Array.from(counts) }
}

describe('mergePostings', () => {
  test('gives what laying all postings side by side gives', () => {
    for (let seed = 0; seed < 40; seed++) {
      const documents = randomDocuments(seededRandom(seed), seed % 20)
      const { segments } = openTinyIndex(documents, { perSegment: 1 + (seed % 4) })
      const wanted = new Map<string, PostingList & { passages: number[]; counts: number[] }>()
      for (const list of segments.flatMap((segment) => [...postingListsOf(segment)])) {
        const { term, passages, counts } = plain(list)
        const known = wanted.get(term) ?? { term, passages: [], counts: [] }
        wanted.set(term, known)
        known.passages.push(...passages)
        known.counts.push(...counts)
      }
      const sorted = [...wanted.values()].sort((a, b) => compareCodePoints(a.term, b.term))

      const merged = mergePostings(segments.map(postingListsOf))
      expect(Array.from(merged, plain), `seed ${seed}`).toEqual(sorted)
    }
  })

  test('is done with a list before it asks its source for the next', () => {
    const passages = new Uint32Array(1)
    function* source(from: number): Generator<PostingList> {
      for (const term of ['a', 'b', 'c']) {
        passages[0] = from++
        yield { term, passages, counts: [1] }
      }
    }

    expect(Array.from(mergePostings([source(7)]), plain).map((list) => list.passages)).toEqual([
      [7],
      [8],
      [9],
    ])
  })
})

describe('cutList', () => {
  const articleOf = Uint32Array.of(0, 0, 1, 2, 2, 3)
  const list = { term: 'a', passages: [0, 1, 2, 3, 4, 5], counts: [1, 0, 2, 1, 2, 1] }

  test('leaves a list alone that is short enough', () => {
    expect(cutList(list, articleOf, 6)).toEqual({ ...list, articles: 0 })
  })

  test('keeps what counts most, the first of equals, and says how many articles hold the term', () => {
    const cut = cutList(list, articleOf, 4)

    expect(plain(cut)).toEqual({ term: 'a', passages: [0, 2, 3, 4], counts: [1, 2, 1, 2] })
    expect(cut.articles).toBe(4)
  })

  test('agrees with sorting by count', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seededRandom(seed)
      const size = randomWhole(random, 2, 40)
      const most = randomWhole(random, 1, size - 1)
      const passages = Array.from({ length: size }, (_, i) => i)
      const counts = passages.map(() => randomWhole(random, 0, seed % 2 ? 3 : 255))
      const wanted = passages
        .toSorted((a, b) => counts[b] - counts[a] || a - b)
        .slice(0, most)
        .sort((a, b) => a - b)

      const cut = cutList({ term: 'a', passages, counts }, Uint32Array.from(passages), most)
      expect(Array.from(cut.passages), `seed ${seed}`).toEqual(wanted)
      expect(Array.from(cut.counts)).toEqual(wanted.map((passage) => counts[passage]))
      expect(cut.articles).toBe(size)
    }
  })
})

describe('cutWordBlocks', () => {
  test('gives every list back from one block, none of them too large', () => {
    const random = seededRandom(1)
    const lists = Array.from({ length: 3000 }, (_, i) => {
      const size = i % 500 === 0 ? 75_000 : randomWhole(random, 1, 5)
      const step = i % 2 ? 13 : 700_000_000
      const passages = Array.from({ length: size }, (_, at) => i + (at * step) / size)
      const counts = passages.map(() => randomWhole(random, 0, 255))
      const term = `t${String(i).padStart(5, '0')}`
      return { term, passages: passages.map(Math.floor), counts, articles: i % 3 }
    })
    const blocks = [...cutWordBlocks(lists, 450_000)]

    expect(blocks.length).toBeGreaterThan(3)
    for (const { bytes } of blocks) expect(bytes.length).toBeLessThan(530_000)
    for (const { term, passages, counts, articles } of lists) {
      const { bytes } = blocks[blockOfName(blocks, term)]
      const part = readList(decodeWordBlock('words', bytes), term)
      expect(part).toEqual({
        passages: Uint32Array.from(passages),
        counts: Uint8Array.from(counts),
        articles,
      })
    }
  })

  test('makes no block of nothing', () => {
    expect([...cutWordBlocks([], 450_000)]).toEqual([])
  })
})
