/**
 * What building a whole index and adding to one share: the options, the segments, and the manifest, which is
 * written last.
 */
import {
  filesOf,
  type Manifest,
  type ManifestModel,
  manifestFormat,
  type Site,
} from '../../core/index/manifest.ts'
import { totalBytes } from '../../core/index/shard.ts'
import type { Document } from '../../core/text/document.ts'
import { chunkerVersion } from '../../core/text/passages.ts'
import type { createProgress } from '../progress.ts'
import type { Series } from '../shelf.ts'
import type { BuildTools, ToolOptions } from './build-tools.ts'
import { type Cut, cutArticles } from './cut-articles.ts'
import { writeManifest } from './index-files.ts'
import { createWordCensus } from './word-census.ts'
import { type SegmentOptions, type WrittenSegment, writeSegments } from './write-segments.ts'

/** What an index is made of besides the articles. */
export interface IndexOptions extends ToolOptions, Pick<SegmentOptions, 'onProgress'> {
  readonly title: string
  readonly cors: readonly string[]
  readonly languages: readonly string[]
  readonly labels?: Site['labels']
  /** An index whose base, if it has one, stays as it is unless too much changed. */
  readonly former?: string
  readonly limits?: Partial<IndexLimits>
  /** Shows the progress of all stages but embedding. */
  readonly follow?: typeof createProgress
}

/** Limits beyond which an index is laid out differently. */
export interface IndexLimits {
  /** Bytes of segments that a worker holds; beyond, they become a base. */
  readonly heldBytes: number
  /** Bytes of a base's vectors that an isolate holds; beyond, they are laid in cells. */
  readonly heldVectorBytes?: number
  /** Mean number of passages in a cell. */
  readonly cellPassages?: number
  /** Passages that may be added to a base, 5 MB of what a worker holds; beyond, all is built again. */
  readonly freshPassages: number
  /** Share of a base's articles that may be removed, since queries read them in vain. */
  readonly removedShare: number
}

/** What a build made. */
export interface Built extends Pick<Cut, 'parted' | 'tooLong'> {
  readonly manifest: Manifest
  readonly bytes: number
  /**
   * Share of the corpus's words that have no vector, [0, 1]; 0 for other models than the embedded one. If
   * a base stayed, share of the new articles' words.
   */
  readonly wordsWithoutVector: number
  /** Passages that were embedded in this build, not found in the cache. */
  readonly embedded: number
  /** Passages added to a base that stayed; null if everything was built. */
  readonly added: number | null
  /** Why the base of the former index could not stay, as a sentence; null if it did or there was none. */
  readonly rebuilt: string | null
}

/** What all steps of a build share. */
export interface Build {
  readonly folder: string
  readonly tools: BuildTools
  readonly options: IndexOptions
  readonly model: ManifestModel
  readonly limits: IndexLimits
  readonly follow: typeof createProgress
}

/** What `use` makes of the documents, cut into passages; the cut is closed afterwards. */
export async function withCut<Result>(
  { folder, tools, follow }: Build,
  documents: Series<Document>,
  use: (cut: Cut) => Promise<Result>,
): Promise<Result> {
  const cut = cutArticles(documents, { embedder: tools.embedder, scratch: folder, follow })
  return use(cut).finally(cut.close)
}

/** Writes the segments of articles; their words are counted meanwhile, while other threads work. */
export async function makeSegments({ folder, tools, options }: Build, cut: Cut) {
  const { embedder, fallback, ownSegments: own } = tools
  const { fields, onProgress } = options
  const census = own ? createWordCensus(tools.own.vocabulary) : null
  const counted = function* () {
    for (const article of cut.articles) {
      census?.add(article.document)
      yield article
    }
  }
  const written = await writeSegments(
    folder,
    { ...cut, articles: counted() },
    { embedder, fallback, own, fields, onProgress },
  )
  return { ...written, wordsWithoutVector: census?.share() ?? 0 }
}

/** The counts of a manifest, for some segments. */
export function countsOf(
  segments: readonly WrittenSegment[],
): Pick<Manifest, 'documents' | 'passages' | 'words'> {
  const counts = { documents: 0, passages: 0, words: 0 }
  for (const { documents, passages, lengths } of segments) {
    counts.documents += documents
    counts.passages += passages
    counts.words += lengths.reduce((sum, length) => sum + length, 0)
  }
  return counts
}

/** The part of a manifest that only a build can tell. */
export type Held = Pick<
  Manifest,
  'documents' | 'passages' | 'words' | 'confidence' | 'shards' | 'base'
>

/** The manifest, except for its version. */
export function describeIndex({ options, model }: Build, held: Held): Omit<Manifest, 'version'> {
  const { title, cors, languages, fields, labels = {} } = options
  return {
    format: manifestFormat,
    site: { title, cors, ...(Object.keys(labels).length > 0 && { labels }) },
    languages,
    fields,
    chunker: chunkerVersion,
    model,
    ...held,
  }
}

/** Writes the manifest and returns what was made. */
export async function finish(
  build: Build,
  made: Omit<Built, 'manifest' | 'bytes'>,
  held: Held,
): Promise<Built> {
  const manifest = await writeManifest(build.folder, describeIndex(build, held))
  const { wordsWithoutVector, parted, tooLong, embedded, rebuilt, added } = made
  return {
    manifest,
    bytes: totalBytes(filesOf(manifest)),
    ...{ wordsWithoutVector, parted, tooLong, embedded, rebuilt, added },
  }
}
