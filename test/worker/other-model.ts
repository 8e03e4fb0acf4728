/**
 * A model other than the embedded one, small enough to run in a test, and the two ways to
 * serve it: like Workers AI, and like a server with `/v1/embeddings`.
 *
 * Its vectors come from a real table and tokenizer. Pooling, prefix, number format and
 * revision make the differences that they make with a transformer, so each classic mistake
 * can be made on purpose.
 */
import type { ManifestModel } from '../../core/index/manifest.ts'
import type { EmbeddingsRequest } from '../../core/model/embeddings-api.ts'
import type { Stated } from '../../core/model/encoder.ts'
import { decodeModel, embed, encodeModel, normalized } from '../../core/model/model.ts'
import { tokenize } from '../../core/model/tokens.ts'
import type { WorkersAi } from '../../worker/encoders/workers-ai.ts'

const tokens = ['army', 'road', 'rocket', 'school', 'query', 'river', 'flood', 'the', 'of', 'a']
const pieces = [...'abcdefghijklmnopqrstuvwxyz0123456789'].flatMap((c) => [c, `##${c}`])
const vocabulary = [
  ...new Set([...tokens, ...pieces.filter((piece) => piece.length === 1)]),
].concat(pieces.filter((piece) => piece.length > 1))
const nativeDimensions = 16

/** How the model is run. */
export interface Run {
  readonly pooling?: 'mean' | 'cls'
  /** Step to which values are rounded; 0 for full precision. */
  readonly step?: number
  /** Another seed gives another model with the same dimensions. */
  readonly seed?: number
  /** Length (norm) of its vectors. */
  readonly length?: number
}

function createTable(seed: number) {
  let state = seed
  const code = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 24) - 128 || 1
  }
  return decodeModel(
    'other',
    encodeModel(
      { id: 'other', dimensions: nativeDimensions },
      vocabulary,
      Int8Array.from({ length: vocabulary.length * nativeDimensions }, code),
      new Float32Array(vocabulary.length).fill(1 / 127),
    ),
  )
}

const tables = new Map<number, ReturnType<typeof createTable>>()

/** The vector of `text`, which includes any prefix. */
export function run(
  text: string,
  { pooling = 'cls', step = 0, seed = 1, length = 1 }: Run = {},
): Float32Array {
  const table = tables.get(seed) ?? createTable(seed)
  tables.set(seed, table)
  const row = tokenize(table.vocabulary, text)
  const mean = embed(table, row)
  const first = embed(table, row.slice(0, 1))
  const pooled = pooling === 'mean' ? mean : mean.map((value, d) => value + 0.7 * first[d])
  const unit = normalized(Float32Array.from(pooled))
  return unit.map((value) => length * (step ? Math.round(value / step) * step : value))
}

/** A prefix that changes the first token, and so also `cls` pooling. */
const prefix = 'query: '
const probeTexts = ['army road', 'the school of a rocket', '1944 river flood']

/** What a manifest says of the model. */
export function describeModel(changes: Partial<ManifestModel> = {}): ManifestModel {
  const dimensions = changes.dimensions ?? nativeDimensions
  return {
    id: 'Xenova/bge-small-en-v1.5',
    kind: 'transformers',
    dimensions,
    revision: 'r1',
    dtype: 'fp32',
    pooling: 'cls',
    prefixes: { query: prefix, passage: '' },
    tokenizer: 't1',
    sha256: '',
    patch: null,
    fallback: false,
    probes: probeTexts.map((text) => ({ text, vector: [...cut(run(prefix + text), dimensions)] })),
    ...changes,
  }
}

/** The first dimensions of a vector, normalized, as of a Matryoshka model. */
export function cut(vector: Float32Array, dimensions: number): Float32Array {
  return normalized(vector.slice(0, dimensions))
}

/** A fake service: the texts it was asked, in order, and how it fails. */
export interface Fake {
  readonly asked: string[][]
  /** Called before each answer; may throw, or return what is answered instead of vectors. */
  before?: () => unknown
}

/**
 * Workers AI: pools by the mean by default, takes at most 100 texts, answers `{ shape, data, pooling }`. `deaf` ignores
 * the pooling that is asked for.
 */
export function fakeWorkersAi(how: Run & { readonly deaf?: boolean } = {}): Fake & {
  readonly binding: WorkersAi
  readonly inputs: { readonly model: string; readonly pooling?: string }[]
} {
  const asked: string[][] = []
  const inputs: { model: string; pooling?: string }[] = []
  const fake: Fake & { binding: WorkersAi; inputs: typeof inputs } = {
    asked,
    inputs,
    binding: {
      async run(model, { text, pooling = 'mean', ...rest }) {
        asked.push([...text])
        inputs.push({ model, pooling })
        const instead = await fake.before?.()
        if (instead !== undefined) return instead
        if (Object.keys(rest).length > 0) throw new Error('5004: Invalid data type')
        if (text.length > 100) throw new Error('3006: Request is too large')
        const used = how.deaf ? 'mean' : pooling
        const data = text.map((one) => [...run(one, { ...how, pooling: used })])
        return { shape: [data.length, nativeDimensions], data, pooling: used }
      },
    },
  }
  return fake
}

/** A server with `/v1/embeddings`; `stated` is what our own server adds. */
export function fakeServer(how: Run & { readonly stated?: Stated } = {}): Fake & {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>
  readonly requests: { readonly url: string; readonly init: RequestInit }[]
} {
  const asked: string[][] = []
  const requests: { url: string; init: RequestInit }[] = []
  const fake: Fake & {
    fetch: (url: URL, init: RequestInit) => Promise<Response>
    requests: typeof requests
  } = {
    asked,
    requests,
    async fetch(url, init) {
      const { model, input } = JSON.parse(String(init.body)) as EmbeddingsRequest
      asked.push([...input])
      requests.push({ url: url.href, init })
      const instead = await fake.before?.()
      if (instead instanceof Response) return instead
      const data = input.map((text, index) => {
        return { object: 'embedding', index, embedding: [...run(text, how)] }
      })
      const tokens = input.join(' ').split(/\s+/).length
      return Response.json({
        object: 'list',
        model,
        // Out of order; each has its number.
        data: data.reverse(),
        usage: { prompt_tokens: tokens, total_tokens: tokens },
        ...(how.stated && { edgewise: how.stated }),
      })
    },
  }
  return fake
}
