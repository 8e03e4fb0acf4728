/**
 * Small worlds for tests: repeatable randomness, articles of a few words, indexes of a
 * few articles and a model of a few tokens, each in one call and small enough to check by eye.
 */
import fc from 'fast-check'
import { encodeSegment } from '../core/index/encode-segment.ts'
import type { PostingList } from '../core/index/encode-word-blocks.ts'
import { type Manifest, type ManifestModel, manifestFormat } from '../core/index/manifest.ts'
import { type Index, openIndex } from '../core/index/open.ts'
import type { Segment } from '../core/index/segment.ts'
import { countStrings, stringAt } from '../core/index/strings.ts'
import type { ContentTokenizer } from '../core/model/content.ts'
import { decodeModel, encodeModel, type Model, normalized } from '../core/model/model.ts'
import type { DocumentHeading } from '../core/protocol.ts'
import { type Document, headingPath, withContext } from '../core/text/document.ts'
import { chunkDocument, chunkerVersion, type Passage } from '../core/text/passages.ts'
import { findWords, termsOf } from '../core/text/words.ts'

/** Numbers in [0, 1) that repeat for the same seed (a linear congruential generator). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A whole number from `least` to `most`, both included. */
export function randomWhole(random: () => number, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1))
}

/** One of the choices. */
export function randomOf<T>(random: () => number, choices: readonly T[]): T {
  return choices[randomWhole(random, 0, choices.length - 1)]
}

/** A unit vector; directions are not uniform, which no test needs. */
export function randomVector(random: () => number, dimensions: number): Float32Array {
  return normalized(Float32Array.from({ length: dimensions }, () => random() * 2 - 1))
}

/** A random unit vector for each passage, the same at each call. */
export function randomVectors(
  random: () => number,
  dimensions: number,
): (document: Pick<Document, 'id'>, passage: Pick<Passage, 'span'>) => Float32Array {
  const vectors = new Map<string, Float32Array>()
  return ({ id }, { span }) => {
    const key = `${id} ${span[0]}`
    const vector = vectors.get(key) ?? randomVector(random, dimensions)
    vectors.set(key, vector)
    return vector
  }
}

/** Checks a property with the same cases every time; the failing case and its seed are reported. */
export function holds<T>(property: fc.IProperty<T>, runs = 200): void {
  fc.assert(property, { seed: 20220612, numRuns: runs })
}

/** Any code point, lone surrogates too; fast-check's own arbitrary takes a second to prepare. */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff })
  .map((code) => String.fromCodePoint(code))

/** Texts that break naive code: many scripts, stops of all kinds, emoji, lone surrogates. */
export const awkwardText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...' .!?\n。'.split(''), 'Gen. Li', 'U.S.', '9.30 a.m.', '“Yes!”', 'don’t'),
      fc.constantFrom(
        'naïve',
        'e\u0301a',
        'İ',
        'ß',
        'ﬁ',
        '½',
        'Ⅷ',
        'ﷺ',
        '1\ufe0f\u20e3',
        '❤\ufe0f',
      ),
      fc.constantFrom(
        '漢字',
        '𠮷野',
        'かな',
        'か\u3099',
        '한국어',
        'ภาษา',
        'ລາວ',
        'नमस्ते',
        '葛\u{e0100}',
      ),
      fc.constantFrom(
        '👩🏽‍🚀',
        '\ud83d',
        '\ude00',
        '\0',
        '\ufeff',
        '\u200b',
        '\u00a0',
        '\t',
        '𝒳',
        'a1',
      ),
      anyCharacter,
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))

/** An article that is empty except for `parts`. */
export function createDocument(parts: Partial<Document> = {}): Document {
  return {
    id: 'a',
    title: '',
    url: null,
    date: null,
    source: null,
    language: 'en',
    fields: {},
    keywords: [],
    text: '',
    headings: [],
    ...parts,
  }
}

/** A heading; its anchor is its text unless one is given. */
export function createHeading(at: number, text: string, depth = 2): DocumentHeading {
  return { depth, text, anchor: text, at }
}

/** Headings at or next to these places of `text`, in order and never within a character. */
export function headingsIn(text: string, places: readonly number[]): DocumentHeading[] {
  const isInside = (at: number) => /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(at - 1, at + 1))
  return places
    .map((place) => Math.min(place, text.length))
    .map((at) => createHeading(at > 0 && isInside(at) ? at - 1 : at, 'Heading'))
    .sort((a, b) => a.at - b.at)
}

const randomWords = [
  'cat',
  'cats',
  'dogs',
  'running',
  'runs',
  'river',
  'the',
  'of',
  'don’t',
  '漢字',
]

/** A sentence from a small vocabulary, so that articles share words. */
export function randomSentence(random: () => number, words: number): string {
  return `${Array.from({ length: words }, () => randomOf(random, randomWords)).join(' ')}.`
}

/** An article of up to three sections, some of them empty, under headings of random depth. */
export function randomDocument(
  random: () => number,
  id: string,
  longestSentence = 8,
): Document & { readonly headings: DocumentHeading[] } {
  const headings: DocumentHeading[] = []
  let text = ''
  const sections = randomWhole(random, 0, 3)
  for (let section = 0; section <= sections; section++) {
    if (section > 0) {
      const heading = randomSentence(random, 2).slice(0, -1)
      headings.push(createHeading(text.length, heading, randomWhole(random, 1, 4)))
    }
    for (let sentence = randomWhole(random, 0, 4); sentence > 0; sentence--) {
      const blank = random() < 0.3 ? '\n\n' : ' '
      text += randomSentence(random, randomWhole(random, 1, longestSentence)) + blank
    }
  }
  return { ...createDocument({ id, title: randomSentence(random, 2), text }), headings }
}

/** Random articles in order of id. */
export function randomDocuments(random: () => number, count: number): Document[] {
  return Array.from({ length: count }, (_, i) =>
    randomDocument(random, `article-${String(i).padStart(3, '0')}`),
  )
}

/**
 * The terms of each passage of an article, and what each adds to the article's
 * count (0 if it is only held), found by reading the passage with title and
 * headings.
 */
export function readPassages(document: Document): Map<string, number>[] {
  const { headings, text, title, language, keywords } = document
  const { termOf } = termsOf(language)
  const passages = chunkDocument(document)
  return passages.map(({ span, heading }, i) => {
    const held = new Map<string, number>()
    const read = (part: string, times: number) => {
      for (const word of findWords(part)) {
        const term = termOf(word.text)
        held.set(term, (held.get(term) ?? 0) + times)
      }
    }
    // A heading counts in the first passage after it, or in the last.
    const before = i === 0 ? -1 : passages[i - 1].heading
    const upTo = i === passages.length - 1 ? headings.length - 1 : heading
    read(title, i === 0 ? 3 : 0)
    for (const keyword of keywords) read(keyword, i === 0 ? 1 : 0)
    for (const above of headingPath(headings, heading)) read(above.text, 0)
    for (const fresh of headings.slice(before + 1, upTo + 1)) read(fresh.text, 1)
    read(text.slice(...span), 1)
    return held
  })
}

/** Options of a tiny index. */
export interface TinyIndex {
  /** By default 2. */
  readonly dimensions?: number
  readonly languages?: readonly string[]
  readonly fields?: readonly string[]
  /** Articles in each segment; by default all are in one. */
  readonly perSegment?: number
  /** Unit vector of a passage; by default all point along the first axis. */
  readonly vectorOf?: (document: Document, passage: Passage) => Float32Array
  /** Unit vector of a passage by the embedded model, for an index with a fallback; by default none. */
  readonly fallbackOf?: (document: Document, passage: Passage) => Float32Array
  /** Content tokens of a passage with its title and headings; by default none. */
  readonly tokensOf?: ContentTokenizer
  readonly chunk?: (document: Document) => Passage[]
}

/** What a manifest says of the tiny model, without anything that could be checked. */
export const tinyManifestModel: ManifestModel = {
  id: 'tiny',
  kind: 'static',
  dimensions: 2,
  revision: null,
  dtype: null,
  pooling: null,
  prefixes: { query: '', passage: '' },
  tokenizer: null,
  sha256: '',
  patch: null,
  fallback: false,
  probes: [],
}

/** Manifest and shards of an index of `documents`, which are in order of id. */
export function buildTinyIndex(
  documents: readonly Document[],
  { dimensions = 2, languages = ['en'], fields = [], ...rest }: TinyIndex = {},
): { manifest: Manifest; shards: Uint8Array<ArrayBuffer>[] } {
  const { perSegment = Math.max(1, documents.length), chunk = chunkDocument } = rest
  const {
    vectorOf = () => Float32Array.from({ length: dimensions }, (_, d) => (d === 0 ? 1 : 0)),
    fallbackOf,
    tokensOf,
  } = rest
  const entries = documents.map((document) => {
    const passages = chunk(document)
    const vectors = passages.map((passage) => vectorOf(document, passage))
    const fallback = fallbackOf && passages.map((passage) => fallbackOf(document, passage))
    const tokens =
      tokensOf &&
      passages.map(({ span, heading }) => {
        const path = headingPath(document.headings, heading)
        const text = withContext(document.title, path, document.text.slice(...span))
        return tokensOf(text, document.language)
      })
    return { document, passages, vectors, ...(fallback && { fallback }), ...(tokens && { tokens }) }
  })
  const segments = Array.from({ length: Math.ceil(entries.length / perSegment) }, (_, i) =>
    encodeSegment(entries.slice(i * perSegment, (i + 1) * perSegment), dimensions, fields),
  )
  const manifest: Manifest = {
    format: manifestFormat,
    version: 'tiny',
    site: { title: 'Tiny', cors: [] },
    languages,
    fields,
    chunker: chunkerVersion,
    model: { ...tinyManifestModel, dimensions },
    confidence: { floor: 0.1, threshold: 0.36 },
    documents: entries.length,
    passages: entries.reduce((sum, { passages }) => sum + passages.length, 0),
    words: segments.reduce((sum, { words }) => sum + words, 0),
    shards: segments.map(({ bytes }, i) => ({
      file: `shard-${i}.bin`,
      bytes: bytes.length,
      sha256: '',
    })),
    base: null,
  }
  return { manifest, shards: segments.map(({ bytes }) => bytes) }
}

/** An index of `documents`, which are in order of id. */
export function openTinyIndex(documents: readonly Document[], options: TinyIndex = {}): Index {
  const { manifest, shards } = buildTinyIndex(documents, options)
  return openIndex(manifest, shards)
}

/** The postings of a segment as lists, with passages numbered as in the whole index. */
export function* postingListsOf(segment: Segment): Generator<PostingList> {
  for (let row = 0; row < countStrings(segment.terms); row++) {
    const [start, end] = segment.postingStarts.subarray(row, row + 2)
    yield {
      term: stringAt(segment.terms, row),
      passages: segment.postingPassages
        .subarray(start, end)
        .map((passage) => segment.firstPassage + passage),
      counts: segment.postingCounts.subarray(start, end),
    }
  }
}

/** A model of these tokens with their codes: words first, then pieces, which begin with `##`. */
export function tinyModel(tokens: Readonly<Record<string, readonly number[]>>): Model {
  const rows = Object.values(tokens)
  const dimensions = rows[0].length
  const scales = new Float32Array(rows.length).fill(1)
  const table = Int8Array.from(rows.flat())
  return decodeModel(
    'tiny model',
    encodeModel({ id: 'tiny', dimensions }, Object.keys(tokens), table, scales),
  )
}
