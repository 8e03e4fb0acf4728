/**
 * How often one visitor may search, where the deployment says so.
 *
 * The platform counts, per place and only roughly, if wrangler.toml binds SEARCH_LIMIT; without the
 * binding nothing is limited. Only searches and what tools are asked count: they cost CPU, while
 * documents and pages come from a cache most of the time.
 */
import type { AppContext } from './request.ts'

/** More searches than the deployment allows. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests'
}

/** Counts a search of this visitor, if the request is one; throws `TooManyRequests` beyond the limit. */
export async function limitSearches(c: AppContext): Promise<void> {
  if (new URL(c.req.url).searchParams.has('q')) await limitVisitor(c)
}

/** Counts this request of a visitor as a search; throws `TooManyRequests` beyond the limit. */
export async function limitVisitor(c: AppContext): Promise<void> {
  const limiter = c.env?.SEARCH_LIMIT
  if (!limiter) return
  const { success } = await limiter.limit({ key: c.req.header('CF-Connecting-IP') ?? 'anyone' })
  if (!success)
    throw new TooManyRequests('Too many searches came from here; try again in a minute.')
}
