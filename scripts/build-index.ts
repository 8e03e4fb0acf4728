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
  type Confidence,
  filesOf,
  type Manifest,
  type ManifestModel,
  manifestFormat,
  type Shard,
} from '../core/index/manifest.ts'
import { openIndex } from '../core/index/open.ts'
import { type Article, type Entry, encodeSegment, groupArticles } from '../core/index/segment.ts'
import { type ContentTokenizer, createContentTokenizer } from '../core/model/content.ts'
import { createStaticEmbedder } from '../core/model/embedder.ts'
import { decodeModel, embed, type Model } from '../core/model/model.ts'
import { decodePatch, patched } from '../core/model/patch.ts'
import { tokenize } from '../core/model/tokens.ts'
import type { Vocabulary } from '../core/model/vocabulary.ts'
import { embeddedConfidence } from '../core/search/fallback.ts'
import { contextOf, type Document, headingPath } from '../core/text/document.ts'
import { chunkDocument, chunkerVersion, type Passage } from '../core/text/passages.ts'
import { countWords, findWords } from '../core/text/words.ts'
import { calibrate } from './calibrate.ts'
import type { BuildEmbedder } from './embedders/build-embedder.ts'
import { type Fitted, fitPassages } from './embedders/cut.ts'
import { readModel, sha256, writeManifest, writeShard } from './index-files.ts'

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
  const base = decodeModel('model', ownBytes)
  const own = patchBytes ? patched(base, decodePatch('patch', patchBytes, base)) : base
  const embedder = options.embedder ?? createOwnEmbedder(own, sha256(ownBytes))
  const isOwn = embedder.statement.kind === 'static'
  const fallback = options.fallback === true && !isOwn ? own : null

  const fitted = documents.map((document) => fitDocument(document, embedder))
  const articles = documents.map((document, i) => ({ document, passages: fitted[i].passages }))
  const tokensOf = isOwn ? createContentTokenizer(own.vocabulary) : null
  const shardOptions = { ...options, embedder, fallback, tokensOf }
  const { shards, words, embedded } = await writeShards(folder, articles, shardOptions)
  const patch = patchBytes && (await writeShard(folder, patchBytes, 'patch'))
  const model = { ...(await describeModel(embedder, sha256(ownBytes), fallback !== null)), patch }
  const draft = draftManifest(options, articles, { model, shards, words })
  const confidence = isOwn ? embeddedConfidence : await calibrateFiles(folder, draft, embedder)
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
  const embedder = createStaticEmbedder(model)
  let embedded = 0
  return {
    ...embedder,
    embedPassages: (texts) => {
      embedded += texts.length
      return embedder.embedPassages(texts)
    },
    statement: {
      kind: 'static',
      revision: `sha256:${hash}`,
      dtype: 'int8',
      pooling: 'mean',
      prefixes: { query: '', passage: '' },
      // Its tokens lie in the same file as its table.
      tokenizer: null,
    },
    embedded: () => embedded,
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
  /** Gives the tokens of a passage, if they are kept. */
  readonly tokensOf: ContentTokenizer | null
}

/** One segment's vectors at a time, so that memory does not grow with the corpus. */
async function writeShards(
  folder: string,
  articles: readonly Article[],
  options: ShardOptions,
): Promise<{ shards: Shard[]; words: number; embedded: number }> {
  const { embedder, fallback, tokensOf, fields } = options
  const before = embedder.embedded()
  const { dimensions } = embedder
  const onPassages = followPassages(articles, options)
  const shards: Shard[] = []
  let words = 0
  for (const group of groupArticles(articles, dimensions + (fallback?.dimensions ?? 0))) {
    const entries = await embedArticles(group, embedder, onPassages)
    const all = entries.map((entry) => ({
      ...entry,
      ...(fallback && { fallback: textsOf(entry).map((text) => embed(fallback, text)) }),
      ...(tokensOf && { tokens: contentOf(entry, tokensOf) }),
    }))
    const segment = encodeSegment(all, dimensions, fields)
    shards.push(await writeShard(folder, segment.bytes))
    words += segment.words
  }
  return { shards, words, embedded: embedder.embedded() - before }
}

/** Counts passages for whoever watches. */
function followPassages(
  articles: readonly Article[],
  { embedder, onProgress }: ShardOptions,
): (count: number) => void {
  const total = countPassages(articles)
  const before = embedder.embedded()
  let done = 0
  return (count) => {
    done += count
    onProgress?.(done, total, done - (embedder.embedded() - before))
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

function contentOf(article: Article, tokensOf: ContentTokenizer): Uint16Array[] {
  return textsOf(article).map((text) => tokensOf(text, article.document.language))
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
  }
}

/** Asks the index as it was just written. */
async function calibrateFiles(
  folder: string,
  draft: Draft,
  embedder: BuildEmbedder,
): Promise<Confidence> {
  const files = draft.shards.map(({ file }) => readFile(join(folder, file)))
  const shards = (await Promise.all(files)).map((bytes) => new Uint8Array(bytes))
  return calibrate(openIndex({ ...draft, version: 'draft' }, shards), embedder)
}

function countPassages(articles: readonly Article[]): number {
  return sumOf(articles, ({ passages }) => passages.length)
}

function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0)
}

/** `title › heading › text`: a passage with what it stands under. */
export function embeddedText(
  { title, headings, text }: Document,
  { heading, span }: Passage,
): string {
  const context = contextOf(title, headingPath(headings, heading))
  const passage = text.slice(span[0], span[1])
  return [context, passage].filter((part) => part !== '').join(' › ')
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
