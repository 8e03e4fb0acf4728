/**
 * The postings of a query's words, read when they are asked for, where postings do not fit in
 * memory: as the part of a segment that `findByWords` reads, so that it finds the same.
 */

import { blockOfName } from '../index/names.ts'
import type { Segment } from '../index/segment.ts'
import { compareCodePoints, encodeStrings } from '../index/strings.ts'
import {
  decodeWordBlock,
  type PostingPart,
  readList,
  type WordBlock,
  type WordLists,
} from '../index/word-blocks.ts'
import { createRooms, keptRooms, largest, type ReadFile, type Rooms, visitFiles } from './rooms.ts'
import type { QueryWords } from './words.ts'

/** Postings ready to be read. */
export interface WordFiles {
  /** In order of their first terms. */
  readonly blocks: readonly WordBlock[]
  /** First passage of each article, and one past the last of all. */
  readonly passageStarts: Uint32Array
  readonly read: ReadFile
  readonly rooms: Rooms<WordLists>
}

/** Terms with their postings: as a segment has them, but for the article of each. */
export type QueryPostings = Pick<
  Segment,
  'terms' | 'postingStarts' | 'postingPassages' | 'postingCounts' | 'queried'
>

/** Blocks that are read for the words of one query. */
const mostWordFiles = 6
/** Blocks in which a word that is still being typed is completed: the first of those where it may begin. */
const mostToComplete = 3

/** Postings in `blocks`; nothing is read yet. */
export function openWordFiles(
  blocks: readonly WordBlock[],
  passageStarts: Uint32Array,
  read: ReadFile,
): WordFiles {
  const bytes = largest(blocks)
  const rooms = createRooms<WordLists>(keptRooms(bytes), bytes)
  return { blocks, passageStarts, read, rooms }
}

/**
 * The words of `asked` whose postings lie in no more blocks than may be read, the longest first, since a
 * long word is seldom a common one; and in how many blocks they lie.
 */
export function affordableWords(
  { blocks }: WordFiles,
  asked: QueryWords,
): { asked: QueryWords; files: number } {
  const chosen = new Set<number>()
  const kept = new Set<number>()
  const lengthOf = (word: number) => asked.words[word][0].length
  const order = Array.from(asked.words.keys()).sort((a, b) => lengthOf(b) - lengthOf(a) || a - b)
  for (const word of order) {
    const together = new Set([...chosen, ...blocksOfTerms(blocks, asked.words[word])])
    if (together.size > mostWordFiles) continue
    for (const block of together) chosen.add(block)
    kept.add(word)
  }
  const rows = [...kept].sort((a, b) => a - b)
  const written = asked.written
    .filter(({ word }) => kept.has(word))
    .map(({ text, word }) => ({ text, word: rows.indexOf(word) }))
  const words = rows.map((row) => asked.words[row])
  return { asked: { ...asked, words, written }, files: chosen.size }
}

/** The postings of all terms of `words`, and whether a list is cut to those that count most. */
export async function readQueryPostings(
  files: WordFiles,
  words: QueryWords['words'],
): Promise<{ postings: QueryPostings; isCut: boolean }> {
  const terms = [...new Set(words.flat())].sort(compareCodePoints)
  const blockOf = terms.map((term) => blockOfName(files.blocks, term))
  const lists = terms.map((): PostingPart | null => null)
  await visitBlocks(files, blocksOfTerms(files.blocks, terms), (lying, block) => {
    for (const [i, term] of terms.entries()) {
      if (blockOf[i] === block) lists[i] = readList(lying, term)
    }
  })
  const isCut = lists.some((list) => list !== null && list.articles > 0)
  return { postings: joinLists(terms, lists, files.passageStarts), isCut }
}

/**
 * The terms among which a word that begins with one of these is completed, with their counts: as the
 * terms of a segment, one for each block that was read.
 */
export async function readTerms(
  files: WordFiles,
  beginnings: readonly string[],
): Promise<Pick<Segment, 'terms' | 'postingStarts'>[]> {
  const wanted = beginnings.flatMap((beginning) => blocksOfBeginning(files.blocks, beginning))
  const chosen = [...new Set(wanted)].slice(0, mostToComplete)
  const found: Pick<Segment, 'terms' | 'postingStarts'>[] = []
  await visitBlocks(files, chosen, ({ terms, sizes }) => {
    const postingStarts = new Uint32Array(sizes.length + 1)
    sizes.forEach((size, row) => {
      postingStarts[row + 1] = postingStarts[row] + size
    })
    // Copied, since what lies in a room is another block's after the next wait.
    const { starts, bytes } = terms
    found.push({ terms: { starts: starts.slice(), bytes: bytes.slice() }, postingStarts })
  })
  return found
}

/** The blocks that may hold these terms, each once. */
function blocksOfTerms(blocks: readonly WordBlock[], terms: readonly string[]): number[] {
  return [...new Set(terms.map((term) => blockOfName(blocks, term)))].filter((block) => block >= 0)
}

/** The blocks that may hold terms which begin so, in order. */
function blocksOfBeginning(blocks: readonly WordBlock[], beginning: string): number[] {
  const first = Math.max(0, blockOfName(blocks, beginning))
  const last = blockOfName(blocks, `${beginning}\u{10ffff}`)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

async function visitBlocks(
  { blocks, read, rooms }: WordFiles,
  chosen: readonly number[],
  visit: (block: WordLists, number: number) => void,
): Promise<void> {
  const files = chosen.map((block) => blocks[block])
  const kind = { read, rooms, decode: decodeWordBlock }
  await visitFiles(files, kind, (block, i) => visit(block, chosen[i]))
}

function joinLists(
  terms: readonly string[],
  lists: readonly (PostingPart | null)[],
  passageStarts: Uint32Array,
): QueryPostings {
  const { 'terms.starts': starts, 'terms.bytes': bytes } = encodeStrings('terms', terms)
  const postingStarts = new Uint32Array(terms.length + 1)
  lists.forEach((list, i) => {
    postingStarts[i + 1] = postingStarts[i] + (list?.passages.length ?? 0)
  })
  const postingPassages = new Uint32Array(postingStarts[terms.length])
  const postingCounts = new Uint8Array(postingPassages.length)
  lists.forEach((list, i) => {
    if (!list) return
    postingPassages.set(list.passages, postingStarts[i])
    postingCounts.set(list.counts, postingStarts[i])
  })
  return {
    terms: { starts: starts as Uint32Array, bytes: bytes as Uint8Array },
    ...{ postingStarts, postingPassages, postingCounts },
    queried: {
      documents: articlesOf(postingPassages, postingStarts, passageStarts),
      articles: Uint32Array.from(lists, (list) => list?.articles ?? 0),
    },
  }
}

/** Article of each posting: of each list, whose passages ascend, found on from the one before. */
function articlesOf(
  passages: Uint32Array,
  listStarts: Uint32Array,
  passageStarts: Uint32Array,
): Uint32Array {
  const articles = new Uint32Array(passages.length)
  for (let list = 0; list + 1 < listStarts.length; list++) {
    let article = 0
    for (let i = listStarts[list]; i < listStarts[list + 1]; i++) {
      article = articleFrom(passageStarts, article, passages[i])
      articles[i] = article
    }
  }
  return articles
}

/** Articles that are passed one by one before longer steps are tried. */
const fewArticles = 8

/** The article of `passage`, which is `from` or one behind it: one by one, then in steps that double and halve. */
function articleFrom(passageStarts: Uint32Array, from: number, passage: number): number {
  const last = passageStarts.length - 2
  let low = from
  for (const far = Math.min(last, from + fewArticles); low < far; low++) {
    if (passageStarts[low + 1] > passage) return low
  }
  let step = 1
  while (low + step <= last && passageStarts[low + step] <= passage) {
    low += step
    step *= 2
  }
  for (; step >= 1; step /= 2) {
    if (low + step <= last && passageStarts[low + step] <= passage) low += step
  }
  return low
}
