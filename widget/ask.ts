/**
 * One question over the network: an answer, or a failure that has a sentence.
 *
 * Failures are told apart as far as a browser allows: a page of another origin does not
 * learn why a connection failed, nor may it read an error page of the host, so a used up
 * quota (Cloudflare's error 1027) mostly looks like an unreachable server.
 */
import { protocolVersion, type RelatedResponse, type SearchResponse } from '../core/protocol.ts'
import { detailOf, type Failed, outcomeOf } from './outcome.ts'

/** What went wrong; each has a sentence in the messages. */
export type FailureKind =
  | 'offline'
  | 'unreachable'
  | 'timeout'
  | 'busy'
  | 'quota'
  | 'unavailable'
  | 'protocol'
  | 'unknown'
  | 'failed'

/** A question that got no answer; its message is the server's own, where there is one. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly kind: FailureKind

  constructor(kind: FailureKind, message: string = kind, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** Which kind of failure an error is. */
export function kindOf(error: unknown): FailureKind {
  return error instanceof Failure ? error.kind : 'failed'
}

/** How long an answer is waited for. */
export const timeoutMs = 8000

/**
 * The answer at `url`.
 *
 * @throws Failure, or the reason of the signal once it is aborted
 */
export async function ask<Answer extends SearchResponse | RelatedResponse>(
  url: string,
  signal: AbortSignal,
): Promise<Answer> {
  const outcome = await outcomeOf<Answer>(url, { fetch: fetchAnonymously, timeoutMs, signal })
  if (outcome.kind !== 'answer') throw failureOf(outcome)
  if (outcome.answer?.protocol !== protocolVersion) throw new Failure('protocol')
  return outcome.answer
}

/** `fetch` without credentials. */
function fetchAnonymously(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, credentials: 'omit' })
}

function failureOf(failed: Failed): Failure {
  if ('response' in failed) {
    const { response, body, cause } = failed
    return new Failure(kindOfResponse(response.status, body), detailOf(body) ?? undefined, {
      cause,
    })
  }
  const { kind, cause } = failed
  const lost = navigator.onLine ? 'unreachable' : 'offline'
  return new Failure(kind === 'timeout' ? kind : lost, undefined, { cause })
}

function kindOfResponse(status: number, text: string): FailureKind {
  if (/\b1027\b/.test(text) && !text.startsWith('{')) return 'quota'
  if (status === 429) return 'busy'
  if (status === 404) return 'unknown'
  // 502 to 504, and Cloudflare's own 520 to 530.
  return status > 501 ? 'unavailable' : 'failed'
}
