import { describe, expect, test } from 'vitest'
import { tinyManifestModel } from '../../../test/support.ts'
import { type Encoded, type Encoder, EncoderLost, type Loss } from '../../model/encoder.ts'
import { createQueryEmbedder } from './query-embedder.ts'

const contract = {
  model: {
    ...tinyManifestModel,
    id: 'maker/model',
    kind: 'transformers',
    probes: [{ text: 'probe', vector: [1, 0] }],
  },
  chunker: 1,
} as const

/** A query embedder, the encoder under it, and the clock; all texts get `vector`. */
function createWorld() {
  const calls: string[][] = []
  let waiting = Promise.withResolvers<void>()
  const world = {
    calls,
    at: 0,
    vector: Float32Array.of(1, 0),
    /** What the encoder does instead of answering. */
    fail: null as (() => Promise<Encoded>) | null,
    lose: (message: string, loss: Loss = 'moment') => {
      world.fail = async () => {
        throw new EncoderLost(message, loss)
      }
    },
    endPatience: () => {
      waiting.resolve()
      waiting = Promise.withResolvers()
    },
  }
  const encodeQueries = async (texts: readonly string[]): Promise<Encoded> => {
    calls.push([...texts])
    if (world.fail) return world.fail()
    return { vectors: texts.map(() => world.vector), tokens: texts.length, stated: {} }
  }
  const encoder: Encoder = {
    id: 'model elsewhere',
    dimensions: 2,
    encodeQueries,
    embedQueries: async (texts) => (await encodeQueries(texts)).vectors,
    embedPassages: async () => [],
  }
  const surroundings = { now: () => world.at, patience: () => waiting.promise }
  return { ...createQueryEmbedder(contract, encoder, surroundings), world }
}

const minute = 60_000

describe('createQueryEmbedder', () => {
  test('sends the probes with the first query, and only then', async () => {
    const { embedQuery, world } = createWorld()

    expect(await embedQuery('cat')).toEqual({
      vector: Float32Array.of(1, 0),
      usage: { texts: 2, tokens: 2 },
    })
    expect((await embedQuery('dog')).usage).toEqual({ texts: 1, tokens: 1 })
    expect(world.calls).toEqual([['cat', 'probe'], ['dog']])
  })

  test('remembers the vectors of queries', async () => {
    const { embedQuery, world } = createWorld()
    await embedQuery('cat')

    expect(await embedQuery('cat')).toEqual({
      vector: Float32Array.of(1, 0),
      usage: { texts: 0, tokens: 0 },
    })
    expect(world.calls.length).toBe(1)
  })

  test('gives a remembered vector while the encoder is away', async () => {
    const { embedQuery, world } = createWorld()
    await embedQuery('cat')
    world.lose('Gone.')

    expect(await embedQuery('dog')).toEqual({ vector: null, lost: 'Gone.' })
    expect((await embedQuery('cat')).vector).not.toBeNull()
  })

  test('gives no vector of an encoder that runs another model, nor remembers it', async () => {
    const { embedQuery, world } = createWorld()
    world.vector = Float32Array.of(0, 1)

    for (let i = 0; i < 2; i++) {
      const { vector, lost } = await embedQuery('cat')
      expect(vector).toBeNull()
      expect(lost).toContain('queries are embedded with model elsewhere')
      expect(lost).toContain('(cosine 0.0000; 0.99 is wanted)')
    }
    expect(world.calls.length).toBe(1)
  })

  test('forgets what an encoder gave once it is found to run another model', async () => {
    const { embedQuery, world } = createWorld()
    await embedQuery('cat')
    world.at = 60 * minute
    world.vector = Float32Array.of(0, 1)
    await embedQuery('dog')

    expect((await embedQuery('cat')).lost).toContain('whose vectors differ')
  })

  test('proves the encoder even if that rejects the first query', async () => {
    const { embedQuery, world } = createWorld()
    const refused = new EncoderLost('It does not take this text.', 'texts')
    world.fail = async () => {
      if (world.calls.at(-1)?.includes('too long')) throw refused
      return { vectors: [world.vector], tokens: 1, stated: {} }
    }

    expect(await embedQuery('too long')).toEqual({ vector: null, lost: refused.message })
    expect((await embedQuery('dog')).vector).not.toBeNull()
    expect(world.calls).toEqual([['too long', 'probe'], ['probe'], ['dog']])
  })

  test('leaves an encoder alone that rejects all texts', async () => {
    const { embedQuery, world } = createWorld()
    world.lose('It takes no text.', 'texts')
    await embedQuery('cat')
    await embedQuery('dog')

    expect(world.calls).toEqual([['cat', 'probe'], ['probe']])
  })

  test('leaves a lost encoder alone for a minute, then sends the probes again', async () => {
    const { embedQuery, world } = createWorld()
    world.lose('Gone.')
    await embedQuery('cat')
    world.fail = null
    world.at = minute - 1
    expect(await embedQuery('cat')).toEqual({ vector: null, lost: 'Gone.' })
    world.at = minute

    expect((await embedQuery('cat')).vector).not.toBeNull()
    expect(world.calls).toEqual([
      ['cat', 'probe'],
      ['cat', 'probe'],
    ])
  })

  test('lets one query try while others go on without the encoder', async () => {
    const { embedQuery, world } = createWorld()
    world.lose('Gone.')
    await embedQuery('cat')
    world.at = minute
    const { promise, resolve } = Promise.withResolvers<Encoded>()
    world.fail = () => promise
    const trying = embedQuery('cat')

    expect(await embedQuery('dog')).toEqual({ vector: null, lost: 'Gone.' })
    resolve({ vectors: [world.vector, world.vector], tokens: 2, stated: {} })
    expect((await trying).vector).not.toBeNull()
  })

  test('believes a proof for an hour', async () => {
    const { embedQuery, world } = createWorld()
    await embedQuery('a')
    world.at = 60 * minute - 1
    await embedQuery('b')
    world.at = 60 * minute
    world.vector = Float32Array.of(0, 1)

    expect((await embedQuery('c')).lost).toContain('whose vectors differ')
    expect(world.calls.map((texts) => texts.length)).toEqual([2, 1, 2])
  })

  test('shares one proof among the first queries', async () => {
    const { embedQuery, world } = createWorld()
    const answers = await Promise.all(['a', 'b', 'c'].map(embedQuery))

    expect(answers.map(({ vector }) => vector)).toEqual([world.vector, world.vector, world.vector])
    expect(world.calls).toEqual([['a', 'probe'], ['b'], ['c']])
  })

  test('gives none of the first queries a vector of another model', async () => {
    const { embedQuery, world } = createWorld()
    world.vector = Float32Array.of(0, 1)
    const answers = await Promise.all(['a', 'b', 'c'].map(embedQuery))

    for (const { vector, lost } of answers) {
      expect(vector).toBeNull()
      expect(lost).toContain('whose vectors differ')
    }
  })

  test('waits for a proof that never comes only as long as patience lasts', async () => {
    const { embedQuery, world } = createWorld()
    world.fail = () => new Promise(() => {})
    embedQuery('a')
    world.fail = null
    const second = embedQuery('b')
    await Promise.resolve()
    world.endPatience()

    expect((await second).lost).toBe('model elsewhere has not answered yet.')
    world.at = 15_000
    expect((await embedQuery('c')).vector).not.toBeNull()
  })

  test('is not misled by a proof that was given up and ends after all', async () => {
    const { embedQuery, world } = createWorld()
    const old = Promise.withResolvers<Encoded>()
    world.fail = () => old.promise
    const first = embedQuery('a')
    world.at = 15_000
    const fresh = Promise.withResolvers<Encoded>()
    world.fail = () => fresh.promise
    const second = embedQuery('b')
    old.reject(new EncoderLost('Gone.', 'moment'))
    await first
    world.fail = null

    expect((await embedQuery('c')).lost).toBe('Gone.')
    fresh.resolve({ vectors: [world.vector, world.vector], tokens: 2, stated: {} })
    expect((await second).vector).not.toBeNull()
    expect((await embedQuery('c')).usage).toEqual({ texts: 1, tokens: 1 })
    expect(world.calls.map((texts) => texts.length)).toEqual([2, 2, 1])
  })

  test('does not let one text that is refused take the encoder from the others', async () => {
    const { embedQuery, world } = createWorld()
    await embedQuery('a')
    world.lose('Too long.', 'texts')
    expect(await embedQuery('long')).toEqual({ vector: null, lost: 'Too long.' })
    world.fail = null

    expect((await embedQuery('b')).vector).not.toBeNull()
  })

  test('refuses an encoder that comes to give other dimensions', async () => {
    const { embedQuery, world } = createWorld()
    await embedQuery('a')
    world.vector = Float32Array.of(1, 0, 0)

    expect((await embedQuery('b')).lost).toBe('model elsewhere came to give 3 dimensions, not 2.')
  })

  test('hides no mistake of our own', async () => {
    const { embedQuery, world } = createWorld()
    world.fail = async () => {
      throw new TypeError('oops')
    }

    await expect(embedQuery('a')).rejects.toThrow(TypeError)
  })
})

describe('check', () => {
  test('sends the probes, at most once a minute', async () => {
    const { check, world } = createWorld()
    const ready = { id: 'model elsewhere', state: 'ready', cosine: 1, note: null }
    expect(await check()).toEqual(ready)
    world.at = minute - 1
    await check()
    expect(world.calls).toEqual([['probe']])
    world.at = minute
    world.lose('Gone.')

    expect(await check()).toEqual({ ...ready, state: 'down', cosine: null, note: 'Gone.' })
  })

  test('proves the encoder for the queries that follow', async () => {
    const { check, embedQuery, world } = createWorld()
    await check()
    await embedQuery('cat')

    expect(world.calls).toEqual([['probe'], ['cat']])
  })

  test('says how near another model is', async () => {
    const { check, world } = createWorld()
    world.vector = Float32Array.of(0.6, 0.8)

    expect(await check()).toMatchObject({ state: 'refused', cosine: expect.closeTo(0.6, 5) })
  })

  test('waits for a proof that is under way', async () => {
    const { check, embedQuery, world } = createWorld()
    const [, state] = await Promise.all([embedQuery('cat'), check()])

    expect(state.state).toBe('ready')
    expect(world.calls).toEqual([['cat', 'probe']])
  })

  test('does not wait for ever', async () => {
    const { check, embedQuery, world } = createWorld()
    world.fail = () => new Promise(() => {})
    embedQuery('cat')
    const state = check()
    await Promise.resolve()
    world.endPatience()

    expect(await state).toMatchObject({
      state: 'down',
      note: 'model elsewhere has not answered yet.',
    })
  })
})
