import { describe, expect, test } from 'vitest'
import {
  openTinyIndex,
  postingListsOf,
  randomDocuments,
  randomWhole,
  seededRandom,
} from '../../test/support.ts'
import { cutList, cutWordBlocks, mergePostings, type PostingList } from './encode-word-blocks.ts'
import { blockOfName } from './names.ts'
import { lastUpTo } from './ordered.ts'
import { compareCodePoints } from './strings.ts'
import {
  decodeWordBlock,
  nextArticle,
  nextPlace,
  openList,
  readList,
  type TermList,
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

  test('asks a source for its next list only when the one before was used', () => {
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

/** What a list says of each article. */
function articlesIn(list: TermList | null) {
  const found: { article: number; count: number; places: number[] }[] = []
  const reader = list && openList(list)
  while (reader && nextArticle(reader)) {
    const { article, count } = reader
    const places: number[] = []
    while (nextPlace(reader)) places.push(reader.place)
    found.push({ article, count, places })
  }
  return found
}

describe('openList', () => {
  /** The article of a passage: articles of one passage and of up to a million, in turn. */
  const passageStarts = Uint32Array.of(0, 1, 4, 5, 300, 301, 1_000_301)
  const owners = {
    passageStarts,
    passageDocuments: Uint32Array.from({ length: 1_000_301 }, (_, passage) =>
      lastUpTo(6, (article) => passageStarts[article] <= passage),
    ),
  }

  test('gives articles and passages back, however many and far apart', () => {
    const random = seededRandom(5)
    for (let round = 0; round < 60; round++) {
      const all = Array.from({ length: randomWhole(random, 1, 40) }, (_, i) =>
        i % 2 ? randomWhole(random, 0, 310) : randomWhole(random, 0, 1_000_300),
      )
      const passages = [...new Set(all)].sort((a, b) => a - b)
      const counts = passages.map(() => randomWhole(random, 0, 255))
      const [{ bytes }] = cutWordBlocks([{ term: 'a', passages, counts, articles: 3 }], owners, 1e6)
      const list = readList(decodeWordBlock('words', bytes), 'a')

      const wanted = [0, 1, 2, 3, 4, 5].map((article) => {
        const its = passages.filter((passage) => owners.passageDocuments[passage] === article)
        const count = its.reduce((sum, passage) => sum + counts[passages.indexOf(passage)], 0)
        return { article, count, places: its.map((passage) => passage - passageStarts[article]) }
      })
      expect(articlesIn(list)).toEqual(wanted.filter(({ places }) => places.length > 0))
      expect(list?.articles).toBe(3)
    }
  })

  test('goes from article to article without looking into them', () => {
    const passages = [0, 1, 2, 3, 5, 9, 200, 299, 300]
    const list = { term: 'a', passages, counts: passages.map(() => 1), articles: 0 }
    const [{ bytes }] = cutWordBlocks([list], owners, 1e6)
    const reader = openList(readList(decodeWordBlock('words', bytes), 'a') as TermList)
    const seen: number[][] = []
    while (nextArticle(reader)) seen.push([reader.article, reader.count])

    expect(seen).toEqual([
      [0, 1],
      [1, 3],
      [3, 4],
      [4, 1],
    ])
  })
})

describe('cutWordBlocks', () => {
  test('gives every list back from one block, none of them too large', () => {
    const random = seededRandom(1)
    // Every passage is an article of its own.
    const passageStarts = Uint32Array.from({ length: 600_001 }, (_, i) => i)
    const owners = { passageStarts, passageDocuments: passageStarts }
    const lists = Array.from({ length: 3000 }, (_, i) => {
      const size = i % 500 === 0 ? 75_000 : randomWhole(random, 1, 5)
      const passages = Array.from({ length: size }, (_, at) => Math.floor(at * (600_000 / size)))
      const counts = passages.map(() => randomWhole(random, 0, 255))
      return { term: `t${String(i).padStart(5, '0')}`, passages, counts, articles: i % 3 }
    })
    const blocks = [...cutWordBlocks(lists, owners, 250_000)]

    expect(blocks.length).toBeGreaterThan(3)
    for (const { bytes } of blocks) expect(bytes.length).toBeLessThan(330_000)
    for (const { term, passages, counts, articles } of lists) {
      const { bytes } = blocks[blockOfName(blocks, term)]
      const list = readList(decodeWordBlock('words', bytes), term)
      expect(list?.articles).toBe(articles)
      expect(articlesIn(list)).toEqual(
        passages.map((passage, i) => ({ article: passage, count: counts[i], places: [0] })),
      )
    }
  })

  test('makes no block of nothing', () => {
    const owners = { passageDocuments: new Uint32Array(), passageStarts: new Uint32Array(1) }
    expect([...cutWordBlocks([], owners, 450_000)]).toEqual([])
  })
})
