/**
 * The results of a search, as a page shows them.
 *
 * A result links to the sentence that answers, not only to its article. The list is
 * preceded by words that say whether anything answers at all, and whether half of the
 * search was missing.
 */
import { html } from 'hono/html'
import {
  answerUrl,
  type Explanation,
  type Feedback,
  limits,
  type Result,
  type ResultSection,
  type SearchParameters,
  type SearchResponse,
  type Sort,
} from '../../core/protocol.ts'
import { excerpt, markedTitle } from './excerpt.ts'
import type { Collection } from './filters.ts'
import { type Html, inEnglish, searchPath } from './layout.ts'
import { notesView } from './notes.ts'
import { arrows, readableDate, say } from './say.ts'
import type { Voice } from './voices.ts'

/** The results of a search, notes on them, and links to further pages. */
export function resultsView(
  voice: Voice,
  base: string,
  response: SearchResponse,
  parameters: SearchParameters,
  { language, labels }: Pick<Collection, 'language' | 'labels'>,
): Html {
  const { results, feedback } = response
  return html`${notesView(voice, base, response, parameters, labels)}<div class="head"><h1 class="count">${summaryOf(voice, response, parameters)}</h1>
${orderView(voice, base, response, parameters)}</div>
${feedback && feedbackView(feedback)}
${
  results.length > 0 &&
  html`<ol class="results" start="${parameters.offset + 1}">
${results.map((result) => resultView(voice, result, language))}
</ol>`
}
${pagingView(voice, base, response, parameters)}`
}

/** How many articles were found, or that none of them answers, in a sentence for whoever asked. */
export function summaryOf(
  voice: Voice,
  response: SearchResponse,
  parameters: SearchParameters,
): string {
  const { total, found = total, confident, results } = response
  const shown = shownOf(voice, response, parameters)
  return found > total && confident && results.length > 0
    ? `${shown} (${say(voice, 'bestOf', numberOf(voice, found, response))})`
    : shown
}

/** A number of articles, which may be an estimate. */
function numberOf(voice: Voice, n: number, { approximate }: SearchResponse) {
  return { n, ...(approximate?.includes('total') && { shown: say(voice, 'about', { n }) }) }
}

/** Which articles are on a page, of those that are listed. */
function shownOf(
  voice: Voice,
  response: SearchResponse,
  { q, offset, from, to, filters }: SearchParameters,
): string {
  const { confident, total, found, results } = response
  if (total === 0 && q === '') return say(voice, 'found', { n: 0 })
  if (total === 0) {
    const isKept = from !== undefined || to !== undefined || Object.keys(filters).length > 0
    return say(voice, isKept ? 'nothingLeft' : 'nothing')
  }
  // By date, `total` counts what is listed, so it is exact.
  const all = found === undefined ? numberOf(voice, total, response) : { n: total }
  if (results.length === 0) return say(voice, 'beyond', all)
  if (!confident) return say(voice, 'unsure')
  const last = offset + results.length
  if (last === total && offset === 0) return say(voice, 'count', { n: total })
  return say(voice, 'range', { ...all, first: offset + 1, last })
}

/** The order of the results and a link to the other order, if any of them has a date and something was asked. */
function orderView(
  voice: Voice,
  base: string,
  { results, total }: SearchResponse,
  parameters: SearchParameters,
): Html {
  const { q, sort = 'relevance' } = parameters
  const isDated = results.length > 1 && results.some(({ date }) => date !== null)
  // In order of date there is always a link back if anything was found, even on a page past the last result.
  if (q === '' || total === 0 || (!isDated && sort === 'relevance')) return html``
  const orderBy = (order: Sort, words: string) => {
    if (order === sort) return html`<span aria-current="true">${words}</span>`
    const path = searchPath(base, { ...parameters, sort: order, offset: 0 })
    return html`<a href="${path}">${words}</a>`
  }
  return html`<p class="order">${orderBy('relevance', say(voice, 'bestFirst'))} ${orderBy('date', say(voice, 'newestFirst'))}</p>`
}

function resultView(voice: Voice, result: Result, language: string): Html {
  return html`<li>
  <h2 lang="${language}" dir="auto"><a href="${answerUrl(result)}">${markedTitle(result)}</a></h2>
  ${aboutView(voice, result, result.passage.heading)}
  <p class="passage" lang="${language}" dir="auto">${excerpt(result)}</p>
  ${result.sections && sectionsView(result.sections, language)}
  ${result.explain && explanationView(result.explain)}
</li>`
}

function sectionsView(sections: readonly ResultSection[], language: string): Html {
  const links = sections.map(
    ({ heading, url }) => html`<li dir="auto"><a href="${url}">${heading.join(' › ')}</a></li>`,
  )
  return html`<ul class="sections" lang="${language}">${links}</ul>`
}

/** Date, source and the headings above a passage, as far as there are any. */
export function aboutView(
  voice: Voice,
  { date, source }: Pick<Result, 'date' | 'source'>,
  headings: readonly string[] = [],
): Html {
  const parts = [
    date !== null &&
      html`<time datetime="${date}" lang="${voice.language}">${readableDate(voice, date)}</time>`,
    source !== null && html`<bdi>${source}</bdi>`,
    headings.length > 0 && html`<bdi>${headings.join(' › ')}</bdi>`,
  ].filter((part) => part !== false)
  if (parts.length === 0) return html``
  return html`<p class="about">${parts.map((part, i) => html`${i > 0 ? ' · ' : ''}${part}`)}</p>`
}

/** What feedback added to the query from the first article; in English, like all explanations. */
function feedbackView({ documents, terms }: Feedback): Html {
  return html`<p class="about" ${inEnglish}>Ranked once more with what the first article (<bdi>${documents.join(', ')}</bdi>) said: <bdi>${terms.join(', ')}</bdi>.</p>`
}

/** How an article came to its place, for whoever tunes the search and reads the documentation. */
function explanationView(explanation: Explanation): Html {
  const { words, semantic, held, adjacency, secondLook, alike, near } = explanation
  const byWords = words ? `rank ${words.rank}, score ${words.score.toFixed(2)}` : 'not ranked'
  const byMeaning = semantic
    ? `rank ${semantic.rank}, similarity ${semantic.score.toFixed(2)}`
    : 'not ranked'
  const read = secondLook === null ? 'not taken' : `${secondLook.toFixed(2)} of the best`
  const pairs = near.map(
    ({ query, passage, similarity }, i) =>
      html`${i > 0 ? '; ' : ''}<bdi>${passage}</bdi> for <bdi>${query}</bdi>, ${similarity.toFixed(2)}`,
  )
  return html`<p class="about" ${inEnglish}>By words: ${byWords}. By meaning: ${byMeaning}.${held[1] > 0 && ` Holds ${held[0]} of ${held[1]} words.`}${adjacency >= 0.005 && ` As it was asked: ${adjacency.toFixed(2)}.`} Second look: ${read}.${alike !== null && ` Articles like it: ${alike.toFixed(2)}.`}${pairs.length > 0 && html` Near: ${pairs}.`}</p>`
}

function pagingView(
  voice: Voice,
  base: string,
  response: SearchResponse,
  parameters: SearchParameters,
): Html {
  const { k, offset } = parameters
  const total = Math.min(response.total, limits.depth)
  const link = (at: number, rel: string, text: string) =>
    html`<a rel="${rel}" href="${searchPath(base, { ...parameters, offset: at })}">${text}</a>`
  // From beyond the last result, the previous page is the one that has it.
  const last = Math.floor(Math.max(0, total - 1) / k) * k
  const { back, forth } = arrows(voice)
  const before = Math.max(0, Math.min(offset - k, last))
  const previous = offset > 0 && link(before, 'prev', `${back} ${say(voice, 'previous')}`)
  const next = offset + k < total && link(offset + k, 'next', `${say(voice, 'next')} ${forth}`)
  const end =
    !next &&
    response.total > limits.depth &&
    html`<p>${say(voice, 'onlyFirst', { n: limits.depth })}</p>`
  if (!previous && !next) return html``
  return html`<nav aria-label="${say(voice, 'pages')}">${previous}${next || end}</nav>`
}
