import { afterEach, describe, expect, test, vi } from 'vitest'
import { ask, Failure, timeoutMs } from '../../widget/ask.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

type Network = (url: string, init: { signal: AbortSignal }) => Promise<Response>

/** Asks over a network that gives `response`, or does as it does. */
function askOf(response: Response | Network, { onLine = true } = {}) {
  const fetch = vi.fn<Network>(typeof response === 'function' ? response : async () => response)
  vi.stubGlobal('fetch', fetch)
  vi.stubGlobal('navigator', { onLine })
  return { fetch, asked: ask('https://search.example/search?q=a', new AbortController().signal) }
}

const failureOf = async (asked: Promise<unknown>) => {
  const error = await asked.catch((reason: unknown) => reason)
  return error instanceof Failure ? [error.kind, error.message] : error
}
const problem = (status: number, detail: string) => Response.json({ detail }, { status })
const page = (status: number, html: string) => new Response(html, { status })

describe('ask', () => {
  test('gives the answer, and sends no credentials', async () => {
    const { fetch, asked } = askOf(Response.json({ protocol: 1, results: [] }))

    expect(await asked).toEqual({ protocol: 1, results: [] })
    expect(fetch).toHaveBeenCalledWith(
      'https://search.example/search?q=a',
      expect.objectContaining({ credentials: 'omit' }),
    )
  })

  test.each<[string, Response, string, string]>([
    ['another protocol', Response.json({ protocol: 2, results: [] }), 'protocol', 'protocol'],
    ['no protocol', Response.json({ results: [] }), 'protocol', 'protocol'],
    ['JSON that is no answer', Response.json(null), 'protocol', 'protocol'],
    ['a page instead of an answer', page(200, '<h1>Log in</h1>'), 'failed', 'failed'],
    ['a bad request', problem(400, 'k is "0"'), 'failed', 'k is "0"'],
    ['no such address', problem(404, 'There is nothing'), 'unknown', 'There is nothing'],
    ['too many requests', problem(429, 'Slower.'), 'busy', 'Slower.'],
    ['too many requests, in HTML', page(429, '<h1>Slow</h1>'), 'busy', 'busy'],
    ['a used up quota', page(429, '<title>Error 1027</title>'), 'quota', 'quota'],
    ['a used up quota, in short', page(503, 'error code: 1027'), 'quota', 'quota'],
    [
      'a number that is none',
      problem(503, 'There are 1027 articles.'),
      'unavailable',
      'There are 1027 articles.',
    ],
    ['a bad index', problem(503, 'shard-0 is damaged'), 'unavailable', 'shard-0 is damaged'],
    ['a bad gateway', page(502, ''), 'unavailable', 'unavailable'],
    ['a bug', problem(500, 'Something'), 'failed', 'Something'],
  ])('tells the kind of failure of %s', async (_, response, kind, message) => {
    expect(await failureOf(askOf(response).asked)).toEqual([kind, message])
  })

  test.each([
    [true, 'unreachable'],
    [false, 'offline'],
  ])('tells the kind of a failed connection while onLine is %s', async (onLine, kind) => {
    const { asked } = askOf(() => Promise.reject(new TypeError('Failed to fetch')), { onLine })

    expect(await failureOf(asked)).toEqual([kind, kind])
  })

  test('waits for an answer, but not for ever', async () => {
    vi.useFakeTimers()
    const { asked } = askOf(
      (_, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    )
    const failure = failureOf(asked)
    await vi.advanceTimersByTimeAsync(timeoutMs)

    expect(await failure).toEqual(['timeout', 'timeout'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('rejects with the reason of its abort signal', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    const asked = ask('https://search.example', AbortSignal.abort('enough'))

    expect(await asked.catch((reason: unknown) => reason)).toBe('enough')
  })
})
