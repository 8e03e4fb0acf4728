import { describe, expect, test } from 'vitest'
import type { Problem } from '../core/protocol.ts'
import type { RateLimiter } from './request.ts'
import { createTestApp, openTestEngine } from './test-engine.ts'

/** An app, and a limiter that lets so many pass for each visitor. */
async function createLimited(limit: number) {
  const engine = await openTestEngine()
  const app = createTestApp(engine)
  const counts = new Map<string, number>()
  const SEARCH_LIMIT: RateLimiter = {
    limit: async ({ key }) => {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      return { success: (counts.get(key) ?? 0) <= limit }
    },
  }
  return (path: string, visitor = '192.0.2.1') =>
    app.request(path, { headers: { 'CF-Connecting-IP': visitor } }, { SEARCH_LIMIT })
}

describe('limitVisitor', () => {
  test('answers 429 with Retry-After beyond the limit', async () => {
    const ask = await createLimited(1)
    await ask('/search?q=army')
    const response = await ask('/search?q=army')

    expect(response.status).toBe(429)
    expect(response.headers.get('Retry-After')).toBe('60')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Access-Control-Expose-Headers')).toBe('Retry-After')
    expect(await response.json<Problem>()).toMatchObject({
      status: 429,
      title: 'Too Many Requests',
    })
  })

  test('counts every visitor apart', async () => {
    const ask = await createLimited(1)
    await ask('/search?q=army')

    expect((await ask('/search?q=army', '192.0.2.2')).status).toBe(200)
  })

  test.each([
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::', '2001:db8:0:2::1'],
    ['2001:db8::1', '2001:db8::2', '2001:db8::1:2:3:4:5'],
    ['2001:db8::', '2001:db8::6:7:8', '1:2:3:4:5:6:7::'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1', '::ffff:192.0.2.2'],
    ['1:2:3:4:5:6:7:8:9:0', '1:2:3:4:5:6:7:8:9:0', '1:2:3:4:5:6:7:8:9:1'],
    ['unknown', 'unknown', 'unknown:1'],
  ])('counts %s and %s as one visitor, and %s apart', async (one, same, other) => {
    const ask = await createLimited(1)
    await ask('/search?q=army', one)

    expect((await ask('/search?q=army', same)).status).toBe(429)
    expect((await ask('/search?q=army', other)).status).toBe(200)
  })

  test.each(['/?q=army', '/?q=', '/?from=2022', '/?filter.topic=trade'])(
    'shows a sentence on the page %s, which counts as well',
    async (path) => {
      const ask = await createLimited(1)
      await ask(path)
      const response = await ask(path)

      expect(response.status).toBe(429)
      expect(await response.text()).toContain('Too many questions at once.')
    },
  )

  test.each(['/search', '/search?filter.topic=trade&k=1'])('counts the list %s', async (path) => {
    const ask = await createLimited(1)
    await ask(path)

    expect((await ask(path)).status).toBe(429)
  })

  test('counts nothing but searches', async () => {
    const ask = await createLimited(0)

    for (const path of ['/', '/health', '/style.css']) expect((await ask(path)).status).toBe(200)
  })

  test('limits nothing without the binding', async () => {
    const engine = await openTestEngine()
    const app = createTestApp(engine)

    expect((await app.request('/search?q=army')).status).toBe(200)
  })
})
