import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { buildTinyIndex, tinyManifestModel } from '../../test/support.ts'
import { writeTinyBert } from '../../test/tiny-bert.ts'
import { newFolder } from '../embedders/support.ts'
import type { Settings } from '../site/settings.ts'
import { startQuerySide } from './query-side.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const settings: Settings = {
  articles: '',
  title: '',
  cors: ['*'],
  exclude: [],
  fields: [],
  labels: {},
  languages: ['en'],
  teach: true,
}

/** A site whose index a transformer built. */
async function createSite(folder = newFolder()) {
  const { manifest } = buildTinyIndex([])
  const model = { ...tinyManifestModel, id: 'a/b', kind: 'transformers' }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, model }))
  return { folder, settings }
}

test.each([
  ['http://localhost:1', 'http://localhost:1#a/b'],
  ['http://localhost:1/v1#called-otherwise', 'http://localhost:1/v1#called-otherwise'],
])('a worker here is told the server at %s and its name for the model', async (set, told) => {
  vi.stubEnv('EDGEWISE_EMBEDDINGS_URL', set)
  const { address, close } = await startQuerySide(await createSite())
  await close()

  expect(address).toBe(told)
})

test('a model that could not be opened is tried again after the next change', async () => {
  const site = await createSite()
  const model = { id: join(newFolder(), 'tiny-bert'), pooling: 'mean' } as const
  const changed = { ...site, settings: { ...settings, model } }
  const { manifest } = buildTinyIndex([])
  await writeFile(join(site.folder, 'manifest.json'), JSON.stringify(manifest))
  const side = await startQuerySide(site, true)
  onTestFinished(side.close)
  await createSite(site.folder)

  await expect(side.follow(changed)).rejects.toThrow('are missing')
  writeTinyBert(model.id)
  await side.follow(changed)
  expect((await fetch(`${side.address}/v1/models`)).status).toBe(200)
})
