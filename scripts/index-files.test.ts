import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDocument } from '../test/support.ts'
import { buildIndex } from './build-index.ts'
import { assembleWorkerData, openIndexFolder, readIndex } from './index-files.ts'

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

  test('writes the same bytes twice', async () => {
    const first = (await buildIndex(folder, documents, settings)).manifest
    const second = (await buildIndex(folder, documents, settings)).manifest

    expect(second).toEqual(first)
  })

  test('gives another version when anything changes', async () => {
    const versions = new Set<string>()
    for (const changed of [settings, { ...settings, title: 'Other' }, { ...settings, cors: [] }]) {
      versions.add((await buildIndex(folder, documents, changed)).manifest.version)
    }
    versions.add((await buildIndex(folder, documents.slice(1), settings)).manifest.version)

    expect(versions.size).toBe(4)
  })

  test('removes the shards that the new manifest does not name', async () => {
    await buildIndex(folder, documents, settings)
    await buildIndex(folder, documents.slice(1), settings)

    expect(await readdir(folder)).toHaveLength(2)
  })

  test('leaves files that are not its own', async () => {
    await writeFile(join(folder, 'notes.txt'), 'mine')
    await buildIndex(folder, documents, settings)

    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
  })

  test('says how many words the model knows nothing of', async () => {
    const foreign = createDocument({ id: 'c', text: 'Привет world' })
    const { wordsWithoutVector } = await buildIndex(folder, [foreign], settings)

    expect(wordsWithoutVector).toBe(0.5)
    expect((await buildIndex(folder, documents, settings)).wordsWithoutVector).toBe(0)
  })

  test('makes an index of nothing from no articles', async () => {
    await buildIndex(folder, [], settings)

    expect((await openIndexFolder(folder)).index).toMatchObject({ documents: 0, passages: 0 })
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

  test('refuses a folder without an index', async () => {
    await expect(readIndex(join(folder, 'none'))).rejects.toThrow(/manifest\.json cannot be read/)
  })

  test('refuses an index of another format or of another model', async () => {
    await buildIndex(folder, documents, settings)
    const path = join(folder, 'manifest.json')
    const manifest = JSON.parse(await readFile(path, 'utf8'))

    await writeFile(path, JSON.stringify({ ...manifest, format: 99 }))
    await expect(readIndex(folder)).rejects.toThrow(
      'The index has format 99; this edgewise reads 1.',
    )
    const model = { ...manifest.model, sha256: '0'.repeat(64) }
    await writeFile(path, JSON.stringify({ ...manifest, model }))
    await expect(readIndex(folder)).rejects.toThrow('was built with another edgewise-en-1')
  })
})

describe('assembleWorkerData', () => {
  test('writes nothing anew that would not change', async () => {
    await buildIndex(folder, documents, settings)
    const files = await readIndex(folder)
    const dist = join(folder, 'dist')
    await assembleWorkerData(dist, files)
    await writeFile(join(dist, 'index.bin.part'), 'left behind')
    await assembleWorkerData(dist, files)

    expect(await readFile(join(dist, 'index.bin.part'), 'utf8')).toBe('left behind')
  })

  test('refuses what no worker can hold', async () => {
    await buildIndex(folder, documents, settings)
    const files = await readIndex(folder)
    const shards = [new Uint8Array(60 * 1024 * 1024)]

    await expect(assembleWorkerData(join(folder, 'dist'), { ...files, shards })).rejects.toThrow(
      /The index has 62\.9 MB; beside the model a worker has room for 53\.1 MB/,
    )
  })
})
