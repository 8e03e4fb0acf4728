import { existsSync } from 'node:fs'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ModelPlace } from './hub.ts'
import { fetchConfig, fetchWeights, modelsFolder, placeOf } from './model-files.ts'
import { newFolder, type Reply, startServer, tinyModel } from './support.ts'

describe('placeOf', () => {
  test('knows a folder by its beginning, and names the model after it', () => {
    expect(placeOf('/models/my-bert')).toEqual({
      id: 'my-bert',
      folder: '/models/my-bert',
      hub: null,
    })
  })

  test('puts copies from the hub below .edgewise/models, with a folder for each revision', () => {
    const hub = { name: 'Xenova/gte-small', revision: 'main' }

    expect(placeOf('Xenova/gte-small')).toEqual({
      id: 'Xenova/gte-small',
      folder: join(modelsFolder, 'Xenova/gte-small'),
      hub,
    })
    expect(placeOf('Xenova/gte-small', 'v2').folder).toBe(join(modelsFolder, 'Xenova/gte-small/v2'))
    expect(placeOf('gte-small').hub).toEqual(hub)
  })

  test.each([
    ['gte-smal', 'which is not a model known here; the nearest is gte-small. Others are wanted as'],
    ['nope', 'which is not a model known here; there are all-MiniLM-L6-v2, bge-small-en-v1.5,'],
    ['a/b/c', 'is not a name on huggingface.co'],
    ['x/..', 'is not a name on huggingface.co'],
  ])('refuses %s', (id, sentence) => {
    expect(() => placeOf(id)).toThrow(sentence)
  })

  test('refuses a revision that leads elsewhere', () => {
    expect(() => placeOf('a/b', '../../c')).toThrow('is not a name on huggingface.co')
  })
})

let source: string
let place: ModelPlace

beforeEach(() => {
  source = tinyModel({ pooling: 'cls' }).folder
  const folder = join(newFolder(), 'copy')
  place = { id: 'me/tiny', folder, hub: { name: 'me/tiny', revision: 'main' } }
  vi.unstubAllEnvs()
})

/** A hub with the files of the tiny model, or with what `reply` gives instead. */
async function startHub(reply: (path: string) => Reply | undefined = () => undefined) {
  const files = new Map<string, Buffer>()
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(path.slice(source.length + 1), await readFile(path))
  }
  const { address, seen } = await startServer(({ path }) => {
    const [, file = ''] = /^\/me\/tiny\/resolve\/[^/]+\/(.*)$/.exec(path) ?? []
    const bytes = files.get(file)
    return reply(file) ?? (bytes ? { bytes } : { status: 404 })
  })
  vi.stubEnv('HF_ENDPOINT', address)
  return seen
}

/** Fetches all files, as an embedder does. */
const fetchAll = async () => {
  await fetchConfig(place, 'fp32')
  return fetchWeights(place, 'fp32')
}

describe('a model that is not here yet', () => {
  test('is copied once, and then the hub is not asked again', async () => {
    const seen = await startHub()
    const first = await fetchAll()
    const paths = seen.map(({ path }) => path)
    const second = await fetchAll()

    expect(paths).toContain('/me/tiny/resolve/main/onnx/model.onnx')
    expect(seen).toHaveLength(paths.length)
    expect(second).toEqual(first)
    expect(await readFile(join(place.folder, 'onnx/model.onnx'))).toEqual(
      await readFile(join(source, 'onnx/model.onnx')),
    )
    expect(existsSync(join(place.folder, '1_Pooling/config.json'))).toBe(true)
  })

  test('is requested with its revision, and with a token if there is one', async () => {
    const seen = await startHub()
    const revision = '0123456789abcdef0123456789abcdef01234567'
    place = { ...place, hub: { name: 'me/tiny', revision } }
    vi.stubEnv('HF_TOKEN', 'token-1')

    expect((await fetchAll()).revision).toBe(revision)
    expect(seen[0]).toMatchObject({
      path: `/me/tiny/resolve/${revision}/1_Pooling/config.json`,
      headers: { authorization: 'Bearer token-1', 'accept-encoding': 'identity' },
    })
  })

  test('is named, with the folder to put it into, if there is no network', async () => {
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1')

    await expect(fetchAll()).rejects.toThrow(
      `Files of me/tiny are missing and huggingface.co cannot be reached: put config.json, ` +
        `tokenizer.json, tokenizer_config.json and onnx/model.onnx from ` +
        `https://huggingface.co/me/tiny/tree/main into ${place.folder}.`,
    )
  })

  test('works without a network once its files were put there by hand', async () => {
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1')
    await cp(source, place.folder, { recursive: true })

    expect((await fetchAll()).revision).toMatch(/^sha256:/)
  })

  test('says what the hub does not have', async () => {
    await startHub((file) => (file === 'onnx/model.onnx' ? { status: 404 } : undefined))

    await expect(fetchAll()).rejects.toThrow(
      'huggingface.co gives no onnx/model.onnx of me/tiny at main; choose another --dtype',
    )
  })

  test.each([
    ['breaks off', { breaks: true }, 'Copying onnx/model.onnx_data of me/tiny was interrupted'],
    ['fails', { status: 500 }, 'huggingface.co answered with status 500'],
  ])('is whole once its graph is there, even if copying weights %s', async (_, reply, said) => {
    source = tinyModel({ apart: true }).folder
    await startHub((file) => (file === 'onnx/model.onnx_data' ? reply : undefined))
    await expect(fetchAll()).rejects.toThrow(said)
    expect(existsSync(join(place.folder, 'onnx/model.onnx'))).toBe(false)

    await startHub()
    await fetchAll()
    expect((await readdir(join(place.folder, 'onnx'))).sort()).toEqual([
      'model.onnx',
      'model.onnx_data',
    ])
  })

  test('leaves no partial file behind', async () => {
    await startHub((file) => (file === 'onnx/model.onnx' ? { breaks: true } : undefined))

    await expect(fetchAll()).rejects.toThrow('Copying onnx/model.onnx of me/tiny was interrupted')
    expect(await readdir(join(place.folder, 'onnx'))).toEqual([])
  })
})

describe('the revision of a model', () => {
  test('differs for other weights, and is the same in another folder', async () => {
    const first = await revisionOf(source)
    const moved = join(newFolder(), 'moved')
    await cp(source, moved, { recursive: true })

    expect(await revisionOf(moved)).toBe(first)
    expect(await revisionOf(tinyModel({ seed: 2 }).folder)).not.toBe(first)
    await writeFile(join(moved, 'onnx/model.onnx_data'), 'more')
    expect(await revisionOf(moved)).not.toBe(first)
  })
})

async function revisionOf(folder: string): Promise<string> {
  return (await fetchWeights({ id: 'tiny', folder, hub: null }, 'fp32')).revision
}
