/**
 * Articles in, index out: reads, cuts into passages, embeds and writes.
 *
 * A function of its inputs. Files are read in any order and sorted; today's date
 * comes in as an argument; nothing random or timed reaches a file. So the same articles
 * give the same bytes on every machine (with a transformer: on the same machine).
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  filesOf,
  type Manifest,
  type ManifestModel,
  manifestFormat,
  type Shard,
} from '../core/index/manifest.ts'
import { type Index, openIndex } from '../core/index/open.ts'
import { type Article, type Entry, encodeSegment, groupArticles } from '../core/index/segment.ts'
import { createStaticEmbedder } from '../core/model/embedder.ts'
import { decodeModel, embed, type Model } from '../core/model/model.ts'
import { tokenize } from '../core/model/tokens.ts'
import type { Vocabulary } from '../core/model/vocabulary.ts'
import { embeddedConfidence } from '../core/search/fallback.ts'
import type { Document } from '../core/text/document.ts'
import { chunkDocument, chunkerVersion, type Passage } from '../core/text/passages.ts'
import { countWords, findWords } from '../core/text/words.ts'
import { calibrate, calibrateOwn } from './calibrate.ts'
import { embeddedText } from './embedded-text.ts'
import type { BuildEmbedder } from './embedders/build-embedder.ts'
import { type Fitted, fitPassages } from './embedders/cut.ts'
import {
  readKernel,
  readModel,
  readQuestions,
  sha256,
  writeManifest,
  writeShard,
} from './index-files.ts'
import {
  createSegmentMaker,
  type EncodedSegment,
  type OwnModel,
  openOwnModel,
} from './own-segment.ts'
import { encodeInThreads } from './segment-threads.ts'

/** What an index is made of besides the articles. */
export interface IndexOptions {
  readonly title: string
  readonly cors: readonly string[]
  readonly languages: readonly string[]
  readonly fields: readonly string[]
  /** What embeds the passages; the embedded model unless told. */
  readonly embedder?: BuildEmbedder
  /** Keeps the embedded model's vectors too, for when the encoder of queries is lost. */
  readonly fallback?: boolean
  /** What the articles taught the embedded model; nothing unless given. */
  readonly patch?: Uint8Array<ArrayBuffer> | null
  /** Passages done, those of all, and those done that cost nothing because they were known. */
  readonly onProgress?: (done: number, total: number, known: number) => void
}

/** What a build made. */
export interface Built {
  readonly manifest: Manifest
  readonly bytes: number
  /** Share of the corpus's words that the model knows nothing of, [0, 1]; 0 for others than ours. */
  readonly wordsWithoutVector: number
  /** Passages that were parted because the model sees only so many tokens. */
  readonly parted: number
  /** Passages that are too long all the same, and of which only the beginning counts. */
  readonly tooLong: number
  /** Passages that were embedded now and not found in a cache. */
  readonly embedded: number
}

/** Texts that whoever embeds queries must embed as the build did: names, accents, numbers, a question. */
const probeTexts = [
  'Where is the control room of the missile battery being built?',
  'General Qamar Javed Bajwa’s visit, naïve café Müller',
  'COVID-19 in 2020: 1,234.56 cases',
]

/** Passages between two signs of life. */
const step = 64

/**
 * Writes the index of `documents` into `folder`.
 *
 * @param documents in order of id (`compareCodePoints`)
 */
export async function buildIndex(
  folder: string,
  documents: readonly Document[],
  options: IndexOptions,
): Promise<Built> {
  const ownBytes = await readModel()
  const patchBytes = options.patch ?? null
  const own = openOwnModel(ownBytes, patchBytes)
  const embedder = options.embedder ?? createOwnEmbedder(own, sha256(ownBytes))
  const isOwn = embedder.statement.kind === 'static'
  const fallback = options.fallback === true && !isOwn ? own : null

  const fitted = documents.map((document) => fitDocument(document, embedder))
  const articles = documents.map((document, i) => ({ document, passages: fitted[i].passages }))
  const made = isOwn ? { model: ownBytes, patch: patchBytes, fields: options.fields } : null
  const shardOptions = { ...options, embedder, fallback, own: made }
  const { shards, words, embedded } = await writeShards(folder, articles, shardOptions)
  const patch = patchBytes && (await writeShard(folder, patchBytes, 'patch'))
  const model = { ...(await describeModel(embedder, sha256(ownBytes), fallback !== null)), patch }
  const draft = draftManifest(options, articles, { model, shards, words })
  const index = await openDraft(folder, draft)
  const base = decodeModel('model', ownBytes)
  const confidence = isOwn
    ? await calibrateOwn(index, embedder, (text) => embed(base, text), await readQuestions())
    : await calibrate(index, embedder)
  const manifest = await writeManifest(folder, { ...draft, confidence })
  return {
    manifest,
    bytes: sumOf(filesOf(manifest), ({ bytes }) => bytes),
    wordsWithoutVector: isOwn ? shareWithoutVector(documents, own.vocabulary) : 0,
    parted: sumOf(fitted, ({ parted }) => parted),
    tooLong: sumOf(fitted, ({ tooLong }) => tooLong),
    embedded,
  }
}

/** The embedded model as what a build embeds with. */
function createOwnEmbedder(model: Model, hash: string): BuildEmbedder {
  return {
    ...createStaticEmbedder(model),
    statement: {
      kind: 'static',
      revision: `sha256:${hash}`,
      dtype: 'int8',
      pooling: 'mean',
      prefixes: { query: '', passage: '' },
      // Its tokens lie in the same file as its table.
      tokenizer: null,
    },
    // Passages become segments without it.
    embedded: () => 0,
  }
}

/** The passages of a document, none longer than the model sees, where it is known how long that is. */
function fitDocument(document: Document, { fits }: BuildEmbedder): Fitted {
  const passages = chunkDocument(document)
  if (!fits) return { passages, parted: 0, tooLong: 0 }
  const isSeen = (passage: Passage) => fits(embeddedText(document, passage))
  return fitPassages(document.text, passages, isSeen)
}

interface ShardOptions extends Pick<IndexOptions, 'fields' | 'onProgress'> {
  readonly embedder: BuildEmbedder
  /** The embedded model, if its vectors are kept too. */
  readonly fallback: Model | null
  /** What makes segments where the embedded model is the embedder, in any thread. */
  readonly own: OwnModel | null
}

/** A few segments' vectors at a time, so that memory does not grow with the corpus. */
async function writeShards(
  folder: string,
  articles: readonly Article[],
  options: ShardOptions,
): Promise<{ shards: Shard[]; words: number; embedded: number }> {
  const { embedder, fallback, own } = options
  const before = embedder.embedded()
  const { dimensions } = embedder
  const groups = groupArticles(articles, dimensions + (fallback?.dimensions ?? 0))
  const onPassages = followPassages(articles, options)
  const segments = own
    ? encodeOwn(groups, own, onPassages)
    : encodeElsewhere(groups, options, onPassages)
  const shards: Shard[] = []
  let words = 0
  for await (const segment of segments) {
    shards.push(await writeShard(folder, segment.bytes))
    words += segment.words
  }
  const embedded = own ? countPassages(articles) : embedder.embedded() - before
  return { shards, words, embedded }
}

/** Segments by the embedded model; in threads, unless starting them takes longer than a single segment. */
async function* encodeOwn(
  groups: readonly Article[][],
  own: OwnModel,
  onPassages: (count: number) => void,
): AsyncGenerator<EncodedSegment> {
  if (groups.length > 1) return yield* encodeInThreads(groups, own, onPassages)
  const makeSegment = createSegmentMaker(own)
  for (const group of groups) yield makeSegment(group, onPassages)
}

/** Segments by another model. */
async function* encodeElsewhere(
  groups: readonly Article[][],
  { embedder, fallback, fields }: ShardOptions,
  onPassages: (count: number) => void,
): AsyncGenerator<EncodedSegment> {
  for (const group of groups) {
    const entries = await embedArticles(group, embedder, onPassages)
    const all = fallback ? entries.map((entry) => withFallback(entry, fallback)) : entries
    yield encodeSegment(all, embedder.dimensions, fields)
  }
}

/** Counts passages for whoever watches. */
function followPassages(
  articles: readonly Article[],
  { embedder, own, onProgress }: ShardOptions,
): (count: number) => void {
  const total = countPassages(articles)
  const before = embedder.embedded()
  let done = 0
  return (count) => {
    done += count
    onProgress?.(done, total, own ? 0 : done - (embedder.embedded() - before))
  }
}

/** Articles with their vectors; embedded across articles, so that texts of a length run together. */
async function embedArticles(
  articles: readonly Article[],
  embedder: BuildEmbedder,
  onPassages: (count: number) => void,
): Promise<Entry[]> {
  const texts = articles.flatMap(textsOf)
  const vectors: Float32Array[] = []
  for (let from = 0; from < texts.length; from += step) {
    const some = texts.slice(from, from + step)
    vectors.push(...(await embedder.embedPassages(some)))
    onPassages(some.length)
  }
  let row = 0
  return articles.map((article) => {
    const first = row
    row += article.passages.length
    return { ...article, vectors: vectors.slice(first, row) }
  })
}

function withFallback(entry: Entry, model: Model): Entry {
  return { ...entry, fallback: textsOf(entry).map((text) => embed(model, text)) }
}

function textsOf({ document, passages }: Article): string[] {
  return passages.map((passage) => embeddedText(document, passage))
}

async function describeModel(
  embedder: BuildEmbedder,
  ownHash: string,
  fallback: boolean,
): Promise<Omit<ManifestModel, 'patch'>> {
  const { kind, ...statement } = embedder.statement
  const probes = await embedder.embedQueries(probeTexts)
  return {
    id: embedder.id,
    kind,
    dimensions: embedder.dimensions,
    ...statement,
    sha256: ownHash,
    fallback,
    probes: probeTexts.map((text, i) => ({ text, vector: rounded(probes[i]) })),
  }
}

type Draft = Omit<Manifest, 'version'>

/** A manifest whose confidence is not known yet. */
function draftManifest(
  { title, cors, languages, fields }: IndexOptions,
  articles: readonly Article[],
  made: Pick<Manifest, 'model' | 'shards' | 'words'>,
): Draft {
  return {
    format: manifestFormat,
    site: { title, cors },
    languages,
    fields,
    chunker: chunkerVersion,
    model: made.model,
    confidence: embeddedConfidence,
    documents: articles.length,
    passages: countPassages(articles),
    words: made.words,
    shards: made.shards,
    base: null,
  }
}

/** The index as it was just written, to be asked. */
async function openDraft(folder: string, draft: Draft): Promise<Index> {
  const files = draft.shards.map(({ file }) => readFile(join(folder, file)))
  const shards = (await Promise.all(files)).map((bytes) => new Uint8Array(bytes))
  return openIndex({ ...draft, version: 'draft' }, shards, await readKernel())
}

function countPassages(articles: readonly Article[]): number {
  return sumOf(articles, ({ passages }) => passages.length)
}

function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0)
}

/** Six digits are exact enough to tell models apart and short enough to read. */
function rounded(vector: Float32Array): number[] {
  return Array.from(vector, (value) => Number(value.toFixed(6)))
}

/** A letter or digit that the model's tokens, which are Latin, cannot spell. */
const foreign = /[^\p{ASCII}\p{sc=Latin}\P{L}]|[^\p{ASCII}\P{N}]/u

function shareWithoutVector(documents: readonly Document[], vocabulary: Vocabulary): number {
  let words = 0
  let without = 0
  for (const { title, text } of documents) {
    const all = `${title}\n${text}`
    // Nearly every article is all Latin, which a regular expression tells at once.
    if (!foreign.test(all)) {
      words += countWords(all)
      continue
    }
    const found = findWords(all)
    words += found.length
    for (const word of found) {
      if (tokenize(vocabulary, word.text).length === 0) without++
    }
  }
  return words === 0 ? 0 : without / words
}
