/**
 * The seam between edgewise and whatever turns texts into vectors.
 *
 * Passages and queries are embedded by methods of their own because many models
 * want a different prefix before each. Both are asynchronous because some models are
 * asked over a network; the embedded one answers at once.
 */
import { embed, type Model } from './model.ts'

/** Anything that embeds. Vectors have length 1; a text without a known token has the zero vector. */
export interface Embedder {
  /** Name and revision of the model: an index is only searched by the model that made it. */
  readonly id: string
  readonly dimensions: number
  /** One vector a text, in order. */
  embedPassages(texts: readonly string[]): Promise<Float32Array[]>
  embedQueries(texts: readonly string[]): Promise<Float32Array[]>
}

/** The embedder that is a table of token vectors; it embeds passages and queries alike. */
export function createStaticEmbedder(model: Model): Embedder {
  const embedAll = async (texts: readonly string[]) => texts.map((text) => embed(model, text))
  return {
    id: model.id,
    dimensions: model.dimensions,
    embedPassages: embedAll,
    embedQueries: embedAll,
  }
}
