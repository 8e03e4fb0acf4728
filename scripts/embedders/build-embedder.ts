/**
 * What a build needs of an embedder: vectors, and a statement for the manifest of
 * what made them, to which queries are held as well.
 */
import type { ManifestModel } from '../../core/index/manifest.ts'
import type { Embedder } from '../../core/model/embedder.ts'

/** What a manifest says of a model besides its name, its dimensions and its probes. */
export type Statement = Pick<
  ManifestModel,
  'kind' | 'revision' | 'dtype' | 'pooling' | 'prefixes' | 'tokenizer'
>

/** An embedder that a site can be built with. */
export interface BuildEmbedder extends Embedder {
  readonly statement: Statement
  /**
   * Whether the model reads all of a passage, prefix included, by its own tokenizer;
   * left out if only a server could tell.
   */
  readonly fits?: (passage: string) => boolean
  /** Number of texts embedded so far, those in the cache not counted. */
  readonly embedded: () => number
}
