/**
 * What was found, as a page shows it.
 *
 * A result leads to the sentence that answers, not only to its article. What an
 * answer is worth is said in words before the list: whether anything answers at all,
 * and whether half of the search was missing.
 */
import { html } from 'hono/html'
import {
  answerUrl,
  type Explanation,
  type Feedback,
  limits,
  type Result,
  type SearchParameters,
  type SearchResponse,
} from '../../core/protocol.ts'
import { type Note, notesOn } from '../../core/search/notes.ts'
import { writeSearch } from '../parameters.ts'
import { countOf, readableDate } from './english.ts'
import { excerpt, markedTitle } from './excerpt.ts'
import { type Html, homePath } from './layout.ts'

/** The results of a search, what is to be said of them, and the way to more. */
export function resultsView(
  base: string,
  response: SearchResponse,
  parameters: SearchParameters,
  language: string,
): Html {
  const { results, feedback } = response
  return html`${notesOn(response).map(noteView)}<h1 class="count">${summaryOf(response, parameters)}</h1>
${feedback && feedbackView(feedback)}
${
  results.length > 0 &&
  html`<ol class="results" start="${parameters.offset + 1}">
${results.map((result) => resultView(result, language))}
</ol>`
}
${pagingView(base, response, parameters)}`
}

function noteView([before, words, behind]: Note): Html {
  return html`<p class="note">${before}${words && html`<bdi>${words}</bdi>`}${behind}</p>\n`
}

/** How many articles there are, or that none of them answers, in a sentence for whoever asked. */
export function summaryOf(
  { confident, total, results, approximate }: SearchResponse,
  { offset, from, to, filters }: SearchParameters,
) {
  const count = countOf(total, 'article')
  const all = approximate?.includes('total') ? `about ${count}` : count
  if (total === 0) {
    const isKept = from !== undefined || to !== undefined || Object.keys(filters).length > 0
    return `Nothing was found. Other words${isKept ? ', or fewer filters,' : ''} may find more.`
  }
  if (results.length === 0) return `Nothing is found this far down; there are ${all} above.`
  if (!confident) return 'Nothing here answers this; the nearest articles:'
  const last = offset + results.length
  return last === total && offset === 0 ? count : `${offset + 1} to ${last} of ${all}`
}

function resultView(result: Result, language: string): Html {
  return html`<li>
  <h2 lang="${language}" dir="auto"><a href="${answerUrl(result)}">${markedTitle(result)}</a></h2>
  ${aboutView(result, result.passage.heading)}
  <p class="passage" lang="${language}" dir="auto">${excerpt(result)}</p>
  ${result.explain && explanationView(result.explain)}
</li>`
}

/** Date, source and the headings above a passage, as far as there are any. */
export function aboutView(
  { date, source }: Pick<Result, 'date' | 'source'>,
  headings: readonly string[] = [],
): Html {
  const parts = [
    date !== null && html`<time datetime="${date}">${readableDate(date)}</time>`,
    source !== null && html`<bdi>${source}</bdi>`,
    headings.length > 0 && html`<bdi>${headings.join(' › ')}</bdi>`,
  ].filter((part) => part !== false)
  if (parts.length === 0) return html``
  return html`<p class="about">${parts.map((part, i) => html`${i > 0 ? ' · ' : ''}${part}`)}</p>`
}

/** What the first article added to the query, by which what was found is ranked again. */
function feedbackView({ documents, terms }: Feedback): Html {
  return html`<p class="about">Ranked once more with what the first article (<bdi>${documents.join(', ')}</bdi>) said: <bdi>${terms.join(', ')}</bdi>.</p>`
}

function explanationView(explanation: Explanation): Html {
  const { words, semantic, held, adjacency, secondLook, near } = explanation
  const byWords = words ? `rank ${words.rank}, score ${words.score.toFixed(2)}` : 'not ranked'
  const byMeaning = semantic
    ? `rank ${semantic.rank}, similarity ${semantic.score.toFixed(2)}`
    : 'not ranked'
  const read = secondLook === null ? 'not taken' : `${secondLook.toFixed(2)} of the best`
  const pairs = near.map(
    ({ query, passage, similarity }, i) =>
      html`${i > 0 ? '; ' : ''}<bdi>${passage}</bdi> for <bdi>${query}</bdi>, ${similarity.toFixed(2)}`,
  )
  return html`<p class="about">By words: ${byWords}. By meaning: ${byMeaning}.${held[1] > 0 && ` Holds ${held[0]} of ${held[1]} words.`}${adjacency >= 0.005 && ` As it was asked: ${adjacency.toFixed(2)}.`} Second look: ${read}.${pairs.length > 0 && html` Near: ${pairs}.`}</p>`
}

function pagingView(base: string, response: SearchResponse, parameters: SearchParameters): Html {
  const { k, offset } = parameters
  const total = Math.min(response.total, limits.depth)
  const link = (at: number, rel: string, text: string) =>
    html`<a rel="${rel}" href="${homePath(base)}?${writeSearch({ ...parameters, offset: at })}">${text}</a>`
  // Far below the last result, the page before is the one that has it.
  const last = Math.floor(Math.max(0, total - 1) / k) * k
  const previous = offset > 0 && link(Math.max(0, Math.min(offset - k, last)), 'prev', '← Previous')
  const next = offset + k < total && link(offset + k, 'next', 'Next →')
  const end =
    !next &&
    response.total > limits.depth &&
    html`<p>Only the first ${limits.depth} can be shown.</p>`
  if (!previous && !next) return html``
  return html`<nav aria-label="Pages">${previous}${next || end}</nav>`
}
