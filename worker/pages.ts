/**
 * The routes that answer people: the search page and the reading page.
 *
 * Whole pages without a script, so that they work wherever HTML does; the widget is
 * for other people's sites.
 */
import { html } from 'hono/html'
import type { Problem, SearchParameters } from '../core/protocol.ts'
import { readArticle } from '../core/search/articles.ts'
import { findRelated } from '../core/search/base/related-base.ts'
import { hasDates } from '../core/search/order.ts'
import { daysOf } from '../core/text/dates.ts'
import { cached } from './caching.ts'
import { limitVisitor } from './limit.ts'
import { articleView } from './pages/article.ts'
import { filtersView, scopeView } from './pages/filters.ts'
import {
  articleLanguage,
  contentLanguage,
  type Frame,
  inEnglish,
  pageResponse,
} from './pages/layout.ts'
import { sayDetail, sayProblem } from './pages/problems.ts'
import { resultsView, summaryOf } from './pages/results.ts'
import { searchForm, startView } from './pages/search-form.ts'
import { chooseVoice } from './pages/voices.ts'
import { isCondition, isFilter, parseSearch, searchSchema, writeSearch } from './parameters.ts'
import { problemHeaders } from './problem.ts'
import { type AppContext, type Deployment, findId, idOf, queryOf, tagParts } from './request.ts'
import { answerAndNote } from './searches.ts'
import { webAddress } from './urls.ts'

/** Search pages are many and have no content of their own: no search engine should list them. */
const unlisted = { 'X-Robots-Tag': 'noindex' }

/** How many related articles end a reading page. */
const relatedArticles = 5

/**
 * `GET /`: the search box, and below it what was found for `q`; where that is empty, or only filters or dates are given,
 * the newest articles.
 *
 * Parameters that other sites add to links must not break this page, so unknown ones are ignored here. An
 * unknown filter is refused, since without it other articles would be shown.
 */
export async function showSearch(c: AppContext, deployment: Deployment): Promise<Response> {
  const { engine, base } = deployment
  const { manifest } = engine.index
  const voice = chooseVoice(manifest.languages)
  const query = ownParameters(queryOf(c))
  if (!isAsked(query)) {
    return cached(c, tagParts(deployment), () =>
      pageResponse(frameOf(c, deployment), startView(voice, base, manifest), {
        headers: unlisted,
      }),
    )
  }
  await limitVisitor(c)
  const hasFields = manifest.fields.length > 0
  const collection = {
    language: contentLanguage(manifest),
    dated: hasDates(engine.index),
    labels: manifest.site.labels,
  }
  const parameters = inOrder(parseSearch(query, manifest.fields))
  return cached(c, tagParts(deployment), async () => {
    const response = await answerAndNote(deployment, { ...parameters, facets: hasFields })
    const headers = { ...unlisted, ...(response.degraded && { 'Cache-Control': 'no-store' }) }
    const found = resultsView(voice, base, response, parameters, collection)
    const filters = filtersView(voice, response, parameters, collection)
    const shown = hasFields || collection.dated
    const body = html`${searchForm(voice, base, writeSearch(parameters), { shown })}
      ${scopeView(voice, base, parameters, collection.labels)}
      <div${hasFields && html` class="sides"`}>${filters}<div id="found">${found}</div></div>`
    const subject = parameters.q || summaryOf(voice, response, parameters)
    return pageResponse(frameOf(c, deployment, subject), body, { headers })
  })
}

/** Whether articles are asked for: by a question, which may be empty, or by what they must fulfil. */
function isAsked(query: URLSearchParams): boolean {
  return query.has('q') || [...query].some(([name, value]) => isCondition(name) && value !== '')
}

/** Without those of other sites, which also add `from` to links, with what is no date. */
function ownParameters(query: URLSearchParams): URLSearchParams {
  // `facets` is ignored here: they are shown wherever there are fields.
  const { facets: _, ...entries } = searchSchema([]).entries
  const isOwn = (name: string, value: string) => {
    if (name === 'from' || name === 'to') return daysOf(value) !== null
    return isFilter(name) || Object.hasOwn(entries, name)
  }
  return new URLSearchParams([...query].filter(([name, value]) => isOwn(name, value)))
}

/**
 * The same search with its days in order. Programs get an error for swapped days (core/search/mask.ts), but somebody who
 * chose them in two boxes means the time between them, and an error page would have no boxes to correct them in.
 */
function inOrder(parameters: SearchParameters): SearchParameters {
  const { from = '', to = '' } = parameters
  const [first, last] = [daysOf(from)?.[0], daysOf(to)?.[1]]
  const isTurned = first !== undefined && last !== undefined && first > last
  return isTurned ? { ...parameters, from: to, to: from } : parameters
}

/**
 * `GET /articles/ID`: an article to read.
 *
 * Search engines may list it only if it has no other address. Otherwise it is a copy, which
 * `noindex` keeps out; a canonical link beside it would contradict that.
 */
export async function showArticle(c: AppContext, deployment: Deployment): Promise<Response> {
  const { engine, origin, base, urlOf } = deployment
  const { index, embedSentence } = engine
  const number = await findId(c, engine)
  return cached(c, tagParts(deployment), async () => {
    const document = await readArticle(engine, number)
    const context = { urlOf, embed: embedSentence }
    const { results } = await findRelated(engine, number, relatedArticles, context)
    const original = webAddress(document.url, origin)
    const canonical = original === null ? urlOf(document.id, null) : undefined
    const language = articleLanguage(index.manifest, document)
    const related = { results, language: contentLanguage(index.manifest) }
    const voice = chooseVoice(index.manifest.languages)
    const body = articleView({ voice, base, document, original, related, language })
    const frame = { ...frameOf(c, deployment, document.title || document.id), canonical }
    return pageResponse(frame, body, { headers: original === null ? {} : unlisted })
  })
}

/** A problem as a page: one sentence, further details if there are any, and the search box to try again. */
export async function showProblem(
  c: AppContext,
  problem: Problem,
  deployment: Pick<Deployment, 'base' | 'version'>,
): Promise<Response> {
  const frame = frameOf(c, deployment)
  // Only `q` is kept: any other parameter may be what is wrong. An empty one counts as not given.
  const q = queryOf(c).getAll('q').find(Boolean)
  const kept = new URLSearchParams({ q: q ?? '' })
  const { words, isAll } = sayProblem(frame.voice, problem, idOf(c))
  const body = html`${searchForm(frame.voice, deployment.base, kept)}
    <h1 class="note">${words}</h1>
    ${isAll ? '' : html`<p class="about" ${inEnglish}>${sayDetail(problem)}</p>`}`
  return pageResponse({ ...frame, subject: words }, body, {
    status: problem.status,
    headers: { ...problemHeaders(problem), ...unlisted },
  })
}

function frameOf(
  c: AppContext,
  { base, version }: Pick<Deployment, 'base' | 'version'>,
  subject?: string,
): Frame {
  const manifest = c.get('engine')?.index.manifest
  const voice = chooseVoice(manifest?.languages ?? [])
  return { site: manifest?.site.title ?? 'Search', subject, base, version, voice }
}
