import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manifestFormat } from '../../core/index/manifest.ts'
import { decodeModel, embed } from '../../core/model/model.ts'
import { encodePatch, noPatch } from '../../core/model/patch.ts'
import { dequantize, type Vectors } from '../../core/quantize.ts'
import { createDocument } from '../../test/support.ts'
import { openEmbedder } from '../embedders/open.ts'
import { difference, tinyModel as tinyBert } from '../embedders/support.ts'
import { readModel } from '../project.ts'
import { buildIndex } from './build-index.ts'
import type { IndexOptions } from './build-steps.ts'
import { createFileReader, localUrlOf, openIndexFolder, readIndex } from './index-files.ts'

const settings = { title: 'Test', cors: ['*'], languages: ['en'], fields: [] }
const documents = [
  createDocument({ id: 'a', title: 'Apples', text: 'Apples grow on trees.' }),
  createDocument({ id: 'b', title: 'Boats', text: 'Boats float on water.' }),
]
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

const shardOf = async () => {
  const name = (await readdir(folder)).find((file) => file.endsWith('.bin')) as string
  return join(folder, name)
}

describe('buildIndex', () => {
  test('writes an index that answers', async () => {
    const { manifest } = await buildIndex(folder, documents, settings)
    const { index } = await openIndexFolder(folder)

    expect(manifest).toMatchObject({ documents: 2, passages: 2, languages: ['en'] })
    expect(index.manifest).toEqual(manifest)
  })

  test('has the labels of fields that the settings name', async () => {
    const { title, cors } = settings
    const labels = { topic: 'Subject' }
    const siteWith = async (changes: object) =>
      (await buildIndex(folder, documents, { ...settings, ...changes })).manifest.site

    expect(await siteWith({})).toEqual({ title, cors })
    expect(await siteWith({ labels: {} })).toEqual({ title, cors })
    expect(await siteWith({ labels })).toEqual({ title, cors, labels })
  })

  test('writes the same bytes twice', async () => {
    const first = (await buildIndex(folder, documents, settings)).manifest
    const second = (await buildIndex(folder, documents, settings)).manifest

    expect(second).toEqual(first)
  })

  test('removes what an earlier build left, and no other files', async () => {
    const old = ['segment-0123456789ab.bin', 'words-0123456789ab.bin.part', 'manifest.json.part']
    const others = ['film.mkv.part', 'segment-mine.bin', 'notes.txt']
    for (const name of [...old, ...others]) await writeFile(join(folder, name), '')
    await buildIndex(folder, documents, settings)
    const left = await readdir(folder)

    expect(left).toEqual(expect.arrayContaining(others))
    expect(old.filter((name) => left.includes(name))).toEqual([])
  })

  test('gives another version when anything changes', async () => {
    const versions = new Set<string>()
    const labels = { topic: 'Subject' }
    for (const changes of [{}, { title: 'Other' }, { cors: [] }, { labels }]) {
      const changed = { ...settings, ...changes }
      versions.add((await buildIndex(folder, documents, changed)).manifest.version)
    }
    versions.add((await buildIndex(folder, documents.slice(1), settings)).manifest.version)

    expect(versions.size).toBe(5)
  })

  test('removes the shards that the new manifest does not name', async () => {
    await buildIndex(folder, documents, settings)
    await buildIndex(folder, documents.slice(1), settings)

    expect(await readdir(folder)).toHaveLength(2)
  })

  test('writes what was taught beside the shards, and removes it with them', async () => {
    const codes = new Int8Array(256).fill(1)
    const taught = { ...noPatch, rows: Uint16Array.of(7), codes, scales: Float32Array.of(0.5) }
    const patch = encodePatch({ id: 'edgewise-en-1', dimensions: 256 }, taught)
    const first = await buildIndex(folder, documents, { ...settings, patch })
    const second = await buildIndex(folder, documents, { ...settings, patch })

    expect(second).toEqual(first)
    expect((await readIndex(folder)).patch).toEqual(patch)
    expect(await readdir(folder)).toContain(first.manifest.model.patch?.file)
    await buildIndex(folder, documents, settings)
    expect((await readdir(folder)).join()).not.toContain('patch')
  })

  test('leaves files that are not its own', async () => {
    await writeFile(join(folder, 'notes.txt'), 'mine')
    await buildIndex(folder, documents, settings)

    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
  })

  test('says what share of the words the model does not know', async () => {
    const foreign = createDocument({ id: 'c', text: 'Привет world' })
    const { wordsWithoutVector } = await buildIndex(folder, [foreign], settings)

    expect(wordsWithoutVector).toBe(0.5)
    expect((await buildIndex(folder, documents, settings)).wordsWithoutVector).toBe(0)
  })

  test('makes an empty index of no articles', async () => {
    await buildIndex(folder, [], settings)

    expect((await openIndexFolder(folder)).index).toMatchObject({ documents: 0, passages: 0 })
  })
})

describe('buildIndex with a transformer', () => {
  const { folder: model } = tinyBert({ maxTokens: 32 })
  let cache: string
  beforeEach(() => {
    cache = join(folder, 'cache')
  })
  const built = 'built'

  /** A build with the tiny model and a cache of vectors. */
  async function build(articles = documents, options: Partial<IndexOptions> = {}) {
    const embedder = await openEmbedder(
      { id: model, pooling: 'cls', queryPrefix: 'query: ' },
      cache,
    )
    return buildIndex(join(folder, built), articles, { ...settings, embedder, ...options }).finally(
      embedder.close,
    )
  }
  const bytesOf = async () => {
    const names = (await readdir(join(folder, built))).sort()
    return Promise.all(names.map((name) => readFile(join(folder, built, name), 'base64')))
  }
  const many = Array.from({ length: 100 }, (_, i) =>
    createDocument({
      id: `a${100 + i}`,
      title: `Article ${i}`,
      text: `The river ${i} is in flood.`,
    }),
  )

  test('says in the manifest what embedded the passages, with vectors of queries', async () => {
    const { manifest } = await build()
    const embedder = await openEmbedder({ id: model, pooling: 'cls', queryPrefix: 'query: ' })
    const probes = await embedder.embedQueries(manifest.model.probes.map(({ text }) => text))
    await embedder.close()

    expect(manifest.model).toMatchObject({
      id: 'tiny-bert',
      kind: 'transformers',
      dimensions: 16,
      dtype: 'fp32',
      pooling: 'cls',
      prefixes: { query: 'query: ', passage: '' },
      patch: null,
      fallback: false,
    })
    expect(manifest.model.probes).toHaveLength(3)
    for (const [i, { vector }] of manifest.model.probes.entries()) {
      expect(difference(vector, probes[i])).toBeLessThanOrEqual(1e-6)
    }
  })

  test('embeds one article if one article changed', async () => {
    expect((await build(many)).embedded).toBe(100)
    const changed = many.with(7, { ...many[7], text: 'Another text.' })

    expect((await build(changed)).embedded).toBe(1)
    expect((await build(changed)).embedded).toBe(0)
  })

  test('continues after it was stopped, to the same bytes as without a stop', async () => {
    await build(many)
    const uninterrupted = await bytesOf()
    await rm(join(folder, built), { recursive: true })
    await rm(cache, { recursive: true })
    const onProgress = () => {
      throw new Error('stopped')
    }
    await expect(build(many, { onProgress })).rejects.toThrow('stopped')
    expect(await readdir(join(folder, built))).toEqual([])
    const { embedded } = await build(many)

    expect(embedded).toBe(100 - 64)
    expect(await bytesOf()).toEqual(uninterrupted)
  })

  test('cuts passages again that exceed the model’s token limit, and says how many', async () => {
    const text = `${Array.from({ length: 100 }, () => 'river').join(' ')}.`
    const { manifest, parted, tooLong } = await build([createDocument({ id: 'a', text })])

    expect({ passages: manifest.passages, parted, tooLong }).toEqual({
      passages: 4,
      parted: 1,
      tooLong: 0,
    })
    const long = createDocument({ id: 'a', title: 'x'.repeat(40), text: 'river' })
    expect(await build([long])).toMatchObject({ parted: 0, tooLong: 1 })
  })

  test('keeps the embedded model’s vectors as a fallback, and the other bytes as they are', async () => {
    const { manifest } = await build(documents, { fallback: true })
    const { index, fallback } = await openIndexFolder(join(folder, built))
    const own = decodeModel('model', await readModel())
    const [segment] = index.segments
    const vector = dequantize(segment.fallback as Vectors, 0, own.dimensions)

    expect(manifest.model.fallback).toBe(true)
    expect(fallback?.id).toBe('edgewise-en-1')
    expect(difference(vector, embed(own, 'Apples › Apples grow on trees.'))).toBeLessThan(0.01)
  })
})

describe('readIndex', () => {
  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -8)],
    ['longer', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(8)])],
    ['changed in one bit', (bytes: Buffer) => bytes.fill(bytes[100] ^ 1, 100, 101)],
    ['empty', () => Buffer.alloc(0)],
  ])('refuses a shard that is %s', async (_, change) => {
    await buildIndex(folder, documents, settings)
    const shard = await shardOf()
    await writeFile(shard, change(await readFile(shard)))

    await expect(readIndex(folder)).rejects.toThrow(
      `${shard} is not what its manifest says. Run npm run build.`,
    )
  })

  test('refuses an index without one of its shards', async () => {
    await buildIndex(folder, documents, settings)
    const shard = await shardOf()
    await rm(shard)

    await expect(readIndex(folder)).rejects.toThrow(`${shard} cannot be read. Run npm run build.`)
  })

  test('refuses files that no build writes, which may lie outside the folder', async () => {
    await buildIndex(folder, documents, settings)
    const file = join(folder, 'manifest.json')
    const written = await readFile(file, 'utf8')
    await writeFile(file, written.replace(/segment-\w+\.bin/, '../../worker/index.ts'))

    await expect(readIndex(folder)).rejects.toThrow(
      `${file} names "../../worker/index.ts", which no build writes. Run npm run build.`,
    )
  })

  test('refuses a folder without an index', async () => {
    await expect(readIndex(join(folder, 'none'))).rejects.toThrow(/manifest\.json cannot be read/)
  })

  test('refuses an index of another format or of another model', async () => {
    await buildIndex(folder, documents, settings)
    const path = join(folder, 'manifest.json')
    const manifest = JSON.parse(await readFile(path, 'utf8'))

    await writeFile(path, JSON.stringify({ ...manifest, format: 99 }))
    await expect(readIndex(folder)).rejects.toThrow(
      `The index has format 99; this edgewise reads ${manifestFormat}.`,
    )
    const model = { ...manifest.model, sha256: '0'.repeat(64) }
    await writeFile(path, JSON.stringify({ ...manifest, model }))
    await expect(readIndex(folder)).rejects.toThrow('was built with another edgewise-en-1')
  })
})

describe('createFileReader', () => {
  test('says which file is not there, and what to do', async () => {
    const read = createFileReader(folder)
    const reading = read({ file: 'words-0.bin', bytes: 8 }, new ArrayBuffer(8))

    await expect(reading).rejects.toThrow(
      `${join(folder, 'words-0.bin')} cannot be read. Run npm run build.`,
    )
  })
})

describe('localUrlOf', () => {
  test.each([
    ['news/a b#1', null, '/articles/news/a%20b%231'],
    ['a', 'https://example.org/a', 'https://example.org/a'],
  ])('of %j with url %j', (id, url, expected) => {
    expect(localUrlOf(id, url)).toBe(expected)
  })
})
