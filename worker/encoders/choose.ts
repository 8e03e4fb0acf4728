/**
 * Which encoder embeds the queries: a server that is set wins over Workers AI, because it was
 * set on purpose; without either there is none, and the reason is what searches say.
 */
import type { ManifestModel } from '../../core/index/manifest.ts'
import { parseAddress } from '../../core/model/embeddings-api.ts'
import { createMissingEncoder, type Encoder } from '../../core/model/encoder.ts'
import { createHttpEncoder, type HttpServer } from './http.ts'
import { createWorkersAiEncoder, type WorkersAi } from './workers-ai.ts'

/** What an encoder has to know of the model that embedded the passages. */
export type QueryModel = Pick<ManifestModel, 'id' | 'kind' | 'dimensions' | 'prefixes' | 'pooling'>

/** What may be set of a deployment: variables, secrets and bindings. */
export interface EncoderEnv {
  /**
   * A server with `/v1/embeddings`; behind `#`, what it calls the model, where that is not what
   * the index calls it: `http://localhost:11434#all-minilm`.
   */
  readonly EDGEWISE_EMBEDDINGS_URL?: string
  /** Its key, a secret. */
  readonly EDGEWISE_EMBEDDINGS_KEY?: string
  /** Workers AI, bound in `[env.ai]`. */
  readonly AI?: WorkersAi
}

/** The encoder for an index of `model`; undefined for one whose table the worker carries. */
export function chooseEncoder(
  model: QueryModel,
  env: EncoderEnv,
  { fetch }: Pick<HttpServer, 'fetch'> = {},
): Encoder | undefined {
  if (model.kind === 'static') return undefined
  const missing = (reason: string) => createMissingEncoder(model.dimensions, reason)
  const { EDGEWISE_EMBEDDINGS_URL: address, EDGEWISE_EMBEDDINGS_KEY: key, AI: binding } = env
  if (address) {
    // Not repeated: some servers take their key in the address.
    const parsed = parseAddress(address)
    if (!parsed)
      return missing('EDGEWISE_EMBEDDINGS_URL is no address like http://localhost:11434.')
    const { url, model: name } = parsed
    if (url.username !== '' || url.password !== '') {
      return missing('EDGEWISE_EMBEDDINGS_URL holds a key; it belongs in EDGEWISE_EMBEDDINGS_KEY.')
    }
    return createHttpEncoder(model, { url, model: name || model.id, key, fetch })
  }
  if (binding) {
    const encoder = createWorkersAiEncoder(model, binding)
    return typeof encoder === 'string' ? missing(encoder) : encoder
  }
  return missing(
    `The index was built with ${model.id}, and nothing is set that embeds queries with it: ` +
      'set EDGEWISE_EMBEDDINGS_URL, or deploy with --env ai.',
  )
}
