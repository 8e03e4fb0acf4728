import { describe, expect, test } from 'vitest'
import { buildTinyIndex, createDocument } from '../../test/support.ts'
import type { Manifest } from '../index/manifest.ts'
import { decodeModel, embed, encodeModel } from '../model/model.ts'
import type { SearchParameters } from '../protocol.ts'
import { BadIndex } from '../sections.ts'
import { ask, openEngine } from './engine.ts'

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
      /whose vectors differ \(cosine 0\.9939/,
    )
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
    const embedder = { ...engine.embedder, embedQueries: () => Promise.reject(new Error('asked')) }
    const response = await ask(
      { ...engine, embedder },
      { ...parameters, mode: 'words' },
      (id) => id,
    )

    expect(response).toMatchObject({ mode: 'words', results: [{ id: 'cats', similarity: 0 }] })
  })
})
