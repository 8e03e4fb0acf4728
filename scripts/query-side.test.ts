import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { buildTinyIndex, tinyManifestModel } from '../test/support.ts'
import { newFolder } from './embedders/support.ts'
import { startQuerySide } from './query-side.ts'
import type { Settings } from './settings.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const settings: Settings = {
  articles: '',
  title: '',
  cors: ['*'],
  fields: [],
  languages: ['en'],
  teach: true,
}

/** A site whose index a transformer built. */
async function createSite() {
  const folder = newFolder()
  const { manifest } = buildTinyIndex([])
  const model = { ...tinyManifestModel, id: 'a/b', kind: 'transformers' }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, model }))
  return { folder, settings }
}

test.each([
  ['http://localhost:1', 'http://localhost:1#a/b'],
  ['http://localhost:1/v1#called-otherwise', 'http://localhost:1/v1#called-otherwise'],
])('a worker here is told of the server at %s what that calls the model', async (set, told) => {
  vi.stubEnv('EDGEWISE_EMBEDDINGS_URL', set)
  const { address, close } = await startQuerySide(await createSite())
  await close()

  expect(address).toBe(told)
})
