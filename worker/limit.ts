/**
 * How often one visitor may search, where the deployment limits it.
 *
 * If wrangler.toml binds SEARCH_LIMIT, the platform counts, per location and only roughly; without the
 * binding nothing is limited. Only searches and calls of tools count: they cost CPU, while
 * documents and pages mostly come from a cache.
 */
import { expandIPv6 } from 'hono/utils/ipaddr'
import type { AppContext } from './request.ts'

/** More searches than the deployment allows. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests'
}

/** Counts the request as a search; throws `TooManyRequests` beyond the visitor's limit. */
export async function limitVisitor(c: AppContext): Promise<void> {
  const limiter = c.env?.SEARCH_LIMIT
  if (!limiter) return
  const { success } = await limiter.limit({
    key: networkOf(c.req.header('CF-Connecting-IP') ?? 'anyone'),
  })
  if (!success)
    throw new TooManyRequests('Too many searches came from here; try again in a minute.')
}

/**
 * Of an address of IPv6 the first half: a visitor has all that begin so, and could search from each of them. One with
 * dots is an address of IPv4 behind a prefix that all of these share; what is no address is counted as it is.
 */
function networkOf(address: string): string {
  const groups = address.split(':').length
  if (groups < 3 || groups > 9 || address.includes('.')) return address
  return expandIPv6(address).split(':', 4).join(':')
}
