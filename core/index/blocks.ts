/**
 * What is shown of articles, in files that are read when it is shown: for an index whose texts do
 * not fit in memory. A block holds some articles, in order of id, with everything that an
 * answer says of them; it is cut from a segment, so it says the same.
 *
 *   ids, records, texts   strings   as in a segment
 *   passageStarts         u32       D + 1 first passage of each article, from 0
 *   spans, headings       u32, i32  as in a segment
 */
import { decodeSections, encodeSections, type Section } from '../sections.ts'
import type { Shard } from './manifest.ts'
import type { StoredPassage } from './open.ts'
import type { DocumentRecord, Segment } from './segment.ts'
import { decoder, readStrings, type Strings, stringAt } from './strings.ts'

/** A file of articles. */
export interface Block extends Shard {
  /** Number of its first article, through all blocks. */
  readonly first: number
}

/** A block that was read; its articles are numbered from 0. */
export interface Articles extends Pick<Segment, 'ids' | 'records' | 'texts'> {
  readonly passageStarts: Uint32Array
  readonly spans: Uint32Array
  readonly headings: Int32Array
}

/** A block is about as large as this; one article alone may be larger. */
const blockBytes = 400_000

/** The blocks of a segment, each with the number of its first article through all segments. */
export function* cutBlocks(
  segment: Segment,
): Generator<{ first: number; bytes: Uint8Array<ArrayBuffer> }> {
  for (let from = 0; from < segment.documents; ) {
    let to = from + 1
    while (to < segment.documents && bytesOf(segment, from, to + 1) <= blockBytes) to++
    yield { first: segment.firstDocument + from, bytes: encodeBlock(segment, from, to) }
    from = to
  }
}

function bytesOf(
  { texts, records, ids, passageStarts }: Segment,
  from: number,
  to: number,
): number {
  const strings = [texts, records, ids].reduce(
    (sum, { starts }) => sum + starts[to] - starts[from],
    0,
  )
  return strings + 20 * (passageStarts[to] - passageStarts[from])
}

function encodeBlock(segment: Segment, from: number, to: number): Uint8Array<ArrayBuffer> {
  const { passageStarts, spans, headings } = segment
  const [first, end] = [passageStarts[from], passageStarts[to]]
  return encodeSections(
    'block',
    {},
    {
      ...cutStrings('ids', segment.ids, from, to),
      ...cutStrings('records', segment.records, from, to),
      ...cutStrings('texts', segment.texts, from, to),
      passageStarts: passageStarts.slice(from, to + 1).map((start) => start - first),
      spans: spans.subarray(first * 4, end * 4),
      headings: headings.subarray(first, end),
    },
  )
}

function cutStrings(
  name: string,
  { starts, bytes }: Strings,
  from: number,
  to: number,
): Record<string, Section> {
  const first = starts[from]
  return {
    [`${name}.starts`]: starts.slice(from, to + 1).map((start) => start - first),
    [`${name}.bytes`]: bytes.subarray(first, starts[to]),
  }
}

/**
 * The articles in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeBlock(name: string, bytes: Uint8Array<ArrayBuffer>): Articles {
  const file = decodeSections(name, 'block', bytes)
  return {
    ids: readStrings(file, 'ids'),
    records: readStrings(file, 'records'),
    texts: readStrings(file, 'texts'),
    passageStarts: file.section('passageStarts', 'Uint32Array'),
    spans: file.section('spans', 'Uint32Array'),
    headings: file.section('headings', 'Int32Array'),
  }
}

/** What an answer says of an article and one of its passages, on its own: no view of a file. */
export interface ShownPassage {
  readonly id: string
  readonly record: DocumentRecord
  readonly passage: StoredPassage
}

/** An article of a block with its passage `ordinal`, counted from 0. */
export function shownPassage(articles: Articles, row: number, ordinal: number): ShownPassage {
  const { ids, records, texts, passageStarts, spans, headings } = articles
  const at = passageStarts[row] + ordinal
  if (!(at < passageStarts[row + 1])) {
    const count = passageStarts[row + 1] - passageStarts[row]
    throw new RangeError(`passage ${ordinal} of an article that has ${count}`)
  }
  const [start, end, firstByte, endByte] = spans.subarray(at * 4, at * 4 + 4)
  const text = texts.starts[row]
  return {
    id: stringAt(ids, row),
    record: JSON.parse(stringAt(records, row)),
    passage: {
      text: decoder.decode(texts.bytes.subarray(text + firstByte, text + endByte)),
      span: [start, end],
      heading: headings[at],
    },
  }
}
