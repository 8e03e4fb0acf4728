/**
 * Encodes articles as the bytes of a segment; segment.ts has the table of its sections.
 */
import type { Span } from '../protocol.ts'
import { createVectors, quantize } from '../quantize.ts'
import { encodeSections, type Section } from '../sections.ts'
import { daysOf } from '../text/dates.ts'
import type { Document } from '../text/document.ts'
import type { Article } from '../text/passages.ts'
import { joinLists } from './lists.ts'
import { createPostings, type Postings } from './postings.ts'
import { commonLanguage, type DocumentRecord } from './segment.ts'
import { type CutPassage, encodeSentences } from './sentences.ts'
import { compareCodePoints, encodeStrings } from './strings.ts'
import { comparableUrl } from './urls.ts'

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

/** A segment to be written, and what is in it. */
export interface EncodedSegment {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly passages: number
  /** Words of each article, as BM25 counts them. */
  readonly lengths: Uint32Array
  /** Their sum. */
  readonly words: number
}

/**
 * A segment of articles.
 *
 * Where entries have no `fallback`, `tokens` or `cut`, the sections for them are left out.
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
  const ids = documents.map(({ id }) => id)
  const records = documents.map((document) => {
    const { language } = document
    const record = recordOf(document)
    return JSON.stringify(language === commonLanguage ? record : { ...record, language })
  })
  const texts = documents.map(({ text }) => text)
  const sorted = sortedUrls(documents)
  const urls = sorted.map(([url]) => url)
  return {
    ...encodeStrings({ ids, records, texts, urls }),
    urlRows: Uint32Array.from(sorted, ([, document]) => document),
    days: encodeDays(documents),
  }
}

/** Comparable addresses, sorted, with their articles; one that several articles share is the first's. */
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
  const quantized = createVectors(count, dimensions)
  let row = 0
  entries.forEach(({ document, passages, vectors }, i) => {
    const spansOf = byteSpans(document.text)
    passages.forEach(({ span, heading }, j) => {
      passageDocuments[row] = i
      spans.set(spansOf(span), row * 4)
      headings[row] = heading
      quantize(vectors[j], row, quantized)
      row++
    })
    passageStarts[i + 1] = row
  })
  return { passageStarts, passageDocuments, spans, headings, ...quantized }
}

function fallbackSections(entries: readonly Entry[], count: number): Record<string, Section> {
  const vectors = entries.flatMap(({ fallback }) => fallback ?? [])
  if (vectors.length === 0) return {}
  if (vectors.length !== count) {
    throw new RangeError(`${vectors.length} fallback vectors for ${count} passages`)
  }
  const quantized = createVectors(count, vectors[0].length)
  for (const [row, vector] of vectors.entries()) quantize(vector, row, quantized)
  return { fallbackCodes: quantized.codes, fallbackScales: quantized.scales }
}

function tokenSections(entries: readonly Entry[], count: number): Record<string, Section> {
  const lists = entries.flatMap(({ tokens }) => tokens ?? [])
  if (lists.length === 0) return {}
  if (lists.length !== count) {
    throw new RangeError(`tokens of ${lists.length} passages for ${count} passages`)
  }
  const { starts, all } = joinLists(lists, Uint16Array)
  return { tokens: all, tokenStarts: starts }
}

function sentenceSections(entries: readonly Entry[], count: number): Record<string, Section> {
  const cut = entries.flatMap(({ cut }) => cut ?? [])
  if (cut.length === 0) return {}
  if (cut.length !== count) {
    throw new RangeError(`sentences of ${cut.length} passages for ${count} passages`)
  }
  return encodeSentences(cut)
}

/** Gives start and end of a span of `text` in UTF-16, then in UTF-8; for spans in ascending order. */
function byteSpans(text: string): (span: Span) => [number, number, number, number] {
  // Starts ascend and so do ends: one cursor for each.
  const startByte = utf8Offsets(text)
  const endByte = utf8Offsets(text)
  return ([start, end]) => [start, end, startByte(start), endByte(end)]
}

/** Turns a position in UTF-16 into one in UTF-8; for positions that never descend. */
function utf8Offsets(document: string): (at: number) => number {
  // As TextEncoder does: a lone surrogate becomes U+FFFD.
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
    ...encodeStrings({ terms }),
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
    // Own properties only: a field may be called `constructor`.
    for (const value of new Set(Object.hasOwn(fields, field) ? fields[field] : [])) {
      const having = documentsOf.get(value)
      if (having) having.push(i)
      else documentsOf.set(value, [i])
    }
  })
  const values = [...documentsOf.keys()].sort(compareCodePoints)
  const lists = values.map((value) => documentsOf.get(value) as number[])
  const { starts, all } = joinLists(lists, Uint32Array)
  return {
    ...encodeStrings({ [`field:${field}`]: values }),
    [`field:${field}.rows`]: starts,
    [`field:${field}.documents`]: all,
  }
}
