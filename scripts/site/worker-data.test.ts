import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Base, readFilesOf } from '../../core/index/base.ts'
import { decodeBundle } from '../../core/index/bundle.ts'
import { BadIndex } from '../../core/sections.ts'
import { createDocument, randomDocuments, seededRandom } from '../../test/support.ts'
import { sha256 } from '../files.ts'
import { buildIndex } from '../index/build-index.ts'
import { readIndex } from '../index/index-files.ts'
import { assembleWorkerData } from './worker-data.ts'

const settings = { title: 'Test', cors: ['*'], languages: ['en'], fields: [] }
const limits = { heldBytes: 0, heldVectorBytes: 0 }
const documents = randomDocuments(seededRandom(4), 60)
const changed = [...documents.slice(1), createDocument({ id: 'zz', text: 'New.' })]
/** Folder of indexes that are built once: held whole, with a base, and with that base a day later. */
let built: string
let folder: string
let dist: string

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  await buildIndex(join(built, 'held'), documents, settings)
  await buildIndex(join(built, 'base'), documents, { ...settings, limits })
  const former = join(built, 'base')
  await buildIndex(join(built, 'later'), changed, { ...settings, limits, former })
})
afterAll(() => rm(built, { recursive: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  dist = join(folder, 'dist')
})
afterEach(() => rm(folder, { recursive: true }))

const read = (name: string) => readIndex(join(built, name))
const layOut = async (name: string) => assembleWorkerData(dist, await read(name))
const laidOut = async () => (await readdir(join(dist, 'public/_index'))).sort()

describe('assembleWorkerData', () => {
  test('does not rewrite what would not change', async () => {
    await layOut('held')
    await writeFile(join(dist, 'index.bin.part'), 'left behind')
    await layOut('held')

    expect(await readFile(join(dist, 'index.bin.part'), 'utf8')).toBe('left behind')
  })

  test('refuses an index too large for a worker', async () => {
    const shards = [new Uint8Array(60 * 1024 * 1024)]

    await expect(assembleWorkerData(dist, { ...(await read('held')), shards })).rejects.toThrow(
      /62\.9 MB that a worker must hold; beside the model it has room for 53\.1 MB/,
    )
  })

  test('puts files to read beside the worker, and held ones into it', async () => {
    const { manifest } = await read('base')
    const files = readFilesOf(manifest.base as Base)
    const { fresh, known, held } = await layOut('base')
    const bundle = new Uint8Array(await readFile(join(dist, 'index.bin')))
    const { columns, manifest: bundled } = decodeBundle(bundle)

    expect(await laidOut()).toEqual(files.map(({ file }) => file).sort())
    expect(fresh.count).toBe(files.length)
    expect(known).toEqual({ count: 0, bytes: 0 })
    expect(bundled).toEqual(manifest)
    expect(columns?.length).toBe(manifest.base?.columns.bytes)
    expect(held).toBe(bundle.length + (await stat(join(dist, 'model.bin'))).size)
  })

  test('says what is new since the last layout: after a day’s change, no file beside the worker', async () => {
    const first = await layOut('base')
    const second = await layOut('later')

    expect(second.fresh).toEqual({ count: 0, bytes: 0 })
    expect(second.known).toEqual(first.fresh)
  })

  test('removes files that no index names any more', async () => {
    await layOut('base')
    await layOut('held')

    expect(await laidOut()).toEqual([])
  })

  test('refuses a file that is damaged or missing, and does not lay it out', async () => {
    const index = join(folder, 'index')
    await cp(join(built, 'base'), index, { recursive: true })
    const files = await readIndex(index)
    const [{ file }] = readFilesOf(files.manifest.base as Base)
    await writeFile(join(index, file), 'damaged')

    await expect(assembleWorkerData(dist, files)).rejects.toThrow(BadIndex)
    expect(await laidOut()).not.toContain(file)
    await rm(join(index, file))
    await expect(assembleWorkerData(dist, files)).rejects.toThrow(
      'cannot be read. Run npm run build.',
    )
  })

  test('lays out a file again whose copy was damaged', async () => {
    const { manifest } = await read('base')
    const [{ file, sha256: hash }] = readFilesOf(manifest.base as Base)
    await layOut('base')
    const path = join(dist, 'public/_index', file)
    await rm(path)
    await writeFile(path, 'damaged')
    await layOut('base')

    expect(sha256(await readFile(path))).toBe(hash)
  })

  test('refuses a file larger, or more files, than a host serves', async () => {
    const files = await read('base')
    const base = files.manifest.base as Base
    const withTexts = (texts: Base['texts']) => {
      const manifest = { ...files.manifest, base: { ...base, texts } }
      return assembleWorkerData(dist, { ...files, manifest })
    }
    const [text] = base.texts

    await expect(withTexts([{ ...text, bytes: 30_000_000 }])).rejects.toThrow('has 30.0 MB')
    await expect(withTexts(Array.from({ length: 20_000 }, () => text))).rejects.toThrow(
      /a host serves at most 19800/,
    )
  })

  test.each([
    [0, /^The index takes 1\d\d\.\d MB of a worker's memory; .* Build from fewer articles\.$/],
    [20_000_000, /Build from fewer articles, or with teach = false, which saves 20\.0 MB\.$/],
  ])(
    'refuses an index that takes more memory than an isolate has (a patch of %s)',
    async (bytes, said) => {
      const files = await read('base')
      const base = files.manifest.base as Base
      const patch = bytes > 0 ? { file: 'patch', bytes, sha256: '' } : null
      const manifest = {
        ...files.manifest,
        model: { ...files.manifest.model, patch },
        // In cells, a passage takes 72 bytes.
        base: { ...base, passages: bytes > 0 ? 1_200_000 : 1_400_000 },
      }

      await expect(assembleWorkerData(dist, { ...files, manifest })).rejects.toThrow(said)
    },
  )

  test('removes an unfinished copy', async () => {
    await mkdir(join(dist, 'public/_index'), { recursive: true })
    await writeFile(join(dist, 'public/_index/texts-000000000000.bin.part'), 'half')
    await layOut('base')

    expect((await laidOut()).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})
