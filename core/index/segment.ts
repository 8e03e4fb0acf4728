/**
 * A segment: some articles with everything needed to search them, in one file.
 *
 * An index is a list of segments, so that no file grows beyond what a host serves
 * and a changed article touches few bytes. Articles are in order of id, passages in
 * order of article, so whatever belongs to an article is a range. Rows are local to
 * the segment; an open index adds `firstDocument` and `firstPassage`.
 *
 *   section                type     length
 *   ids, records, texts    strings  D     id; JSON of DocumentRecord; text
 *   urls                   strings  U     comparable addresses (urls.ts), sorted, each once
 *   urlRows                u32      U     article of each
 *   days                   u32      2 D   first and last day of its date, 0 for none
 *   lengths                u32      D     words as BM25 counts them
 *   passageStarts          u32      D + 1 first passage of each article
 *   passageDocuments       u32      P     article of each passage
 *   spans                  u32      4 P   start, end in UTF-16; start, end in UTF-8
 *   headings               i32      P     row in the record's headings, -1 for none
 *   codes, scales          i8, f32  P x dimensions, P
 *   fallbackCodes          i8       P x dimensions of the embedded model, only in an index that
 *   fallbackScales         f32      P   keeps its vectors for when its own encoder fails
 *   tokens                 u16      tokens of the embedded model, stop words left out, passage by
 *   tokenStarts            u32      P + 1   passage; only in an index that the embedded model made
 *   sentenceCodes          u8       sentences of passages (sentences.ts); only where
 *   sentenceStarts         u32      P + 1   there are tokens
 *   stops                  u16      rows of the stop words in them
 *   terms                  strings  T     sorted
 *   postingStarts          u32      T + 1
 *   postingPassages        u32      per posting, ascending within a term
 *   postingCounts          u8       per posting
 *   field:NAME             strings  V     values, sorted
 *   field:NAME.rows        u32      V + 1 first entry of each value
 *   field:NAME.documents   u32      articles that have the value
 *
 * Postings are explained in postings.ts.
 */
import type { DocumentHeading } from '../protocol.ts'
import type { Vectors } from '../quantize.ts'
import { decodeSections, type Sections } from '../sections.ts'
import type { TokenSentence } from '../text/sentences.ts'
import { readSentences } from './sentences.ts'
import { countStrings, readStrings, type Strings } from './strings.ts'
import type { TermList } from './word-blocks.ts'

/** What is shown of an article besides its text. */
export interface DocumentRecord {
  readonly title: string
  readonly url: string | null
  readonly date: string | null
  readonly source: string | null
  readonly fields: Readonly<Record<string, readonly string[]>>
  readonly headings: readonly DocumentHeading[]
  /** Left out for `commonLanguage`, that of most articles. */
  readonly language?: string
}

/** The language of an article whose record names none. */
export const commonLanguage = 'en'

/** A segment that was read; see the table above. */
export interface Segment extends Vectors {
  readonly firstDocument: number
  readonly firstPassage: number
  readonly documents: number
  readonly passages: number
  readonly ids: Strings
  readonly records: Strings
  readonly texts: Strings
  readonly urls: Strings
  readonly urlRows: Uint32Array
  readonly days: Uint32Array
  readonly lengths: Uint32Array
  readonly passageStarts: Uint32Array
  readonly passageDocuments: Uint32Array
  readonly spans: Uint32Array
  readonly headings: Int32Array
  /** The same passages by the embedded model; null unless the index was built to keep them. */
  readonly fallback: Vectors | null
  /** What the second look reads; null unless the embedded model made the index. */
  readonly tokens: Tokens | null
  /** Sentences of a passage and their tokens, null if not stored; null unless the embedded model made the index. */
  readonly sentencesOf: ((passage: number) => readonly TokenSentence[] | null) | null
  readonly terms: Strings
  readonly postingStarts: Uint32Array
  readonly postingPassages: Uint32Array
  readonly postingCounts: Uint8Array
  /** The lists read for the words of this query, where postings stay in files; null where they are held. */
  readonly queried: ReadonlyMap<string, TermList> | null
  /** The articles that have each value of a field. */
  readonly fields: ReadonlyMap<string, Field>
}

/** Terms in order, and where the postings of each begin. */
export type KnownTerms = Pick<Segment, 'terms' | 'postingStarts'>

/** The content tokens of all passages, end to end. */
export interface Tokens {
  /** Rows of the model's table. */
  readonly rows: Uint16Array
  /** First token of each passage, and one past the last of all. */
  readonly starts: Uint32Array
}

/** The content tokens of a passage, title and headings included; a view. */
export function tokensAt({ rows, starts }: Tokens, row: number): Uint16Array {
  return rows.subarray(starts[row], starts[row + 1])
}

/** The values of a field and the articles that have each. */
export interface Field {
  readonly values: Strings
  readonly rows: Uint32Array
  readonly documents: Uint32Array
}

/**
 * The segment in `bytes`, as views of them.
 *
 * @param name  what to call the file in an error
 * @param first how many articles and passages the segments before it have
 * @throws BadIndex
 */
export function decodeSegment(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  first: { documents: number; passages: number },
  fields: readonly string[],
): Segment {
  const file = decodeSections(name, 'segment', bytes)
  const ids = readStrings(file, 'ids')
  const passageDocuments = file.section('passageDocuments', 'Uint32Array')
  const tokens = readTokens(file)
  return {
    firstDocument: first.documents,
    firstPassage: first.passages,
    documents: countStrings(ids),
    passages: passageDocuments.length,
    ids,
    records: readStrings(file, 'records'),
    texts: readStrings(file, 'texts'),
    urls: readStrings(file, 'urls'),
    urlRows: file.section('urlRows', 'Uint32Array'),
    days: file.section('days', 'Uint32Array'),
    lengths: file.section('lengths', 'Uint32Array'),
    passageStarts: file.section('passageStarts', 'Uint32Array'),
    passageDocuments,
    spans: file.section('spans', 'Uint32Array'),
    headings: file.section('headings', 'Int32Array'),
    codes: file.section('codes', 'Int8Array'),
    scales: file.section('scales', 'Float32Array'),
    fallback: readFallback(file),
    tokens,
    sentencesOf: tokens && openSentences(file, tokens),
    terms: readStrings(file, 'terms'),
    postingStarts: file.section('postingStarts', 'Uint32Array'),
    postingPassages: file.section('postingPassages', 'Uint32Array'),
    postingCounts: file.section('postingCounts', 'Uint8Array'),
    queried: null,
    fields: new Map(fields.map((field) => [field, readField(file, field)])),
  }
}

function readFallback(file: Sections): Vectors | null {
  if (!file.has('fallbackCodes')) return null
  return {
    codes: file.section('fallbackCodes', 'Int8Array'),
    scales: file.section('fallbackScales', 'Float32Array'),
  }
}

function readTokens(file: Sections): Tokens | null {
  if (!file.has('tokens')) return null
  return {
    rows: file.section('tokens', 'Uint16Array'),
    starts: file.section('tokenStarts', 'Uint32Array'),
  }
}

function openSentences(file: Sections, tokens: Tokens): Segment['sentencesOf'] {
  if (!file.has('sentenceCodes')) return null
  const sentences = {
    codes: file.section('sentenceCodes', 'Uint8Array'),
    starts: file.section('sentenceStarts', 'Uint32Array'),
    stops: file.section('stops', 'Uint16Array'),
  }
  return (passage) => readSentences(sentences, passage, tokensAt(tokens, passage))
}

/** The values of a field of a segment or of columns, as views of the file. */
export function readField(file: Sections, field: string): Field {
  return {
    values: readStrings(file, `field:${field}`),
    rows: file.section(`field:${field}.rows`, 'Uint32Array'),
    documents: file.section(`field:${field}.documents`, 'Uint32Array'),
  }
}
