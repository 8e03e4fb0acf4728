/**
 * From request to answer with an encoder that runs elsewhere: what it costs, what each
 * classic mistake leads to, and what is said while it fails.
 */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ManifestModel } from '../../core/index/manifest.ts'
import { dot } from '../../core/model/model.ts'
import type { HealthResponse, SearchResponse } from '../../core/protocol.ts'
import {
  cut,
  describeModel,
  fakeServer,
  fakeWorkersAi,
  type Run,
  run,
} from '../../test/worker/other-model.ts'
import { createApp } from '../app.ts'
import { createLoader } from '../load.ts'
import { openTestEngine } from '../test-engine.ts'
import { timeoutMs } from './attempt.ts'
import { chooseEncoder, type EncoderEnv } from './choose.ts'
import type { HttpServer } from './http.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const minute = 60_000

/** What a deployment is made of besides the index's model. */
interface Setup {
  readonly model?: Partial<ManifestModel>
  /** What the query side takes the model for, where it is mistaken. */
  readonly mistaken?: Partial<ManifestModel>
  readonly env?: EncoderEnv
  readonly fetch?: HttpServer['fetch']
}

/** A deployment whose index another model built, and its clock. */
function deploy({ model = {}, mistaken = {}, env = {}, fetch }: Setup) {
  const clock = { at: 0 }
  const described = describeModel(model)
  const patience = () => new Promise((resolve) => setTimeout(resolve, 2 * timeoutMs))
  const load = createLoader(() => {
    const encoder = chooseEncoder({ ...described, ...mistaken }, env, { fetch })
    return openTestEngine(
      undefined,
      {},
      {
        model: described,
        embedPassage: (text) => cut(run(text), described.dimensions),
        side: { encoder, now: () => clock.at, patience },
      },
    )
  }, Date.now)
  const app = createApp({ load, version: '1' })
  const ask = async (path: string) => {
    const response = await app.request(path)
    return { response, answer: await response.clone().json<SearchResponse>() }
  }
  const health = async () => (await app.request('/health')).json<HealthResponse>()
  return { app, ask, health, clock }
}

const withAi = (how: Run & { deaf?: boolean } = {}, setup: Setup = {}) => {
  const fake = fakeWorkersAi(how)
  return { ...deploy({ ...setup, env: { AI: fake.binding } }), fake }
}
const key = 'sk-very-secret'
const withServer = (how: Parameters<typeof fakeServer>[0] = {}, setup: Setup = {}) => {
  const fake = fakeServer(how)
  const env = {
    EDGEWISE_EMBEDDINGS_URL: 'http://embeddings.internal:8080',
    EDGEWISE_EMBEDDINGS_KEY: key,
  }
  return { ...deploy({ ...setup, env, fetch: fake.fetch }), fake }
}

describe.each([
  ['Workers AI', withAi],
  ['HTTP', withServer],
])('an index searched with %s', (_, deployWith) => {
  test('is ranked by words and meaning', async () => {
    const { ask } = deployWith()
    const { response, answer } = await ask('/search?q=army')

    expect(answer).toMatchObject({ mode: 'hybrid', results: [{ id: 'news/army visit' }] })
    const passage = run('An army visit The army met an army. They agreed to meet again.')
    expect(answer.results[0].similarity).toBeCloseTo(dot(run('query: army'), passage), 2)
    expect(answer).not.toHaveProperty('degraded')
    expect(response.headers.get('Cache-Control')).toBe('max-age=300')
  })

  test('sends the probes with the first query, no request more, and says what was used', async () => {
    const { ask, fake } = deployWith()
    const first = await ask('/search?q=army')
    const second = await ask('/search?q=road')
    const again = await ask('/search?q=army&k=3')

    expect(fake.asked.map((texts) => texts.length)).toEqual([4, 1])
    expect(fake.asked[0][0]).toBe('query: army')
    expect(first.answer.usage).toMatchObject({ texts: 4 })
    expect(second.answer.usage).toMatchObject({ texts: 1 })
    expect(again.answer.usage).toEqual({ texts: 0, tokens: 0 })
    expect(again.answer.results[0].similarity).toBe(first.answer.results[0].similarity)
  })

  test('asks no encoder when words alone are wanted', async () => {
    const { ask, fake } = deployWith()
    const { answer } = await ask('/search?q=army&mode=words')

    expect(answer.mode).toBe('words')
    expect(answer).not.toHaveProperty('usage')
    expect(fake.asked).toEqual([])
  })

  test('shares one proof among its first queries', async () => {
    const { ask, fake } = deployWith()
    const queries = ['army', 'road', 'rocket', 'school']
    const answers = await Promise.all(queries.map((q) => ask(`/search?q=${q}`)))

    expect(answers.map(({ answer }) => answer.degraded)).toEqual(queries.map(() => undefined))
    expect(fake.asked.map((texts) => texts.length)).toEqual([4, 1, 1, 1])
  })

  test('says in /health that its encoder matches, asking once a minute', async () => {
    const { ask, health, clock, fake } = deployWith()
    const encoder = { state: 'ready', cosine: expect.closeTo(1, 5), note: null }

    expect(await health()).toMatchObject({
      status: 'ok',
      model: 'Xenova/bge-small-en-v1.5',
      encoder,
    })
    await health()
    clock.at = minute
    await health()
    await ask('/search?q=army')
    expect(fake.asked.map((texts) => texts.length)).toEqual([3, 3, 1])
  })

  test('is searched in the first dimensions of a Matryoshka model', async () => {
    const { answer } = await deployWith({}, { model: { dimensions: 8 } }).ask('/search?q=army')

    expect(answer).not.toHaveProperty('degraded')
    expect(answer.results[0].id).toBe('news/army visit')
  })

  test('notices a service that leaves vectors unscaled, scales them and says so', async () => {
    const unit = await deployWith().ask('/search?q=army')
    const { ask, health } = deployWith({ length: 7 })
    const { answer } = await ask('/search?q=army')

    expect(answer).not.toHaveProperty('degraded')
    expect(answer.results[0].similarity).toBeCloseTo(unit.answer.results[0].similarity, 6)
    expect((await health()).encoder).toMatchObject({
      state: 'ready',
      note: expect.stringContaining('whose vectors come with a length of 7.000, scaled to 1.'),
    })
  })

  const both = /^The index was built with Xenova\/bge-small-en-v1\.5; queries are embedded with /
  test.each<[string, Run, Partial<ManifestModel>]>([
    ['a missing prefix', {}, { prefixes: { query: '', passage: '' } }],
    ['another prefix', {}, { prefixes: { query: 'a search: ', passage: '' } }],
    ['another model of the same dimensions', { seed: 2 }, {}],
    ['numbers too coarse', { step: 0.3 }, {}],
    ['numbers that would do if they were said to be others', { step: 0.15 }, {}],
  ])('is searched by words under %s, and says why', async (_, how, mistaken) => {
    const { ask, app, health } = deployWith(how, { mistaken })
    const { response, answer } = await ask('/search?q=army')
    const page = await (await app.request('/?q=army')).text()
    const { status, encoder } = await health()

    expect(answer).toMatchObject({
      mode: 'words',
      results: [{ id: 'news/army visit', similarity: 0 }],
      degraded: { leg: 'semantic', reason: expect.stringMatching(both) },
    })
    expect(answer.degraded?.reason).toMatch(
      /\(cosine -?0\.\d{4}; 0\.99 is wanted\)\. Embed queries with .+ or build .+\.$/,
    )
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(response.headers.get('ETag')).toBeNull()
    expect(page).toContain(
      'Ranked by words alone. <span lang="en" dir="ltr">The index was built with',
    )
    expect([status, encoder.state]).toEqual(['degraded', 'refused'])
    expect(encoder.cosine).toBeLessThan(0.99)
    expect(encoder.note).toBe(answer.degraded?.reason)
  })

  test('accepts vectors that differ little', async () => {
    const { answer } = await deployWith({ step: 0.001 }).ask('/search?q=army')

    expect(answer).not.toHaveProperty('degraded')
  })

  test('says which other number format was good enough', async () => {
    const { health, ask } = deployWith({ step: 0.15 }, { model: { dtype: 'q8' } })

    expect((await ask('/search?q=army')).answer).not.toHaveProperty('degraded')
    expect((await health()).encoder).toMatchObject({
      state: 'ready',
      note: expect.stringContaining('in fp32 instead of q8 (cosine 0.98'),
    })
  })

  test('is searched by words while its encoder is away, which is asked again after a minute', async () => {
    const { ask, clock, fake } = deployWith()
    fake.before = () => {
      throw new Error('3036: used up')
    }
    const first = await ask('/search?q=army')
    const calls = fake.asked.length
    clock.at = minute - 1
    const second = await ask('/search?q=road')
    expect(fake.asked.length).toBe(calls)
    expect(first.answer).toMatchObject({ mode: 'words', degraded: { leg: 'semantic' } })
    expect(second.answer.degraded).toEqual(first.answer.degraded)
    expect(second.response.headers.get('Cache-Control')).toBe('no-store')

    fake.before = undefined
    clock.at = minute
    const third = await ask('/search?q=army')
    expect(third.answer).toMatchObject({ mode: 'hybrid', usage: { texts: 4 } })
    expect(third.answer).not.toHaveProperty('degraded')
  })

  test('is searched by words when its encoder takes too long', async () => {
    vi.useFakeTimers()
    const { ask, fake } = deployWith()
    fake.before = () => new Promise(() => {})
    const asked = ask('/search?q=army')
    await vi.advanceTimersByTimeAsync(2 * timeoutMs)

    expect((await asked).answer.degraded?.reason).toMatch(/ did not answer within 2\.5 s\.$/)
  })

  test('is searched by the embedded model while its encoder is away, where it keeps that', async () => {
    const { ask, app, health, fake } = deployWith({}, { model: { fallback: true } })
    fake.before = () => {
      throw new Error('3036: used up')
    }
    const { response, answer } = await ask('/search?q=army')
    const page = await (await app.request('/?q=army')).text()

    expect(answer).toMatchObject({ mode: 'hybrid', results: [{ id: 'news/army visit' }] })
    expect(answer.results[0].similarity).toBeGreaterThan(0.9)
    expect(answer.degraded?.reason).toMatch(/ test-model-1 ranks in its place\.$/)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(page).toContain('test-model-1 ranks in its place.')
    expect(page).not.toContain('alone')
    expect(await health()).toMatchObject({ status: 'degraded', encoder: { state: 'down' } })
  })
})

describe('Workers AI', () => {
  test('is refused where it does not pool as it was told', async () => {
    const { ask, fake } = withAi({ deaf: true })
    const { answer } = await ask('/search?q=army')

    expect(fake.inputs[0].pooling).toBe('cls')
    expect(answer.degraded?.reason).toContain('whose pooling is mean; the index has cls.')
  })

  test('is refused where it is told to pool in another way than the index was', async () => {
    const { answer } = await withAi({}, { mistaken: { pooling: 'mean' } }).ask('/search?q=army')

    expect(answer.degraded?.reason).toContain('whose pooling is mean; the index has cls.')
  })

  test('is refused by its vectors where it does not say how it pooled', async () => {
    const { ask, fake } = withAi()
    fake.before = () => {
      const data = fake.asked[0].map((text) => [...run(text, { pooling: 'mean' })])
      return { shape: [data.length, 16], data }
    }

    expect((await ask('/search?q=army')).answer.degraded?.reason).toMatch(
      /\(cosine 0\.\d{4}; 0\.99 is/,
    )
  })
})

describe('a server over HTTP', () => {
  test('is refused where it pools in another way', async () => {
    const { answer } = await withServer({ pooling: 'mean' }).ask('/search?q=army')

    expect(answer.degraded?.reason).toMatch(
      /whose vectors differ \(cosine 0\.\d{4}; 0\.99 is wanted\)/,
    )
  })

  test.each([
    [{ revision: 'r2' }, 'whose revision is r2; the index has r1.'],
    [{ tokenizer: 't2' }, 'whose tokenizer is t2; the index has t1.'],
    [{ chunker: 2 }, 'whose chunker is 2; the index has 1.'],
  ])('is refused where it states %j, though its vectors match', async (stated, sentence) => {
    const { answer } = await withServer({ stated }).ask('/search?q=army')

    expect(answer.degraded?.reason).toContain(sentence)
  })

  test('may run in another number format than the index, down to a cosine of 0.98, and the answer says so', async () => {
    const { health } = withServer({ step: 0.15, stated: { dtype: 'q8' } })

    expect((await health()).encoder).toMatchObject({
      state: 'ready',
      note: expect.stringContaining('in q8 instead of fp32 (cosine 0.98'),
    })
  })

  test('is refused where its numbers are too coarse, whatever it states', async () => {
    const { ask } = withServer({ step: 0.2, stated: { dtype: 'q4' } })

    expect((await ask('/search?q=army')).answer.degraded?.reason).toContain('; 0.98 is wanted)')
  })

  test('is refused where the bytes of its floats are swapped', async () => {
    const { ask, fake } = withServer()
    fake.before = () => {
      const data = fake.asked[0].map((text, index) => {
        const floats = run(text)
        const view = new DataView(floats.buffer.slice(0))
        const embedding = [...floats.keys()].map((d) => view.getFloat32(d * 4, false))
        return { index, embedding: embedding.map((value) => (Number.isFinite(value) ? value : 0)) }
      })
      return Response.json({ data })
    }

    const { answer } = await ask('/search?q=army')
    expect(answer.mode).toBe('words')
    expect(answer.degraded?.reason).toMatch(/whose vectors differ|something that is not a vector/)
  })

  test('never has its key or its address told, whatever it answers', async () => {
    const log = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      vi.spyOn(console, level).mockReturnValue(),
    )
    const told: string[] = []
    const echo = `{"error":{"message":"Incorrect API key provided: ${key}"}}`
    const failures: (() => unknown)[] = [
      () => undefined,
      () => new Response(echo, { status: 401 }),
      () => new Response(echo, { status: 400 }),
      () => new Response(echo, { status: 500 }),
      () => new Response(echo),
      () => new Response(key),
      () => Promise.reject(new Error(`cannot send Bearer ${key} to embeddings.internal`)),
    ]
    for (const before of failures) {
      const { app, fake } = withServer()
      fake.before = before
      for (const path of ['/search?q=army', '/?q=road', '/health', '/search?q=']) {
        const response = await app.request(path)
        told.push(JSON.stringify([...response.headers]), await response.text())
      }
      expect(fake.requests[0].init.headers).toHaveProperty('Authorization', `Bearer ${key}`)
    }
    for (const { mock } of log) told.push(JSON.stringify(mock.calls))

    expect(told.join('\n')).not.toContain(key)
    expect(told.join('\n')).not.toContain('embeddings.internal')
  })
})

describe('an index for which nothing is set', () => {
  test('is searched by words, and says what to set', async () => {
    const { ask, health } = deploy({})
    const { answer } = await ask('/search?q=army')

    expect(answer).toMatchObject({
      mode: 'words',
      degraded: { reason: expect.stringContaining('set EDGEWISE_EMBEDDINGS_URL, or deploy with') },
    })
    expect(await health()).toMatchObject({ encoder: { id: 'none', state: 'down', cosine: null } })
  })
})
