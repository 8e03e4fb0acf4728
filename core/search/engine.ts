/**
 * An index and what embeds its queries, together: what answers questions.
 *
 * The two meet only here, so here it is checked that they belong together. The
 * embedded model must reproduce the probes of an index it made, or the index is not
 * opened at all: both came with the worker, and a build mends it. Any other index
 * needs an encoder from outside, which proves itself with the first query
 * (query/query-embedder.ts) and may fail at any time; then words answer, or the fallback.
 */

import { decodeColumns } from '../index/base.ts'
import type { Manifest } from '../index/manifest.ts'
import { openIndex } from '../index/open.ts'
import type { Kernel } from '../kernels/kernel.ts'
import { type AnyEmbedder, asEncoder, createMissingEncoder } from '../model/encoder.ts'
import { decodeModel, dot, type EmbedText, embed, isZero, type Model } from '../model/model.ts'
import { decodePatch, noPatch, openTaught, openTaughtSparsely } from '../model/patch.ts'
import type { SearchParameters, SearchResponse } from '../protocol.ts'
import { BadIndex } from '../sections.ts'
import type { Library } from './articles.ts'
import { openBase } from './base/base.ts'
import { searchBase } from './base/search-base.ts'
import type { SearchContext } from './context.ts'
import { listArticles } from './list.ts'
import { tellUnknownValues } from './mask.ts'
import { judge, probesOf } from './query/contract.ts'
import { type Fallback, openFallback } from './query/fallback.ts'
import {
  createQueryEmbedder,
  type QueryEmbedder,
  type Surroundings,
} from './query/query-embedder.ts'
import { readSpelling } from './query/spelling.ts'
import { suggestQuestion } from './query/suggestion.ts'
import type { ReadFile } from './rooms.ts'
import { search } from './search.ts'
import { createReader, type Reader } from './second-look.ts'

/** What answers questions. */
export interface Engine extends Library {
  /**
   * The one place where a query gets its vector in the space of the index's passages, whatever
   * gives it: the embedded model, an encoder elsewhere, or a table taught to place queries there.
   */
  readonly embedder: QueryEmbedder
  /** Unit vector of a sentence or query in fewer dimensions, to choose what an excerpt shows. */
  readonly embedSentence: EmbedText
  /** Unit vector of a query or passage by the untaught model; null if nothing was taught. */
  readonly embedBase: EmbedText | null
  /** Takes the second look; null for an index that another model made. */
  readonly reader: Reader | null
  /** Ranks by meaning while the encoder fails; null if the index has no vectors for it. */
  readonly fallback: Fallback | null
}

/**
 * What embeds the queries of an index that the embedded model did not make. Without a clock, an
 * encoder proves itself only once, which is enough for a command that soon ends.
 */
export interface QuerySide extends Partial<Surroundings> {
  /** Left out, nothing embeds queries, and search answers without meaning. */
  readonly encoder?: AnyEmbedder
}

/**
 * A page of results has about seventy sentences to choose among, so half the dimensions are used, at half
 * the cost; with 64 the choice was visibly worse.
 */
const sentenceDimensions = 128

/** What an engine runs with. */
export interface EngineOptions extends QuerySide {
  /** What the articles taught the embedded model. */
  readonly patch?: Uint8Array<ArrayBuffer> | null
  /** scan.wasm, compiled; the plain scan without it. */
  readonly kernel?: Kernel | null
  /** The columns of the index's base, if it has one. */
  readonly columns?: Uint8Array<ArrayBuffer> | null
  /** Reads the other files of the base. */
  readonly read?: ReadFile
}

/**
 * An engine from the files of a build.
 *
 * @param shards in the manifest's order
 * @param model  the embedded one, which chooses sentences in every index
 * @throws BadIndex for damaged files, and for an embedded model that did not make its index
 */
export async function openEngine(
  manifest: Manifest,
  shards: readonly Uint8Array<ArrayBuffer>[],
  model: Uint8Array<ArrayBuffer>,
  { patch = null, kernel = null, columns = null, read = readNothing, ...side }: EngineOptions = {},
): Promise<Engine> {
  const isOwn = manifest.model.kind === 'static'
  const base = decodeModel(isOwn ? `${manifest.model.id}.bin` : 'model.bin', model)
  const dimensions = Math.min(sentenceDimensions, base.dimensions)
  const ofBase =
    columns && manifest.base
      ? decodeColumns(manifest.base.columns.file, columns, manifest.fields)
      : null
  const index = openIndex(manifest, shards, kernel, ofBase)
  const opened = ofBase && (await openBase(index, ofBase, read, kernel))
  if (!isOwn) {
    return {
      ...{ index, base: opened },
      embedder: createOutsideEmbedder(manifest, side),
      embedSentence: (text, room) => embed(base, text, dimensions, room),
      embedBase: null,
      reader: null,
      fallback: manifest.model.fallback ? openFallback(index, base, kernel) : null,
    }
  }
  const known = patch ? decodePatch('patch', patch, base) : noPatch
  const openTable = opened ? openTaughtSparsely : openTaught
  const { taught, matcher } = openTable(base, known, kernel)
  return {
    ...{ index, base: opened },
    embedder: proveOwn(manifest, taught),
    embedSentence: (text, room) => embed(taught, text, dimensions, room),
    embedBase: patch && ((text, room) => embed(base, text, base.dimensions, room)),
    reader: createReader(index, taught.vocabulary, matcher),
    fallback: null,
  }
}

/** For an index without a base: one with a base must be opened with `read`. */
const readNothing: ReadFile = async ({ file }) => {
  throw new BadIndex(`${file} belongs to the base of the index, and nothing here reads it.`)
}

/**
 * The embedded model as the query embedder.
 *
 * @throws BadIndex naming both models, if it did not make the index
 */
function proveOwn(manifest: Manifest, model: Model): QueryEmbedder {
  const vectors = probesOf(manifest).map((text) => embed(model, text))
  const verdict = judge(manifest, model, { vectors, stated: {} })
  if (!verdict.matches) throw new BadIndex(verdict.reason)
  const { id } = model
  return {
    id,
    embedQuery: async (text) => ({ vector: embed(model, text) }),
    check: async () => ({ id, state: 'ready', cosine: verdict.cosine, note: null }),
  }
}

function createOutsideEmbedder(
  manifest: Manifest,
  { encoder, now = () => 0, patience = () => new Promise(() => {}) }: QuerySide,
): QueryEmbedder {
  const { id, dimensions } = manifest.model
  const reason = `The index was built with ${id}, and nothing here embeds queries with it.`
  const used = encoder ? asEncoder(encoder) : createMissingEncoder(dimensions, reason)
  return createQueryEmbedder(manifest, used, { now, patience })
}

/** The answer to a search; without a question, the newest articles. */
export async function ask(
  engine: Engine,
  parameters: SearchParameters,
  urlOf: SearchContext['urlOf'],
): Promise<SearchResponse> {
  return {
    ...(parameters.q === ''
      ? await listArticles(engine, parameters, { urlOf })
      : await answerQuestion(engine, parameters, urlOf)),
    ...tellUnknownValues(engine.index, parameters.filters),
  }
}

/** Reads the question, embeds it, then searches. */
async function answerQuestion(
  engine: Engine,
  parameters: SearchParameters,
  urlOf: SearchContext['urlOf'],
): Promise<SearchResponse> {
  const { q, prefix } = parameters
  // Only the embedded model's vocabulary tells misspelt words from known ones.
  const vocabulary = engine.reader?.vocabulary
  const corrected = vocabulary ? await readSpelling(engine, vocabulary, q, prefix) : null
  const asked = corrected === null ? parameters : { ...parameters, q: corrected }
  // A base does not tell how common words are, and somebody who still types is not to be interrupted.
  const suggestion =
    vocabulary && !engine.base && !prefix
      ? suggestQuestion({ index: engine.index, vocabulary }, asked.q)
      : null
  return {
    ...(await embedAndSearch(engine, asked, urlOf)),
    query: q,
    ...(corrected !== null && { corrected }),
    ...(suggestion !== null && { suggestion }),
  }
}

async function embedAndSearch(
  engine: Engine,
  parameters: SearchParameters,
  urlOf: SearchContext['urlOf'],
): Promise<SearchResponse> {
  const { embedder, embedSentence, embedBase, reader, fallback } = engine
  const similarityTo = similarityBy(embedSentence, parameters.q)
  if (parameters.mode === 'words') {
    return searchIn(engine, parameters, { vector: null, similarityTo, reader, urlOf })
  }
  const { vector, lost, usage } = await embedder.embedQuery(parameters.q)
  const spent = usage && { usage }
  if (lost === undefined || fallback === null) {
    return {
      ...(await searchIn(engine, parameters, {
        ...{ vector: known(vector), lost, similarityTo, reader, urlOf },
        baseSimilarityTo: embedBase ? similarityBy(embedBase, parameters.q) : undefined,
      })),
      ...spent,
    }
  }
  const second = known(fallback.embed(parameters.q))
  const reason = second ? `${lost} ${fallback.id} ranks in its place.` : lost
  return {
    ...search(fallback.index, parameters, { vector: second, similarityTo, urlOf }),
    degraded: { leg: 'semantic', reason },
    ...spent,
  }
}

/** Searches an index, whether it is held whole or has a base. */
async function searchIn(
  { index, base }: Library,
  parameters: SearchParameters,
  context: SearchContext,
): Promise<SearchResponse> {
  return base ? searchBase(index, base, parameters, context) : search(index, parameters, context)
}

/**
 * How often each question is asked when warming up. At 10,000 passages, an isolate's first request takes 11 ms of
 * CPU after one round or three, and 8 after five, which make the start 86 ms longer.
 */
const warmUpRounds = 5
/**
 * Misspelt words. Without them, the first questions with such a word take 4 ms more than others; with them, half a
 * millisecond more, and the start is 8 ms longer.
 */
const misspelt = 'goverment mispeling'

/**
 * Asks a few questions and drops the answers, so that the engine's code has run, and is compiled, before
 * somebody waits for it. Does nothing where queries are embedded elsewhere or read files, since the number
 * of files that a first request may read is limited.
 */
export async function warmUp(engine: Engine): Promise<void> {
  const { index, reader } = engine
  const { manifest } = index
  if (manifest.model.kind !== 'static' || manifest.base) return
  const fixed = { mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false } as const
  // The search page asks for them wherever there are fields. Unless run here, the first at 10,000 articles take three times as long.
  const facets = manifest.fields.length > 0
  for (let round = 0; round < warmUpRounds; round++) {
    for (const { text: q } of manifest.model.probes)
      await ask(engine, { q, ...fixed, facets }, (id) => id)
    if (reader) await readSpelling(engine, reader.vocabulary, misspelt)
  }
}

/** A function that gives the cosine of `query` and a text. */
function similarityBy(embed: EmbedText, query: string) {
  const asked = embed(query)
  const room = new Float32Array(asked.length)
  return (text: string | readonly number[]) => dot(embed(text, room), asked)
}

/** The vector; null for the zero vector, which is near to nothing. */
function known(vector: Float32Array | null): Float32Array | null {
  return vector && !isZero(vector) ? vector : null
}
