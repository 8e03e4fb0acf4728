/**
 * Queries embedded by a server over HTTP: any that serves OpenAI's `/v1/embeddings`, and the
 * one that `npm start` runs for an index that needs it.
 *
 * Reasons of failures are written here: they are public, so they are never copied from the server,
 * whose messages may repeat the key or the query, and never name its address, which is the
 * operator's business.
 */
import {
  type Address,
  embeddingsBatch,
  embeddingsRequest,
  readEmbeddings,
} from '../../core/model/embeddings-api.ts'
import { createEncoder, type Encoder, EncoderLost } from '../../core/model/encoder.ts'
import { attempt } from './attempt.ts'
import type { QueryModel } from './choose.ts'

/** A server, and how it is reached. */
export interface HttpServer extends Address {
  readonly key?: string
  readonly fetch?: (url: URL, init: RequestInit) => Promise<Response>
}

/** An encoder of that server. */
export function createHttpEncoder(
  { dimensions, prefixes }: QueryModel,
  { url, model, key, fetch = (address, init) => globalThis.fetch(address, init) }: HttpServer,
): Encoder {
  const id = `${model} over HTTP`
  const request = (texts: readonly string[], signal: AbortSignal) => ({
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(key && { Authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(embeddingsRequest(model, texts)),
    // A redirect that is followed might take the key elsewhere.
    redirect: 'manual' as const,
    signal,
  })
  const send = (texts: readonly string[]) =>
    attempt(id, async (signal) => {
      const response = await fetch(url, request(texts, signal)).catch((cause: unknown) => {
        throw new EncoderLost(`${id} cannot be reached.`, 'moment', { cause })
      })
      if (!response.ok) {
        // An unread body would hold on to the connection.
        await response.body?.cancel()
        throw refusalOf(id, response.status)
      }
      const answer = await response.json().catch((cause: unknown) => {
        throw new EncoderLost(`${id} did not answer with JSON.`, 'moment', { cause })
      })
      return readEmbeddings(answer)
    })
  return createEncoder({ id, dimensions, prefixes, batch: embeddingsBatch, send })
}

function refusalOf(id: string, status: number): EncoderLost {
  const answered = `${id} answered with status ${status}`
  if (status >= 500) return new EncoderLost(`${answered}.`, 'moment')
  switch (status) {
    case 400:
    case 413:
    case 422:
      return new EncoderLost(`${answered}: it does not take this text.`, 'texts')
    case 401:
    case 403:
      return new EncoderLost(`${answered}: EDGEWISE_EMBEDDINGS_KEY is not its key.`, 'setup')
    case 404:
      return new EncoderLost(`${answered}: it has no such model, or no /v1/embeddings.`, 'setup')
    case 429:
      return new EncoderLost(`${answered}: it is asked too often.`, 'setup')
    default:
      return new EncoderLost(`${answered}.`, 'setup')
  }
}
