/**
 * What answers judged queries: an index in a folder, or a worker anywhere. Both know an article by either name that
 * judgements use, its id or an address.
 */
import type { Judgement } from '../../core/evaluate.ts'
import {
  decodePath,
  encodePath,
  type Mode,
  normalizeQuestion,
  type SearchResponse,
} from '../../core/protocol.ts'
import { findArticle, findArticleByUrl } from '../../core/search/articles.ts'
import { ask } from '../../core/search/engine.ts'
import { UserError } from '../command.ts'
import type { ModelSettings } from '../embedders/models.ts'
import { isServer } from '../embedders/place.ts'
import { openQueryEmbedder } from '../embedders/query.ts'
import { localUrlOf, openIndexFolder } from '../index/index-files.ts'
import type { JudgedQuery } from './judged-queries.ts'

/** Something that answers searches with its first articles, ten unless told. */
export interface Asker {
  readonly name: string
  readonly ask: (query: string, mode: Mode, k?: number) => Promise<SearchResponse>
  /** Whether it has an article of that name, an id or an address. */
  readonly has: (name: string) => Promise<boolean>
}

/** Whether a judged query names its article by an address, a whole one or a path. */
const isAddress = (name: string) => /^(https?:\/)?\//.test(name)

/** The origin of a search on this machine, at any port, before the path of an article it shows. */
const localOrigin = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?=\/articles\/)/

/** The id in the address of an article that a search shows itself; null for any other address. */
function idIn(address: string): string | null {
  const [, path] = /^\/articles\/(.+)/.exec(plainUrl(address)) ?? []
  return path === undefined ? null : decodePath(path)
}

/**
 * The worker at a URL, or the index in a folder.
 *
 * @param model embeds the queries of an index in a folder; left out, what its build used
 */
export async function createAsker(place: string, model?: ModelSettings): Promise<Asker> {
  return isServer(place) ? createRemoteAsker(place) : createLocalAsker(place, model)
}

async function createLocalAsker(folder: string, asked?: ModelSettings): Promise<Asker> {
  const engine = await openIndexFolder(folder, (model) => openQueryEmbedder(folder, model, asked))
  return {
    name: folder,
    async has(name) {
      if ((await findArticle(engine, name)) >= 0) return true
      if (!isAddress(name)) return false
      const id = idIn(name)
      if (id !== null && (await findArticle(engine, id)) >= 0) return true
      return (await findArticleByUrl(engine, name)) >= 0
    },
    ask: (query, mode, k = 10) =>
      ask(
        engine,
        { q: normalizeQuestion(query), mode, k, offset: 0, filters: {}, explain: false },
        localUrlOf,
      ),
  }
}

function createRemoteAsker(url: string): Asker {
  const base = url.replace(/\/+$/, '')
  const askRemote = async (path: string, init?: RequestInit) => {
    const response = await fetch(base + path, init).catch((cause) => {
      throw new UserError(`${base} cannot be reached. Name a worker that runs.`, { cause })
    })
    const isPage = response.headers.get('Content-Type')?.startsWith('text/html')
    // An error page of a host has a status that says more.
    if (isPage && (response.ok || response.status === 404))
      throw new UserError(
        `${base} answers with a page, as no search does. Name a worker that runs.`,
      )
    return response
  }
  return {
    name: base,
    async has(name) {
      const id = !isAddress(name) ? name : localOrigin.test(name) ? idIn(name) : null
      const asked =
        id === null
          ? `related?${new URLSearchParams({ url: new URL(name, base).href })}`
          : `documents/${encodePath(id)}`
      const response = await askRemote(`/${asked}`, { method: 'HEAD' })
      return response.status !== 404
    },
    async ask(q, mode, k = 10) {
      const response = await askRemote(`/search?${new URLSearchParams({ q, mode, k: `${k}` })}`)
      if (response.ok) return (await response.json()) as SearchResponse
      throw new UserError(`${base} answered ${response.status} to "${q}": ${await response.text()}`)
    },
  }
}

/** The answer to a judged query: ten articles, the one that the query was taken from not counted. */
export async function askJudged(
  asker: Asker,
  { query, itself }: JudgedQuery,
  mode: Mode,
): Promise<SearchResponse> {
  if (itself === undefined) return asker.ask(query, mode)
  const answer = await asker.ask(query, mode, 11)
  return { ...answer, results: answer.results.filter(({ id }) => id !== itself).slice(0, 10) }
}

/** Ids of an answer, each replaced by the name that the judgement has for it. */
export function rankingOf({ results }: SearchResponse, relevant: Judgement): string[] {
  const named = new Map(Object.keys(relevant).map((name) => [plainName(name), name]))
  return results.map(({ id, url }) => {
    // For its own pages, a worker gives addresses with an origin, an index in a folder without.
    const path = url.replace(/^https?:\/\/[^/]+/, '')
    const names = [plainName(id), plainUrl(url), plainUrl(path), localUrlOf(id, null)]
    return names.map((name) => named.get(name)).find((name) => name !== undefined) ?? id
  })
}

/** A name as it is compared: an id may have a # of its own. */
const plainName = (name: string) => (isAddress(name) ? plainUrl(name) : name)

/** An address without what may differ between two of the same page. */
function plainUrl(url: string): string {
  return url.replace(/#.*$/, '').replace(/\/+$/, '').replace(localOrigin, '')
}
