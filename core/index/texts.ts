/**
 * What is shown of articles, in files that are read when it is shown: for an index whose texts do
 * not fit in memory.
 *
 * Articles lie in order of place: those about the same lie together, so that a page of results takes
 * few files. Each is compressed on its own, so that only those that are shown are unpacked.
 *
 *   starts   u32   N + 1   first byte of each article
 *   packed   u8            JSON of StoredArticle, as DEFLATE (RFC 1951)
 */
import { deflateSync, inflateSync } from 'fflate'
import { decodeSections, encodeSections } from '../sections.ts'
import type { Shard } from './manifest.ts'
import type { DocumentRecord } from './segment.ts'

/** An article with everything that an answer says of it. */
export interface StoredArticle {
  readonly id: string
  readonly language: string
  readonly record: DocumentRecord
  readonly text: string
  /** Spans of each passage, in UTF-16 and in UTF-8 as in a segment, and its row in the headings. */
  readonly passages: readonly PassagePlace[]
}

/** Start and end in UTF-16, start and end in UTF-8, row in the record's headings or -1. */
export type PassagePlace = readonly [number, number, number, number, number]

/** A file of articles. */
export interface TextBlock extends Shard {
  /** Place of its first article. */
  readonly first: number
}

/** A block that was read. */
export interface PackedArticles {
  readonly starts: Uint32Array
  readonly packed: Uint8Array
}

/** A block is about as large as this; one article alone may be larger. */
export const textBlockBytes = 480_000

/** The bytes of an article in a block. */
export function packArticle(article: StoredArticle): Uint8Array {
  return deflateSync(new TextEncoder().encode(JSON.stringify(article)), { level: 9 })
}

/** The bytes of a block of articles that `packArticle` packed, in order of place. */
export function encodeTexts(articles: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const starts = new Uint32Array(articles.length + 1)
  articles.forEach((article, i) => {
    starts[i + 1] = starts[i] + article.length
  })
  const packed = new Uint8Array(starts[articles.length])
  articles.forEach((article, i) => {
    packed.set(article, starts[i])
  })
  return encodeSections('texts', {}, { starts, packed })
}

/**
 * The articles in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeTexts(name: string, bytes: Uint8Array<ArrayBuffer>): PackedArticles {
  const file = decodeSections(name, 'texts', bytes)
  return {
    starts: file.section('starts', 'Uint32Array'),
    packed: file.section('packed', 'Uint8Array'),
  }
}

/** The article at `row` of a block, unpacked: no view of the file. */
export function unpackArticle({ starts, packed }: PackedArticles, row: number): StoredArticle {
  if (!(row >= 0 && row < starts.length - 1)) {
    throw new RangeError(`article ${row} of a block that has ${starts.length - 1}`)
  }
  const json = inflateSync(packed.subarray(starts[row], starts[row + 1]))
  return JSON.parse(new TextDecoder().decode(json))
}
