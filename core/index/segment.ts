/**
 * A segment: some articles with everything that searching them takes, in one file.
 *
 * An index is a list of segments, so that no file grows beyond what a host serves
 * and a changed article touches few bytes. Articles are in order of id, passages in
 * order of article, so whatever belongs to an article is a range. Rows are local to
 * the segment; an open index adds `firstDocument` and `firstPassage`.
 *
 *   section                type     length
 *   ids, records, texts    strings  D     id; JSON of DocumentRecord; text
 *   urls                   strings  U     addresses to compare by (urls.ts), sorted, each once
 *   urlRows                u32      U     article of each
 *   days                   u32      2 D   first and last day of its date, 0 for none
 *   lengths                u32      D     words as BM25 counts them
 *   passageStarts          u32      D + 1 first passage of each article
 *   passageDocuments       u32      P     article of each passage
 *   spans                  u32      4 P   start, end in UTF-16; start, end in UTF-8
 *   headings               i32      P     row in the record's headings, -1 for none
 *   codes, scales          i8, f32  P x dimensions, P
 *   fallbackCodes          i8       P x dimensions of the embedded model, only in an index that
 *   fallbackScales         f32      P   keeps its vectors for when its own encoder is lost
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
import type { DocumentHeading, Span } from '../protocol.ts'
import { quantize } from '../quantize.ts'
import { decodeSections, encodeSections, type Section, type Sections } from '../sections.ts'
import { daysOf } from '../text/dates.ts'
import type { Document } from '../text/document.ts'
import type { Passage } from '../text/passages.ts'
import type { TokenSentence } from '../text/sentences.ts'
import { createPostings, type Postings } from './postings.ts'
import { type CutPassage, encodeSentences, readSentences } from './sentences.ts'
import {
  compareCodePoints,
  countStrings,
  encodeStrings,
  readStrings,
  type Strings,
} from './strings.ts'
import { comparableUrl } from './urls.ts'
import type { TermList } from './word-blocks.ts'

/** An article cut into passages. */
export interface Article {
  readonly document: Document
  readonly passages: readonly Passage[]
}

/** An article ready to be stored. */
export interface Entry extends Article {
  /** One unit vector a passage. */
  readonly vectors: readonly Float32Array[]
  /** One unit vector a passage by the embedded model; all articles of a segment have them or none. */
  readonly fallback?: readonly Float32Array[]
  /** Content tokens of each passage; all articles of a segment have them or none. */
  readonly tokens?: readonly Uint16Array[]
  /** Sentences of each passage; all articles of a segment have them or none. */
  readonly cut?: readonly CutPassage[]
}

/** Passage vectors as they lie in a segment. */
export interface Vectors {
  /** Row-major passages x dimensions. */
  readonly codes: Int8Array
  /** One factor a passage; `codes * scale` is about the unit vector. */
  readonly scales: Float32Array
}

/** What is shown of an article besides its text. */
export interface DocumentRecord {
  readonly title: string
  readonly url: string | null
  readonly date: string | null
  readonly source: string | null
  readonly fields: Readonly<Record<string, readonly string[]>>
  readonly headings: readonly DocumentHeading[]
  /** Left out of what is in the common language, which are most. */
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
  /** Sentences of a passage and their tokens, null where they are not told; null unless the embedded model made the index. */
  readonly sentencesOf: ((passage: number) => readonly TokenSentence[] | null) | null
  readonly terms: Strings
  readonly postingStarts: Uint32Array
  readonly postingPassages: Uint32Array
  readonly postingCounts: Uint8Array
  /** The lists that were read for the words of a query, where postings are not held; null where they are. */
  readonly queried: ReadonlyMap<string, TermList> | null
  /** The articles that have each value of a field. */
  readonly fields: ReadonlyMap<string, Field>
}

/** The content tokens of all passages, end to end. */
export interface Tokens {
  /** Rows of the model's table. */
  readonly rows: Uint16Array
  /** First token of each passage, and one past the last of all. */
  readonly starts: Uint32Array
}

/** The values of a field and who has them. */
export interface Field {
  readonly values: Strings
  readonly rows: Uint32Array
  readonly documents: Uint32Array
}

/** A segment to be written, and what is in it. */
export interface EncodedSegment {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly passages: number
  /** Words of each article, as BM25 counts them. */
  readonly lengths: Uint32Array
  /** Their sum. */
  readonly words: number
}

/** About how many bytes a segment may take; a host serves files up to 25 MiB. */
const segmentBytes = 12_000_000
/** Of more than two segments there are so many or a multiple, made side by side by as many cores. */
const sideBySide = 4

/**
 * About how many bytes passages with that many characters take: each costs its vector and its text, and
 * postings and records about as much again.
 */
function estimateBytes(passages: number, characters: number, dimensions: number): number {
  return passages * (dimensions + 40) + characters * 2
}

/** Bytes for each segment of an index of so many passages and characters, so that all are about as large. */
export function evenSegmentBytes(passages: number, characters: number, dimensions: number): number {
  const all = estimateBytes(passages, characters, dimensions)
  const few = Math.ceil(all / segmentBytes)
  const count = few > 2 ? Math.ceil(few / sideBySide) * sideBySide : few
  // A hundredth more: what no article fits into at the end of each would make one more.
  return Math.min(segmentBytes, (1.01 * all) / count)
}

/**
 * Parts articles into the segments of an index, in order; only those of one are held.
 *
 * @param most bytes of a segment, as estimated; one article may have more
 */
export function* groupArticles(
  articles: Iterable<Article>,
  dimensions: number,
  most = segmentBytes,
): Generator<Article[]> {
  let group: Article[] = []
  let room = most
  for (const article of articles) {
    const { passages, document } = article
    const bytes = estimateBytes(passages.length, document.text.length, dimensions)
    if (bytes > room && group.length > 0) {
      yield group
      group = []
      room = most
    }
    group.push(article)
    room -= bytes
  }
  if (group.length > 0) yield group
}

/**
 * A segment of articles.
 *
 * Without `fallback` vectors or tokens the bytes are the same as if there were no such thing.
 *
 * @param entries in order of id (`compareCodePoints`)
 * @param fields  front matter fields to filter by
 */
export function encodeSegment(
  entries: readonly Entry[],
  dimensions: number,
  fields: readonly string[],
): EncodedSegment {
  const passages = entries.reduce((sum, entry) => sum + entry.passages.length, 0)
  const postings = createPostings(entries)
  const sections = {
    ...documentSections(entries),
    ...passageSections(entries, passages, dimensions),
    ...fallbackSections(entries, passages),
    ...tokenSections(entries, passages),
    ...sentenceSections(entries, passages),
    ...postingSections(postings),
  }
  const all = entries.map(({ document }) => document)
  for (const field of fields) Object.assign(sections, encodeField(all, field))
  const about = { documents: entries.length, passages, dimensions }
  const { lengths } = postings
  return {
    bytes: encodeSections('segment', about, sections),
    passages,
    lengths,
    words: lengths.reduce((sum, length) => sum + length, 0),
  }
}

function documentSections(entries: readonly Entry[]): Record<string, Section> {
  const documents = entries.map(({ document }) => document)
  return {
    ...encodeStrings(
      'ids',
      documents.map(({ id }) => id),
    ),
    ...encodeStrings(
      'records',
      documents.map((document) => {
        const { language } = document
        return JSON.stringify({
          ...recordOf(document),
          ...(language !== commonLanguage && { language }),
        })
      }),
    ),
    ...encodeStrings(
      'texts',
      documents.map(({ text }) => text),
    ),
    ...urlSections(documents),
    days: encodeDays(documents),
  }
}

function urlSections(documents: readonly Document[]): Record<string, Section> {
  const urls = sortedUrls(documents)
  return {
    ...encodeStrings(
      'urls',
      urls.map(([url]) => url),
    ),
    urlRows: Uint32Array.from(urls, ([, document]) => document),
  }
}

/** Addresses to compare by, sorted, with their articles. Of articles that share one, the first has it. */
export function sortedUrls(
  documents: readonly Pick<Document, 'url'>[],
): (readonly [url: string, document: number])[] {
  const rows = new Map<string, number>()
  documents.forEach(({ url }, i) => {
    const comparable = url === null ? null : comparableUrl(url)
    if (comparable !== null && !rows.has(comparable)) rows.set(comparable, i)
  })
  return [...rows].sort(([a], [b]) => compareCodePoints(a, b))
}

/** First and last day of each article's date, 0 for none. */
export function encodeDays(documents: readonly Pick<Document, 'date'>[]): Uint32Array {
  const days = new Uint32Array(documents.length * 2)
  documents.forEach(({ date }, i) => {
    if (date !== null) days.set(daysOf(date) ?? [0, 0], i * 2)
  })
  return days
}

/** What is shown of an article besides its text. */
export function recordOf({ title, url, date, source, fields, headings }: Document): DocumentRecord {
  return { title, url, date, source, fields, headings }
}

function passageSections(
  entries: readonly Entry[],
  count: number,
  dimensions: number,
): Record<string, Section> {
  const passageStarts = new Uint32Array(entries.length + 1)
  const passageDocuments = new Uint32Array(count)
  const spans = new Uint32Array(count * 4)
  const headings = new Int32Array(count)
  const codes = new Int8Array(count * dimensions)
  const scales = new Float32Array(count)
  let row = 0
  entries.forEach(({ document, passages, vectors }, i) => {
    const spansOf = byteSpans(document.text)
    passages.forEach(({ span, heading }, j) => {
      passageDocuments[row] = i
      spans.set(spansOf(span), row * 4)
      headings[row] = heading
      quantize(vectors[j], row, codes, scales)
      row++
    })
    passageStarts[i + 1] = row
  })
  return { passageStarts, passageDocuments, spans, headings, codes, scales }
}

function fallbackSections(entries: readonly Entry[], count: number): Record<string, Section> {
  const vectors = entries.flatMap(({ fallback }) => fallback ?? [])
  if (vectors.length === 0) return {}
  if (vectors.length !== count) {
    throw new RangeError(`${vectors.length} fallback vectors for ${count} passages`)
  }
  const fallbackCodes = new Int8Array(count * vectors[0].length)
  const fallbackScales = new Float32Array(count)
  for (const [row, vector] of vectors.entries()) {
    quantize(vector, row, fallbackCodes, fallbackScales)
  }
  return { fallbackCodes, fallbackScales }
}

function tokenSections(entries: readonly Entry[], count: number): Record<string, Section> {
  const lists = entries.flatMap(({ tokens }) => tokens ?? [])
  if (lists.length === 0) return {}
  if (lists.length !== count) {
    throw new RangeError(`tokens of ${lists.length} passages for ${count} passages`)
  }
  const tokenStarts = startsOf(lists.map((list) => list.length))
  const tokens = new Uint16Array(tokenStarts[count])
  for (const [row, list] of lists.entries()) tokens.set(list, tokenStarts[row])
  return { tokens, tokenStarts }
}

function sentenceSections(entries: readonly Entry[], count: number): Record<string, Section> {
  const cut = entries.flatMap(({ cut }) => cut ?? [])
  if (cut.length === 0) return {}
  if (cut.length !== count) {
    throw new RangeError(`sentences of ${cut.length} passages for ${count} passages`)
  }
  return encodeSentences(cut)
}

/** Start and end in UTF-16 and then in UTF-8 of spans of `text`, each question after the one before. */
export function byteSpans(text: string): (span: Span) => [number, number, number, number] {
  // Starts ascend and so do ends: one cursor for each.
  const startByte = utf8Offsets(text)
  const endByte = utf8Offsets(text)
  return ([start, end]) => [start, end, startByte(start), endByte(end)]
}

/** Position in UTF-8 of a position in UTF-16; each question at or after the one before. */
function utf8Offsets(document: string): (at: number) => number {
  // As it is encoded: half a surrogate pair on its own becomes U+FFFD.
  const text = document.toWellFormed()
  let unit = 0
  let byte = 0
  return (at) => {
    for (; unit < at; unit++) {
      const code = text.charCodeAt(unit)
      // The two halves of a surrogate pair share the four bytes of their character.
      byte += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3
    }
    return byte
  }
}

function postingSections({ terms, starts, passages, counts, lengths }: Postings) {
  return {
    ...encodeStrings('terms', terms),
    postingStarts: starts,
    postingPassages: passages,
    postingCounts: counts,
    lengths,
  }
}

/** The sections of a field: the articles, ascending, that have each of its values. */
export function encodeField(
  documents: readonly Pick<Document, 'fields'>[],
  field: string,
): Record<string, Section> {
  const documentsOf = new Map<string, number[]>()
  documents.forEach(({ fields }, i) => {
    for (const value of new Set(fields[field] ?? [])) {
      const having = documentsOf.get(value)
      if (having) having.push(i)
      else documentsOf.set(value, [i])
    }
  })
  const values = [...documentsOf.keys()].sort(compareCodePoints)
  const lists = values.map((value) => documentsOf.get(value) as number[])
  return {
    ...encodeStrings(`field:${field}`, values),
    [`field:${field}.rows`]: startsOf(lists.map((list) => list.length)),
    [`field:${field}.documents`]: Uint32Array.from(lists.flat()),
  }
}

/** Running sums: where each of the lists laid end to end begins, and where the last ends. */
function startsOf(sizes: readonly number[]): Uint32Array {
  const starts = new Uint32Array(sizes.length + 1)
  sizes.forEach((size, i) => {
    starts[i + 1] = starts[i] + size
  })
  return starts
}

/**
 * The segment in `bytes`, as views of them.
 *
 * @param name  what to call the file in an error
 * @param first articles and passages in the segments before
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

function openSentences(file: Sections, { rows, starts }: Tokens): Segment['sentencesOf'] {
  if (!file.has('sentenceCodes')) return null
  const sentences = {
    codes: file.section('sentenceCodes', 'Uint8Array'),
    starts: file.section('sentenceStarts', 'Uint32Array'),
    stops: file.section('stops', 'Uint16Array'),
  }
  return (passage) =>
    readSentences(sentences, passage, rows.subarray(starts[passage], starts[passage + 1]))
}

/** The values of a field of a segment or of columns, as views of the file. */
export function readField(file: Sections, field: string): Field {
  return {
    values: readStrings(file, `field:${field}`),
    rows: file.section(`field:${field}.rows`, 'Uint32Array'),
    documents: file.section(`field:${field}.documents`, 'Uint32Array'),
  }
}
