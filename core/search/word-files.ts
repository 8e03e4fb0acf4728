/**
 * The postings of a query's words, read when they are asked for, for an index whose postings do
 * not fit in memory: as the part of a segment that `findByWords` reads, so that it finds the same.
 */
import type { Segment } from '../index/segment.ts'
import { compareCodePoints, encodeStrings } from '../index/strings.ts'
import {
  blocksOf,
  decodeWordBlock,
  type PostingPart,
  readList,
  type WordBlock,
  type WordLists,
} from '../index/word-blocks.ts'
import { createRooms, largest, type ReadFile, type Rooms, visitFiles } from './rooms.ts'
import type { QueryWord } from './words.ts'

/** Postings ready to be read. */
export interface WordFiles {
  /** In order of their first terms. */
  readonly blocks: readonly WordBlock[]
  readonly read: ReadFile
  readonly rooms: Rooms<WordLists>
}

/** The terms of a query with their postings, passages numbered through the whole index. */
export type QueryPostings = Pick<
  Segment,
  'terms' | 'postingStarts' | 'postingPassages' | 'postingCounts'
>

/** Blocks that an isolate keeps: the commonest words are asked for again and again. */
const mostKept = 8

/** Postings in `blocks`; nothing is read yet. */
export function openWordFiles(blocks: readonly WordBlock[], read: ReadFile): WordFiles {
  return { blocks, read, rooms: createRooms<WordLists>(mostKept, largest(blocks)) }
}

/** The postings of all terms of `words`, and how many files were read for them. */
export async function readQueryPostings(
  files: WordFiles,
  words: readonly QueryWord[],
): Promise<{ postings: QueryPostings; reads: number }> {
  const terms = [...new Set(words.flat())].sort(compareCodePoints)
  const ranges = terms.map((term) => blocksOf(files.blocks, term))
  const wanted = new Set(ranges.flatMap(([first, end]) => range(first, end)))
  const chosen = [...wanted].sort((a, b) => a - b)
  // By term and block, since files arrive in any order and lists go on from one to the next.
  const parts = terms.map((): PostingPart[] => [])
  const collect = (block: WordLists, i: number) => {
    for (const [t, term] of terms.entries()) {
      const [first, end] = ranges[t]
      if (chosen[i] < first || chosen[i] >= end) continue
      const part = readList(block, term)
      if (part) parts[t][chosen[i] - first] = part
    }
  }
  const kind = { ...files, decode: decodeWordBlock }
  const inOrder = chosen.map((block) => files.blocks[block])
  const reads = await visitFiles(inOrder, kind, collect)
  return { postings: joinParts(terms, parts), reads }
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i)
}

function joinParts(
  terms: readonly string[],
  parts: readonly (readonly PostingPart[])[],
): QueryPostings {
  const { 'terms.starts': starts, 'terms.bytes': bytes } = encodeStrings('terms', terms)
  const postingStarts = new Uint32Array(terms.length + 1)
  for (const [t, list] of parts.entries()) {
    // A block that may hold a term and does not has left a gap, which this passes over.
    const size = list.reduce((sum, { passages }) => sum + passages.length, 0)
    postingStarts[t + 1] = postingStarts[t] + size
  }
  const postingPassages = new Uint32Array(postingStarts[terms.length])
  const postingCounts = new Uint8Array(postingPassages.length)
  let at = 0
  for (const list of parts) {
    list.forEach(({ passages, counts }) => {
      postingPassages.set(passages, at)
      postingCounts.set(counts, at)
      at += passages.length
    })
  }
  return {
    terms: { starts: starts as Uint32Array, bytes: bytes as Uint8Array },
    postingStarts,
    postingPassages,
    postingCounts,
  }
}
