import { getEventListeners } from 'node:events'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Client, ClientError, type ClientOptions, createClient } from '../../widget/client.ts'
import { createApp } from '../../worker/app.ts'
import { openTestEngine } from '../../worker/test-engine.ts'

const root = join(import.meta.dirname, '../..')
const endpoint = 'https://search.example'
const answer = { protocol: 1, results: [] }
const lost = () => Promise.reject(new TypeError('Failed to fetch'))

type Reply = Response | ((url: string, init: RequestInit) => Promise<Response>)

/** A client on a network that gives one reply after the other, and then always the last. */
function clientOf(replies: readonly Reply[], options: ClientOptions = {}) {
  const left = [...replies]
  const fetch = vi.fn(async (url: string, init: RequestInit) => {
    const reply = left.length > 1 ? (left.shift() as Reply) : left[0]
    return typeof reply === 'function' ? reply(url, init) : reply.clone()
  })
  const client = createClient(endpoint, { fetch, ...options })
  return { client, fetch, asked: () => fetch.mock.calls.map(([url]) => url) }
}

function problem(status: number, detail: string, retryAfter?: string): Response {
  const response = Response.json({ type: 'about:blank', title: '', status, detail }, { status })
  if (retryAfter !== undefined) response.headers.set('Retry-After', retryAfter)
  return response
}

/** The error of `promise`, after running all timers that it waits for. */
async function failureOf(promise: Promise<unknown>): Promise<ClientError> {
  const failure = promise.then(
    () => expect.fail('an answer came'),
    (error: unknown) => error as ClientError,
  )
  await vi.runAllTimersAsync()
  return failure
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2022-06-12T10:00:00Z') })
})
afterEach(() => {
  expect(vi.getTimerCount(), 'timers that are left').toBe(0)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the address of a question', () => {
  const questions: [string, (client: Client) => Promise<unknown>, string][] = [
    ['a search', (client) => client.search('iron brother & co'), '/search?q=iron+brother+%26+co'],
    [
      'a search with every choice',
      (client) =>
        client.search('a', {
          mode: 'words',
          k: 3,
          offset: 6,
          from: '2022',
          to: '2022-06-12',
          explain: true,
          prefix: false,
          facets: true,
          filters: { topic: ['trade', 'défense'], author: ['Ann'] },
        }),
      '/search?q=a&mode=words&k=3&offset=6&from=2022&to=2022-06-12&explain=true&prefix=false&facets=true' +
        '&filter.topic=trade&filter.topic=d%C3%A9fense&filter.author=Ann',
    ],
    ['no question', (client) => client.search(), '/search'],
    [
      'the newest of a section',
      (client) => client.search('', { filters: { topic: ['trade'] } }),
      '/search?q=&filter.topic=trade',
    ],
    ['a choice left out', (client) => client.search('a', { k: undefined }), '/search?q=a'],
    [
      'what is near an id',
      (client) => client.related({ id: 'news/a b?' }),
      '/related/news/a%20b%3F',
    ],
    [
      'what is near an address',
      (client) => client.related({ url: 'https://example.org/a?b=c#d' }, { k: 2 }),
      '/related?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc%23d&k=2',
    ],
    ['an article', (client) => client.document('news/#1'), '/documents/news/%231'],
    ['health', (client) => client.health(), '/health'],
  ]

  test.each(questions)('is made for %s', async (_, ask, path) => {
    const { client, asked } = clientOf([Response.json(answer)])
    await ask(client)

    expect(asked()).toEqual([endpoint + path])
  })

  test.each([
    ['https://a.example/find/', 'https://a.example/find/health'],
    ['http://localhost:8787', 'http://localhost:8787/health'],
    [new URL('https://a.example/?x#y'), 'https://a.example/health'],
  ])('begins with the endpoint %s', async (place, address) => {
    const fetch = vi.fn(async () => Response.json({}))
    await createClient(place, { fetch }).health()

    expect(fetch).toHaveBeenCalledExactlyOnceWith(address, expect.anything())
  })

  test.each(['', '/find', 'search.example', 'javascript:alert(1)', 'data:,x', 'ftp://a.example'])(
    'cannot begin with "%s"',
    (place) => {
      expect(() => createClient(place)).toThrow(TypeError)
    },
  )

  test.each([0, -1, Number.NaN])('refuses a time limit of %s', (timeoutMs) => {
    expect(() => createClient(endpoint, { timeoutMs })).toThrow(RangeError)
  })
})

describe('an answer', () => {
  test('is returned as it comes, by the current global fetch', async () => {
    const client = createClient(endpoint)
    const fetch = vi.fn(async () => Response.json(answer))
    vi.stubGlobal('fetch', fetch)

    expect(await client.search('a')).toEqual(answer)
    expect(fetch).toHaveBeenCalledOnce()
  })

  test('is requested only with options that every runtime knows', async () => {
    const { client, fetch } = clientOf([Response.json(answer)])
    await client.search('a')

    expect(Object.keys(fetch.mock.calls[0][1])).toEqual(['signal'])
  })

  test.each([
    ['another protocol', { ...answer, protocol: 2 }],
    ['no protocol', {}],
    ['null', null],
  ])('of %s is refused', async (_, body) => {
    const { client, fetch } = clientOf([Response.json(body)])
    const unreadable = { kind: 'unreadable', status: null }

    expect(await failureOf(client.search('a'))).toMatchObject(unreadable)
    expect(await failureOf(client.related({ id: 'a' }))).toMatchObject(unreadable)
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  test('that is a page is reported as such', async () => {
    const page = new Response('<h1>Log in</h1>', { status: 200 })
    const error = await failureOf(clientOf([page]).client.health())

    expect(error).toMatchObject({ kind: 'unreadable', status: 200, body: '<h1>Log in</h1>' })
    expect(error.message).toBe('https://search.example/health did not answer with JSON.')
    expect(error.cause).toBeInstanceOf(SyntaxError)
  })
})

describe('a refusal', () => {
  test('has status, the sentence of the server, and a message without the question', async () => {
    const { client, fetch } = clientOf([problem(400, 'k is "0"; a whole number is wanted.')])
    const error = await failureOf(client.search('my secret', { k: 0 }))

    expect(error).toBeInstanceOf(ClientError)
    expect(error).toMatchObject({
      name: 'ClientError',
      kind: 'refused',
      status: 400,
      detail: 'k is "0"; a whole number is wanted.',
      retryAfter: null,
      message: 'https://search.example/search answered 400: k is "0"; a whole number is wanted.',
    })
    expect(fetch).toHaveBeenCalledOnce()
  })

  test.each([
    ['a page of the host', '<title>Error 1027</title>'],
    ['nothing', ''],
    ['JSON that is no problem', '{"detail":7}'],
    ['null', 'null'],
  ])('may come with %s', async (_, body) => {
    const { client } = clientOf([new Response(body, { status: 500 })])

    expect(await failureOf(client.search('a'))).toMatchObject({
      status: 500,
      detail: null,
      body,
      message: 'https://search.example/search answered 500.',
    })
  })

  test.each([
    ['60', 60],
    ['Sun, 12 Jun 2022 10:01:30 GMT', 90],
    ['Sun, 12 Jun 2022 09:00:00 GMT', 0],
    ['soon', null],
    [undefined, null],
  ])('that says Retry-After: %s gives %s seconds', async (header, retryAfter) => {
    const { client } = clientOf([problem(429, 'Slower.', header)], { retries: 0 })

    expect(await failureOf(client.search('a'))).toMatchObject({ status: 429, retryAfter })
  })
})

describe('another try', () => {
  test('is made if no answer came, after a growing pause', async () => {
    const { client, fetch } = clientOf([lost, lost, Response.json(answer)])
    const asked = client.search('a')
    const triesAt = async (ms: number) => {
      await vi.advanceTimersByTimeAsync(ms)
      return fetch.mock.calls.length
    }

    expect([await triesAt(249), await triesAt(1), await triesAt(499), await triesAt(1)]).toEqual([
      1, 2, 2, 3,
    ])
    expect(await asked).toEqual(answer)
  })

  test('leaves no listener on a signal that lives on', async () => {
    const { signal } = new AbortController()
    const { client } = clientOf([lost, Response.json(answer)])
    const asked = client.search('a', { signal })
    await vi.runAllTimersAsync()

    await expect(asked).resolves.toEqual(answer)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('is made if an answer broke off', async () => {
    const broken = () =>
      Promise.resolve(
        new Response(new ReadableStream({ pull: (body) => body.error(new TypeError('lost')) })),
      )
    const { client, fetch } = clientOf([broken, Response.json(answer)])
    const asked = client.search('a')
    await vi.runAllTimersAsync()

    expect(await asked).toEqual(answer)
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  test.each([
    [undefined, 3],
    [0, 1],
    [5, 6],
  ])('is made as often as retries says: %s, so %s tries in all', async (retries, tries) => {
    const options = retries === undefined ? {} : { retries }
    const { client, fetch } = clientOf([lost], { timeoutMs: 60_000, ...options })
    const error = await failureOf(client.search('a'))

    expect(error).toMatchObject({ kind: 'network', status: null, retryAfter: null })
    expect(error.message).toBe('https://search.example/search cannot be reached.')
    expect(error.cause).toBeInstanceOf(TypeError)
    expect(fetch).toHaveBeenCalledTimes(tries)
  })

  test.each([429, 503])('is made after the Retry-After of a %s', async (status) => {
    const { client, fetch } = clientOf([problem(status, 'Wait.', '3'), Response.json(answer)])
    const asked = client.search('a')
    await vi.advanceTimersByTimeAsync(2999)
    expect(fetch).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(1)

    expect(await asked).toEqual(answer)
  })

  test.each([
    ['a refusal that names no time', problem(503, 'Broken.')],
    ['one that names a time beyond the limit', problem(429, 'Slower.', '60')],
    ['one that waiting cannot mend', problem(400, 'No.', '1')],
    ['a bug of the server', problem(500, 'No.', '1')],
    ['a page', new Response('<h1>Log in</h1>')],
  ])('is not made after %s', async (_, reply) => {
    const { client, fetch } = clientOf([reply])
    await failureOf(client.search('a'))

    expect(fetch).toHaveBeenCalledOnce()
  })
})

describe('an end', () => {
  /** A network that never answers. */
  const silent = (_: string, { signal }: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      if (signal?.aborted) reject(signal.reason)
      signal?.addEventListener('abort', () => reject(signal.reason))
    })

  test.each([
    ['a caller with a signal', { signal: new AbortController().signal }],
    ['a caller without', {}],
  ])('comes for %s after the time limit, without another try', async (_, options) => {
    const { client, fetch } = clientOf([silent], { timeoutMs: 500 })
    const error = await failureOf(client.search('a', options))

    expect(error).toMatchObject({ kind: 'timeout', status: null })
    expect(error.message).toBe('https://search.example/search did not answer in 500 ms.')
    expect(fetch).toHaveBeenCalledOnce()
  })

  test('comes after the time limit of all tries together', async () => {
    const { client, fetch } = clientOf([lost, silent], { timeoutMs: 1000 })
    const started = performance.now()

    expect(await failureOf(client.search('a'))).toMatchObject({ kind: 'timeout' })
    expect(performance.now() - started).toBe(1000)
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  test('never comes by itself if the limit is Infinity', async () => {
    const { client } = clientOf([silent], { timeoutMs: Number.POSITIVE_INFINITY })
    const mine = new AbortController()
    const asked = client.search('a', { signal: mine.signal }).catch((reason: unknown) => reason)
    await vi.advanceTimersByTimeAsync(3_600_000)
    mine.abort('enough')

    expect(await asked).toBe('enough')
  })

  test.each([
    ['during a request', [silent], 0],
    ['between two tries', [lost], 100],
  ])('comes at once for an abort %s, with its reason', async (_, replies, after) => {
    const { client, fetch } = clientOf(replies)
    const mine = new AbortController()
    const reason = new Error('enough')
    const asked = client.search('a', { signal: mine.signal }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(after)
    mine.abort(reason)

    expect(await asked).toBe(reason)
    expect(fetch).toHaveBeenCalledOnce()
  })

  test('comes before the request for a signal that is already aborted', async () => {
    const { client } = clientOf([silent])
    const asked = client.health({ signal: AbortSignal.abort('enough') })

    expect(await asked.catch((reason: unknown) => reason)).toBe('enough')
  })
})

describe('the worker itself', () => {
  const app = createApp({ load: () => openTestEngine(), version: 'test' })
  const client = createClient('https://search.example', {
    fetch: async (url, init) => app.fetch(new Request(url, init)),
  })

  test('answers every question', async () => {
    const search = (topic: string) => client.search('road', { filters: { topic: [topic] }, k: 1 })
    const { results } = await search('defence')
    expect(results.map(({ id }) => id)).toEqual(['rocket'])
    expect((await search('trade')).results[0].id).toBe('news/road')
    const near = await client.related({ id: 'news/road' }, { k: 1 })
    expect([near.id, near.results.length]).toEqual(['news/road', 1])
    expect((await client.related({ url: 'https://example.org/army-visit/' })).id).toBe(
      'news/army visit',
    )
    expect((await client.search()).results.map(({ id }) => id)).toEqual([
      ...['news/army visit', 'news/road', 'rocket'],
    ])
    expect((await client.document('news/army visit')).title).toBe('An army visit')
    expect(await client.health()).toMatchObject({ status: 'ok', documents: 3 })
  })

  test('says what is missing or unknown', async () => {
    expect(await failureOf(client.document('no/such'))).toMatchObject({
      status: 404,
      detail: 'There is no article "no/such".',
    })
    const misspelt = { fliters: {} } as object
    expect(await failureOf(client.search('army', misspelt))).toMatchObject({ status: 400 })
    expect((await failureOf(client.search('a', { k: 51 }))).detail).toContain('k is "51"')
  })
})

test('the client is at most 2 kB, compressed', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'widget/client.ts')],
    ...{ bundle: true, minify: true, format: 'esm', write: false, legalComments: 'none' },
  })
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length
  expect(bytes).toBeLessThanOrEqual(2000)
})
