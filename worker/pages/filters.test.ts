import { describe, expect, test } from 'vitest'
import type { FacetValue, SearchParameters, SearchResponse } from '../../core/protocol.ts'
import { type Collection, filtersView, scopeView } from './filters.ts'
import { english } from './voices.ts'

const parameters: SearchParameters = {
  ...{ q: 'a & b', mode: 'words', k: 5, offset: 10, filters: {}, explain: false },
}
const answer: SearchResponse = {
  ...{ protocol: 1, query: 'a', mode: 'words', confident: true, total: 0, index: '', results: [] },
}

const collection: Collection = { language: 'en', dated: false, labels: { author: 'Written <by>' } }

const show = (
  topic: readonly FacetValue[],
  filters: SearchParameters['filters'] = {},
  changes: Partial<SearchResponse> = {},
  known: Partial<Collection> = {},
) =>
  String(
    filtersView(
      english,
      { ...answer, facets: { topic }, ...changes },
      { ...parameters, filters },
      { ...collection, ...known },
    ),
  )

/** So many values, with fewer and fewer articles. */
const valuesOf = (count: number): FacetValue[] =>
  Array.from({ length: count }, (_, i) => ({ value: `v${i}`, count: 2000 - i }))

/** The values in order; what is folded away, behind a bar. */
const orderOf = (page: string) =>
  [...page.matchAll(/value="(.+?)"( checked)?|<details><summary>/g)]
    .map(([, value, checked]) => (value ? value + (checked ? '!' : '') : '|'))
    .join(' ')

describe('filtersView', () => {
  test('shows ten values and folds the others away, unless there is only one', () => {
    expect(orderOf(show(valuesOf(13)))).toBe('v0 v1 v2 v3 v4 v5 v6 v7 v8 v9 | v10 v11 v12')
    expect(orderOf(show(valuesOf(11)))).not.toContain('|')
    expect(show(valuesOf(13))).toContain(
      '<summary>3 more<span class="unseen"> (topic)</span></summary>',
    )
  })

  test('shows the chosen ones first, however many they are and however they are written', () => {
    const chosen = valuesOf(20).slice(8)
    const filters = { topic: chosen.map(({ value }) => ` ${value}\n`) }

    expect(orderOf(show(valuesOf(14), filters))).toBe(
      'v8! v9! v10! v11! v12! v13! v0 v1 v2 v3 | v4 v5 v6 v7',
    )
    expect(orderOf(show(valuesOf(22), filters))).toMatch(/ v19! \| v0 v1 .* v20 v21$/)
  })

  test('offers a field that has the name of something every object has', () => {
    const facets = { constructor: valuesOf(2) }

    expect(orderOf(show([], {}, { facets }))).toBe('v0 v1')
    expect(orderOf(show([], { constructor: ['v1'] }, { facets }))).toBe('v1! v0')
  })

  test('counts in words for screen readers, and says when numbers are estimates', () => {
    const page = show([
      { value: 'x', count: 1200 },
      { value: 'y', count: 1 },
    ])

    expect(page).toContain('1,200<span class="unseen"> articles</span>')
    expect(page).toContain('>1<span class="unseen"> article</span>')
    expect(page).not.toContain('estimates')
    expect(show(valuesOf(1), {}, { approximate: ['total', 'facets'] })).toContain(
      'Numbers are estimates.',
    )
  })

  test('is nothing where no field has a value', () => {
    expect(show([])).toBe('')
    expect(show([], {}, { facets: undefined })).toBe('')
  })

  test('calls a field as readers do', () => {
    const page = show(valuesOf(13), {}, {}, { labels: { topic: 'What <about>' } })

    expect(page).toContain('<legend>What &lt;about&gt;</legend>')
    expect(page).toContain('(What &lt;about&gt;)')
    expect(page).toContain('name="filter.topic"')
  })

  test('asks for days where articles have dates, and only for these where no field has a value', () => {
    const both = show(valuesOf(1), {}, {}, { dated: true })
    const days = show([], {}, {}, { dated: true })

    expect(both).toContain('<summary>Filters</summary>')
    expect(both).toContain('<legend>Date</legend>')
    expect(days).toContain('<summary>Date</summary>')
    expect(days).toContain('<legend class="unseen">Date</legend>')
    expect(show(valuesOf(1))).not.toContain('type="date"')
  })

  test('keeps markup in values and names text', () => {
    const page = show([{ value: '"><script>', count: 1 }])

    expect(page).toContain('value="&quot;&gt;&lt;script&gt;"')
    expect(page).toContain('>&quot;&gt;&lt;script&gt;</bdi>')
  })
})

describe('scopeView', () => {
  test('leads to the search without each value, from its beginning', () => {
    const filters = { topic: ['x', 'y&z'], author: ['Ann'] }
    const page = String(
      scopeView(english, '/find', { ...parameters, filters, to: '2022' }, collection.labels),
    )
    const links = [...page.matchAll(/href="(.+?)"/g)].map(([, link]) =>
      link.replaceAll('&amp;', '&'),
    )
    const start = '/find?q=a+%26+b&mode=words&k=5'

    expect(links).toEqual([
      `${start}&to=2022&filter.author=Ann&filter.topic=y%26z`,
      `${start}&to=2022&filter.author=Ann&filter.topic=x`,
      `${start}&to=2022&filter.topic=x&filter.topic=y%26z`,
      `${start}&filter.topic=x&filter.topic=y%26z&filter.author=Ann`,
      start,
    ])
  })

  test('calls a field as readers do', () => {
    const page = String(
      scopeView(english, '', { ...parameters, filters: { author: ['Ann'] } }, collection.labels),
    )

    expect(page).toContain('</span>Written &lt;by&gt;: <bdi>Ann</bdi>')
  })

  test('is nothing for a search of all', () => {
    expect(String(scopeView(english, '', parameters, undefined))).toBe('')
  })
})
