/**
 * The postings of a query's words, read for each query where postings do not fit in memory;
 * `findByWords` finds the same in them as in a segment.
 */

import { startsOf } from '../../index/lists.ts'
import { blockOfName } from '../../index/names.ts'
import type { KnownTerms } from '../../index/segment.ts'
import {
  decodeWordBlock,
  readList,
  type TermList,
  type WordBlock,
  type WordLists,
} from '../../index/word-blocks.ts'
import type { Beginnings, Commonness, QueryWords } from '../query/query-words.ts'
import { createRoomsFor, type ReadFile, type Rooms, visitFiles } from '../rooms.ts'

/** Postings ready to be read. */
export interface WordFiles {
  /** In order of their first terms. */
  readonly blocks: readonly WordBlock[]
  readonly read: ReadFile
  readonly rooms: Rooms<WordLists>
}

/** Most blocks that are read for the words of one query. */
const mostWordFiles = 8
/** Most blocks that are read to correct the words of one query. */
const mostToCorrect = 6
/** Most blocks in which an unfinished word is completed, the first of those that have terms which begin with it. */
const mostToComplete = 3

/** Postings in `blocks`; a share of them, [0, 1], is kept once read; nothing is read yet. */
export function openWordFiles(
  blocks: readonly WordBlock[],
  share: number,
  read: ReadFile,
): WordFiles {
  return { blocks, read, rooms: createRoomsFor(blocks, share) }
}

/**
 * As many words of `asked` as there are blocks that may be read, and how many blocks a query reads for them. The
 * rarest in general are preferred, and of equally rare ones, or if nothing is known of them, the longest, since a long
 * word is seldom a common one.
 *
 * @param known numbers of the blocks that it has read already
 */
export function affordableWords(
  { blocks }: WordFiles,
  asked: QueryWords,
  known: readonly number[],
  common: Commonness = [],
): { asked: QueryWords; files: number } {
  const chosen = new Set(known)
  const kept = new Set<number>()
  const lengthOf = (word: number) => asked.words[word][0].length
  const commonOf = (word: number) => common[word] ?? 0
  const order = Array.from(asked.words.keys()).sort(
    (a, b) => commonOf(a) - commonOf(b) || lengthOf(b) - lengthOf(a) || a - b,
  )
  for (const word of order) {
    const together = new Set([...chosen, ...blocksOfTerms(blocks, asked.words[word])])
    if (together.size > mostWordFiles) continue
    for (const block of together) chosen.add(block)
    kept.add(word)
  }
  const rows = [...kept].sort((a, b) => a - b)
  const written = asked.written
    .filter(({ word }) => kept.has(word))
    .map((written) => ({ ...written, word: rows.indexOf(written.word) }))
  const words = rows.map((row) => asked.words[row])
  return { asked: { ...asked, words, written }, files: chosen.size }
}

/** The lists of all terms of `words`, and whether any of them was cut. */
export async function readLists(
  files: WordFiles,
  words: QueryWords['words'],
): Promise<{ lists: ReadonlyMap<string, TermList>; isCut: boolean }> {
  const terms = [...new Set(words.flat())]
  const lists = new Map<string, TermList>()
  await visitBlocks(files, blocksOfTerms(files.blocks, terms), (lying, block) => {
    for (const term of terms) {
      const list = blockOfName(files.blocks, term) === block ? readList(lying, term) : null
      if (list) lists.set(term, list)
    }
  })
  return { lists, isCut: [...lists.values()].some(({ articles }) => articles > 0) }
}

/** Terms that may complete an unfinished word. */
export interface ReadTerms {
  /** Terms with their counts: as those of a segment, one for each block that was read. */
  readonly parts: readonly KnownTerms[]
  /** The numbers of these blocks. */
  readonly blocks: readonly number[]
  /** Whether further blocks may have words that complete it. */
  readonly isCut: boolean
}

/** The terms that may complete a word with these beginnings. */
export async function readTerms(
  files: WordFiles,
  { completed, outgrown }: Beginnings,
): Promise<ReadTerms> {
  const blocksOf = (beginning: string) => blocksOfBeginning(files.blocks, beginning)
  const wanted = new Set(completed.flatMap(blocksOf))
  const chosen = [...new Set([...wanted, ...blocksOf(outgrown)])].slice(0, mostToComplete)
  const parts = await copyTerms(files, chosen)
  return { parts, blocks: chosen, isCut: wanted.size > mostToComplete }
}

/** Blocks whose terms a question needs to be corrected. */
export interface WantedBlocks {
  /** Adds the blocks in which these terms would lie, if all of them are still allowed; whether they are. */
  readonly want: (terms: readonly string[]) => boolean
  /** The terms of the blocks added since it was last called. */
  readonly readTerms: () => Promise<KnownTerms[]>
}

/** No blocks yet. */
export function wantBlocks(files: WordFiles): WantedBlocks {
  const known = new Set<number>()
  let wanted = new Set<number>()
  return {
    want(terms) {
      const more = blocksOfTerms(files.blocks, terms).filter((block) => !known.has(block))
      const together = new Set([...wanted, ...more])
      if (known.size + together.size > mostToCorrect) return false
      wanted = together
      return true
    },
    readTerms() {
      const chosen = [...wanted]
      for (const block of chosen) known.add(block)
      wanted = new Set()
      return copyTerms(files, chosen)
    },
  }
}

/** The terms of some blocks, copied, since a room may be another block's after the next wait. */
async function copyTerms(files: WordFiles, chosen: readonly number[]): Promise<KnownTerms[]> {
  const parts: KnownTerms[] = []
  await visitBlocks(files, chosen, ({ terms: { starts, bytes }, sizes }) => {
    const terms = { starts: starts.slice(), bytes: bytes.slice() }
    parts.push({ terms, postingStarts: startsOf(sizes) })
  })
  return parts
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
