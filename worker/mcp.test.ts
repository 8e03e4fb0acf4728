import { Hono } from 'hono'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Manifest } from '../core/index/manifest.ts'
import type { DocumentResponse, Problem, SearchResponse } from '../core/protocol.ts'
import type { Engine } from '../core/search/engine.ts'
import { BadIndex } from '../core/sections.ts'
import type { Services } from './app.ts'
import type { RateLimiter } from './request.ts'
import { createTestApp, manual, openTestEngine } from './test-engine.ts'
import { describeTools } from './tools.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openTestEngine()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const appWith = (changes: Partial<Services> = {}) => createTestApp(engine, changes)
type App = { request: ReturnType<typeof createTestApp>['request'] }

const json = { 'Content-Type': 'application/json' }
const post = (body: unknown, headers: Record<string, string> = {}, app: App = appWith()) =>
  app.request('/mcp', {
    method: 'POST',
    headers: { ...json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const message = (method: string, params: object = {}) => ({
  jsonrpc: '2.0',
  id: 'one',
  method,
  params,
})

interface Answer {
  readonly jsonrpc: string
  readonly id?: string
  readonly result: {
    readonly content: readonly { readonly type: string; readonly text: string }[]
    readonly structuredContent?: unknown
    readonly isError?: boolean
    readonly tools: readonly { readonly name: string; readonly inputSchema: object }[]
  }
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

const answerTo = async (response: Response) => response.json<Answer>()
const call = async (name: string, given: object, app?: App) =>
  (await answerTo(await post(message('tools/call', { name, arguments: given }), {}, app))).result
const textOf = async (name: string, given: object, app?: App) =>
  (await call(name, given, app)).content[0].text

/** A request as 2026-07-28 has them; `changes` are of its headers, null for none. */
function postModern(
  method: string,
  params: Record<string, unknown> = {},
  changes: Record<string, string | null> = {},
  meta: object = { 'io.modelcontextprotocol/clientCapabilities': {} },
) {
  const version = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
  const headers = {
    'MCP-Protocol-Version': '2026-07-28',
    'Mcp-Method': method,
    'Mcp-Name': (params.name as string | undefined) ?? null,
    ...changes,
  }
  return post(
    message(method, { ...params, _meta: { ...version, ...meta } }),
    Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== null)) as never,
  )
}

describe('search', () => {
  test('gives the same answer as /search', async () => {
    const { structuredContent, isError } = await call('search', {
      query: ' army  road ',
      k: 2,
      from: '2022',
      to: '2022-12',
      filters: { author: ['Bob', 'Ann'], topic: 'trade' },
    })
    const query = 'q=army+road&k=2&from=2022&to=2022-12&filter.author=Ann&filter.author=Bob'
    const response = await appWith().request(`/search?${query}&filter.topic=trade`)
    const wanted = await response.json<SearchResponse>()

    expect(wanted.results.map(({ id }) => id)).toEqual(['news/road'])
    expect(structuredContent).toEqual(wanted)
    expect(isError).toBeUndefined()
  })

  test('says the same in Markdown', async () => {
    expect(await textOf('search', { query: 'road in winter', k: 1 })).toBe(
      `1 to 1 of 2 articles

## 1. A road
http://localhost/articles/news/road#in-winter:~:text=In%20winter%20the%20road%20is%20closed
id: news/road · 2022-06
In winter

Trucks use it in summer. In winter the road is closed & guarded.`,
    )
  })

  test('names other sections that answer', async () => {
    const engine = await openTestEngine([manual])
    const text = await textOf(
      'search',
      { query: 'road to school' },
      appWith({ load: async () => engine }),
    )

    expect(text).toMatch(
      /school\.\n\nOther sections of it that answer as well:\n- Bikes & <b>: http\S+#bikes$/,
    )
  })

  test('says where nothing answers and where nothing was found', async () => {
    const weak = await openTestEngine(undefined, { confidence: { floor: 0.1, threshold: 9 } })
    const app = appWith({ load: async () => weak })

    expect(await textOf('search', { query: 'army school rocket' }, app)).toMatch(
      /^No article here answers this. The nearest articles:\n\n## 1\. /,
    )
    expect(await textOf('search', { query: 'unheard' })).toContain(
      'Nothing was found. Other words may find more.',
    )
  })

  test('adds the notes on an answer', async () => {
    const degraded = 'unheard of in winter'
    const { content, structuredContent } = await call('search', {
      query: degraded,
      filters: { topic: ['trade', 'peace'] },
    })
    const { degraded: lost } = structuredContent as SearchResponse

    expect(lost?.leg).toBe('semantic')
    expect(content[0].text.split('\n').slice(0, 2)).toEqual([
      `Ranked by words alone. ${lost?.reason}`,
      'No article has topic peace.',
    ])
  })

  test('tells the values of fields when asked, quoted as filters want them', async () => {
    const asked = { query: 'road', facets: true, filters: { author: 'Ann' } }

    expect((await textOf('search', asked)).split('\n').slice(0, 2)).toEqual([
      'Values of topic, with how many articles: "trade" 1.',
      'Values of author, with how many articles: "Ann" 1, "Bob" 1.',
    ])
    expect(await textOf('search', { query: 'road' })).not.toContain('Values of')
  })

  test.each([{}, { query: null }, { query: ' ' }])('lists the newest for %j', async (given) => {
    expect(await textOf('search', { ...given, from: '2022', k: 1 })).toBe(
      `1 to 1 of 2 articles

## 1. An army visit
https://example.org/army-visit
id: news/army visit · 2022-06-12 · Example Press

The army met an army. They agreed to meet again.`,
    )
    expect(await textOf('search', { ...given, from: '2023' })).toBe('0 articles found')
  })

  test('says how a misspelt question was read', async () => {
    const { content, structuredContent } = await call('search', { query: 'guarded vallys' })

    expect((structuredContent as SearchResponse).corrected).toBe('guarded valleys')
    expect(content[0].text).toMatch(/^Results for “guarded valleys”\.\n/)
  })

  test('takes null as left out, as models write it, and numbers as text', async () => {
    const given = { query: 'army', k: '1', from: null, to: '', filters: null }
    const { structuredContent } = await call('search', given)

    expect((structuredContent as SearchResponse).results).toHaveLength(1)
  })

  test.each<[object, string]>([
    [{ query: 'army', k: 51 }, 'k is "51"; a whole number from 1 to 50 is wanted.'],
    [{ query: 'army', k: [1] }, 'k is a list or an object; a single value is wanted.'],
    [{ query: { q: 1 } }, 'query is a list or an object; a single value is wanted.'],
    [
      { query: 'army', filters: { topic: [['a']] } },
      'a value of topic in filters is a list or an object; a single value is wanted.',
    ],
    [{ query: 'army', filters: 'topic' }, 'filters is not an object; one with a list of values'],
    [
      { query: 'army', filters: { topics: ['a'] } },
      '"topics" is not a parameter here; the nearest is topic, and there are topic, author.',
    ],
    [
      { query: 'army', limit: 5 },
      '"limit" is not a parameter here; there are query, k, sort, from, to, filters, facets.',
    ],
    [{ query: 'army', mode: 'words' }, '"mode" is not a parameter here;'],
    [{ q: 'army' }, '"q" is not a parameter here;'],
    [{ query: 'army', from: 'June' }, 'from is "June"'],
  ])('tells the model what is wrong with %j', async (given, sentence) => {
    const { content, isError, structuredContent } = await call('search', given)

    expect(content[0].text).toContain(sentence)
    expect([isError, structuredContent]).toEqual([true, undefined])
  })

  test('survives arguments nested as deeply as a message allows', async () => {
    const deep = `${'['.repeat(7_900)}${']'.repeat(7_900)}`
    for (const params of [
      `{"name":"search","arguments":{"query":${deep}}}`,
      `{"name":"search","arguments":{"query":"a","filters":{"topic":${deep}}}}`,
      `{"name":${deep}}`,
    ]) {
      const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`
      expect((await post(body)).status).toBe(200)
    }
  })
})

describe('read_article', () => {
  test.each([
    'news/road',
    'http://localhost/articles/news/road',
    'http://localhost/articles/news/road#in-winter:~:text=In%20winter',
  ])('gives the article %s as /documents does', async (article) => {
    const { structuredContent } = await call('read_article', { article })
    const response = await appWith().request('/documents/news/road')

    expect(structuredContent).toEqual(await response.json<DocumentResponse>())
  })

  test('finds it by its own address', async () => {
    const article = 'https://example.org/army-visit/'
    const { structuredContent } = await call('read_article', { article })

    expect((structuredContent as DocumentResponse).id).toBe('news/army visit')
  })

  test('finds it by an id that is written in other code points, and shows that where it has no title', async () => {
    const app = appWith({
      load: () => openTestEngine([{ id: 'caf\u00e9', title: '', text: 'A road.' }]),
    })

    expect(await textOf('read_article', { article: 'cafe\u0301' }, app)).toBe(
      '# caf\u00e9\nhttp://localhost/articles/caf%C3%A9\nid: caf\u00e9\n\nA road.',
    )
  })

  test('writes its headings where they stand', async () => {
    expect(await textOf('read_article', { article: 'news/road' })).toBe(
      `# A road
http://localhost/articles/news/road
id: news/road · 2022-06 · topic: trade · author: Bob, Ann

The road crosses three valleys.

## In winter

Trucks use it in summer. In winter the road is closed & guarded.`,
    )
  })

  test.each<[object, string]>([
    [{ article: 'none' }, 'There is no article "none".'],
    [{ article: 'https://example.org/none' }, 'There is no article "https://example.org/none".'],
    [{ article: 'https://[' }, 'There is no article "https://[".'],
    [{}, 'article is missing; the id or the address of an article is wanted.'],
    [{ article: 'news/road', query: 'army' }, '"query" is not a parameter here; there is article.'],
    [{ id: 'rocket' }, '"id" is not a parameter here; there is article.'],
  ])('tells the model what is wrong with %j', async (given, sentence) => {
    const { content, isError } = await call('read_article', given)

    expect([content, isError]).toEqual([[{ type: 'text', text: sentence }], true])
  })
})

describe('tools/list', () => {
  const list = async (changed?: Engine) => {
    const app = appWith(changed && { load: async () => changed })
    return (await answerTo(await post(message('tools/list'), {}, app))).result.tools
  }

  test('names the collection and the fields of the index', async () => {
    const [search, read] = await list()

    expect([search, read]).toMatchObject([
      {
        name: 'search',
        description: expect.stringMatching(
          /the 3 articles of “Test articles” .* Without a query, lists the newest articles/,
        ),
        inputSchema: {
          properties: {
            k: { maximum: 50 },
            filters: { properties: { topic: { type: 'array' }, author: { type: 'array' } } },
            facets: { type: 'boolean' },
          },
        },
        annotations: { readOnlyHint: true },
      },
      { name: 'read_article', inputSchema: { required: ['article'] } },
    ])
  })

  test('has no filters where the index has none', async () => {
    const [search] = await list(await openTestEngine([], { fields: [] }))

    expect(JSON.stringify(search)).not.toMatch(/filters|facets/)
  })

  test('has fewer results where the index is a large one', () => {
    const base = {} as NonNullable<Manifest['base']>
    const [search] = describeTools({ ...engine.index.manifest, base })

    expect(search.inputSchema.properties).toMatchObject({ k: { maximum: 25 } })
  })

  test('tells the limits and defaults that hold', async () => {
    const [{ inputSchema }] = await list()
    const { properties } = inputSchema as { properties: Record<string, Record<string, number>> }
    const { k, query } = properties

    for (const [given, isError] of [
      [{ query: 'a'.repeat(query.maxLength) }, undefined],
      [{ query: 'a'.repeat(query.maxLength + 1) }, true],
      [{ query: 'army', k: k.maximum }, undefined],
      [{ query: 'army', k: k.maximum + 1 }, true],
    ] as const) {
      expect((await call('search', given)).isError).toBe(isError)
    }
    const many = await openTestEngine(
      Array.from({ length: 12 }, (_, i) => ({ id: `road ${i}`, text: 'A road.' })),
    )
    const { structuredContent } = await call(
      'search',
      { query: 'road' },
      appWith({ load: async () => many }),
    )
    expect((structuredContent as SearchResponse).results).toHaveLength(k.default)
  })
})

describe('a client that begins with a handshake', () => {
  test.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2025-03-26', '2025-03-26'],
    ['2024-11-05', '2025-11-25'],
    ['2026-07-28', '2025-11-25'],
  ])('asks for %s and gets %s, and no session', async (protocolVersion, agreed) => {
    const response = await post(message('initialize', { protocolVersion }))

    expect(response.headers.has('Mcp-Session-Id')).toBe(false)
    expect(await response.json()).toEqual({
      jsonrpc: '2.0',
      id: 'one',
      result: {
        protocolVersion: agreed,
        capabilities: { tools: {} },
        serverInfo: { name: 'edgewise', title: 'Test articles', version: '1.2.3' },
        instructions: expect.stringContaining('the 3 articles of “Test articles”'),
      },
    })
  })

  test('initializes whatever its header says', async () => {
    const params = { protocolVersion: '2025-06-18' }
    const headers = { 'MCP-Protocol-Version': '1900-01-01' }

    expect((await post(message('initialize', params), headers)).status).toBe(200)
  })

  test('gets no answer to a notification', async () => {
    const response = await post({ jsonrpc: '2.0', method: 'notifications/initialized' })

    expect([response.status, await response.text()]).toEqual([202, ''])
  })

  test('may ping', async () => {
    const response = await post(message('ping'), { 'MCP-Protocol-Version': '2025-06-18' })

    expect(await response.json()).toEqual({ jsonrpc: '2.0', id: 'one', result: {} })
  })

  test.each(['prompts/list', 'server/discover', 'constructor'])(
    'learns that there is no %s',
    async (method) => {
      const response = await post(message(method))

      expect(response.status).toBe(200)
      expect((await answerTo(response)).error).toEqual({
        code: -32601,
        message: `"${method}" is not a method here; there are tools/list and tools/call.`,
      })
    },
  )

  test.each([{ name: 'write' }, { name: 'toString' }, {}, { name: 'search', arguments: [1] }])(
    'learns that %j is no call',
    async (params) => {
      expect((await answerTo(await post(message('tools/call', params)))).error).toEqual({
        code: -32602,
        message: 'The name search or read_article and an object of arguments are wanted.',
      })
    },
  )

  test('learns which versions are supported', async () => {
    const response = await post(message('tools/list'), { 'MCP-Protocol-Version': '1900-01-01' })

    expect(response.status).toBe(400)
    expect((await answerTo(response)).error).toMatchObject({
      code: -32022,
      data: {
        supported: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'],
        requested: '1900-01-01',
      },
    })
  })
})

describe('a client that tells its version with each request', () => {
  const serverInfo = { name: 'edgewise', title: 'Test articles', version: '1.2.3' }

  test('discovers what there is', async () => {
    const response = await postModern('server/discover')

    expect((await answerTo(response)).result).toEqual({
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {} },
      instructions: expect.any(String),
      ttlMs: 300_000,
      cacheScope: 'public',
      _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo },
    })
  })

  test('lists tools and calls them', async () => {
    const listed = (await answerTo(await postModern('tools/list'))).result
    const params = { name: 'search', arguments: { query: 'army' } }
    const encoded = { 'Mcp-Name': `=?base64?${btoa('search')}?=` }
    const called = (await answerTo(await postModern('tools/call', params))).result
    const again = (await answerTo(await postModern('tools/call', params, encoded))).result

    expect(listed).toMatchObject({ resultType: 'complete', ttlMs: 300_000, cacheScope: 'public' })
    expect(called).toMatchObject({ resultType: 'complete', structuredContent: { query: 'army' } })
    expect(again).toEqual(called)
  })

  test.each(['initialize', 'ping', 'subscriptions/listen'])('cannot use %s', async (method) => {
    const response = await postModern(method)

    expect(response.status).toBe(404)
    expect((await answerTo(response)).error?.code).toBe(-32601)
  })

  test.each<Record<string, string | null>>([
    { 'MCP-Protocol-Version': null },
    { 'MCP-Protocol-Version': '2025-11-25' },
    { 'Mcp-Method': null },
    { 'Mcp-Method': 'tools/list' },
    { 'Mcp-Name': null },
    { 'Mcp-Name': 'read_article' },
    { 'Mcp-Name': '=?base64?%?=' },
  ])('is refused where its headers say another thing: %j', async (headers) => {
    const params = { name: 'search', arguments: { query: 'army' } }
    const response = await postModern('tools/call', params, headers)

    expect(response.status).toBe(400)
    expect((await answerTo(response)).error?.code).toBe(-32020)
  })

  test('is refused if it does not state its capabilities', async () => {
    const response = await postModern('tools/list', {}, {}, {})

    expect(response.status).toBe(400)
    expect((await answerTo(response)).error).toEqual({
      code: -32602,
      message: '_meta lacks io.modelcontextprotocol/clientCapabilities.',
    })
  })

  test('is refused if only a header states its version', async () => {
    const response = await post(message('tools/list'), { 'MCP-Protocol-Version': '2026-07-28' })

    expect([response.status, (await answerTo(response)).error?.code]).toEqual([400, -32602])
  })
})

describe('a message', () => {
  test.each<[unknown, number]>([
    ['{', -32700],
    ['', -32700],
    ['null', -32600],
    [[message('ping')], -32600],
    [{ ...message('ping'), id: null }, -32600],
    [{ ...message('ping'), id: 1.5 }, -32600],
    [{ ...message('ping'), jsonrpc: '1.0' }, -32600],
    [{ jsonrpc: '2.0', id: 1, result: {} }, -32600],
  ])('that is none is refused: %j', async (body, code) => {
    const response = await post(body)
    const { id, error } = await answerTo(response)

    expect([response.status, id, error?.code]).toEqual([400, undefined, code])
  })

  test.each(['text/plain', 'application/json-seq', ''])('of type "%s" is refused', async (type) => {
    const response = await post(message('ping'), { 'Content-Type': type })

    expect(response.status).toBe(415)
    expect((await response.json<Problem>()).detail).toBe(
      `Content-Type is "${type}"; application/json is wanted.`,
    )
  })

  test.each([
    [16_000, 200],
    [16_001, 413],
  ])('of %i bytes is answered %i', async (bytes, status) => {
    const body = JSON.stringify(message('ping')).padEnd(bytes)
    const told = { 'Content-Length': String(bytes) }

    expect((await post(body)).status).toBe(status)
    expect((await post(body, told)).status).toBe(status)
  })

  test('may state its character set', async () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' }

    expect((await post(message('ping'), headers)).status).toBe(200)
  })
})

describe('/mcp', () => {
  test.each(['GET', 'HEAD', 'DELETE', 'PUT'])('refuses %s', async (method) => {
    const response = await appWith().request('/mcp', { method })

    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST, OPTIONS'])
    if (method !== 'HEAD') {
      const detail = `${method} came; POST or OPTIONS is wanted.`
      expect(await response.json<Problem>()).toMatchObject({ status: 405, detail })
    }
  })

  test('answers pages of every origin, and their preflight', async () => {
    const headers = { Origin: 'https://a.example' }
    const asked = await appWith().request('/mcp', { method: 'OPTIONS', headers })
    const answered = await post(message('ping'), headers)

    expect([asked.status, asked.headers.get('Access-Control-Allow-Methods')]).toEqual([204, 'POST'])
    expect(answered.status).toBe(200)
    for (const { headers } of [asked, answered]) {
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
      expect(headers.has('Access-Control-Allow-Credentials')).toBe(false)
    }
  })

  test.each([
    ['https://a.example', 200],
    ['https://b.example', 403],
    ['http://localhost', 403],
    ['null', 403],
  ])('with a list of origins answers a page of %s %i', async (origin, status) => {
    const site = { title: 'Listed', cors: ['https://a.example'] }
    const app = appWith({ load: () => openTestEngine(undefined, { site }) })
    const response = await post(message('ping'), { Origin: origin }, app)

    expect(response.status).toBe(status)
    expect((await post(message('ping'), {}, app)).status).toBe(200)
  })

  test('counts calls as searches, and tells the model of the limit', async () => {
    const visitors: string[] = []
    const SEARCH_LIMIT: RateLimiter = {
      limit: async ({ key }) => ({ success: visitors.push(key) <= 1 }),
    }
    const headers = { 'CF-Connecting-IP': '192.0.2.1' }
    const app: App = {
      request: (path, init) => appWith().request(path, init, { SEARCH_LIMIT }),
    }
    const ask = async (method: string) => {
      const params = { name: 'search', arguments: { query: 'army' } }
      return (await answerTo(await post(message(method, params), headers, app))).result
    }
    await ask('tools/list')

    expect((await ask('tools/call')).isError).toBeUndefined()
    expect(await ask('tools/call')).toEqual({
      content: [{ type: 'text', text: 'Too many searches came from here; try again in a minute.' }],
      isError: true,
    })
    expect(visitors).toEqual(['192.0.2.1', '192.0.2.1'])
  })

  test('answers 503 where no index can be opened, and 500 to an unexpected error', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const load = () => Promise.reject(new BadIndex('segment.bin is damaged.'))
    const damaged = await post(message('ping'), {}, appWith({ load }))
    vi.spyOn(engine.embedder, 'embedQuery').mockRejectedValue(new Error('secret'))
    const broken = await post(
      message('tools/call', { name: 'search', arguments: { query: 'army' } }),
    )

    expect([damaged.status, (await damaged.json<Problem>()).detail]).toEqual([
      503,
      'segment.bin is damaged.',
    ])
    expect([broken.status, await broken.text()]).toEqual([
      500,
      expect.not.stringContaining('secret'),
    ])
  })

  test.each<[string, (app: ReturnType<typeof createTestApp>) => Hono]>([
    ['route', (app) => new Hono().route('/find', app as never)],
    [
      'fetch',
      (app) =>
        new Hono().all('/find/*', (c) => {
          const url = new URL(c.req.url)
          url.pathname = url.pathname.slice('/find'.length)
          return app.fetch(new Request(url, c.req.raw))
        }),
    ],
  ])('works below a path, by %s', async (_, mount) => {
    const parent = mount(appWith({ base: '/find' }))
    const article = 'http://localhost/find/articles/news/road'
    for (const slash of ['', '/']) {
      const app: App = {
        request: (path, init) => parent.request(`/find${path}${slash}`, init) as never,
      }
      const { structuredContent } = await call('read_article', { article }, app)

      expect((structuredContent as DocumentResponse).url).toBe(article)
    }
  })

  test.each(['POST', 'OPTIONS', 'GET'])(
    'answers %s with a slash at the end, too',
    async (method) => {
      const headers = { ...json, Origin: 'https://a.example' }
      const init = {
        method,
        headers,
        ...(method === 'POST' && { body: JSON.stringify(message('ping')) }),
      }
      const [plain, slashed] = await Promise.all(
        ['/mcp', '/mcp/'].map((path) => appWith().request(path, init)),
      )

      expect(slashed.status).toBe({ POST: 200, OPTIONS: 204, GET: 405 }[method])
      expect([...slashed.headers]).toEqual([...plain.headers])
      expect(await slashed.text()).toBe(await plain.text())
    },
  )
})
