/**
 * Who may read answers from a page of another origin: everybody, or a site's list.
 *
 * hono/cors is not used because it sends `Vary: Origin` even where everybody gets the same
 * answer, so that caches would keep a copy for every origin.
 */

/** Sets the headers by which a browser decides; `origins` is a site's list, `['*']` for all. */
export function allowOrigin(
  headers: Headers,
  origins: readonly string[],
  origin: string | undefined,
): void {
  // So that a page may read how long to wait after a refusal.
  headers.set('Access-Control-Expose-Headers', 'Retry-After')
  if (origins.includes('*')) {
    headers.set('Access-Control-Allow-Origin', '*')
    return
  }
  headers.append('Vary', 'Origin')
  if (origin !== undefined && origins.includes(origin)) {
    headers.set('Access-Control-Allow-Origin', origin)
  }
}

/** Further headers of a preflight's answer: any header may be sent, since no credentials are used. */
export function preflightHeaders(methods: string): Record<string, string> {
  return {
    'Access-Control-Allow-Methods': methods,
    'Access-Control-Allow-Headers': '*',
    'Access-Control-Max-Age': '86400',
  }
}
