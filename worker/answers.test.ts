import { Hono } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import type {
  DocumentResponse,
  Problem,
  RelatedResponse,
  SearchResponse,
} from '../core/protocol.ts'
import type { Engine } from '../core/search/engine.ts'
import { createTestApp, openTestEngine } from './test-engine.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openTestEngine()
})

const request = (path: string, init?: RequestInit) => createTestApp(engine).request(path, init)
const json = async <Answer>(path: string): Promise<Answer> => (await request(path)).json()
const found = async (path: string) => (await json<SearchResponse>(path)).results
const foundIds = async (path: string) => (await found(path)).map(({ id }) => id)

describe('/search', () => {
  test('answers with articles, best first, and the sentence that answers', async () => {
    const response = await request('/search?q=army')

    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toBe('application/json')
    expect(await response.json()).toMatchObject({
      query: 'army',
      mode: 'hybrid',
      confident: true,
      total: 1,
      index: 'index0000001',
      results: [
        {
          id: 'news/army visit',
          title: 'An army visit',
          url: 'https://example.org/army-visit',
          date: '2022-06-12',
          source: 'Example Press',
          passage: { heading: [], anchor: null, span: [0, 48] },
          sentence: [0, 21],
          marks: [
            [4, 8],
            [16, 20],
          ],
        },
      ],
    })
  })

  test('gives every article an absolute address: its own, its path, or our page', async () => {
    const results = await found('/search?q=road')

    expect(Object.fromEntries(results.map(({ id, url }) => [id, url]))).toEqual({
      rocket: 'http://localhost/stories/rocket',
      'news/road': 'http://localhost/articles/news/road',
    })
  })

  test('gives pages, and counts all results', async () => {
    const { total, results } = await json<SearchResponse>('/search?q=road&k=1&offset=1')

    expect(total).toBe(2)
    expect(results.map(({ id }) => id)).toEqual(['rocket'])
  })

  test('counts the values of all results when asked, on any page and under a tag of its own', async () => {
    const path = '/search?q=road&k=1&offset=1&filter.topic=trade'
    const [plain, counted] = [await request(path), await request(`${path}&facets=true`)]

    expect(await plain.json()).not.toHaveProperty('facets')
    expect((await counted.json<SearchResponse>()).facets).toEqual({
      topic: [
        { value: 'defence', count: 1 },
        { value: 'trade', count: 1 },
      ],
      author: [
        { value: 'Ann', count: 1 },
        { value: 'Bob', count: 1 },
      ],
    })
  })

  test('counts what a misspelt question finds, and what words alone find', async () => {
    const counted = async (query: string) =>
      (await json<SearchResponse>(`/search?q=${query}&facets=true`)).facets

    expect((await counted('rokets'))?.topic).toEqual([{ value: 'defence', count: 1 }])
    // The model does not know it.
    expect((await counted('valleys'))?.topic).toEqual([{ value: 'trade', count: 1 }])
    expect((await counted('road&mode=words'))?.author).toHaveLength(2)
  })

  test('explains each result when asked', async () => {
    expect((await found('/search?q=army'))[0]).not.toHaveProperty('explain')
    expect((await found('/search?q=army&explain=true'))[0].explain).toMatchObject({
      words: { rank: 1 },
      semantic: { rank: 1 },
      held: [1, 1],
    })
  })

  test.each([
    ['filter.topic=trade', ['news/road']],
    ['filter.topic=trade&filter.topic=defence', ['news/road', 'rocket']],
    ['filter.topic=defence&filter.author=Ann', []],
    ['from=2022', ['news/road']],
    ['to=2021-12-31', ['rocket']],
    ['from=2022-06-30&to=2023', ['news/road']],
  ])('finds under %s only what passes', async (filters, ids) => {
    expect(await foundIds(`/search?q=road&${filters}`)).toEqual(ids)
  })

  test('names the values of filters that no article has', async () => {
    const asked = '/search?q=road&filter.topic=Trade&filter.topic=trade'
    const { unknownValues, total } = await (await request(asked)).json<SearchResponse>()

    expect([unknownValues, total]).toEqual([{ topic: ['Trade'] }, 1])
  })

  test.each(['semantic', 'words'])('ranks by %s alone when asked', async (mode) => {
    expect(await json(`/search?q=army&mode=${mode}`)).toMatchObject({ mode, total: 1 })
  })

  test.each(['/search', '/search?q=', '/search?q=+%09', '/search?mode=words&sort=relevance'])(
    'lists by %s all articles, newest first',
    async (path) => {
      expect(await json(path)).toMatchObject({ query: '', confident: true, total: 3 })
      expect(await foundIds(path)).toEqual(['news/army visit', 'news/road', 'rocket'])
    },
  )

  test.each([
    ['filter.topic=defence', ['news/army visit', 'rocket']],
    ['filter.author=Ann&to=2022-06-11', ['news/road']],
    ['from=2022&k=1&offset=1', ['news/road']],
    ['from=2023', []],
  ])('lists under %s only what passes', async (filters, ids) => {
    expect(await foundIds(`/search?${filters}`)).toEqual(ids)
  })

  test('counts the values of what is listed, and names those that no article has', async () => {
    const path = '/search?filter.topic=trade&filter.topic=Trade&facets=true'

    expect(await json(path)).toMatchObject({
      total: 1,
      unknownValues: { topic: ['Trade'] },
      facets: {
        topic: [
          { value: 'defence', count: 2 },
          { value: 'trade', count: 1 },
          { value: 'Trade', count: 0 },
        ],
        author: [
          { value: 'Ann', count: 1 },
          { value: 'Bob', count: 1 },
        ],
      },
    })
  })

  test('says when a leg could not rank, and is not cached then', async () => {
    const response = await request('/search?q=valleys')

    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(response.headers.get('ETag')).toBeNull()
    expect(await response.json()).toMatchObject({ mode: 'words', degraded: { leg: 'semantic' } })
  })

  test.each([
    [`/search?q=${'a'.repeat(2001)}`, 'q has 2001 characters'],
    ['/search?q=a&k=51', 'k is "51"'],
    ['/search?q=a&offset=100', 'offset is "100"'],
    ['/search?q=a&order=date', '"order" is not a parameter here; there are q, mode'],
    ['/search?q=a&mod=words', 'the nearest is mode'],
    ['/search?q=a&filter.topik=x', 'the nearest is filter.topic'],
    ['/search?q=a&from=june', 'from is "june"'],
    ['/related/rocket?k=0', 'k is "0"'],
    ['/related/rocket?n=2', '"n" is not a parameter here; there is k.'],
    ['/documents/rocket?k=2', 'takes no parameters'],
  ])('answers %s with 400 and a sentence', async (path, sentence) => {
    const response = await request(path)

    expect(response.status).toBe(400)
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: expect.stringContaining(sentence),
    })
  })
})

describe('/documents', () => {
  test('gives a whole article, even with slashes and spaces in its id', async () => {
    expect(await json('/documents/news/army%20visit')).toEqual({
      id: 'news/army visit',
      title: 'An army visit',
      url: 'https://example.org/army-visit',
      date: '2022-06-12',
      source: 'Example Press',
      fields: { topic: ['defence'], author: ['Ann'] },
      text: 'The army met an army. They agreed to meet again.',
      headings: [],
      index: 'index0000001',
    })
  })

  test('finds an id however its letters are composed and encoded', async () => {
    engine = await openTestEngine([{ id: 'é/50%/a?b#c+d\ne' }])
    const { id } = await json<DocumentResponse>('/documents/e%CC%81%2F50%25/a%3Fb%23c+d%0Ae')
    engine = await openTestEngine()

    expect(id).toBe('é/50%/a?b#c+d\ne')
  })

  test('finds an id as the index has it, of a run of marks the first thirty', async () => {
    const app = createTestApp(await openTestEngine([{ id: `a${'\u0316'.repeat(30)}` }]))
    const written = `a${'\u0316'.repeat(40)}`
    const url = encodeURIComponent(`http://localhost/articles/${written}`)

    expect((await app.request(`/documents/${written}`)).status).toBe(200)
    expect((await app.request(`/related?url=${url}`)).status).toBe(200)
  })

  test.each(['/documents/none', '/documents/news', '/related/none'])(
    'answers %s with 404',
    async (path) => {
      const response = await request(path)

      expect(response.status).toBe(404)
      expect(response.headers.get('Content-Type')).toBe('application/problem+json')
      expect((await response.json<Problem>()).detail).toMatch(/^There is no article "/)
    },
  )
})

describe('/related', () => {
  test('gives the nearest other articles', async () => {
    const { id, index, results } = await json<RelatedResponse>('/related/rocket')

    expect([id, index]).toEqual(['rocket', 'index0000001'])
    expect(results.map((result) => result.id)).toEqual(['news/road'])
  })
})

describe('/related?url=', () => {
  const idAt = async (url: string, query = '') => {
    const answer = await json<RelatedResponse>(`/related?url=${encodeURIComponent(url)}${query}`)
    return answer.id
  }

  test('gives what /related/ID gives for the article at that address', async () => {
    const response = await request('/related?url=http://localhost/stories/rocket&k=1')

    expect(response.headers.get('Cache-Control')).toBe('max-age=300')
    expect(await response.json()).toEqual(await json('/related/rocket?k=1'))
  })

  test.each([
    ['https://example.org/army-visit', 'news/army visit'],
    ['https://example.org/army-visit/#top', 'news/army visit'],
    ['http://localhost/stories/rocket/', 'rocket'],
    ['http://localhost/articles/news/road', 'news/road'],
    ['http://localhost/articles/news/army%20visit/#top', 'news/army visit'],
  ])('finds at %s the article %s', async (url, id) => {
    expect(await idAt(url)).toBe(id)
  })

  test.each([
    'https://example.org/',
    'https://example.org/stories/rocket',
    'https://example.org/articles/rocket',
    'http://localhost/articles/',
    'http://localhost/articles/%E0%A4%A',
    'http://localhost/',
  ])('answers %s with 404 and the address', async (url) => {
    const response = await request(`/related?url=${encodeURIComponent(url)}`)

    expect(response.status).toBe(404)
    expect((await response.json<Problem>()).detail).toBe(`There is no article at ${url}.`)
  })

  test.each([
    ['/related', 'url is missing'],
    ['/related?url=', 'url is missing'],
    ['/related?url=/stories/rocket', 'url is "/stories/rocket"; the address of a page'],
    ['/related?url=javascript:alert(1)', 'url is "javascript:alert(1)"'],
    ['/related?url=https://[', 'url is "https://["'],
    ['/related?url=https://example.org&k=0', 'k is "0"'],
  ])('answers %s with 400', async (path, sentence) => {
    const response = await request(path)

    expect(response.status).toBe(400)
    expect((await response.json<Problem>()).detail).toContain(sentence)
  })

  test('is found under a path of its own', async () => {
    const app = createTestApp(engine, { base: '/find' })
    const whole = new Hono().route('/find', app)
    const response = await whole.request(
      '/find/related?url=http://localhost/find/articles/news/road',
    )

    expect(await response.json<RelatedResponse>()).toMatchObject({ id: 'news/road' })
  })
})

describe('a word that one article misspells', () => {
  test('finds that article, and the answer suggests the usual word, but not while somebody types', async () => {
    const articles = Array.from({ length: 31 }, (_, i) => ({
      id: `a${i}`,
      text: i === 7 ? 'A schoool.' : 'A school.',
    }))
    const app = createTestApp(await openTestEngine(articles))
    const ask = async (path: string) => (await app.request(path)).json<SearchResponse>()
    const answer = await ask('/search?q=schoool')

    expect(answer).toMatchObject({ query: 'schoool', suggestion: 'school', total: 1 })
    expect(answer).not.toHaveProperty('corrected')
    expect(answer.results[0].id).toBe('a7')
    expect(await ask('/search?q=schoool&prefix=true')).not.toHaveProperty('suggestion')
    expect(await ask('/search?q=school')).not.toHaveProperty('suggestion')
  })
})

describe('/search?prefix=true', () => {
  test('finds by the beginning of the last word', async () => {
    expect(await foundIds('/search?q=vall&mode=words')).toEqual([])
    expect(await foundIds('/search?q=vall&mode=words&prefix=true')).toEqual(['news/road'])
  })

  test('does not take the beginning of a word for a slip', async () => {
    const { corrected } = await json<SearchResponse>('/search?q=valle')

    expect(corrected).toBe('valleys')
    expect(await json('/search?q=valle&prefix=true')).not.toHaveProperty('corrected')
  })
})

describe('/health', () => {
  test('says what is deployed, now', async () => {
    const response = await request('/health')

    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(await response.json()).toEqual({
      status: 'ok',
      worker: '1.2.3',
      index: 'index0000001',
      model: 'test-model-1',
      encoder: { id: 'test-model-1', state: 'ready', cosine: expect.closeTo(1, 6), note: null },
      title: 'Test articles',
      documents: 3,
      passages: 4,
    })
  })
})
