/**
 * The small file that says what an index is: what made it, what it holds, and
 * which shards belong to it. Everything a worker must know about a site travels here,
 * so that a deployment is one index and one worker that knows nothing else.
 */

import { BadIndex } from '../sections.ts'
import { type Base, readFilesOf } from './base.ts'
import type { Shard } from './shard.ts'

/** `embeddings/manifest.json`. */
export interface Manifest {
  readonly format: number
  /** First 12 hex digits of SHA-256 over the rest of the manifest: another index, another version. */
  readonly version: string
  readonly site: Site
  /** ISO 639-1; the first is that of articles that name none. */
  readonly languages: readonly string[]
  /** Front matter fields that can be filtered by. */
  readonly fields: readonly string[]
  /** `chunkerVersion` of the passages. */
  readonly chunker: number
  readonly model: ManifestModel
  readonly confidence: Confidence
  readonly documents: number
  readonly passages: number
  /** Sum of the articles' lengths in words, as BM25 counts them. */
  readonly words: number
  /** Segments, which are held in memory: the whole index, or what came since its base was built. */
  readonly shards: readonly Shard[]
  /** The articles that do not fit in memory; null for an index that is held whole. */
  readonly base: Base | null
}

/** What the pages and headers of a deployment say. */
export interface Site {
  readonly title: string
  /** Origins that may read answers from a browser; `['*']` for all. */
  readonly cors: readonly string[]
  /** What pages call some of the fields; left out where they call all by their names. */
  readonly labels?: Readonly<Record<string, string>>
}

/** The model that embedded the passages and must embed the queries. */
export interface ManifestModel {
  /** Name: the embedded model's, a transformer's on the hub or its folder's, or what a server calls it. */
  readonly id: string
  /** Who embedded the passages: the table in `model/`, transformers at build time, or a server over HTTP. */
  readonly kind: 'static' | 'transformers' | 'http'
  /** Length of the vectors, after any Matryoshka cut. */
  readonly dimensions: number
  /** Commit or hash of the model's files; null if unknown. */
  readonly revision: string | null
  /** Number format the model ran in, like `fp32`; null if unknown. */
  readonly dtype: string | null
  readonly pooling: 'mean' | 'cls' | 'last_token' | null
  /** Put in front of a query, and of a passage, before embedding. */
  readonly prefixes: { readonly query: string; readonly passage: string }
  /** SHA-256 of the tokenizer's file; null if unknown. */
  readonly tokenizer: string | null
  /** SHA-256 of the embedded model's file, whose table also chooses sentences; always there. */
  readonly sha256: string
  /** What the articles taught the embedded model (core/model/patch.ts); null for nothing. */
  readonly patch: Shard | null
  /** Whether the embedded model's vectors are stored as well, for when the encoder fails. */
  readonly fallback: boolean
  /** Texts and their query vectors, prefix included, which the query encoder must reproduce. */
  readonly probes: readonly { readonly text: string; readonly vector: readonly number[] }[]
}

/** Where similarity and evidence begin to mean something. */
export interface Confidence {
  /** An article whose nearest passage is at least this similar is a result. */
  readonly floor: number
  /** A passage with at least this much evidence (core/search/excerpt.ts) likely answers. */
  readonly threshold: number
}

/** The files of an index that are held in memory, in the order in which they are bundled. */
export function bundledFiles({
  shards,
  model,
  base,
}: Pick<Manifest, 'shards' | 'model' | 'base'>): readonly Shard[] {
  return [...shards, ...(model.patch ? [model.patch] : []), ...(base ? [base.columns] : [])]
}

/** All files of an index beside the manifest. */
export function filesOf(manifest: Pick<Manifest, 'shards' | 'model' | 'base'>): readonly Shard[] {
  const { base } = manifest
  return [...bundledFiles(manifest), ...(base ? [...readFilesOf(base), base.hashes] : [])]
}

/** Raised whenever an index of the previous format can no longer be read. */
export const manifestFormat = 6

/**
 * The manifest in `json`.
 *
 * @throws BadIndex when it is of another format or not a manifest
 */
export function parseManifest(json: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(json)
  } catch (cause) {
    throw new BadIndex('manifest.json is not JSON. Run npm run build.', { cause })
  }
  if (manifest?.format !== manifestFormat) {
    throw new BadIndex(
      `The index has format ${manifest?.format}; this edgewise reads ${manifestFormat}. Run npm run build.`,
    )
  }
  const { shards, model } = manifest
  if (!Array.isArray(shards) || [model?.id, model?.kind].some((text) => typeof text !== 'string')) {
    throw new BadIndex('manifest.json lacks shards or a model. Run npm run build.')
  }
  return manifest
}
