/**
 * Postings in files that are read for the words of a query: for an index whose postings do not fit
 * in memory.
 *
 * Terms of all segments are merged, in order of code points, and cut into blocks; a long list goes
 * on in the next. In memory stays the first term of each block, so a word takes one file,
 * or one for every 75,000 passages that hold it.
 *
 *   terms    strings   T       sorted
 *   starts   u32       T + 1   first byte of each list
 *   sizes    u32       T       postings of each list
 *   lists    u8                passage less the one before, from -1, and count, as LEB128 in turn
 */
import { decodeSections, encodeSections } from '../sections.ts'
import type { Shard } from './manifest.ts'
import { blockOfName } from './names.ts'
import type { Segment } from './segment.ts'
import {
  compareCodePoints,
  countStrings,
  encodeStrings,
  findString,
  readStrings,
  type Strings,
  stringAt,
} from './strings.ts'

/** A file of postings. */
export interface WordBlock extends Shard {
  /** Its first term. */
  readonly first: string
}

/** The passages that hold a term, numbered through all segments. */
export interface PostingList {
  readonly term: string
  /** Ascending. */
  readonly passages: readonly number[]
  /** What each adds to its article's count, at most 255. */
  readonly counts: readonly number[]
}

/** A block that was read. */
export interface WordLists {
  readonly terms: Strings
  readonly starts: Uint32Array
  readonly sizes: Uint32Array
  readonly lists: Uint8Array
}

/** The lists of all segments in order of term, each whole. */
export function* mergePostings(segments: readonly Segment[]): Generator<PostingList> {
  const rows = segments.map(() => 0)
  const heads = segments.map(({ terms }, i) => termAt(terms, rows[i]))
  for (;;) {
    const term = heads.reduce(
      (least, head) =>
        least === null || (head !== null && compareCodePoints(head, least) < 0) ? head : least,
      null,
    )
    if (term === null) return
    const passages: number[] = []
    const counts: number[] = []
    for (const [i, segment] of segments.entries()) {
      if (heads[i] !== term) continue
      const row = rows[i]++
      heads[i] = termAt(segment.terms, rows[i])
      for (let at = segment.postingStarts[row]; at < segment.postingStarts[row + 1]; at++) {
        passages.push(segment.firstPassage + segment.postingPassages[at])
        counts.push(segment.postingCounts[at])
      }
    }
    yield { term, passages, counts }
  }
}

function termAt(terms: Strings, row: number): string | null {
  return row < countStrings(terms) ? stringAt(terms, row) : null
}

/** Bytes of the lists in a block, beside its terms; a posting takes two to four. */
const blockBytes = 300_000
/** Passages of a list that lie in one block. */
const mostTogether = 75_000

/** The blocks of `lists`, which are in order of term. */
export function* cutWordBlocks(
  lists: Iterable<PostingList>,
): Generator<{ first: string; bytes: Uint8Array<ArrayBuffer> }> {
  let terms: string[] = []
  let starts = [0]
  let sizes: number[] = []
  let bytes: number[] = []
  const finish = () => {
    const block = {
      first: terms[0],
      bytes: encodeSections(
        'words',
        {},
        {
          ...encodeStrings('terms', terms),
          starts: Uint32Array.from(starts),
          sizes: Uint32Array.from(sizes),
          lists: Uint8Array.from(bytes),
        },
      ),
    }
    terms = []
    starts = [0]
    sizes = []
    bytes = []
    return block
  }
  for (const { term, passages, counts } of lists) {
    for (let from = 0; from < passages.length; from += mostTogether) {
      const to = Math.min(from + mostTogether, passages.length)
      // Four bytes a posting at most, as long as there are fewer than two million passages.
      const isFull = bytes.length + (to - from) * 4 > blockBytes
      // A block has a term once, or the second part of its list would not be found.
      if (terms.length > 0 && (isFull || terms.at(-1) === term)) yield finish()
      pushList(bytes, passages, counts, from, to)
      terms.push(term)
      starts.push(bytes.length)
      sizes.push(to - from)
    }
  }
  if (terms.length > 0) yield finish()
}

function pushList(
  bytes: number[],
  passages: readonly number[],
  counts: readonly number[],
  from: number,
  to: number,
) {
  let before = -1
  for (let i = from; i < to; i++) {
    pushNumber(bytes, passages[i] - before)
    pushNumber(bytes, counts[i])
    before = passages[i]
  }
}

function pushNumber(bytes: number[], number: number) {
  let left = number
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left & 127) | 128)
  bytes.push(left)
}

/**
 * The postings in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeWordBlock(name: string, bytes: Uint8Array<ArrayBuffer>): WordLists {
  const file = decodeSections(name, 'words', bytes)
  return {
    terms: readStrings(file, 'terms'),
    starts: file.section('starts', 'Uint32Array'),
    sizes: file.section('sizes', 'Uint32Array'),
    lists: file.section('lists', 'Uint8Array'),
  }
}

/** Some postings of a term. */
export interface PostingPart {
  readonly passages: Uint32Array
  readonly counts: Uint8Array
}

/** What a block has of the list of `term`, copied out of it; null if it has none of it. */
export function readList(
  { terms, starts, sizes, lists }: WordLists,
  term: string,
): PostingPart | null {
  const row = findString(terms, term)
  if (row < 0) return null
  const passages = new Uint32Array(sizes[row])
  const counts = new Uint8Array(sizes[row])
  let at = starts[row]
  let passage = -1
  for (let i = 0; i < passages.length; i++) {
    let step = 0
    let unit = 1
    for (; lists[at] > 127; unit *= 128) step += (lists[at++] & 127) * unit
    passage += step + lists[at++] * unit
    passages[i] = passage
    // A count has one byte, or two if it is above 127.
    const low = lists[at++]
    counts[i] = low > 127 ? (low & 127) + 128 * lists[at++] : low
  }
  return { passages, counts }
}

/** First and one past the last of the blocks that may hold `term`; blocks are in order. */
export function blocksOf(
  blocks: readonly Pick<WordBlock, 'first'>[],
  term: string,
): [first: number, end: number] {
  const end = blockOfName(blocks, term) + 1
  // A list may begin at the end of the block before the one that begins with its term.
  let first = Math.max(0, end - 1)
  while (first > 0 && blocks[first].first === term) first--
  return [first, end]
}
