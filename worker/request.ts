/**
 * What a route is given: the request and the deployment, and how it reads them.
 *
 * It is apart from app.ts so that routes and the app that serves them need not import each
 * other.
 */
import type { Context } from 'hono'
import type { DataPoint } from '../core/asked.ts'
import { composed, decodePath } from '../core/protocol.ts'
import { findArticle, findArticleByUrl, type Library } from '../core/search/articles.ts'
import type { Engine } from '../core/search/engine.ts'
import type { UrlOf } from './urls.ts'

/** How an error is shown: as JSON to programs, as a sentence in a page to people. */
export type Kind = 'answer' | 'page'

/** The platform's rate-limit binding. */
export interface RateLimiter {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>
}

/** The platform's binding of a dataset of Workers Analytics Engine. */
export interface Dataset {
  writeDataPoint(point: DataPoint): void
}

/** What the platform binds, and what the app notes about a request. */
export interface AppEnv {
  Bindings: {
    readonly SEARCH_LIMIT?: RateLimiter
    readonly SEARCHES?: Dataset
  }
  Variables: {
    kind?: Kind
    /** Missing until the index is open, and where it cannot be opened. */
    engine?: Engine
  }
}

export type AppContext = Context<AppEnv>

/** An engine and the address it answers at. */
export interface Deployment {
  readonly engine: Engine
  /** Version of the worker. */
  readonly version: string
  readonly origin: string
  /** Path under which the app is mounted, without a slash at its end; empty for the root. */
  readonly base: string
  readonly urlOf: UrlOf
  /** Where searches are noted, if they are. */
  readonly searches?: Dataset
}

/** Everything that an answer depends on besides its address, for its ETag. */
export function tagParts({ engine, version }: Deployment): string[] {
  return [version, engine.index.manifest.version, engine.embedder.id]
}

/** The query of a request's address. */
export function queryOf(c: AppContext): URLSearchParams {
  return new URL(c.req.url).searchParams
}

/** The id in a request's path, composed as ids are, since a browser sends what was typed. */
export function idOf(c: AppContext): string {
  return composed(c.req.param('id') ?? '')
}

/** Whoever asks names an article that is not there. */
export class NoArticle extends Error {
  override readonly name = 'NoArticle'
}

/** Number of the article that a request's path names; throws `NoArticle` if there is none. */
export async function findId(c: AppContext, library: Library): Promise<number> {
  const id = idOf(c)
  const document = await findArticle(library, id)
  if (document < 0) throw new NoArticle(`There is no article "${id}".`)
  return document
}

/**
 * Number of the article at `url`, which is its own address or the one that this deployment gives
 * it; -1 if there is none.
 */
export async function findAtUrl(
  { engine, origin, base }: Deployment,
  url: string,
): Promise<number> {
  const document = await findArticleByUrl(engine, url)
  const address = new URL(url)
  if (document >= 0 || address.origin !== origin) return document
  const ownPage = `${base}/articles/`
  if (address.pathname.startsWith(ownPage)) {
    return findArticle(engine, composed(decodePath(address.pathname.slice(ownPage.length))))
  }
  return findArticleByUrl(engine, address.pathname + address.search)
}
