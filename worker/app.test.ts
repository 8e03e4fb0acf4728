import { Hono } from 'hono'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { DocumentResponse, Problem, SearchResponse } from '../core/protocol.ts'
import type { Engine } from '../core/search/engine.ts'
import { BadIndex } from '../core/sections.ts'
import type { Services } from './app.ts'
import { createLoader } from './load.ts'
import { createTestApp, openTestEngine } from './test-engine.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openTestEngine()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const appWith = (changes: Partial<Services> = {}) => createTestApp(engine, changes)
const request = (path: string, init?: RequestInit) => appWith().request(path, init)

const answers = [
  '/search?q=army',
  '/documents/rocket',
  '/related/rocket',
  '/related?url=http://localhost/stories/rocket',
  '/health',
]
const pages = ['/', '/?q=army', '/articles/rocket']
const kept = [...answers.slice(0, 4), ...pages, '/style.css']

describe('headers', () => {
  test.each([...answers, ...pages, '/style.css', '/nowhere', '/?q='])(
    'of %s forbid guessing its type and telling its query',
    async (path) => {
      const { headers } = await request(path)

      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Referrer-Policy')).toBe('strict-origin-when-cross-origin')
    },
  )

  test.each([...answers, '/search', '/documents/none'])(
    'of %s let any page read it and no search engine list it',
    async (path) => {
      const { headers } = await request(path)

      expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
      expect(headers.get('Vary')).toBeNull()
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin')
      expect(headers.get('X-Robots-Tag')).toBe('noindex')
    },
  )

  test.each([...pages, '/?q=', '/articles/none'])(
    'of %s forbid scripts and frames',
    async (path) => {
      const { headers } = await request(path)

      expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8')
      expect(headers.get('Content-Security-Policy')).toBe(
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      )
    },
  )
})

describe('caching', () => {
  test.each(kept)('lets clients keep %s for five minutes, then ask by its tag', async (path) => {
    const first = await request(path)
    const tag = first.headers.get('ETag') ?? ''
    const again = await request(path, { headers: { 'If-None-Match': `"other", ${tag}` } })

    // What RFC 9110 allows in a tag, and nothing that would part a list of them.
    expect(tag).toMatch(/^W\/"[!#-+\--~]+"$/)
    expect(first.headers.get('Cache-Control')).toBe('max-age=300')
    expect(again.status).toBe(304)
    expect(again.headers.get('ETag')).toBe(tag)
    expect(again.headers.get('Cache-Control')).toBe('max-age=300')
    expect(await again.text()).toBe('')
  })

  test('does not search for an answer that the client has', async () => {
    const tag = (await request('/search?q=army')).headers.get('ETag') ?? ''
    const embedQuery = vi.spyOn(engine.embedder, 'embedQuery')
    const { status } = await request('/search?q=army', { headers: { 'If-None-Match': tag } })

    expect(status).toBe(304)
    expect(embedQuery).not.toHaveBeenCalled()
  })

  test('lets pages of another origin read a 304, too', async () => {
    const { status, headers } = await request('/search?q=army', {
      headers: { 'If-None-Match': '*' },
    })

    expect(status).toBe(304)
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  test('gives other tags for another worker and for another index', async () => {
    const tagOf = async (app: ReturnType<typeof createTestApp>) =>
      (await app.request('/search?q=army')).headers.get('ETag')
    const otherIndex = await openTestEngine(undefined, { version: 'index0000002' })
    const tags = [
      await tagOf(appWith()),
      await tagOf(appWith({ version: '1.2.4' })),
      await tagOf(appWith({ version: 'a "b", ü' })),
      await tagOf(appWith({ load: async () => otherIndex })),
    ]

    expect(new Set(tags).size).toBe(4)
    expect(tags[2]).toBe('W/"a%20%22b%22%2C%20%C3%BC/index0000001/test-model-1"')
  })
})

describe('methods', () => {
  test.each([...answers, ...pages, '/style.css', '/search'])(
    'HEAD of %s says what GET says, without a body',
    async (path) => {
      const got = await request(path)
      const asked = await request(path, { method: 'HEAD' })

      expect(asked.status).toBe(got.status)
      expect([...asked.headers]).toEqual([...got.headers])
      expect(await asked.text()).toBe('')
    },
  )

  test.each([...answers, ...pages, '/style.css'])('POST to %s is refused', async (path) => {
    const response = await request(path, { method: 'POST' })

    expect(response.status).toBe(405)
    expect(response.headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Method Not Allowed',
      status: 405,
      detail: 'POST came; GET, HEAD or OPTIONS is wanted.',
    })
  })

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is refused', async (method) => {
    expect((await request('/documents/rocket', { method })).status).toBe(405)
  })

  test.each(answers)('OPTIONS of %s answers a preflight', async (path) => {
    const { status, headers } = await request(path, {
      method: 'OPTIONS',
      headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' },
    })

    expect(status).toBe(204)
    expect(headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(headers.get('Access-Control-Allow-Methods')).toBe('GET, HEAD')
    expect(headers.get('Access-Control-Allow-Headers')).toBe('*')
  })

  test('OPTIONS of a page allows nobody to read it', async () => {
    const { status, headers } = await request('/', { method: 'OPTIONS' })

    expect([status, headers.get('Allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull()
  })
})

describe('a list of origins', () => {
  const listed = async (path: string, headers: Record<string, string>, method = 'GET') => {
    const site = { title: 'Listed', cors: ['https://a.example', 'https://b.example'] }
    const load = async () => openTestEngine(undefined, { site })
    return (await appWith({ load }).request(path, { method, headers })).headers
  }

  test.each(['GET', 'OPTIONS'])('lets a listed origin read, by name (%s)', async (method) => {
    const headers = await listed('/search?q=army', { Origin: 'https://b.example' }, method)

    expect(headers.get('Access-Control-Allow-Origin')).toBe('https://b.example')
    expect(headers.get('Vary')).toBe('Origin')
  })

  test.each<Record<string, string>>([
    { Origin: 'https://c.example' },
    { Origin: 'https://a.example.evil' },
    { Origin: 'null' },
    {},
  ])('keeps %j out, and caches know', async (origin) => {
    const headers = await listed('/search?q=army', origin)

    expect(headers.get('Access-Control-Allow-Origin')).toBeNull()
    expect(headers.get('Vary')).toBe('Origin')
  })

  test('holds for errors too', async () => {
    const headers = await listed('/search', { Origin: 'https://a.example' })

    expect(headers.get('Access-Control-Allow-Origin')).toBe('https://a.example')
  })
})

describe('a slash at the end', () => {
  test.each([
    ['/articles/rocket/', '/articles/rocket'],
    ['/articles/news/army%20visit/', '/articles/news/army%20visit'],
    ['/search/?q=army&k=1', '/search?q=army&k=1'],
    ['/documents/rocket/', '/documents/rocket'],
    ['/related/rocket/', '/related/rocket'],
    ['/health/', '/health'],
    ['/style.css/', '/style.css'],
  ])('of %s leads to %s', async (path, wanted) => {
    const { status, headers } = await request(path)
    const location = new URL(headers.get('Location') ?? '', `http://localhost${path}`)

    expect([status, location.pathname + location.search]).toEqual([301, wanted])
    expect(headers.get('Cache-Control')).not.toContain('max-age')
    expect((await request(wanted)).status).toBe(200)
  })

  test('lets pages of another origin follow the redirect', async () => {
    const { headers } = await request('/documents/rocket/')

    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  test('is no way around the methods', async () => {
    expect((await request('/health/', { method: 'HEAD' })).status).toBe(301)
    expect((await request('/health/', { method: 'POST' })).status).toBe(404)
  })
})

describe('errors', () => {
  test.each(['/nowhere', '/documents', '/searching', '/index.bin'])(
    'there is nothing at %s',
    async (path) => {
      const response = await request(path)

      expect(response.status).toBe(404)
      expect(response.headers.get('Content-Type')).toBe('application/problem+json')
      expect((await response.json<Problem>()).detail).toBe(`There is nothing at ${path}.`)
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    },
  )

  const asBrowser = {
    headers: { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
  }

  test.each(['/nowhere', '/articles', '/nowhere?q=army'])(
    'there is nothing at %s for a browser either, which gets a page',
    async (path) => {
      const { status, headers } = await request(path, asBrowser)

      expect(status).toBe(404)
      expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8')
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
      expect(headers.get('Cache-Control')).toBe('no-store')
      expect(headers.get('X-Robots-Tag')).toBe('noindex')
      expect(headers.get('Access-Control-Allow-Origin')).toBeNull()
    },
  )

  test.each([
    ['text/html', 'page'],
    ['application/json;q=0.5, Text/HTML', 'page'],
    ['*/*', 'answer'],
    ['application/json', 'answer'],
    ['application/json, text/html', 'answer'],
    ['application/problem+json, text/html;q=0.9', 'answer'],
    ['text/html;q=0, */*', 'answer'],
    ['text/plain', 'answer'],
    ['', 'answer'],
  ])(
    'what is nowhere is told to who accepts "%s" as its %s, and caches know',
    async (Accept, kind) => {
      const { status, headers } = await request('/nowhere', { headers: { Accept } })

      expect(status).toBe(404)
      expect(headers.get('Content-Type')).toBe(
        kind === 'page' ? 'text/html; charset=utf-8' : 'application/problem+json',
      )
      expect(headers.get('Vary')).toBe('Accept')
      expect(headers.get('Cache-Control')).toBe('no-store')
    },
  )

  test('a browser’s slash at the end still leads away, and its HEAD has no body', async () => {
    expect((await request('/search/?q=army', asBrowser)).status).toBe(301)
    const head = await request('/nowhere', { ...asBrowser, method: 'HEAD' })

    expect([head.status, await head.text()]).toEqual([404, ''])
  })

  test('an unknown address answers a browser 503 as a page where no index can be opened', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const load = () => Promise.reject(new BadIndex('segment.bin is damaged. Run npm run build.'))
    const response = await appWith({ load }).request('/nowhere', asBrowser)

    expect(response.status).toBe(503)
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect((await appWith({ load }).request('/nowhere')).status).toBe(404)
  })

  test.each(answers)('%s answers 503 where no index can be opened', async (path) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const load = () => Promise.reject(new BadIndex('segment.bin is damaged. Run npm run build.'))
    const response = await appWith({ load }).request(path)

    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('60')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect((await response.json<Problem>()).detail).toBe(
      'segment.bin is damaged. Run npm run build.',
    )
    expect(log).toHaveBeenCalledOnce()
  })

  test('a page answers 503 as a page', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const load = () => Promise.reject(new BadIndex('segment.bin is damaged. Run npm run build.'))
    const response = await appWith({ load }).request('/?q=army')

    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('60')
    expect(await response.text()).toContain('segment.bin is damaged.')
  })

  test('an unexpected error is told to the log, not to the client', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const error = new Error('secret: /home/ann')
    const response = await appWith({ load: () => Promise.reject(error) }).request('/health')

    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ title: 'Internal Server Error', status: 500 })
    expect(log).toHaveBeenCalledWith(error)
  })

  test('a caller’s mistake is not logged', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    await request('/search?q=')

    expect(log).not.toHaveBeenCalled()
  })

  test('a load that failed once is tried again', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    let loads = 0
    const load = createLoader(async () => {
      if (++loads === 1) throw new BadIndex('cut short')
      return engine
    }, Date.now)
    const app = appWith({ load })
    const statuses = [await app.request('/health'), await app.request('/health')]

    expect(statuses.map(({ status }) => status)).toEqual([503, 200])
  })
})

describe('mounted under a path', () => {
  test.each(['/', '/find/', 'find', '//find', 'https://a.example'])('refuses %j as one', (base) => {
    expect(() => appWith({ base })).toThrow(RangeError)
  })

  const app = () => appWith({ base: '/find' })
  const parents = {
    route: () => new Hono().route('/find', app()).get('/own', (c) => c.text('own')),
    fetch: () =>
      new Hono()
        .all('/find/*', (c) => {
          const url = new URL(c.req.url)
          url.pathname = url.pathname.slice('/find'.length) || '/'
          return app().fetch(new Request(url, c.req.raw))
        })
        .get('/own', (c) => c.text('own')),
  }

  describe.each(Object.entries(parents))('by %s', (_, parent) => {
    test('answers under that path', async () => {
      const response = await parent().request('/find/search?q=road')
      const { results } = await response.json<SearchResponse>()

      expect(results.map(({ url }) => url)).toEqual([
        'http://localhost/find/articles/news/road',
        'http://localhost/stories/rocket',
      ])
    })

    test('finds ids with slashes and spaces', async () => {
      const response = await parent().request('/find/documents/news/army%20visit')

      expect((await response.json<DocumentResponse>()).id).toBe('news/army visit')
    })

    test('leads from a slash at the end below that path', async () => {
      const from = '/find/articles/rocket/'
      const location = (await parent().request(from)).headers.get('Location') ?? ''

      expect(new URL(location, `http://localhost${from}`).pathname).toBe('/find/articles/rocket')
    })

    test('shows the search page with a slash, too, or leads there', async () => {
      const { status, headers } = await parent().request('/find/')
      const location = new URL(headers.get('Location') ?? '', 'http://localhost/find/')

      expect(status === 301 ? location.pathname : status).toBe(status === 301 ? '/find' : 200)
    })

    test('links only below that path', async () => {
      const page = await (await parent().request('/find?q=road&k=1')).text()

      expect(page).toContain('<form id="search" role="search" action="/find">')
      expect(page).toContain('href="/find/style.css?v=1.2.3"')
      expect(page).toContain('href="/find?q=road&amp;k=1&amp;offset=1"')
    })

    test('gives its own errors there, and leaves the rest of the site alone', async () => {
      const [missing, wrong, own] = await Promise.all([
        parent().request('/find/nowhere'),
        parent().request('/find/search', { method: 'POST' }),
        parent().request('/own'),
      ])

      expect(missing.headers.get('Content-Type')).toBe('application/problem+json')
      expect([missing.status, wrong.status]).toEqual([404, 405])
      expect(own.headers.get('X-Content-Type-Options')).toBeNull()
    })

    test('answers a browser with a page of its own at an unknown address', async () => {
      const response = await parent().request('/find/nowhere', { headers: { Accept: 'text/html' } })

      expect(response.status).toBe(404)
      expect(await response.text()).toContain('<form id="search" role="search" action="/find">')
    })

    test('is an error page where the search page fails', async () => {
      const response = await parent().request('/find?q=a&k=51')

      expect(response.status).toBe(400)
      expect(await response.text()).toContain('The search does not understand this address.')
    })
  })
})
