import { describe, expect, test } from 'vitest'
import type { Explanation, SearchParameters, SearchResponse } from '../../core/protocol.ts'
import { resultsView } from './results.ts'
import { english } from './voices.ts'

const text = 'Two submarines.'
const explain: Explanation = {
  words: null,
  semantic: { rank: 1, score: 0.4 },
  held: [0, 1],
  adjacency: 0,
  secondLook: 0.834,
  alike: null,
  near: [
    { query: 'subs', passage: 'submarines', similarity: 0.617 },
    { query: '<b>', passage: 'two', similarity: 0.4 },
  ],
}
const parameters = {
  q: 'subs',
  mode: 'hybrid',
  k: 10,
  offset: 0,
  filters: {},
  explain: true,
} as const

function show(
  explained: Partial<Explanation>,
  changes: Partial<SearchResponse> = {},
  asked: SearchParameters = parameters,
): string {
  const result = {
    id: 'a',
    title: 'A',
    url: 'https://example.org/a',
    date: null,
    source: null,
    fields: {},
    score: 1,
    similarity: 0.4,
    passage: { heading: [], anchor: null, text, span: [0, text.length] as const },
    sentence: [0, text.length] as const,
    marks: [],
    near: [[4, 14] as const],
    titleMarks: [],
    explain: { ...explain, ...explained },
  }
  const response: SearchResponse = {
    protocol: 1,
    query: 'subs',
    mode: 'hybrid',
    confident: true,
    total: 1,
    index: 'index0000001',
    results: [result],
    ...changes,
  }
  return String(
    resultsView(english, '', response, asked, { language: 'en', labels: { author: 'Written by' } }),
  )
}

describe('resultsView', () => {
  test('says which values of filters no article has', () => {
    const page = show({}, { unknownValues: { topic: ['Trade', '<b>'], author: ['X'] } })

    expect(page).toContain(
      '<p class="note">No article has topic: <bdi>Trade or &lt;b&gt;</bdi>.</p>',
    )
    expect(page).toContain('<p class="note">No article has Written by: <bdi>X</bdi>.</p>')
  })

  test('advises fewer filters where nothing is found, if there are any', () => {
    const advice = (changes: Partial<SearchParameters>) =>
      show({}, { total: 0, results: [] }, { ...parameters, ...changes }).includes('fewer filters')

    const conditions = [{ from: '2023' }, { to: '2023' }, { filters: { topic: ['trade'] } }]
    expect([{}, ...conditions].map(advice)).toEqual([false, true, true, true])
  })

  test('says how a misspelt question was read', () => {
    const page = show({}, { corrected: '<b> submarines' })

    expect(page).toContain('<p class="note">Results for “<bdi>&lt;b&gt; submarines</bdi>”.</p>')
    expect(show({})).not.toContain('Results for')
  })

  test('leads to what may have been meant, in the same place', () => {
    const page = show({}, { suggestion: '<b> subs' }, { ...parameters, offset: 10, from: '2022' })

    expect(page).toContain(
      '<p class="note">Did you mean <a href="/?q=%3Cb%3E+subs&amp;explain=true&amp;from=2022"><bdi>&lt;b&gt; subs</bdi></a>?</p>',
    )
    expect(show({})).not.toContain('Did you mean')
  })

  test('marks what is near and says what for', () => {
    const page = show({})

    expect(page).toContain('Two <mark class="near">submarines</mark>.')
    expect(page).toContain('Second look: 0.83 of the best.')
    expect(page).toContain(
      'Near: <bdi>submarines</bdi> for <bdi>subs</bdi>, 0.62; <bdi>two</bdi> for <bdi>&lt;b&gt;</bdi>, 0.40.',
    )
  })

  test('says that no second look was taken, and nothing of words if none is near', () => {
    const page = show({ secondLook: null, near: [] })

    expect(page).toContain('Second look: not taken.')
    expect(page).not.toContain('Near:')
  })

  test('says the mean score of articles like it, if it was compared with any', () => {
    expect(show({ alike: 0.925 })).toContain('Articles like it: 0.93.')
    expect(show({})).not.toContain('Articles like it')
  })

  test('says how many words are held, if any were looked for', () => {
    expect(show({})).toContain('Holds 0 of 1 words.')
    expect(show({ held: [0, 0] })).not.toContain('Holds')
  })

  test('says how much stands as it was asked, if anything does', () => {
    expect(show({ adjacency: 0.125 })).toContain('As it was asked: 0.13.')
    for (const adjacency of [0, 0.004]) {
      expect(show({ adjacency })).not.toContain('As it was asked')
    }
  })

  test('says what the first article added, if it did', () => {
    const feedback = { documents: ['a'], terms: ['navy', '<i>'] }

    expect(show({}, { feedback })).toContain(
      'Ranked once more with what the first article (<bdi>a</bdi>) said: <bdi>navy, &lt;i&gt;</bdi>.',
    )
    expect(show({})).not.toContain('Ranked once more')
  })

  test('says where the search ends, though it has found more', () => {
    const deep = (total: number, offset: number, k = 10) =>
      show({}, { total }, { ...parameters, offset, k })

    const end = '<p>Only the first 100 results can be shown.</p>'
    expect(deep(568, 90)).toContain(`← Previous</a>${end}</nav>`)
    expect(deep(101, 95)).toContain(end)
    expect(deep(568, 80)).not.toContain(end)
    expect(deep(568, 80)).toContain('Next →')
    expect(deep(100, 90)).not.toContain(end)
  })

  test('says by date of how many found articles the listed ones are the best', () => {
    expect(show({}, { total: 1, found: 1200 })).toContain('>1 article (the best of 1,200)</h1>')
    expect(show({}, { total: 12, found: 13 })).toContain('>1 to 1 of 12 articles (the best of 13)<')
    const others = [{ found: 12 }, { found: 13, confident: false }, { found: 13, results: [] }]
    for (const other of others)
      expect(show({}, { total: 12, ...other })).not.toContain('the best of')
  })

  test('says that a total is an estimate, unless all of it is shown', () => {
    const approximate = ['semantic', 'total'] as const

    expect(show({}, { total: 7, approximate })).toContain('1 to 1 of about 7 articles')
    expect(show({}, { total: 7 })).toContain('1 to 1 of 7 articles')
    expect(show({}, { approximate })).toContain('<h1 class="count">1 article</h1>')
    expect(show({}, { total: 7, found: 1200, approximate })).toContain(
      '1 to 1 of 7 articles (the best of about 1,200)',
    )
  })
})
