/**
 * One question over HTTP, and its outcome.
 *
 * Both the elements and the client ask with this. A failure becomes a sentence for readers in
 * one and an error for programs in the other, so here failures are only told apart.
 */

/** `fetch`, or a function like it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** The outcome of a question. */
export type Outcome<Answer> = { readonly kind: 'answer'; readonly answer: Answer } | Failed

/** No response, none in time, one with an error status, one that is no JSON. */
export type Failed = { readonly kind: 'network' | 'timeout'; readonly cause: unknown } | Received

/** A response that is no answer. */
export interface Received {
  readonly kind: 'refused' | 'unreadable'
  readonly response: Response
  /** The body as text. */
  readonly body: string
  readonly cause?: unknown
}

/** How to ask. */
export interface Asking {
  readonly fetch: Fetch
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** The outcome of a GET of `url`; throws nothing but the reason of the signal, once it is aborted. */
export async function outcomeOf<Answer>(
  url: string,
  { fetch, timeoutMs, signal }: Asking,
): Promise<Outcome<Answer>> {
  const late = new AbortController()
  // A timer beyond 31 bits fires at once.
  const timer = setTimeout(() => late.abort(), Math.min(timeoutMs, 2 ** 31 - 1))
  let received: { response: Response; body: string } | undefined
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, late.signal]) })
    received = { response, body: await response.text() }
    if (!response.ok) return { kind: 'refused', ...received }
    return { kind: 'answer', answer: JSON.parse(received.body) }
  } catch (cause) {
    signal.throwIfAborted()
    if (received) return { kind: 'unreadable', ...received, cause }
    // What was thrown tells nothing: in a Worker, a lost connection is no TypeError.
    return { kind: late.signal.aborted ? 'timeout' : 'network', cause }
  } finally {
    clearTimeout(timer)
  }
}

/** What a problem (RFC 9457) says in a sentence; null if `body` is none. */
export function detailOf(body: string): string | null {
  try {
    const { detail } = JSON.parse(body)
    return typeof detail === 'string' ? detail : null
  } catch {
    return null
  }
}
