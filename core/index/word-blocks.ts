/**
 * Postings in files that are read for the words of a query: for an index whose postings do not fit
 * in memory.
 *
 * Terms of all segments are merged, in order of code points, and cut into blocks. The first term of each
 * block stays in memory, so a word takes one file. A list of more than 75,000 postings would not fit one:
 * those with the greatest counts are kept, and how many articles hold the word.
 *
 *   terms      strings   T       sorted
 *   starts     u32       T + 1   first byte of each list
 *   sizes      u32       T       postings of each list
 *   articles   u32       T       articles that hold the term, where its list was cut; 0 for a whole one
 *   lists      u8                article by article
 *
 * A list goes from article to article, since words rank articles; the passages of most are skipped. Of each
 * article it has, as LEB128,
 *
 *   its number less that of the one before (-1 for the first)
 *   8 x its count of the term (the sum of its passages' counts) + the bytes that follow for its passages - 1;
 *     from 8 bytes on, + 7, and then the bytes beyond 8 as a number of their own
 *   for each passage with the term, its number in the article less that of the one before (-1 for the first)
 */
import { decodeSections } from '../sections.ts'
import type { Shard } from './shard.ts'
import { findString, readStrings, type Strings } from './strings.ts'

/** A file of postings. */
export interface WordBlock extends Shard {
  /** Its first term. */
  readonly first: string
}

/** From this many bytes on, the size of an article's passages does not fit beside its count. */
export const manyBytes = 8

/** A block that was read. */
export interface WordLists {
  readonly terms: Strings
  readonly starts: Uint32Array
  readonly sizes: Uint32Array
  readonly articles: Uint32Array
  readonly lists: Uint8Array
}

/**
 * The postings in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeWordBlock(name: string, bytes: Uint8Array<ArrayBuffer>): WordLists {
  const file = decodeSections(name, 'words', bytes, 'trusted')
  return {
    terms: readStrings(file, 'terms'),
    starts: file.section('starts', 'Uint32Array'),
    sizes: file.section('sizes', 'Uint32Array'),
    articles: file.section('articles', 'Uint32Array'),
    lists: file.section('lists', 'Uint8Array'),
  }
}

/** The list of a term as it is stored. */
export interface TermList {
  readonly bytes: Uint8Array
  /** How many articles hold the term, if the list was cut; 0 if it is whole. */
  readonly articles: number
}

/** The list of `term`, copied out of a block; null if it has none. */
export function readList(
  { terms, starts, articles, lists }: WordLists,
  term: string,
): TermList | null {
  const row = findString(terms, term)
  if (row < 0) return null
  return { bytes: lists.slice(starts[row], starts[row + 1]), articles: articles[row] }
}

/** A cursor in a list: goes from article to article, and through the passages of those looked into. */
export interface ListReader {
  readonly bytes: Uint8Array
  /** Position of the next byte. */
  at: number
  /** The current article. */
  article: number
  /** That article's count of the term. */
  count: number
  /** Where the article's passages end. */
  end: number
  /** The current passage, counted from the article's first. */
  place: number
}

/** A reader of `list`, before its first article. */
export function openList({ bytes }: TermList): ListReader {
  return { bytes, at: 0, article: -1, count: 0, end: 0, place: -1 }
}

/** Goes to the next article that holds the term, before its first passage; false if there is none. */
export function nextArticle(reader: ListReader): boolean {
  reader.at = reader.end
  if (reader.at === reader.bytes.length) return false
  reader.article += readNumber(reader)
  const head = readNumber(reader)
  reader.count = head >>> 3
  let size = (head & 7) + 1
  if (size === manyBytes) size += readNumber(reader)
  reader.end = reader.at + size
  reader.place = -1
  return true
}

/** Goes to the next passage of the current article that holds the term; false if there is none. */
export function nextPlace(reader: ListReader): boolean {
  if (reader.at === reader.end) return false
  reader.place += readNumber(reader)
  return true
}

function readNumber(reader: ListReader): number {
  const { bytes } = reader
  const byte = bytes[reader.at++]
  if (byte < 128) return byte
  let number = byte & 127
  for (let unit = 128; ; unit *= 128) {
    const byte = bytes[reader.at++]
    number += (byte & 127) * unit
    if (byte < 128) return number
  }
}
