/**
 * An index in memory: its manifest and its segments, and how to read one article,
 * passage or id from them. Articles and passages are numbered through all segments.
 */
import type { Kernel } from '../kernels/kernel.ts'
import { createScanner, type Scanner } from '../kernels/scanner.ts'
import type { DocumentResponse } from '../protocol.ts'
import { BadIndex } from '../sections.ts'
import type { Document } from '../text/document.ts'
import type { Base, Columns } from './base.ts'
import type { Manifest } from './manifest.ts'
import { createScratch, type Scratch } from './scratch.ts'
import { commonLanguage, type DocumentRecord, decodeSegment, type Segment } from './segment.ts'
import { decoder, findString, stringAt } from './strings.ts'
import { comparableUrl } from './urls.ts'

/** An index ready to be searched. */
export interface Index {
  readonly manifest: Manifest
  readonly segments: readonly Segment[]
  /** Articles in all segments, those that were removed included. */
  readonly documents: number
  /** Passages in all segments. */
  readonly passages: number
  /** Mean length of an article in words, as BM25 counts them; 0 for an empty index. */
  readonly meanLength: number
  /** Measures the passages that are held in memory against a query: all but those of a base. */
  readonly scanner: Scanner
  /** What a search writes to; only one runs at a time. */
  readonly scratch: Scratch
}

/**
 * An index from its manifest and the bytes of its shards, in the manifest's order.
 *
 * The index is views of `shards`, each of which must begin at a multiple of 8 in its
 * buffer; only the vectors are copied, into the kernel's memory. An index with a base has the base's
 * columns as its first segment, and nothing else of the base: a search reads the rest.
 *
 * @param kernel  scan.wasm, compiled; null for the plain scan
 * @param columns of the base; null for an index that has none
 * @throws BadIndex
 */
export function openIndex(
  manifest: Manifest,
  shards: readonly Uint8Array<ArrayBuffer>[],
  kernel: Kernel | null = null,
  columns: Columns | null = null,
): Index {
  if (shards.length !== manifest.shards.length) {
    throw new BadIndex(
      `${shards.length} shards came; the manifest names ${manifest.shards.length}. Run npm run build.`,
    )
  }
  const { base } = manifest
  if (base && !columns) {
    throw new BadIndex('The index has a base, and its columns did not come. Run npm run build.')
  }
  const segments = base && columns ? [openColumns(base, columns)] : []
  const first = { documents: base?.documents ?? 0, passages: base?.passages ?? 0 }
  const fresh: Segment[] = []
  shards.forEach((bytes, i) => {
    const segment = decodeSegment(manifest.shards[i].file, bytes, { ...first }, manifest.fields)
    fresh.push(segment)
    first.documents += segment.documents
    first.passages += segment.passages
  })
  checkCounts(manifest, first)
  const meanLength = manifest.documents === 0 ? 0 : manifest.words / manifest.documents
  const scanner = createScanner(fresh, manifest.model.dimensions, kernel)
  const scratch = createScratch(first.documents, base ? null : first.passages)
  return { manifest, segments: [...segments, ...fresh], ...first, meanLength, scanner, scratch }
}

/** @throws BadIndex if the files hold other counts than the manifest says */
function checkCounts(
  { base, ...manifest }: Manifest,
  { documents, passages }: Pick<Manifest, 'documents' | 'passages'>,
) {
  const removed = base?.removed.length ?? 0
  // The manifest does not say how many passages the removed articles had.
  const isRight = removed > 0 || passages === manifest.passages
  if (documents - removed === manifest.documents && isRight) return
  throw new BadIndex(
    `The shards hold ${documents - removed} articles in ${passages} passages; the manifest ` +
      `says ${manifest.documents} in ${manifest.passages}. Run npm run build.`,
  )
}

/** The columns of a base as a segment, without what queries read from files. */
function openColumns(base: Base, { places: _, ...columns }: Columns): Segment {
  const nothing = { starts: new Uint32Array(1), bytes: new Uint8Array() }
  return {
    ...columns,
    ...{ firstDocument: 0, firstPassage: 0 },
    ...{ documents: base.documents, passages: base.passages },
    ...{ ids: nothing, records: nothing, texts: nothing, urls: nothing, terms: nothing },
    urlRows: new Uint32Array(),
    passageDocuments: new Uint32Array(),
    spans: new Uint32Array(),
    headings: new Int32Array(),
    codes: new Int8Array(),
    scales: new Float32Array(),
    fallback: null,
    tokens: null,
    sentencesOf: null,
    postingStarts: new Uint32Array(1),
    postingPassages: new Uint32Array(),
    postingCounts: new Uint8Array(),
    queried: null,
  }
}

/** The segment that holds an article, and its row there. */
export function segmentOfDocument(index: Index, document: number): [Segment, number] {
  for (let i = index.segments.length - 1; i >= 0; i--) {
    const segment = index.segments[i]
    if (segment.firstDocument <= document) return [segment, document - segment.firstDocument]
  }
  throw new RangeError(`article ${document} of ${index.documents}`)
}

/** The segment that holds a passage, and its row there. */
export function segmentOfPassage(index: Index, passage: number): [Segment, number] {
  for (let i = index.segments.length - 1; i >= 0; i--) {
    const segment = index.segments[i]
    if (segment.firstPassage <= passage) return [segment, passage - segment.firstPassage]
  }
  throw new RangeError(`passage ${passage} of ${index.passages}`)
}

export function idAt(index: Index, document: number): string {
  const [segment, row] = segmentOfDocument(index, document)
  return stringAt(segment.ids, row)
}

/** Length of an article in words, as BM25 counts them. */
export function lengthAt(index: Index, document: number): number {
  const [{ lengths }, row] = segmentOfDocument(index, document)
  return lengths[row]
}

/** Number of the article with that id; -1 if there is none. */
export function findDocument(index: Index, id: string): number {
  for (const segment of index.segments) {
    const row = findString(segment.ids, id)
    if (row >= 0) return segment.firstDocument + row
  }
  return -1
}

/** Number of the article published at `url`, an address or a path; -1 if there is none. */
export function findDocumentByUrl(index: Index, url: string): number {
  const wanted = comparableUrl(url)
  if (wanted === null) return -1
  for (const { urls, urlRows, firstDocument } of index.segments) {
    const row = findString(urls, wanted)
    if (row >= 0) return firstDocument + urlRows[row]
  }
  return -1
}

/** What is shown of an article besides its text. */
export function recordAt(index: Index, document: number): DocumentRecord {
  const [segment, row] = segmentOfDocument(index, document)
  return JSON.parse(stringAt(segment.records, row))
}

/** A whole article. `url` is as front matter or URL pattern gives it, null for none. */
export function documentAt(
  index: Index,
  document: number,
): Omit<DocumentResponse, 'index' | 'url'> & Pick<Document, 'url' | 'language'> {
  const [segment, row] = segmentOfDocument(index, document)
  return {
    id: stringAt(segment.ids, row),
    language: commonLanguage,
    ...recordAt(index, document),
    text: stringAt(segment.texts, row),
  }
}

/** First passage of an article, and one past its last. */
export function passagesOf(index: Index, document: number): [first: number, end: number] {
  const [segment, row] = segmentOfDocument(index, document)
  const { firstPassage, passageStarts } = segment
  return [firstPassage + passageStarts[row], firstPassage + passageStarts[row + 1]]
}

/** A passage as it lies in the index. */
export interface StoredPassage {
  readonly text: string
  readonly span: [start: number, end: number]
  /** Row in its article's headings, -1 for none. */
  readonly heading: number
}

/** The passage with that number in `document`; only its own text is decoded. */
export function passageAt(index: Index, document: number, passage: number): StoredPassage {
  const [segment, row] = segmentOfDocument(index, document)
  const at = passage - segment.firstPassage
  const [start, end, firstByte, endByte] = segment.spans.subarray(at * 4, at * 4 + 4)
  const textStart = segment.texts.starts[row]
  const bytes = segment.texts.bytes.subarray(textStart + firstByte, textStart + endByte)
  return { text: decoder.decode(bytes), span: [start, end], heading: segment.headings[at] }
}
