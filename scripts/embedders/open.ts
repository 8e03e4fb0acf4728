/**
 * Opens the embedder that a person asked for: a transformer from its files, or a server.
 *
 * For both, `createEncoder` sees to prefixes, empty texts, the Matryoshka cut and unit
 * length, and a cache saves computing a vector twice.
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import type { ManifestModel } from '../../core/index/manifest.ts'
import { embeddingsBatch } from '../../core/model/embeddings-api.ts'
import {
  createEncoder,
  type Encoder,
  type EncoderParts,
  type Stated,
} from '../../core/model/encoder.ts'
import { chunkerVersion } from '../../core/text/passages.ts'
import { UserError } from '../command.ts'
import { builtFolder } from '../project.ts'
import type { BuildEmbedder, Statement } from './build-embedder.ts'
import { openCache, type Send } from './cache.ts'
import { askServer, findServer, keyName } from './http.ts'
import type { ModelPlace } from './hub.ts'
import { type ModelConfig, readModelConfig } from './model-config.ts'
import { fetchConfig, fetchWeights, placeOf } from './model-files.ts'
import { findModel, type ModelFacts, type ModelSettings, type Pooling } from './models.ts'
import { isServer } from './place.ts'
import { openNetwork } from './transformers.ts'

/** Folder of cached vectors; deleting it costs only time. */
export const cacheFolder = join(builtFolder, 'cache')

/** An embedder that was opened for a build or for queries. */
export interface OpenEmbedder extends BuildEmbedder, Encoder {
  /** What it states of itself, to be compared with an index. */
  readonly stated: Stated
  /** Embeds texts without a prefix. */
  readonly embedPlain: (texts: readonly string[]) => Promise<Float32Array[]>
  /** Number of tokens of a text; left out if they cannot be counted. */
  readonly countTokens?: (text: string) => number
  readonly close: () => Promise<void>
}

/** Texts that are embedded at a time, which bounds memory. */
const windowTexts = 256

/** Most tokens of a model that states no limit; most models have this one. */
const usualTokens = 512

/** Embedded without a prefix, so that they do not depend on settings. */
const cacheProbes = ['What is it about?', 'A river in flood near 3 naïve cafés, 1,234.56']

/**
 * The embedder that `settings` ask for.
 *
 * @param cache folder of cached vectors; left out, everything is computed
 */
export async function openEmbedder(settings: ModelSettings, cache?: string): Promise<OpenEmbedder> {
  return isServer(settings.id) ? openServer(settings, cache) : openTransformer(settings, cache)
}

async function openTransformer(settings: ModelSettings, cache?: string): Promise<OpenEmbedder> {
  const { place, facts, files, dtype, pooling, maxTokens } = await findTransformer(settings)
  const { id, folder } = place
  const { subfolder, revision, tokenizer } = files
  // The network's own output is pooled in the known way, and so replaces only that.
  const output = pooling === facts?.pooling ? facts.output : undefined
  const network = await openNetwork({ id, folder, subfolder, dtype, pooling, output, maxTokens })

  const prefixes = prefixesOf(settings, facts)
  const made = { revision, dtype, pooling, tokenizer }
  const statement: Statement = { kind: 'transformers', prefixes, ...made }
  const encoder = await complete(id, settings, statement, network.embed, {
    cache,
    stated: { ...made, chunker: chunkerVersion },
    way: [revision, tokenizer, dtype, output ?? pooling, maxTokens, network.runtime],
    batch: windowTexts,
  })
  return {
    ...encoder,
    countTokens: network.countTokens,
    fits: (text) => network.countTokens(prefixes.passage + text) <= maxTokens,
    close: async () => {
      await encoder.close()
      await network.close()
    },
  }
}

/** Everything about a transformer that has to be known before it runs; also copies its missing files. */
async function findTransformer({ id, revision, dtype = 'fp32', pooling: asked }: ModelSettings) {
  const place = placeOf(id, revision)
  const facts = findModel(place.id)
  if (facts?.unfit?.includes(dtype)) {
    throw new UserError(
      `${facts.name} does not work in ${dtype} (${facts.source}); use fp32 or q8.`,
    )
  }
  await fetchConfig(place, dtype)
  const config = readModelConfig(place.folder)
  const pooling = choosePooling(place, asked, facts, config)
  const files = await fetchWeights(place, dtype)
  const limits = [facts?.maxTokens, config.maxTokens].filter((limit) => limit != null)
  const maxTokens = limits.length > 0 ? Math.min(...limits) : usualTokens
  return { place, facts, files, dtype, pooling, maxTokens }
}

async function openServer(settings: ModelSettings, cache?: string): Promise<OpenEmbedder> {
  for (const name of ['revision', 'dtype', 'pooling'] as const) {
    if (settings[name] === undefined) continue
    throw new UserError(
      `--${name} is the server's own business; set it where the server is started.`,
    )
  }
  const server = await findServer(settings.id, process.env[keyName] || undefined)
  const statement: Statement = {
    kind: 'http',
    revision: null,
    dtype: null,
    pooling: null,
    prefixes: prefixesOf(settings, findModel(server.model)),
    tokenizer: null,
  }
  const send: Send = (texts) => askServer(server, texts)
  return complete(server.model, settings, statement, send, {
    cache,
    stated: {},
    way: [server.url.href, server.model],
    batch: embeddingsBatch,
  })
}

interface Completion {
  readonly cache?: string
  readonly stated: Stated
  /** Everything but the text on which a vector depends; names the cache. */
  readonly way: readonly unknown[]
  readonly batch: number
}

/** An embedder around `compute`, with what all embedders share. */
async function complete(
  id: string,
  { dimensions: wanted }: ModelSettings,
  statement: Statement,
  compute: Send,
  { cache, stated, way, batch }: Completion,
): Promise<OpenEmbedder> {
  const [{ length }] = await compute(cacheProbes.slice(0, 1))
  const dimensions = wanted ?? length
  if (dimensions > length) {
    throw new UserError(`--dimensions is ${dimensions}; vectors of ${id} have only ${length}.`)
  }
  const file = cache && join(cache, `${fileNameOf(id)}-${hashOf(way)}.vectors`)
  const cached = file ? await openCache(file, cacheProbes, compute) : null
  const { send } = cached ?? { send: compute }
  const parts: EncoderParts = {
    id,
    dimensions,
    prefixes: statement.prefixes,
    batch,
    send: async (texts) => {
      const vectors = await send(texts)
      return { rows: vectors.map((vector) => Array.from(vector)), stated }
    },
  }
  return {
    ...createEncoder(parts),
    embedPlain: createEncoder({ ...parts, prefixes: { query: '', passage: '' } }).embedPassages,
    statement,
    stated,
    embedded: () => cached?.embedded() ?? 0,
    close: async () => cached?.close(),
  }
}

function prefixesOf(
  { queryPrefix, passagePrefix }: ModelSettings,
  facts: ModelFacts | undefined,
): ManifestModel['prefixes'] {
  return {
    query: queryPrefix ?? facts?.prefixes.query ?? '',
    passage: passagePrefix ?? facts?.prefixes.passage ?? '',
  }
}

/**
 * How to pool: as asked for, else as known. It is never guessed, since a wrong guess gives
 * vectors that look right.
 */
function choosePooling(
  { id }: ModelPlace,
  asked: Pooling | undefined,
  facts: ModelFacts | undefined,
  { pooling, poolingFrom, prefixes }: ModelConfig,
): Pooling {
  if (asked) return asked
  if (facts) {
    if (pooling === null || poolingFrom === 'config.json' || pooling === facts.pooling) {
      return facts.pooling
    }
    throw new UserError(
      `${id} should be pooled by ${facts.pooling} (${facts.source}), but its ${poolingFrom} says ` +
        `${pooling}: give --pooling ${facts.pooling} or --pooling ${pooling}.`,
    )
  }
  const said = Object.entries(prefixes).flatMap(([side, prefix]) =>
    prefix ? [` --${side}-prefix ${JSON.stringify(prefix)}`] : [],
  )
  const suggestion =
    pooling === null
      ? 'its files do not say either; its model card does'
      : `its ${poolingFrom} suggests --pooling ${pooling}${said.join('')}`
  throw new UserError(
    `How ${id} is pooled is not known here: ${suggestion}. ` +
      'Give --pooling mean, cls or last_token (npm run models lists those that need no flags).',
  )
}

function hashOf(way: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(way)).slice(0, 12)
}

function fileNameOf(id: string): string {
  return id.replace(/[^\w.-]+/g, '-')
}
