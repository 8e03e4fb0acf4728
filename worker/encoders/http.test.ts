import { afterEach, describe, expect, test, vi } from 'vitest'
import { describeEmbedder } from '../../test/embedder-suite.ts'
import { describeModel, fakeServer, run } from '../../test/worker/other-model.ts'
import { timeoutMs } from './attempt.ts'
import { createHttpEncoder, type HttpServer } from './http.ts'

afterEach(() => {
  vi.useRealTimers()
})

const encoderOf = (
  server: Partial<HttpServer>,
  changes: Parameters<typeof describeModel>[0] = {},
) =>
  createHttpEncoder(describeModel(changes), {
    url: new URL('http://embeddings.internal:8080/v1/embeddings'),
    model: 'bge-small',
    ...server,
  })

describeEmbedder('HTTP', () => encoderOf({ fetch: fakeServer().fetch }))
describeEmbedder('HTTP, from a server that does not normalise', () =>
  encoderOf({ fetch: fakeServer({ length: 7 }).fetch }),
)

describe('HTTP', () => {
  test('sends OpenAI’s request, with the query prefix', async () => {
    const { fetch, requests } = fakeServer()
    const vectors = await encoderOf({ fetch }).embedQueries(['army', 'road'])
    const { url, init } = requests[0]

    expect(vectors).toEqual([run('query: army'), run('query: road')])
    expect(url).toBe('http://embeddings.internal:8080/v1/embeddings')
    expect(init).toMatchObject({
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      redirect: 'manual',
    })
    expect(init.headers).not.toHaveProperty('Authorization')
    expect(JSON.parse(String(init.body))).toEqual({
      model: 'bge-small',
      input: ['query: army', 'query: road'],
      encoding_format: 'float',
    })
  })

  test('sends the key where there is one', async () => {
    const { fetch, requests } = fakeServer()
    await encoderOf({ fetch, key: 'secret' }).embedQueries(['army'])

    expect(requests[0].init.headers).toHaveProperty('Authorization', 'Bearer secret')
  })

  test('sends no more than 32 texts at once', async () => {
    const { fetch, asked } = fakeServer()
    await encoderOf({ fetch }).embedQueries(Array.from({ length: 70 }, (_, i) => `army ${i}`))

    expect(asked.map((texts) => texts.length)).toEqual([32, 32, 6])
  })

  test('says what a server counts and states', async () => {
    const { fetch } = fakeServer({ stated: { revision: 'r1', dtype: 'q8' } })

    expect(await encoderOf({ fetch }).encodeQueries(['army road'])).toMatchObject({
      tokens: 3,
      stated: { revision: 'r1', dtype: 'q8' },
    })
  })

  test.each([
    [400, 'texts', 1, 'status 400: it does not take this text.'],
    [413, 'texts', 1, 'status 413: it does not take this text.'],
    [422, 'texts', 1, 'status 422: it does not take this text.'],
    [401, 'setup', 1, 'status 401: EDGEWISE_EMBEDDINGS_KEY is not its key.'],
    [404, 'setup', 1, 'status 404: it has no such model, or no /v1/embeddings.'],
    [429, 'setup', 1, 'status 429: it is asked too often.'],
    [302, 'setup', 1, 'status 302.'],
    [503, 'moment', 2, 'status 503.'],
  ])('is lost when the server answers %i', async (status, loss, calls, sentence) => {
    const fake = fakeServer()
    const given: Response[] = []
    fake.before = () => {
      given.push(new Response('{"error":{"message":"Incorrect key: secret"}}', { status }))
      return given[given.length - 1]
    }
    const lost = encoderOf({ fetch: fake.fetch, key: 'secret' }).embedQueries(['army'])

    await expect(lost).rejects.toMatchObject({
      loss,
      message: `bge-small over HTTP answered with ${sentence}`,
    })
    expect(fake.asked.length).toBe(calls)
    expect(given.every(({ bodyUsed }) => bodyUsed)).toBe(true)
  })

  test('is asked once more after a bad moment', async () => {
    const fake = fakeServer()
    fake.before = () => (fake.asked.length === 1 ? new Response('', { status: 500 }) : undefined)

    expect(await encoderOf({ fetch: fake.fetch }).embedQueries(['army'])).toEqual([
      run('query: army'),
    ])
  })

  test('is lost when nobody is there, and keeps the cause', async () => {
    const cause = new TypeError('connect ECONNREFUSED')
    const lost = encoderOf({ fetch: () => Promise.reject(cause) }).embedQueries(['army'])

    await expect(lost).rejects.toMatchObject({
      loss: 'moment',
      message: 'bge-small over HTTP cannot be reached.',
      cause,
    })
  })

  test.each([
    ['<html>', 'did not answer with JSON'],
    ['{}', 'gave no vectors for 1 texts'],
    ['{"data":[{"index":0,"embedding":"AACAPw=="}]}', 'gave something that is not a vector'],
  ])('is lost when the server answers %s', async (body, sentence) => {
    const fake = fakeServer()
    fake.before = () => new Response(body)

    await expect(encoderOf({ fetch: fake.fetch }).embedQueries(['army'])).rejects.toThrow(sentence)
  })

  test('is given two tries of limited time, and each is told when it is over', async () => {
    vi.useFakeTimers()
    const fake = fakeServer()
    fake.before = () => new Promise(() => {})
    const lost = encoderOf({ fetch: fake.fetch }).embedQueries(['army'])
    const told = expect(lost).rejects.toThrow('bge-small over HTTP did not answer within 2.5 s.')
    await vi.advanceTimersByTimeAsync(2 * timeoutMs)

    await told
    expect(fake.requests.map(({ init }) => init.signal?.aborted)).toEqual([true, true])
  })
})
