/**
 * A search as functions: typed questions to a deployment, from a browser, Node or a Worker.
 *
 * It uses only `fetch`, `AbortSignal` and timers, which all three have. Every question is a
 * GET, so asking again does no harm; it is asked again where that may help: if no answer came,
 * or if the server says when to come back. The time limit is for the whole question with all
 * its tries, since that is what somebody waits for.
 */
import {
  type DocumentResponse,
  encodePath,
  type HealthResponse,
  protocolVersion,
  type RelatedResponse,
  type SearchParameters,
  type SearchResponse,
} from '../core/protocol.ts'
import { detailOf, type Failed, type Fetch, outcomeOf } from './outcome.ts'

export {
  answerUrl,
  type DocumentResponse,
  type FacetValue,
  type HealthResponse,
  type Mode,
  type RelatedResponse,
  type Result,
  type SearchResponse,
} from '../core/protocol.ts'

/** Questions to one deployment; each rejects with a `ClientError`, or its signal's reason. */
export interface Client {
  /** The articles that answer `q`, best first; without it, or if it is empty, the newest. */
  readonly search: (q?: string, options?: SearchOptions) => Promise<SearchResponse>
  /** The articles nearest to one, given by its id or its address. */
  readonly related: (
    article: { readonly id: string } | { readonly url: string },
    options?: Abortable & { readonly k?: number },
  ) => Promise<RelatedResponse>
  /** One whole article. */
  readonly document: (id: string, options?: Abortable) => Promise<DocumentResponse>
  /** Whether the search works, and with what. */
  readonly health: (options?: Abortable) => Promise<HealthResponse>
}

/** Options of a question that can be aborted. */
export interface Abortable {
  readonly signal?: AbortSignal
}

/** The parameters of a search; the server has defaults for those that are left out. */
export interface SearchOptions extends Partial<Omit<SearchParameters, 'q'>>, Abortable {}

/** How to ask. */
export interface ClientOptions {
  /** Used instead of the global `fetch`, such as that of a binding to another Worker. */
  readonly fetch?: Fetch
  /** How long an answer may take, further tries and the waits before them included; left out, 8000. */
  readonly timeoutMs?: number
  /** Further tries after the first, 0 or more; left out, 2. */
  readonly retries?: number
}

/** What went wrong: no response, none in time, an error status, or no JSON of this protocol. */
export type ClientErrorKind = Failed['kind']

/** A question that got no answer; its message is a sentence for the log. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly kind: ClientErrorKind
  /** Status of the response; null if none came, and for one of another protocol. */
  readonly status: number | null
  /** What the server says is wrong (RFC 9457), a sentence; null if it says nothing. */
  readonly detail: string | null
  /** Seconds after which the server will answer; null if it does not say. */
  readonly retryAfter: number | null
  /** The response's body as text; empty if none came. */
  readonly body: string

  constructor(
    kind: ClientErrorKind,
    message: string,
    { response, body = '', cause }: { response?: Response; body?: string; cause?: unknown } = {},
  ) {
    const detail = detailOf(body)
    super(detail ? `${message}: ${detail}` : `${message}.`, { cause })
    this.kind = kind
    this.status = response?.status ?? null
    this.detail = detail
    this.retryAfter = secondsOf(response?.headers.get('Retry-After'))
    this.body = body
  }
}

/**
 * A client of the deployment at `endpoint`, an absolute http(s) address.
 *
 * @throws TypeError for another address, RangeError for a time limit that is none
 */
export function createClient(endpoint: string | URL, options: ClientOptions = {}): Client {
  const base = baseOf(endpoint)
  if (options.timeoutMs !== undefined && !(options.timeoutMs > 0)) {
    throw new RangeError(`timeoutMs is ${options.timeoutMs}; more than 0 is wanted.`)
  }
  const ask = <Answer>(path: string, query: URLSearchParams, signal?: AbortSignal) => {
    const asked = query.size > 0 ? `?${query}` : ''
    return request<Answer>(base + path + asked, { ...options, signal })
  }
  return {
    search: async (q, { signal, filters = {}, ...choices } = {}) => {
      const query = queryOf({ q, ...choices })
      for (const [field, values] of Object.entries(filters)) {
        for (const value of values) query.append(`filter.${field}`, value)
      }
      return known(await ask('/search', query, signal))
    },
    related: async (article, { signal, k } = {}) => {
      if ('id' in article) {
        return known(await ask(`/related/${encodePath(article.id)}`, queryOf({ k }), signal))
      }
      return known(await ask('/related', queryOf({ url: article.url, k }), signal))
    },
    document: (id, { signal } = {}) => ask(`/documents/${encodePath(id)}`, queryOf({}), signal),
    health: ({ signal } = {}) => ask('/health', queryOf({}), signal),
  }
}

async function request<Answer>(url: string, options: ClientOptions & Abortable): Promise<Answer> {
  const { timeoutMs = 8000, retries = 2, signal = new AbortController().signal } = options
  const end = performance.now() + timeoutMs
  for (let tries = 0; ; tries++) {
    const outcome = await outcomeOf<Answer>(url, {
      fetch: options.fetch ?? fetch,
      timeoutMs: end - performance.now(),
      signal,
    })
    if (outcome.kind === 'answer') return outcome.answer
    const error = errorOf(outcome, url, timeoutMs)
    const pauseMs = pauseBefore(error, tries)
    if (tries >= retries || !(performance.now() + pauseMs < end)) throw error
    await pause(pauseMs, signal)
  }
}

/** The error names the address without its query: what was asked does not belong in a log. */
function errorOf(outcome: Failed, url: string, timeoutMs: number): ClientError {
  const [place] = url.split('?', 1)
  return new ClientError(outcome.kind, `${place} ${reasonOf(outcome, timeoutMs)}`, outcome)
}

function reasonOf(outcome: Failed, timeoutMs: number): string {
  switch (outcome.kind) {
    case 'network':
      return 'cannot be reached'
    case 'timeout':
      return `did not answer in ${timeoutMs} ms`
    case 'refused':
      return `answered ${outcome.response.status}`
    case 'unreadable':
      return 'did not answer with JSON'
  }
}

/** How long to wait before asking again; NaN where that would not help. */
function pauseBefore({ kind, status, retryAfter }: ClientError, tries: number): number {
  const least = 250 * 2 ** tries
  if (kind === 'network') return least
  const isBusy = status === 429 || status === 503
  return isBusy && retryAfter !== null ? Math.max(least, retryAfter * 1000) : Number.NaN
}

function pause(pauseMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      // A signal may live as long as the program and would accumulate listeners.
      signal.removeEventListener('abort', giveUp)
      resolve()
    }, pauseMs)
    signal.addEventListener('abort', giveUp)
  })
}

/** `answer`, if it is of the protocol version that this client knows. */
function known<Answer extends SearchResponse | RelatedResponse>(answer: Answer): Answer {
  const protocol = answer?.protocol
  if (protocol === protocolVersion) return answer
  throw new ClientError(
    'unreadable',
    `An answer of protocol ${protocol} came and ${protocolVersion} is wanted; ` +
      'install the version of edgewise that is deployed',
  )
}

function baseOf(endpoint: string | URL): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      `endpoint is "${endpoint}"; an address like https://search.example.org is wanted.`,
    )
  }
  return url.origin + url.pathname.replace(/\/+$/, '')
}

function queryOf(choices: Readonly<Record<string, unknown>>): URLSearchParams {
  const given = Object.entries(choices).filter(([, value]) => value !== undefined)
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
}

/** Seconds from now, from the number or date of a `Retry-After` header. */
function secondsOf(retryAfter: string | null | undefined): number | null {
  if (!retryAfter) return null
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000)
  return Number.isNaN(seconds) ? null : Math.max(0, seconds)
}
