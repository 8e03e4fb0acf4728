/**
 * The filters of a search, chosen and offered.
 *
 * Values are checkboxes that belong to the form of the search box: several are chosen at once, a new question
 * keeps them, and no script is needed. Chosen values also stand above the results, each with a link that removes it.
 * On a narrow screen the checkboxes are folded into `details`, so that results come first. `autocomplete` is off so that
 * a browser that goes back shows them as they belong to that page's results, not as they were left.
 */
import { html } from 'hono/html'
import type { Site } from '../../core/index/manifest.ts'
import type { FacetValue, SearchParameters, SearchResponse } from '../../core/protocol.ts'
import { asStored } from '../../core/search/mask.ts'
import { daysOf } from '../../core/text/dates.ts'
import { type Html, searchPath } from './layout.ts'
import { readableDate, say, sayAround, sayNumber } from './say.ts'
import { searchFormId } from './search-form.ts'
import type { Voice } from './voices.ts'

/** Values of a field that are shown unfolded; chosen ones always are, however many. */
const shownAtOnce = 10

/** What pages know of all articles. */
export interface Collection {
  /** Their language; the value of a `lang` attribute. */
  readonly language: string
  /** Whether any of them has a date. */
  readonly dated: boolean
  readonly labels: Site['labels']
}

/** The name of a field for readers. */
export function labelOf(field: string, labels: Site['labels']): string {
  return labels && Object.hasOwn(labels, field) ? labels[field] : field
}

/** The conditions of a search, with links to it without each of them and without all; nothing if there are none. */
export function scopeView(
  voice: Voice,
  base: string,
  parameters: SearchParameters,
  labels: Site['labels'],
): Html {
  const conditions = conditionsOf(voice, parameters, labels)
  if (conditions.length === 0) return html``
  const { from: _, to: __, ...all } = { ...parameters, filters: {} }
  const linkTo = (search: SearchParameters) => searchPath(base, { ...search, offset: 0 })
  return html`<div class="scope"><span id="scope">${say(voice, 'only')}</span>
<ul aria-labelledby="scope">
${conditions.map(
  ({ words, left }) =>
    html`<li><a href="${linkTo(left)}"><span class="unseen">${say(voice, 'remove')} </span>${words}<span aria-hidden="true"> ×</span></a></li>
`,
)}</ul>
<a href="${linkTo(all)}">${say(voice, 'searchAll')}</a></div>`
}

/** One condition that limits a search to some articles, and the search without it. */
interface Condition {
  readonly words: Html
  readonly left: SearchParameters
}

function conditionsOf(
  voice: Voice,
  parameters: SearchParameters,
  labels: Site['labels'],
): Condition[] {
  const { from, to, ...others } = parameters
  const dated = (name: 'from' | 'upTo', date: string) =>
    sayAround(voice, name, { value: html`<bdi>${readableDate(voice, date)}</bdi>` })
  const values = Object.entries(parameters.filters).flatMap(([field, values]) =>
    values.map((value) => ({ field, value })),
  )
  return [
    ...values.map(({ field, value }) => ({
      words: sayAround(voice, 'with', {
        field: labelOf(field, labels),
        value: html`<bdi>${value}</bdi>`,
      }),
      left: { ...parameters, filters: withoutValue(parameters.filters, field, value) },
    })),
    ...(from === undefined ? [] : [{ words: dated('from', from), left: { ...others, to } }]),
    ...(to === undefined ? [] : [{ words: dated('upTo', to), left: { ...others, from } }]),
  ]
}

function withoutValue(
  filters: SearchParameters['filters'],
  field: string,
  value: string,
): SearchParameters['filters'] {
  const { [field]: values, ...others } = filters
  const left = values.filter((other) => other !== value)
  return left.length > 0 ? { ...others, [field]: left } : others
}

/**
 * The values of every field that has any, with a checkbox each, and a first and a last day if articles have dates;
 * nothing if there is neither.
 */
export function filtersView(
  voice: Voice,
  { facets = {}, approximate }: SearchResponse,
  { filters, from, to }: SearchParameters,
  collection: Collection,
): Html {
  const groups = Object.entries(facets).filter(([, values]) => values.length > 0)
  if (groups.length === 0 && !collection.dated) return html``
  const isAbout = approximate?.includes('facets')
  const name = say(voice, groups.length > 0 ? 'filters' : 'date')
  return html`<section class="filters" aria-label="${name}">
<details>
<summary>${name}</summary>
<a class="skip" href="#found">${say(voice, 'skip')}</a>
${groups.map(([field, values]) => groupView(voice, field, values, chosenOf(field, filters), collection))}
${collection.dated && datesView(voice, from, to, groups.length === 0)}
${isAbout && html`<p class="about">${say(voice, 'aboutRight')}</p>`}
<button form="${searchFormId}">${say(voice, 'apply')}</button>
</details>
</section>`
}

/** The chosen values of a field, which may be called `constructor`, as any object has something. */
function chosenOf(field: string, filters: SearchParameters['filters']): readonly string[] {
  return Object.hasOwn(filters, field) ? filters[field] : []
}

/**
 * A first and a last day to choose; those of a month or year that an address names. Years end at 9999, since browsers
 * let people type six digits, which are no date here.
 */
function datesView(
  voice: Voice,
  from: string | undefined,
  to: string | undefined,
  isAlone: boolean,
): Html {
  const dayView = (name: 'from' | 'to', words: string, day: number | undefined) =>
    html`<label>${words} <input type="date" form="${searchFormId}" name="${name}" value="${writtenDay(day)}" max="9999-12-31" autocomplete="off"></label>`
  return html`<fieldset>
<legend${isAlone && html` class="unseen"`}>${say(voice, 'date')}</legend>
${dayView('from', say(voice, 'firstDay'), daysOf(from ?? '')?.[0])}
${dayView('to', say(voice, 'lastDay'), daysOf(to ?? '')?.[1])}
</fieldset>`
}

/** `2022-06-12`, from a number like 20220612; nothing for none. */
function writtenDay(day: number | undefined): string {
  return day === undefined
    ? ''
    : String(day)
        .padStart(8, '0')
        .replace(/(..)(..)$/, '-$1-$2')
}

/** The values of a field, the chosen ones first. */
function groupView(
  voice: Voice,
  field: string,
  values: readonly FacetValue[],
  chosenValues: readonly string[],
  { language, labels }: Collection,
): Html {
  const wanted = new Set(chosenValues.map(asStored))
  const chosen = values.filter(({ value }) => wanted.has(value))
  const others = values.filter(({ value }) => !wanted.has(value))
  const places = Math.max(0, shownAtOnce - chosen.length)
  // A single folded value would take no less room than the line that hides it.
  const shown = others.length <= places + 1 ? others.length : places
  const more = others.slice(shown)
  const list = (some: readonly FacetValue[]) =>
    html`<ul>
${some.map((facet) => valueView(voice, field, facet, wanted.has(facet.value), language))}</ul>`
  const label = labelOf(field, labels)
  return html`<fieldset>
<legend>${label}</legend>
${list([...chosen, ...others.slice(0, shown)])}
${more.length > 0 && html`<details><summary>${say(voice, 'moreValues', { n: more.length })}<span class="unseen"> (${label})</span></summary>${list(more)}</details>`}
</fieldset>`
}

function valueView(
  voice: Voice,
  field: string,
  { value, count }: FacetValue,
  isChosen: boolean,
  language: string,
): Html {
  return html`<li><label><input type="checkbox" form="${searchFormId}" name="filter.${field}" value="${value}"${isChosen ? html` checked` : ''} autocomplete="off">
<bdi lang="${language}">${value}</bdi> <span class="number">${sayNumber(voice, 'count', count)}</span></label></li>
`
}
