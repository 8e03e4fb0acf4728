/**
 * Who may read answers from a page of another origin: everybody, or a site's list.
 *
 * hono/cors is not used because it answers `Vary: Origin` even where everybody gets
 * the same, which would keep one copy an origin in every cache on the way.
 */

/** Sets what a browser needs to see; `origins` is a site's list, `['*']` for all. */
export function allowOrigin(
  headers: Headers,
  origins: readonly string[],
  origin: string | undefined,
): void {
  // What a page may read of an answer besides its body: how long to wait after a refusal.
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

/** What a preflight is told besides: any header may be sent, since none says who asks. */
export function preflightHeaders(methods: string): Record<string, string> {
  return {
    'Access-Control-Allow-Methods': methods,
    'Access-Control-Allow-Headers': '*',
    'Access-Control-Max-Age': '86400',
  }
}
