import { describe, expect, test } from 'vitest'
import { buildTinyIndex, createDocument } from '../../test/support.ts'
import type { Manifest } from '../index/manifest.ts'
import type { Field } from '../index/segment.ts'
import { createContentTokenizer } from '../model/content.ts'
import type { Embedder } from '../model/embedder.ts'
import { EncoderLost } from '../model/encoder.ts'
import { decodeModel, type EmbedText, embed, encodeModel } from '../model/model.ts'
import { encodePatch, patched } from '../model/patch.ts'
import type { SearchParameters } from '../protocol.ts'
import { BadIndex } from '../sections.ts'
import { ask, openEngine, warmUp } from './engine.ts'
import { related } from './related.ts'
import type { Reader } from './second-look.ts'

const identity = { id: 'tiny', dimensions: 2 }
const scales = Float32Array.of(1, 1)
const modelBytes = encodeModel(identity, ['cat', 'dog'], Int8Array.of(4, 3, 0, 1), scales)
const model = decodeModel('tiny', modelBytes)
const parameters: SearchParameters = {
  q: 'cat',
  mode: 'hybrid',
  k: 10,
  offset: 0,
  filters: {},
  explain: false,
}

function createFiles(changes: Partial<Manifest['model']> = {}) {
  const documents = [
    createDocument({ id: 'cats', text: 'A cat sleeps. Every dog barks.' }),
    createDocument({ id: 'dogs', text: 'A dog.' }),
  ]
  const { manifest, shards } = buildTinyIndex(documents, {
    vectorOf: ({ text }) => embed(model, text),
    tokensOf: createContentTokenizer(model.vocabulary),
  })
  const probes = [{ text: 'cat dog', vector: Array.from(embed(model, 'cat dog')) }]
  return { manifest: { ...manifest, model: { ...manifest.model, probes, ...changes } }, shards }
}

const open = ({ manifest, shards }: ReturnType<typeof createFiles>, bytes = modelBytes) =>
  openEngine(manifest, shards, bytes)

describe('openEngine', () => {
  test('answers with the files of a build', async () => {
    const engine = await open(createFiles())
    const response = await ask(engine, parameters, (id) => `/${id}`)

    expect(response.results[0]).toMatchObject({ id: 'cats', url: '/cats', sentence: [0, 13] })
  })

  test('refuses a model of another name, and names both', async () => {
    await expect(open(createFiles({ id: 'other' }))).rejects.toThrow(
      'The index was built with other; queries are embedded with tiny. Run npm run build.',
    )
  })

  test('refuses a model of other dimensions', async () => {
    await expect(open(createFiles({ dimensions: 3 }))).rejects.toThrow(BadIndex)
  })

  test('refuses a table of the same name whose vectors differ', async () => {
    const other = encodeModel(identity, ['cat', 'dog'], Int8Array.of(4, 3, 1, 1), scales)

    await expect(open(createFiles(), other)).rejects.toThrow(
      /whose vectors differ \(cosine 0\.9938/,
    )
  })

  describe('with what its articles taught the model', () => {
    const rows = Uint16Array.of(0)
    const patch = { rows, codes: Int8Array.of(3, -4, 1, 1), scales, words: ['barks'] }
    const taught = patched(model, patch)
    const probes = [{ text: 'cat', vector: Array.from(embed(taught, 'cat')) }]
    const files = createFiles({ probes })
    const openWith = (bytes: Uint8Array<ArrayBuffer> | null) =>
      openEngine(files.manifest, files.shards, modelBytes, { patch: bytes })

    test('embeds queries as they were taught, new words too', async () => {
      const { embedder } = await openWith(encodePatch(model, patch))

      expect((await embedder.embedQuery('cat')).vector).toEqual(embed(taught, 'cat'))
      expect((await embedder.embedQuery('barks')).vector).toEqual(embed(taught, 'barks'))
    })

    test('refuses the index without it, and with that of others', async () => {
      const other = encodePatch(model, { ...patch, codes: Int8Array.of(4, 4, 1, 1) })
      const foreign = encodePatch({ id: 'other', dimensions: 2 }, patch)

      await expect(openWith(null)).rejects.toThrow(/whose vectors differ/)
      await expect(openWith(other)).rejects.toThrow(/whose vectors differ/)
      await expect(openWith(foreign)).rejects.toThrow('patch was taught to other')
    })
  })

  test('refuses a damaged model', async () => {
    const damaged = modelBytes.slice()
    damaged[damaged.length - 1] ^= 1

    await expect(open(createFiles(), damaged)).rejects.toThrow('tiny.bin is damaged')
  })
})

describe('ask', () => {
  test('says that a query without a known word was ranked by words alone', async () => {
    const engine = await open(createFiles())
    const response = await ask(engine, { ...parameters, q: 'barks' }, (id) => id)

    expect(response).toMatchObject({ mode: 'words', degraded: { leg: 'semantic' } })
    expect(response.results[0].id).toBe('cats')
  })

  test('embeds nothing when words alone are asked for', async () => {
    const engine = await open(createFiles())
    const embedder = { ...engine.embedder, embedQuery: () => Promise.reject(new Error('asked')) }
    const response = await ask(
      { ...engine, embedder },
      { ...parameters, mode: 'words' },
      (id) => id,
    )

    expect(response).toMatchObject({ mode: 'words', results: [{ id: 'cats', similarity: 0 }] })
  })

  test('embeds nothing where nothing is asked, and lists all articles', async () => {
    const engine = await open(createFiles())
    const embedder = { ...engine.embedder, embedQuery: () => expect.fail('it was asked') }
    const asked = { ...parameters, q: '', filters: {} }
    const { total, results } = await ask({ ...engine, embedder }, asked, (id) => `/${id}`)

    expect([total, results.map(({ url }) => url)]).toEqual([2, ['/cats', '/dogs']])
  })

  test('weighs words alone as it weighs them beside their meaning', async () => {
    const engine = await open(createFiles())
    const scoreIn = async (mode: SearchParameters['mode']) => {
      const { results } = await ask(engine, { ...parameters, mode, explain: true }, (id) => id)
      return results[0].explain?.words?.score
    }

    expect(await scoreIn('words')).toBe(await scoreIn('hybrid'))
  })
})

describe('a question that is misspelt', () => {
  const misspelt = { ...parameters, q: 'Who sleeeps?' }

  test('is searched for as corrected, in every mode, and the answer says so', async () => {
    const engine = await open(createFiles())
    const meant = { ...parameters, q: 'Who sleeps?' }
    for (const mode of ['hybrid', 'semantic', 'words'] as const) {
      const answer = await ask(engine, { ...misspelt, mode }, (id) => id)
      const { query, ...rest } = await ask(engine, { ...meant, mode }, (id) => id)

      expect(answer).toEqual({ ...rest, query: 'Who sleeeps?', corrected: 'Who sleeps?' })
      expect(rest).not.toHaveProperty('corrected')
    }
  })

  test('is read as it was written where another model made the index', async () => {
    const { manifest, shards } = createOtherFiles(false)
    const engine = await openEngine(manifest, shards, modelBytes)

    expect(await ask(engine, misspelt, (id) => id)).not.toHaveProperty('corrected')
  })
})

/** Files of an index of another model, of three dimensions: cats along the first, dogs partly so. */
function createOtherFiles(fallback: boolean, keep = fallback) {
  const documents = [
    createDocument({ id: 'cats', title: 'cat', text: 'A bird sings. A cat sleeps.' }),
    createDocument({ id: 'dogs', title: 'dog', text: 'A dog.' }),
  ]
  const vectorOf = ({ id }: { id: string }) =>
    id === 'cats' ? Float32Array.of(1, 0, 0) : Float32Array.of(0.5, -0.8, 0.33)
  const { manifest, shards } = buildTinyIndex(documents, {
    dimensions: 3,
    vectorOf,
    ...(keep && { fallbackOf: ({ text }: { text: string }) => embed(model, text) }),
  })
  const other = { id: 'maker/model', kind: 'transformers', fallback } as const
  const probes = [{ text: 'probe', vector: [0, 1, 0] }]
  return { manifest: { ...manifest, model: { ...manifest.model, ...other, probes } }, shards }
}

/** An encoder that puts every query near the dogs. */
function createEncoder(lost: string | null = null): Embedder {
  const embedQueries = async (texts: readonly string[]) => {
    if (lost !== null) throw new EncoderLost(lost, 'moment')
    return texts.map((text) =>
      text === 'probe' ? Float32Array.of(0, 1, 0) : Float32Array.of(0, 0, 1),
    )
  }
  return { id: 'elsewhere', dimensions: 3, embedQueries, embedPassages: embedQueries }
}

describe('warmUp', () => {
  test('asks every probe of the index', async () => {
    const engine = await open(createFiles())
    const asked: unknown[] = []
    const embedSentence: EmbedText = (text) => {
      asked.push(text)
      return engine.embedSentence(text)
    }

    await warmUp({ ...engine, embedSentence })

    expect(asked).toContain('cat dog')
  })

  test('reads misspelt words', async () => {
    const engine = await open(createFiles())
    const reader = engine.reader as Reader
    let compared = 0
    const added = {
      rowOf: new Map<string, number>(),
      get words() {
        compared++
        return []
      },
    }

    await warmUp({ ...engine, reader: { ...reader, vocabulary: { ...reader.vocabulary, added } } })

    expect(compared).toBeGreaterThan(0)
  })

  test('counts the values of fields, where there are any', async () => {
    const engine = await open(createFiles())
    const counted: string[] = []
    const fields = new Map<string, Field>()
    fields.get = (field) => void counted.push(field)
    const segments = engine.index.segments.map((segment) => ({ ...segment, fields }))
    const warmUpWith = (names: string[]) => {
      const manifest = { ...engine.index.manifest, fields: names }
      return warmUp({ ...engine, index: { ...engine.index, segments, manifest } })
    }

    await warmUpWith([])
    expect(counted).toEqual([])
    await warmUpWith(['topic'])
    expect(counted).toContain('topic')
  })

  test('asks nothing of an encoder elsewhere', async () => {
    const { manifest, shards } = createOtherFiles(false)
    const asked: string[] = []
    const { embedQueries, ...encoder } = createEncoder()
    const counting = async (texts: readonly string[]) => {
      asked.push(...texts)
      return embedQueries(texts)
    }
    const side = { encoder: { ...encoder, embedQueries: counting } }
    const engine = await openEngine(manifest, shards, modelBytes, side)

    await warmUp(engine)
    expect(asked).toEqual([])
    await ask(engine, parameters, (id) => id)
    expect(asked).toContain('cat')
  })
})

describe('an index of another model', () => {
  const askOther = async (files: ReturnType<typeof createOtherFiles>, encoder?: Embedder) => {
    const engine = await openEngine(files.manifest, files.shards, modelBytes, { encoder })
    return ask(engine, { ...parameters, q: 'cat', mode: 'hybrid' }, (id) => id)
  }

  test('is searched by the encoder handed in', async () => {
    const response = await askOther(createOtherFiles(false), createEncoder())

    expect(response).toMatchObject({ mode: 'hybrid', usage: { texts: 2, tokens: null } })
    expect(response).not.toHaveProperty('degraded')
    expect(response.results.find(({ id }) => id === 'dogs')?.similarity).toBeCloseTo(0.33, 2)
  })

  test('still has its sentences chosen by the embedded model', async () => {
    const { results } = await askOther(createOtherFiles(false), createEncoder())
    const cats = results.find(({ id }) => id === 'cats')

    expect(cats?.passage.text.slice(...(cats?.sentence ?? []))).toBe('A cat sleeps.')
  })

  test('is searched by words, and says why, where the encoder is lost', async () => {
    const response = await askOther(createOtherFiles(false), createEncoder('It is down.'))

    expect(response).toMatchObject({
      mode: 'words',
      degraded: { leg: 'semantic', reason: 'It is down.' },
      results: [{ id: 'cats' }],
    })
  })

  test('is searched by words where nothing embeds queries', async () => {
    expect(await askOther(createOtherFiles(false))).toMatchObject({
      mode: 'words',
      degraded: {
        reason: 'The index was built with maker/model, and nothing here embeds queries with it.',
      },
    })
  })

  test('is searched by the embedded model where it keeps its vectors, and says so', async () => {
    const response = await askOther(createOtherFiles(true), createEncoder('It is down.'))

    expect(response).toMatchObject({
      mode: 'hybrid',
      degraded: { leg: 'semantic', reason: 'It is down. tiny ranks in its place.' },
    })
    // Cat is (0.8, 0.6) and dog (0, 1) in the embedded model.
    expect(response.results.map(({ similarity }) => similarity.toFixed(1))).toEqual(['1.0', '0.6'])
  })

  test('uses the embedded model’s own thresholds meanwhile', async () => {
    const { manifest, shards } = createOtherFiles(true)
    const confidence = { floor: 0.9, threshold: 2 }
    const strict = { manifest: { ...manifest, confidence }, shards }
    const response = await askOther(strict, createEncoder('It is down.'))

    expect(response).toMatchObject({ total: 2, confident: true })
  })

  test('does not use these vectors while the encoder is there', async () => {
    const { results } = await askOther(createOtherFiles(true), createEncoder())

    expect(results.map(({ similarity }) => similarity.toFixed(1)).sort()).toEqual(['0.0', '0.3'])
  })

  test('says why where the embedded model knows no word either', async () => {
    const files = createOtherFiles(true)
    const side = { encoder: createEncoder('It is down.') }
    const engine = await openEngine(files.manifest, files.shards, modelBytes, side)
    const response = await ask(engine, { ...parameters, q: 'bird' }, (id) => id)

    expect(response).toMatchObject({ mode: 'words', degraded: { reason: 'It is down.' } })
  })

  test('is refused where its manifest promises such vectors and it has none', async () => {
    const { manifest, shards } = createOtherFiles(true, false)

    await expect(openEngine(manifest, shards, modelBytes)).rejects.toThrow(
      'The index holds no numbers for its fallback; the embedded model needs 4. Run npm run build.',
    )
  })

  test('shows of a related article the sentence that the embedded model finds nearest', async () => {
    const { manifest, shards } = createOtherFiles(false)
    const { index, embedSentence } = await openEngine(manifest, shards, modelBytes)
    const { results } = related(index, 1, 1, { urlOf: (id) => id, embed: embedSentence })

    expect(results[0].id).toBe('cats')
    expect(results[0].passage.text.slice(...results[0].sentence)).toBe('A cat sleeps.')
  })
})
