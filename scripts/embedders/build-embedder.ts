/**
 * What a build asks of whatever embeds its passages: vectors, and a statement of what
 * made them for the manifest, so that queries can be held to the same.
 */
import type { ManifestModel } from '../../core/index/manifest.ts'
import type { Embedder } from '../../core/model/embedder.ts'

/** What a manifest says of a model besides its vectors. */
export type Statement = Pick<
  ManifestModel,
  'kind' | 'revision' | 'dtype' | 'pooling' | 'prefixes' | 'tokenizer'
>

/** An embedder that a site can be built with. */
export interface BuildEmbedder extends Embedder {
  readonly statement: Statement
  /**
   * Whether all of a passage counts, by the model's own tokenizer; left out where only a
   * server could tell.
   */
  readonly fits?: (passage: string) => boolean
  /** Texts that were embedded and not found in a cache, so far. */
  readonly embedded: () => number
}
