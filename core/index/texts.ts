/**
 * What is shown of articles, in files that are read when it is shown: for an index whose texts do
 * not fit in memory.
 *
 * Articles lie in order of place: similar ones lie together, so that a page of results takes few files.
 * Each is compressed on its own, so that only those that are shown are unpacked.
 *
 *   starts   u32   N + 1   first byte of each article
 *   packed   u8            its unpacked size in bytes, u32 little-endian, then JSON of StoredArticle
 *                          as DEFLATE (RFC 1951)
 *
 * Knowing the size, unpacking takes a third of the time (0.055 instead of 0.16 ms for an article of 6 kB). A
 * shared dictionary of 32 kB would save one byte in eight; the highest level one in two thousand.
 */
import { deflateSync, inflateSync } from 'fflate'
import { decodeSections, encodeSections } from '../sections.ts'
import type { Article } from '../text/passages.ts'
import { byteSpans, recordOf } from './encode-segment.ts'
import { joinLists } from './lists.ts'
import type { DocumentRecord } from './segment.ts'
import type { Shard } from './shard.ts'

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

/** Bytes of the size in front of each article. */
const sizeBytes = 4

/** The bytes of an article in a block; the compressor gives the same on every machine. */
export function packArticle({ document, passages }: Article): Uint8Array {
  const { id, language, text } = document
  const spansOf = byteSpans(text)
  const stored: StoredArticle = {
    id,
    language,
    record: recordOf(document),
    text,
    passages: passages.map(({ span, heading }): PassagePlace => [...spansOf(span), heading]),
  }
  const json = new TextEncoder().encode(JSON.stringify(stored))
  const packed = deflateSync(json, { level: 6 })
  const bytes = new Uint8Array(sizeBytes + packed.length)
  new DataView(bytes.buffer).setUint32(0, json.length, true)
  bytes.set(packed, sizeBytes)
  return bytes
}

/** The bytes of a block of articles that `packArticle` packed, in order of place. */
export function encodeTexts(articles: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const { starts, all } = joinLists(articles, Uint8Array)
  return encodeSections('texts', {}, { starts, packed: all })
}

/**
 * The articles in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeTexts(name: string, bytes: Uint8Array<ArrayBuffer>): PackedArticles {
  const file = decodeSections(name, 'texts', bytes, 'trusted')
  return {
    starts: file.section('starts', 'Uint32Array'),
    packed: file.section('packed', 'Uint8Array'),
  }
}

/** The article at `row` of a block, unpacked into memory of its own. */
export function unpackArticle({ starts, packed }: PackedArticles, row: number): StoredArticle {
  if (!(row >= 0 && row < starts.length - 1)) {
    throw new RangeError(`article ${row} of a block that has ${starts.length - 1}`)
  }
  const bytes = packed.subarray(starts[row], starts[row + 1])
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const json = inflateSync(bytes.subarray(sizeBytes), { out: new Uint8Array(size) })
  return JSON.parse(new TextDecoder().decode(json))
}
