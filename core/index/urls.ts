/**
 * Addresses as they are compared.
 *
 * The address at which a page is open may end in a slash, a hash, both or neither, so addresses are
 * compared without. Nor does it matter which characters of the path are percent-encoded: a comma may be, and
 * browsers keep what a link has. An article's address may be a path alone; it stays one, since only a
 * deployment knows its origin.
 */
import { composed, decodePath, encodePath } from '../protocol.ts'

/** Stands for the origin that a path is missing; `.invalid` is nobody's (RFC 2606). */
const nowhere = 'http://nowhere.invalid'

/** `url` without hash and trailing slash, its path spelt one way; null for what is not on the web. */
export function comparableUrl(url: string): string | null {
  if (!URL.canParse(url, nowhere)) return null
  const { protocol, origin, pathname, search } = new URL(url, nowhere)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  const path = encodePath(composed(decodePath(pathname)))
  return `${origin === nowhere ? '' : origin}${path}${search}`
}
