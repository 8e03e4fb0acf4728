/**
 * Articles in, index out: reads, cuts into passages, embeds and writes.
 *
 * A function of its inputs. Files are read in any order and sorted; today's date
 * comes in as an argument; nothing random or timed reaches a file. So the same articles
 * give the same bytes on every machine (with a transformer: on the same machine).
 *
 * Everything becomes segments first. If they fit a worker they are the index; otherwise a base is made of
 * them (build-base.ts) and they go. A base that was built before may stay as it is, and only what changed
 * since becomes segments (keep-base.ts).
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Base } from '../core/index/base.ts'
import {
  filesOf,
  type Manifest,
  type ManifestModel,
  manifestFormat,
} from '../core/index/manifest.ts'
import { type Index, openIndex } from '../core/index/open.ts'
import type { Article } from '../core/index/segment.ts'
import { embeddedConfidence } from '../core/search/fallback.ts'
import { BadIndex } from '../core/sections.ts'
import type { Document } from '../core/text/document.ts'
import { chunkDocument, chunkerVersion, type Passage } from '../core/text/passages.ts'
import { buildBase } from './build-base.ts'
import { findConfidence, holdOut } from './build-questions.ts'
import { type BuildTools, describeModel, openTools, type ToolOptions } from './build-tools.ts'
import { UserError } from './command.ts'
import { embeddedText } from './embedded-text.ts'
import type { BuildEmbedder } from './embedders/build-embedder.ts'
import { type Fitted, fitPassages } from './embedders/cut.ts'
import { readKernel, readManifest, writeManifest, writeShard } from './index-files.ts'
import { compareWithBase, type KeptBase, takeBase } from './keep-base.ts'
import { type createProgress, createSilence } from './progress.ts'
import { shareWithoutVector } from './without-vector.ts'
import { heldBytes } from './worker-data.ts'
import { countPassages, type WrittenSegment, writeSegments } from './write-segments.ts'

/** What an index is made of besides the articles. */
export interface IndexOptions extends ToolOptions {
  readonly title: string
  readonly cors: readonly string[]
  readonly languages: readonly string[]
  /** An index whose base, if it has one, stays as it is unless too much changed. */
  readonly former?: string
  readonly limits?: Partial<IndexLimits>
  /** Passages done, those of all, and those done that cost nothing because they were known. */
  readonly onProgress?: (done: number, total: number, known: number) => void
  /** Shows how the stages after that go. */
  readonly follow?: typeof createProgress
}

/** From where on an index is laid out otherwise. */
export interface IndexLimits {
  /** Bytes of segments that a worker holds; beyond, they become a base. */
  readonly heldBytes: number
  /** Bytes of a base's vectors that an isolate holds; beyond, they are laid in cells. */
  readonly heldVectorBytes?: number
  /** Passages that a cell has on average. */
  readonly cellPassages?: number
  /** Passages that may come to a base, 5 MB of what a worker holds; beyond, all is built again. */
  readonly freshPassages: number
  /** Share of a base's articles that may be gone; they are read in vain. */
  readonly removedShare: number
}

/** What a build made. */
export interface Built {
  readonly manifest: Manifest
  readonly bytes: number
  /**
   * Share of the corpus's words that the model knows nothing of, [0, 1]; 0 for others than ours. Beside a
   * base that stayed, of what is new.
   */
  readonly wordsWithoutVector: number
  /** Passages that were parted because the model sees only so many tokens. */
  readonly parted: number
  /** Passages that are too long all the same, and of which only the beginning counts. */
  readonly tooLong: number
  /** Passages that were embedded now and not found in a cache. */
  readonly embedded: number
  /** Passages that came to a base which stayed; null where everything was built. */
  readonly added: number | null
  /** Why the base of the former index could not stay, as a sentence; null if it did or there was none. */
  readonly rebuilt: string | null
}

/** Articles that are cut between two signs of life. */
const shownTogether = 500

/**
 * Writes the index of `documents` into `folder`.
 *
 * @param documents in order of id (`compareCodePoints`)
 * @throws UserError where what is asked for cannot be had of so many articles
 */
export async function buildIndex(
  folder: string,
  documents: readonly Document[],
  options: IndexOptions,
): Promise<Built> {
  const tools = await openTools(options)
  const patch = options.patch ? await writeShard(folder, options.patch, 'patch') : null
  const build: Build = {
    folder,
    tools,
    options,
    model: await describeModel(tools, patch),
    limits: {
      heldBytes: heldBytes(tools.ownBytes.length + (patch?.bytes ?? 0)),
      freshPassages: 3000,
      removedShare: 0.05,
      ...options.limits,
    },
    follow: options.follow ?? createSilence,
  }
  const former = options.former === undefined ? null : await readManifest(options.former)
  if (!former?.base) return buildWhole(build, documents, null)
  const built = await addToBase(build, documents, { ...former, base: former.base }).catch(
    (error: unknown) => {
      if (error instanceof BadIndex)
        return allAgain('a file of the former index is damaged or gone')
      throw error
    },
  )
  return typeof built === 'string' ? buildWhole(build, documents, built) : built
}

/** What all steps of a build share. */
interface Build {
  readonly folder: string
  readonly tools: BuildTools
  readonly options: IndexOptions
  readonly model: ManifestModel
  readonly limits: IndexLimits
  readonly follow: typeof createProgress
}

async function buildWhole(
  build: Build,
  documents: readonly Document[],
  rebuilt: string | null,
): Promise<Built> {
  const { folder, tools, limits, options } = build
  const cut = cutArticles(build, documents)
  const { articles } = cut
  const { segments, embedded } = await makeSegments(build, articles)
  const counts = countsOf(segments)
  const shards = segments.map(({ shard }) => shard)
  const isHeld = sumOf(shards, ({ bytes }) => bytes) <= limits.heldBytes
  if (!isHeld && tools.fallback) {
    throw new UserError(
      `${counts.passages.toLocaleString('en')} passages do not fit a worker, and an index that is ` +
        'read from files keeps no fallback. Leave out --fallback.',
    )
  }
  const confidence = await findConfidence(segments, tools, (asked) => openSegments(build, asked))
  const base = isHeld
    ? null
    : await buildBase(folder, {
        articles,
        segments: shards,
        lengths: joined(segments.map(({ lengths }) => lengths)),
        dimensions: tools.embedder.dimensions,
        fields: options.fields,
        queries: await holdOut(articles, tools.embedder),
        limits,
        follow: build.follow,
      })
  const held = { ...counts, confidence, shards: isHeld ? shards : [], base }
  return finish(build, { ...cut, embedded, rebuilt, added: null }, held)
}

/** An index that has a base. */
type Former = Manifest & { readonly base: Base }

/** The former index with what changed since; or why that cannot be, as a sentence. */
async function addToBase(
  build: Build,
  documents: readonly Document[],
  former: Former,
): Promise<Built | string> {
  const { folder, options, limits } = build
  const from = options.former as string
  const kept = await findKept(build, documents, former)
  if (typeof kept === 'string') return kept
  const cut = cutArticles(build, kept.fresh)
  const fresh = countPassages(cut.articles)
  if (fresh > limits.freshPassages) {
    return tooMuch(`${fresh.toLocaleString('en')} passages are new`, limits.freshPassages)
  }
  const { segments, embedded } = await makeSegments(build, cut.articles)
  if (from !== folder) await takeBase(from, folder, kept.base)
  const { documents: articles, passages, words } = countsOf(segments)
  return finish(
    build,
    { ...cut, embedded, rebuilt: null, added: fresh },
    {
      documents: kept.left.documents + articles,
      passages: kept.left.passages + passages,
      words: kept.left.words + words,
      confidence: former.confidence,
      shards: segments.map(({ shard }) => shard),
      base: kept.base,
    },
  )
}

async function findKept(
  { model, options, limits }: Build,
  documents: readonly Document[],
  former: Former,
): Promise<KeptBase | string> {
  const { base, fields, chunker } = former
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const other = (what: string) => allAgain(`the former index has ${what}`)
  if (!isSame(fields, options.fields)) return other('other fields')
  if (!isSame(former.model, model)) return other('another model or table')
  if (chunker !== chunkerVersion) return other('passages that were cut otherwise')
  const kept = await compareWithBase(options.former as string, former, base, documents)
  const gone = kept.base.removed.length
  const most = Math.floor(base.documents * limits.removedShare)
  if (gone <= most) return kept
  return tooMuch(`${gone.toLocaleString('en')} articles changed or went`, most)
}

function tooMuch(what: string, most: number): string {
  return allAgain(`${what}; a base stays for at most ${most.toLocaleString('en')}`)
}

/** Said each time, since a table that is named once and for all has the same base for ever. */
function allAgain(reason: string): string {
  return (
    `All is built again, because ${reason}. Name the index that was built now as --table, and ` +
    'the next build adds to it.'
  )
}

/** Documents as passages. */
interface Cut {
  readonly articles: readonly Article[]
  readonly parted: number
  readonly tooLong: number
}

function cutArticles({ tools, follow }: Build, documents: readonly Document[]): Cut {
  const progress = follow('Cutting into passages', 'articles')
  const articles: Article[] = []
  const cut = { parted: 0, tooLong: 0 }
  for (const document of documents) {
    const { passages, parted, tooLong } = fitDocument(document, tools.embedder)
    cut.parted += parted
    cut.tooLong += tooLong
    if (articles.push({ document, passages }) % shownTogether === 0)
      progress.update(articles.length, documents.length)
  }
  progress.stop()
  return { articles, ...cut }
}

/** The passages of a document, none longer than the model sees, where it is known how long that is. */
function fitDocument(document: Document, { fits }: BuildEmbedder): Fitted {
  const passages = chunkDocument(document)
  if (!fits) return { passages, parted: 0, tooLong: 0 }
  const isSeen = (passage: Passage) => fits(embeddedText(document, passage))
  return fitPassages(document.text, passages, isSeen)
}

function makeSegments({ folder, tools, options }: Build, articles: readonly Article[]) {
  const { embedder, fallback, ownSegments: own } = tools
  const { fields, onProgress } = options
  return writeSegments(folder, articles, { embedder, fallback, own, fields, onProgress })
}

function countsOf(
  segments: readonly WrittenSegment[],
): Pick<Manifest, 'documents' | 'passages' | 'words'> {
  return {
    documents: sumOf(segments, ({ documents }) => documents),
    passages: sumOf(segments, ({ passages }) => passages),
    words: sumOf(segments, ({ lengths }) => sumOf([...lengths], (length) => length)),
  }
}

/** Segments that were just written, to be asked. */
async function openSegments(build: Build, segments: readonly WrittenSegment[]): Promise<Index> {
  const shards = segments.map(({ shard }) => shard)
  const files = shards.map(({ file }) => readFile(join(build.folder, file)))
  const bytes = (await Promise.all(files)).map((file) => new Uint8Array(file))
  const confidence = embeddedConfidence
  const draft = describeIndex(build, { ...countsOf(segments), shards, base: null, confidence })
  return openIndex({ ...draft, version: 'draft' }, bytes, await readKernel())
}

type Held = Pick<Manifest, 'documents' | 'passages' | 'words' | 'confidence' | 'shards' | 'base'>

function describeIndex({ options, model }: Build, held: Held): Omit<Manifest, 'version'> {
  const { title, cors, languages, fields } = options
  return {
    format: manifestFormat,
    site: { title, cors },
    languages,
    fields,
    chunker: chunkerVersion,
    model,
    ...held,
  }
}

async function finish(
  build: Build,
  { articles, ...made }: Cut & Pick<Built, 'embedded' | 'rebuilt' | 'added'>,
  held: Held,
): Promise<Built> {
  const { folder, tools } = build
  const manifest = await writeManifest(folder, describeIndex(build, held))
  const documents = articles.map(({ document }) => document)
  const { vocabulary } = tools.own
  return {
    ...made,
    manifest,
    bytes: sumOf(filesOf(manifest), ({ bytes }) => bytes),
    wordsWithoutVector: tools.ownSegments ? shareWithoutVector(documents, vocabulary) : 0,
  }
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(sumOf(parts, ({ length }) => length))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0)
}
