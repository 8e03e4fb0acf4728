/**
 * Addresses of articles.
 *
 * Where an article's own address leads is the author's choice, but only on the web: a
 * `javascript:` or `data:` address in an index never becomes a link, and the article is
 * shown on our own page instead.
 */
import { encodePath } from '../core/protocol.ts'

/** Absolute address of an article; `url` is its own, if it has one. */
export type UrlOf = (id: string, url: string | null) => string

/** Addresses as they are seen from a deployment at `origin`, mounted under `base`. */
export function createUrlOf(origin: string, base: string): UrlOf {
  return (id, url) => webAddress(url, origin) ?? `${origin}${base}/articles/${encodePath(id)}`
}

/** `url` made absolute; null for none and for one that is not on the web. */
export function webAddress(url: string | null, origin: string): string | null {
  if (url === null || !URL.canParse(url, origin)) return null
  const { protocol, href } = new URL(url, origin)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
