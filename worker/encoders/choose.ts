/**
 * Which encoder embeds the queries: a server that is set wins over Workers AI, because it was
 * set on purpose; without either there is none, and searches tell the reason.
 */
import type { ManifestModel } from '../../core/index/manifest.ts'
import { parseAddress } from '../../core/model/embeddings-api.ts'
import { createMissingEncoder, type QueryEncoder } from '../../core/model/encoder.ts'
import { createHttpEncoder, type HttpServer } from './http.ts'
import { createWorkersAiEncoder, type WorkersAi } from './workers-ai.ts'

/** What an encoder must know of the model that embedded the passages. */
export type QueryModel = Pick<ManifestModel, 'id' | 'kind' | 'dimensions' | 'prefixes' | 'pooling'>

/** What a deployment may set: variables, secrets and bindings. */
export interface EncoderEnv {
  /**
   * A server with `/v1/embeddings`; after `#`, its name of the model, if that is not the index's:
   * `http://localhost:11434#all-minilm`.
   */
  readonly EDGEWISE_EMBEDDINGS_URL?: string
  /** Its key, a secret. */
  readonly EDGEWISE_EMBEDDINGS_KEY?: string
  /** Workers AI, bound in `[env.ai]`. */
  readonly AI?: WorkersAi
}

/** The encoder for an index of `model`; undefined for the embedded model, which needs none. */
export function chooseEncoder(
  model: QueryModel,
  env: EncoderEnv,
  { fetch }: Pick<HttpServer, 'fetch'> = {},
): QueryEncoder | undefined {
  if (model.kind === 'static') return undefined
  const missing = (reason: string) => createMissingEncoder(model.dimensions, reason)
  const { EDGEWISE_EMBEDDINGS_URL: address, EDGEWISE_EMBEDDINGS_KEY: key, AI: binding } = env
  if (address) {
    // Never quoted: some servers take their key in the address.
    const parsed = parseAddress(address)
    if (!parsed)
      return missing('EDGEWISE_EMBEDDINGS_URL is not an address like http://localhost:11434.')
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
