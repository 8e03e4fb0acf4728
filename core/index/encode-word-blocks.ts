/**
 * The postings of all segments merged and cut into files; word-blocks.ts has the table of their sections.
 */
import { encodeSections } from '../sections.ts'
import { joinLists } from './lists.ts'
import { lastUpTo } from './ordered.ts'
import { compareCodePoints, encodeStrings } from './strings.ts'
import { manyBytes } from './word-blocks.ts'

/** The passages that hold a term, numbered through the whole base. */
export interface PostingList {
  readonly term: string
  /** Ascending. */
  readonly passages: ArrayLike<number>
  /** What each adds to its article's count, at most 255. */
  readonly counts: ArrayLike<number>
}

/** A list that may have been cut. */
export interface StoredList extends PostingList {
  /** How many articles hold the term, if the list was cut; 0 if it is whole. */
  readonly articles: number
}

/** Which article each passage belongs to. */
export interface PassageOwners {
  /** Article of each passage. */
  readonly passageDocuments: Uint32Array
  /** First passage of each article, and one past the last of all. */
  readonly passageStarts: Uint32Array
}

/** A source of lists and its next list. */
interface Head {
  readonly source: number
  readonly rest: Iterator<PostingList>
  readonly list: PostingList
}

/**
 * The lists of all `sources` in order of term, those of one term joined.
 *
 * @param sources lists in order of term; the passages of one come before those of the next
 */
export function* mergePostings(sources: readonly Iterable<PostingList>[]): Generator<PostingList> {
  // Descending: the least is popped from the end.
  const heads: Head[] = []
  const push = (source: number, rest: Iterator<PostingList>) => {
    const { done, value } = rest.next()
    if (!done) insertHead(heads, { source, rest, list: value })
  }
  for (const [i, lists] of sources.entries()) push(i, lists[Symbol.iterator]())
  for (let head = heads.pop(); head; head = heads.pop()) {
    const lists = [head.list]
    const taken = [head]
    while (heads.length > 0 && heads[heads.length - 1].list.term === head.list.term) {
      const next = heads.pop() as Head
      taken.push(next)
      lists.push(next.list)
    }
    yield lists.length === 1 ? head.list : joinPostings(lists)
    // Not before the list was used: a source may overwrite it with its next.
    for (const { source, rest } of taken) push(source, rest)
  }
}

function insertHead(heads: Head[], head: Head) {
  const isLater = ({ list, source }: Head) =>
    (compareCodePoints(list.term, head.list.term) || source - head.source) > 0
  heads.splice(lastUpTo(heads.length, (i) => isLater(heads[i])) + 1, 0, head)
}

function joinPostings(lists: readonly PostingList[]): PostingList {
  const passages = lists.map((list) => list.passages)
  const counts = lists.map((list) => list.counts)
  return {
    term: lists[0].term,
    passages: joinLists(passages, Uint32Array).all,
    counts: joinLists(counts, Uint8Array).all,
  }
}

/** Most postings of a term that are stored; this many fit one block. */
export const mostPostings = 75_000

/**
 * A list as it is stored: if longer than `most`, only the postings with the greatest counts, the first of
 * equals.
 *
 * @param articleOf article of each passage
 */
export function cutList(
  list: PostingList,
  articleOf: Uint32Array,
  most = mostPostings,
): StoredList {
  const { term, passages, counts } = list
  if (passages.length <= most) return { ...list, articles: 0 }
  const withCount = new Uint32Array(256)
  for (let i = 0; i < counts.length; i++) withCount[counts[i]]++
  let least = 255
  let above = 0
  while (above + withCount[least] < most) above += withCount[least--]
  let ties = most - above
  let articles = 0
  let article = -1
  const kept = { passages: new Uint32Array(most), counts: new Uint8Array(most) }
  let at = 0
  for (let i = 0; i < passages.length; i++) {
    if (articleOf[passages[i]] !== article) articles++
    article = articleOf[passages[i]]
    if (counts[i] < least || (counts[i] === least && ties-- <= 0)) continue
    kept.passages[at] = passages[i]
    kept.counts[at++] = counts[i]
  }
  return { term, ...kept, articles }
}

/** Bytes of a term beside its letters: in four sections, four each. */
const termBytes = 16
/** Most bytes of a posting: four numbers of 32 bits as LEB128, five bytes each. */
const mostPostingBytes = 20

/**
 * The blocks of `lists`, which are in order of term.
 *
 * @param blockBytes of a block at most, unless a single list has more
 */
export function* cutWordBlocks(
  lists: Iterable<StoredList>,
  owners: PassageOwners,
  blockBytes: number,
): Generator<{ first: string; bytes: Uint8Array<ArrayBuffer> }> {
  let block = createBlock()
  for (const list of lists) {
    const packed = packList(list, owners)
    const bytes = packed.length + list.term.length + termBytes
    if (block.terms.length > 0 && block.bytes + bytes > blockBytes) {
      yield encodeBlock(block)
      block = createBlock()
    }
    block.terms.push(list.term)
    block.sizes.push(list.passages.length)
    block.articles.push(list.articles)
    block.packed.push(packed)
    block.bytes += bytes
  }
  if (block.terms.length > 0) yield encodeBlock(block)
}

interface Block {
  readonly terms: string[]
  readonly sizes: number[]
  readonly articles: number[]
  readonly packed: Uint8Array[]
  bytes: number
}

function createBlock(): Block {
  return { terms: [], sizes: [], articles: [], packed: [], bytes: 0 }
}

function encodeBlock({ terms, sizes, articles, packed }: Block) {
  const { starts, all } = joinLists(packed, Uint8Array)
  const sections = {
    ...encodeStrings({ terms }),
    starts,
    sizes: Uint32Array.from(sizes),
    articles: Uint32Array.from(articles),
    lists: all,
  }
  return { first: terms[0], bytes: encodeSections('words', {}, sections) }
}

function packList(
  { passages, counts }: PostingList,
  { passageDocuments, passageStarts }: PassageOwners,
): Uint8Array {
  const bytes = new Uint8Array(passages.length * mostPostingBytes)
  let at = 0
  const push = (number: number) => {
    let left = number
    for (; left > 127; left = Math.floor(left / 128)) bytes[at++] = (left & 127) | 128
    bytes[at++] = left
  }
  let before = -1
  for (let from = 0, end = 0; from < passages.length; from = end) {
    const article = passageDocuments[passages[from]]
    const stepAt = (i: number) =>
      passages[i] - (i === from ? passageStarts[article] - 1 : passages[i - 1])
    let count = 0
    let size = 0
    for (; end < passages.length && passageDocuments[passages[end]] === article; end++) {
      count += counts[end]
      size += numberBytes(stepAt(end))
    }
    push(article - before)
    push(count * 8 + Math.min(size, manyBytes) - 1)
    if (size >= manyBytes) push(size - manyBytes)
    for (let i = from; i < end; i++) push(stepAt(i))
    before = article
  }
  return bytes.slice(0, at)
}

/** Bytes of a number as LEB128, seven bits each. */
function numberBytes(number: number): number {
  return Math.ceil((32 - Math.clz32(number | 1)) / 7)
}
