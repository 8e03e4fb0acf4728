/**
 * One question over the network: an answer, or a failure that has a sentence.
 *
 * What can go wrong is told apart as far as a browser lets us: a page of another origin
 * is not told why a connection failed, nor may it read an error page of the host, so
 * a used up quota (Cloudflare's error 1027) mostly looks like an unreachable server.
 */
import { protocolVersion, type RelatedResponse, type SearchResponse } from '../core/protocol.ts'

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

/** How long an answer is waited for. */
export const timeoutMs = 8000

/**
 * The answer at `url`.
 *
 * @throws Failure, or what the signal gives as a reason once it is aborted
 */
export async function ask<Answer extends SearchResponse | RelatedResponse>(
  url: string,
  signal: AbortSignal,
): Promise<Answer> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), timeoutMs)
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, late.signal]),
      credentials: 'omit',
    })
    if (!response.ok) throw await failureOf(response)
    const answer = await response.json()
    if (answer?.protocol !== protocolVersion) throw new Failure('protocol')
    return answer
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof Failure) throw cause
    if (late.signal.aborted) throw new Failure('timeout')
    // A fetch fails with a TypeError; whatever else was thrown is about the answer.
    if (!(cause instanceof TypeError)) throw new Failure('failed', undefined, { cause })
    throw new Failure(navigator.onLine ? 'unreachable' : 'offline', undefined, { cause })
  } finally {
    clearTimeout(timer)
  }
}

async function failureOf(response: Response): Promise<Failure> {
  const text = await response.text()
  const kind = kindOf(response.status, text)
  try {
    return new Failure(kind, JSON.parse(text).detail)
  } catch {
    return new Failure(kind)
  }
}

function kindOf(status: number, text: string): FailureKind {
  if (/\b1027\b/.test(text) && !text.startsWith('{')) return 'quota'
  if (status === 429) return 'busy'
  if (status === 404) return 'unknown'
  // 502 to 504, and Cloudflare's own 520 to 530.
  return status > 501 ? 'unavailable' : 'failed'
}
