import { describe, expect, test } from 'vitest'
import {
  openTinyIndex,
  postingListsOf,
  randomDocuments,
  randomOf,
  randomWhole,
  seededRandom,
} from '../../test/support.ts'
import type { Index } from '../index/open.ts'
import type { Segment } from '../index/segment.ts'
import { countStrings, stringAt } from '../index/strings.ts'
import {
  cutList,
  cutWordBlocks,
  mergePostings,
  type PostingList,
  type StoredList,
} from '../index/word-blocks.ts'
import { openWordFiles, readQueryPostings } from './word-files.ts'
import { findByWords } from './words.ts'

/** Lists in blocks that lie in memory. */
function openBlocks(lists: Iterable<StoredList>) {
  const files = [...cutWordBlocks(lists)]
  const blocks = files.map(({ first, bytes }, i) => {
    return { first, file: `words ${i}`, bytes: bytes.length, sha256: '' }
  })
  const read = async ({ file }: { file: string }, room: ArrayBuffer) => {
    const { bytes } = files[Number(file.split(' ')[1])]
    const into = new Uint8Array(room, 0, bytes.length)
    into.set(bytes)
    return into
  }
  return openWordFiles(blocks, read)
}

/** The lists of an index, each whole. */
function storedLists({ segments }: Index): StoredList[] {
  return Array.from(mergePostings(segments.map(postingListsOf)), whole)
}

function whole(list: PostingList): StoredList {
  return cutList(list, new Uint32Array())
}

/** The index as if its segments were one, with no postings. */
function joinSegments({ segments, documents, passages }: Index): Segment {
  const joined = <Value extends number>(of: (segment: Segment) => Value[]) => segments.flatMap(of)
  return {
    ...segments[0],
    documents,
    passages,
    lengths: Uint32Array.from(joined(({ lengths }) => [...lengths])),
    passageDocuments: Uint32Array.from(
      joined(({ passageDocuments, firstDocument }) =>
        [...passageDocuments].map((document) => firstDocument + document),
      ),
    ),
  }
}

describe('readQueryPostings', () => {
  test('gives findByWords what the index in memory gives it', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = seededRandom(seed)
      const index = openTinyIndex(randomDocuments(random, 1 + (seed % 20)), { perSegment: 3 })
      const all = index.segments.flatMap(({ terms }) =>
        Array.from({ length: countStrings(terms) }, (_, row) => stringAt(terms, row)),
      )
      const words = Array.from({ length: randomWhole(random, 1, 5) }, () => [
        randomOf(random, [...all, 'nowhere']),
        randomOf(random, all),
      ])
      const files = openBlocks(storedLists(index))
      const { postings } = await readQueryPostings(files, words)
      const segments = [{ ...joinSegments(index), ...postings }]

      const wanted = structuredClone(findByWords(index, words, null))
      expect(findByWords({ ...index, segments }, words, null), `seed ${seed}`).toEqual(wanted)
    }
  })

  test('reads one file for a term, however long its list', async () => {
    const passages = Array.from({ length: 75_000 }, (_, i) => i * 3)
    const counts = passages.map((passage) => passage % 256)
    const short = { passages: [7, 1_900_000], counts: [0, 255] }
    const files = openBlocks(
      [
        { term: 'a', ...short },
        { term: 'b', passages, counts },
        { term: 'c', passages, counts },
        { term: 'd', passages, counts },
      ].map(whole),
    )
    const { postings, reads } = await readQueryPostings(files, [['b'], ['a']])

    expect(files.blocks.length).toBe(2)
    expect(reads).toBe(1)
    expect([...postings.postingStarts]).toEqual([0, 2, 75_002])
    expect([...postings.postingPassages]).toEqual([...short.passages, ...passages])
    expect([...postings.postingCounts]).toEqual([...short.counts, ...counts])
    expect((await readQueryPostings(files, [['b']])).reads).toBe(0)
  })

  test('reads nothing for no words, and finds nothing for words that are nowhere', async () => {
    const files = openBlocks([whole({ term: 'm', passages: [1], counts: [1] })])

    expect(await readQueryPostings(files, [])).toMatchObject({ reads: 0 })
    const { postings } = await readQueryPostings(files, [['a'], ['z']])
    expect([...postings.postingStarts]).toEqual([0, 0, 0])
    expect((await readQueryPostings(openBlocks([]), [['a']])).reads).toBe(0)
  })
})
