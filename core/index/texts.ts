/**
 * What is shown of articles, in files that are read when it is shown: for an index whose texts do
 * not fit in memory.
 *
 * Articles lie in order of place: similar ones lie together, so that a page of results takes few files.
 * Each is compressed on its own, and a long one in parts, so that of a book only the passages that are
 * shown are unpacked.
 *
 *   starts   u32   N + 1   first byte of each article
 *   packed   u8            u32 number of parts; of each, u32 bytes when unpacked and u32 bytes here,
 *                          little-endian; then the parts, as DEFLATE (RFC 1951)
 *
 * The first part is JSON: what is said of the article, and its text as far as the second part. The others are
 * the rest of the text in UTF-8, each from the beginning of a passage on, with the first part as their preset
 * dictionary. Knowing the size, unpacking takes a third of the time (0.055 instead of 0.16 ms for 6 kB).
 */
import { deflateSync, inflateSync } from 'fflate'
import { decodeSections, encodeSections } from '../sections.ts'
import type { Article } from '../text/passages.ts'
import { recordOf } from './encode-segment.ts'
import { joinLists, startsOf } from './lists.ts'
import { lastUpTo } from './ordered.ts'
import type { DocumentRecord } from './segment.ts'
import type { Shard } from './shard.ts'
import { decoder, encoder } from './strings.ts'

/** An article with everything that an answer says of it. Its text is unpacked when it is asked for. */
export interface StoredArticle {
  readonly id: string
  readonly language: string
  readonly record: DocumentRecord
  readonly passages: readonly PassagePlace[]
  /** The text of one of its passages; like `text`, only while the block holds what it held. */
  readonly passageText: (passage: number) => string
  readonly text: () => string
}

/** Start and end in the text, in UTF-16, and row in the record's headings or -1. */
export type PassagePlace = readonly [start: number, end: number, heading: number]

/** The first part of an article. */
interface FirstPart extends Pick<StoredArticle, 'id' | 'language' | 'record' | 'passages'> {
  /** Where each of the other parts begins in the text, in UTF-16. */
  readonly cuts: readonly number[]
  readonly text: string
}

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

/** Letters from which the text of the first part is long enough, and that of each other part. */
const [beginningLetters, partLetters] = [2000, 4000]

/** The bytes of an article in a block; the compressor gives the same on every machine. */
export function packArticle({ document, passages }: Article): Uint8Array {
  const { id, language, text } = document
  const cuts = findCuts(passages, text.length)
  const first: FirstPart = {
    ...{ id, language, record: recordOf(document) },
    passages: passages.map(({ span, heading }) => [...span, heading]),
    ...{ cuts, text: text.slice(0, cuts[0]) },
  }
  const beginning = encoder.encode(JSON.stringify(first))
  const rest = cuts.map((start, i) => encoder.encode(text.slice(start, cuts[i + 1])))
  const packed = [
    deflateSync(beginning, { level }),
    ...rest.map((part) => deflateSync(part, { level, dictionary: beginning })),
  ]
  const sizes = [beginning, ...rest].flatMap((part, i) => [part.length, packed[i].length])
  const head = new DataView(new ArrayBuffer(headBytes(packed.length)))
  for (const [i, value] of [packed.length, ...sizes].entries()) head.setUint32(4 * i, value, true)
  return joinLists([new Uint8Array(head.buffer), ...packed], Uint8Array).all
}

/** Of DEFLATE; the highest saves one byte in two thousand. */
const level = 6

/** Bytes in front of the parts of an article. */
const headBytes = (parts: number) => 4 + 8 * parts

/** Beginnings of passages at which a text is cut; no part that is left over is a fragment. */
function findCuts(passages: Article['passages'], letters: number): number[] {
  const cuts: number[] = []
  for (const { span } of passages) {
    const size = span[0] - (cuts.at(-1) ?? 0)
    const enough = cuts.length === 0 ? beginningLetters : partLetters
    if (size >= enough && letters - span[0] >= enough / 2) cuts.push(span[0])
  }
  return cuts
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

/** The article at `row` of a block. */
export function unpackArticle({ starts, packed }: PackedArticles, row: number): StoredArticle {
  if (!(row >= 0 && row < starts.length - 1)) {
    throw new RangeError(`article ${row} of a block that has ${starts.length - 1}`)
  }
  const bytes = packed.subarray(starts[row], starts[row + 1])
  const head = new DataView(bytes.buffer, bytes.byteOffset)
  const count = head.getUint32(0, true)
  const sizes = Array.from({ length: 2 * count }, (_, i) => head.getUint32(4 + 4 * i, true))
  const ends = startsOf(sizes.filter((_, i) => i % 2 === 1))
  const unpack = (part: number, dictionary?: Uint8Array) => {
    const [from, to] = [ends[part], ends[part + 1]].map((end) => headBytes(count) + end)
    const out = new Uint8Array(sizes[2 * part])
    return inflateSync(bytes.subarray(from, to), dictionary ? { out, dictionary } : { out })
  }
  const beginning = unpack(0)
  const { cuts, text, ...article }: FirstPart = JSON.parse(decoder.decode(beginning))
  const parts = [text]
  const partAt = (part: number) => {
    parts[part] ??= decoder.decode(unpack(part, beginning))
    return parts[part]
  }
  return {
    ...article,
    passageText(passage) {
      const [start, end] = article.passages[passage]
      const part = lastUpTo(cuts.length, (i) => cuts[i] <= start) + 1
      const from = part === 0 ? 0 : cuts[part - 1]
      return partAt(part).slice(start - from, end - from)
    },
    text: () => Array.from({ length: count }, (_, part) => partAt(part)).join(''),
  }
}
