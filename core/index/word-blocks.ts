/**
 * Postings in files that are read for the words of a query: for an index whose postings do not fit
 * in memory.
 *
 * Terms of all segments are merged, in order of code points, and cut into blocks. In memory stays the
 * first term of each block, so a word takes one file. A list of more than 75,000 postings would not:
 * of it those are kept that count most, and how many articles hold the word.
 *
 *   terms      strings   T       sorted
 *   starts     u32       T + 1   first byte of each list
 *   sizes      u32       T       postings of each list
 *   articles   u32       T       articles that hold the term, where its list was cut; 0 for a whole one
 *   lists      u8                article by article
 *
 * A list goes from article to article, since that is what words rank, and what it says of passages is
 * skipped but for the few articles that are looked into. It has of each, as LEB128,
 *
 *   its number, less the one before, from -1
 *   eight times how often it says the term (the sum of its passages' counts), and how many bytes follow
 *     for its passages, less 1; 7 for all from 8 on, and then the rest as a number of its own
 *   of each passage that holds the term, its number in the article, less the one before, from -1
 */
import { decodeSections } from '../sections.ts'
import type { Shard } from './manifest.ts'
import { findString, readStrings, type Strings } from './strings.ts'

/** A file of postings. */
export interface WordBlock extends Shard {
  /** Its first term. */
  readonly first: string
}

/** Bytes of an article's passages that are too many to be said with its count. */
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
  /** How many articles hold the term, if these are not all; 0 if they are. */
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

/** Goes through a list: from article to article, and through the passages of those that are looked into. */
export interface ListReader {
  readonly bytes: Uint8Array
  /** Where it reads on. */
  at: number
  /** The article it is at. */
  article: number
  /** How often that says the term. */
  count: number
  /** Where the article's passages end. */
  end: number
  /** The passage it is at, from the article's first. */
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

/** Goes to the next passage of the article at hand that holds the term; false if there is none. */
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
