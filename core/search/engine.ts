/**
 * An index and the model that belongs to it, together: what answers questions.
 *
 * The two only ever meet here, so here it is proved that they belong together: the
 * model embeds the manifest's probe texts and must get the vectors stored with them. A wrong
 * table, a wrong tokenizer or a wrong revision would otherwise give answers that
 * look right and are not.
 */

import type { Manifest } from '../index/manifest.ts'
import { type Index, openIndex } from '../index/open.ts'
import type { Kernel } from '../kernels/scanner.ts'
import { createStaticEmbedder, type Embedder } from '../model/embedder.ts'
import { decodeModel, embed, isZero } from '../model/model.ts'
import type { SearchParameters, SearchResponse } from '../protocol.ts'
import { BadIndex } from '../sections.ts'
import { dot, type SearchContext, search } from './search.ts'

/** What answers questions. */
export interface Engine {
  readonly index: Index
  readonly embedder: Embedder
  /** Unit vector of a sentence or query, short and cheap, to choose what an excerpt shows. */
  readonly embedSentence: (text: string) => Float32Array
}

/**
 * A page of results has about seventy sentences to choose among, so half the dimensions at half the
 * cost; with 64 the choice was visibly worse.
 */
const sentenceDimensions = 128

/** Cosine below which a model is not the one that made an index. */
const sameModel = 1 - 1e-6

/**
 * An engine from the files of a build.
 *
 * @param shards in the manifest's order
 * @param kernel scan.wasm, compiled; null for the plain scan
 * @throws BadIndex for damaged files, and for a model that did not make the index
 */
export async function openEngine(
  manifest: Manifest,
  shards: readonly Uint8Array<ArrayBuffer>[],
  model: Uint8Array<ArrayBuffer>,
  kernel: Kernel | null = null,
): Promise<Engine> {
  const decoded = decodeModel(`${manifest.model.id}.bin`, model)
  const dimensions = Math.min(sentenceDimensions, decoded.dimensions)
  const engine = {
    index: openIndex(manifest, shards, kernel),
    embedder: createStaticEmbedder(decoded),
    embedSentence: (text: string) => embed(decoded, text, dimensions),
  }
  await checkModel(manifest, engine.embedder)
  return engine
}

/**
 * Proves that `embedder` is the one that made the index.
 *
 * @throws BadIndex naming both models
 */
export async function checkModel({ model }: Manifest, embedder: Embedder): Promise<void> {
  const both = `The index was built with ${model.id}; queries are embedded with ${embedder.id}`
  if (model.id !== embedder.id || model.dimensions !== embedder.dimensions) {
    throw new BadIndex(`${both}. Run npm run build.`)
  }
  const vectors = await embedder.embedQueries(model.probes.map((probe) => probe.text))
  for (const [i, vector] of vectors.entries()) {
    const cosine = dot(vector, Float32Array.from(model.probes[i].vector))
    if (!(cosine >= sameModel)) {
      throw new BadIndex(
        `${both}, whose vectors differ (cosine ${cosine.toFixed(4)}). Run npm run build.`,
      )
    }
  }
}

/** The answer to a search: embeds the query, then searches. */
export async function ask(
  { index, embedder, embedSentence }: Engine,
  parameters: SearchParameters,
  urlOf: SearchContext['urlOf'],
): Promise<SearchResponse> {
  const [vector] =
    parameters.mode === 'words' ? [null] : await embedder.embedQueries([parameters.q])
  const known = vector !== null && !isZero(vector) ? vector : null
  const sentence = embedSentence(parameters.q)
  return search(index, parameters, {
    vector: known,
    similarityTo: (text) => dot(embedSentence(text), sentence),
    urlOf,
  })
}
