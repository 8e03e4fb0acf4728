/**
 * Queries embedded by Workers AI, through a binding and so without a key.
 *
 * It runs only a few models, states neither revision nor number format, and pools the English
 * bge models by `mean` unless told otherwise, though they were trained for `cls`: so
 * pooling is always sent where it is understood, and the probes decide about the rest.
 * Names and shapes are also in the types that Cloudflare publishes (@cloudflare/workers-types).
 *
 * https://developers.cloudflare.com/workers-ai/models/bge-small-en-v1.5/ and
 * https://developers.cloudflare.com/workers-ai/platform/errors/
 */
import { createEncoder, type Encoder, EncoderLost, type Sent } from '../../core/model/encoder.ts'
import { attempt } from './attempt.ts'
import type { QueryModel } from './choose.ts'

/** The binding, as far as it is used. */
export interface WorkersAi {
  run(
    model: string,
    inputs: { readonly text: readonly string[]; readonly pooling?: 'mean' | 'cls' },
    options?: { readonly signal?: AbortSignal },
  ): Promise<unknown>
}

/** Models by the last part of their name; `pools` for those that let the caller choose the pooling. */
const models: Readonly<Record<string, { readonly name: string; readonly pools?: true }>> = {
  'bge-small-en-v1.5': { name: '@cf/baai/bge-small-en-v1.5', pools: true },
  'bge-base-en-v1.5': { name: '@cf/baai/bge-base-en-v1.5', pools: true },
  'bge-large-en-v1.5': { name: '@cf/baai/bge-large-en-v1.5', pools: true },
  'bge-m3': { name: '@cf/baai/bge-m3' },
  'qwen3-embedding-0.6b': { name: '@cf/qwen/qwen3-embedding-0.6b' },
  'embeddinggemma-300m': { name: '@cf/google/embeddinggemma-300m' },
}

/** Texts in one call. */
const batch = 100

/** The model of that name, whatever its organization; undefined if Workers AI does not run it. */
function findModel(id: string) {
  const name =
    id
      .toLowerCase()
      .split('/')
      .at(-1)
      ?.replace(/-onnx$/, '') ?? ''
  return Object.hasOwn(models, name) ? models[name] : undefined
}

/** An encoder of Workers AI; a sentence where it cannot run the index's model. */
export function createWorkersAiEncoder(
  { id: wanted, dimensions, prefixes, pooling }: QueryModel,
  binding: WorkersAi,
): Encoder | string {
  const model = findModel(wanted)
  if (!model) {
    const known = Object.keys(models).join(', ')
    return `The index was built with ${wanted}, which Workers AI does not run; it runs ${known}.`
  }
  if (model.pools && pooling === 'last_token') {
    return `The index was built with ${wanted} pooled by last_token; Workers AI pools by mean or cls.`
  }
  const id = `${model.name} at Workers AI`
  const asked = model.pools && pooling !== null ? { pooling: pooling as 'mean' | 'cls' } : {}
  const send = (text: readonly string[]) =>
    attempt(id, async (signal) => {
      const answer = await binding
        .run(model.name, { text, ...asked }, { signal })
        .catch((cause: unknown) => {
          throw lossOf(id, cause)
        })
      return readAnswer(id, answer, text.length)
    })
  return createEncoder({ id, dimensions, prefixes, batch, send })
}

/** Reads `{ shape, data, pooling? }`; the encoder checks the rows. */
function readAnswer(id: string, answer: unknown, texts: number): Sent {
  const { shape, data, pooling } = (answer ?? {}) as Record<string, unknown>
  if (Array.isArray(shape) && shape[0] !== texts) {
    throw new EncoderLost(`${id} gave ${shape[0]} vectors for ${texts} texts.`, 'setup')
  }
  return { rows: data, ...(typeof pooling === 'string' && { stated: { pooling } }) }
}

/** Only the number of the error is used: its message may hold anything. */
function lossOf(id: string, cause: unknown): EncoderLost {
  const code = /^(?:\w+: )*(\d{4})\b/.exec(cause instanceof Error ? cause.message : '')?.[1]
  const failed = code === undefined ? `${id} failed` : `${id} failed with error ${code}`
  switch (code) {
    case '3036':
    case '4006':
      return new EncoderLost(`${failed}: today's free allocation is used up.`, 'setup', { cause })
    case '3006':
      return new EncoderLost(`${failed}: this text is too long.`, 'texts', { cause })
    case '5007':
    case '3042':
      return new EncoderLost(`${failed}: it does not run this model any more.`, 'setup', { cause })
    case '3023':
    case '5016':
    case '5018':
    case '3041':
      return new EncoderLost(`${failed}: this account may not use the model.`, 'setup', { cause })
    case '3003':
    case '5004':
    case '5019':
      return new EncoderLost(`${failed}: it does not take what was sent.`, 'setup', { cause })
    case '3040':
      return new EncoderLost(`${failed}: it has no room at the moment.`, 'moment', { cause })
    default:
      return new EncoderLost(`${failed}.`, 'moment', { cause })
  }
}
