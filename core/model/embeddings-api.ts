/**
 * OpenAI's `/v1/embeddings`, as far as edgewise speaks it: what is sent, and what is accepted
 * of an answer.
 *
 * Ollama, TEI, vLLM, LM Studio and llama.cpp serve it. Numbers travel as JSON: base64 halves
 * the bytes, but not every server knows it, and one that wrote big-endian floats could not be
 * told apart from a broken model. Our own server adds one field, `edgewise`, in
 * which it states what it runs, so that more than names can be compared.
 */
import type { Sent, Stated } from './encoder.ts'

/** Texts in one request: the default limit of TEI, the smallest of the servers named above. */
export const embeddingsBatch = 32

/** The body of a request. */
export interface EmbeddingsRequest {
  readonly model: string
  readonly input: readonly string[]
  readonly encoding_format: 'float'
}

/** The body of an answer. */
export interface EmbeddingsResponse {
  readonly object: 'list'
  readonly model: string
  readonly data: readonly {
    readonly object: 'embedding'
    readonly index: number
    readonly embedding: readonly number[]
  }[]
  readonly usage?: { readonly prompt_tokens: number; readonly total_tokens: number }
  /** Only from our own server. */
  readonly edgewise?: Stated
}

/** A server and its model, as a person writes them in one line. */
export interface Address {
  /** Where it embeds. */
  readonly url: URL
  /** The server's name of the model, written after `#`; empty for none. */
  readonly model: string
}

/**
 * The address of a server in what a person wrote; null if it is none.
 *
 * `http://localhost:11434#name`, `…/v1#name` and `…/v1/embeddings#name` are all the same.
 */
export function parseAddress(address: string): Address | null {
  const url = URL.parse(address)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return null
  const path = url.pathname.replace(/\/+$/, '')
  if (!path.endsWith('/embeddings')) {
    url.pathname = `${path}${path.endsWith('/v1') ? '' : '/v1'}/embeddings`
  }
  const model = decodeHash(url.hash)
  url.hash = ''
  return { url, model }
}

/** The name after `#`, decoded; one with a stray percent sign stays as it is. */
function decodeHash(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1))
  } catch {
    return hash.slice(1)
  }
}

/** The body that asks `model` for the vectors of `texts`. */
export function embeddingsRequest(model: string, texts: readonly string[]): EmbeddingsRequest {
  return { model, input: texts, encoding_format: 'float' }
}

/** What an answer holds, rows in the order of the texts; no rows if it has not this form. */
export function readEmbeddings(answer: unknown): Sent {
  const { data, usage, edgewise } = (answer ?? {}) as Partial<EmbeddingsResponse>
  const tokens = usage?.total_tokens ?? usage?.prompt_tokens
  return {
    rows: Array.isArray(data) ? rowsOf(data) : null,
    tokens: typeof tokens === 'number' ? tokens : null,
    stated: readStated(edgewise),
  }
}

/** Vectors in the order of their numbers, since servers may send them in any; null if two share one. */
function rowsOf(data: EmbeddingsResponse['data']): unknown[] | null {
  const rows: unknown[] = new Array(data.length).fill(null)
  for (const [i, entry] of data.entries()) {
    const row = entry?.index ?? i
    if (rows[row] !== null) return null
    rows[row] = entry?.embedding
  }
  return rows
}

/** Most characters of what is stated, since it may be shown to people; no revision or hash is longer. */
const longestStated = 100

/** What a server states, fields of the wrong type left out. */
function readStated(edgewise: unknown): Stated {
  const { chunker, ...given } = (edgewise ?? {}) as Record<string, unknown>
  const names = ['revision', 'dtype', 'pooling', 'tokenizer'] as const
  const texts = names.filter((name) => {
    const text = given[name]
    return typeof text === 'string' && text.length <= longestStated
  })
  return {
    ...Object.fromEntries(texts.map((name) => [name, given[name]])),
    ...(typeof chunker === 'number' && { chunker }),
  }
}
