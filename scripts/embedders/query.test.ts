import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ManifestModel } from '../../core/index/manifest.ts'
import { tinyManifestModel } from '../../test/support.ts'
import { readNotes, writeNotes } from './notes.ts'
import { findQueryModel } from './query.ts'
import { newFolder } from './support.ts'

const model: ManifestModel = {
  ...tinyManifestModel,
  id: 'a/b',
  kind: 'transformers',
  dtype: 'q8',
  pooling: 'cls',
  prefixes: { query: 'q: ', passage: '' },
}
const fromManifest = {
  id: 'a/b',
  dtype: 'q8',
  pooling: 'cls',
  queryPrefix: 'q: ',
  passagePrefix: '',
  dimensions: 2,
}
const notes = { seconds: 1, embedded: 2, model: { id: '/models/b', pooling: 'cls' as const } }

beforeEach(() => {
  vi.unstubAllEnvs()
})

describe('findQueryModel', () => {
  test('finds nothing for an index of the embedded model, which needs none', async () => {
    expect(await findQueryModel(newFolder(), tinyManifestModel, { id: 'x' })).toBeUndefined()
  })

  test('takes the model of the command, else of the notes, else of the manifest', async () => {
    const folder = newFolder()
    expect(await findQueryModel(folder, model)).toEqual(fromManifest)

    await writeNotes(folder, notes)
    expect(await findQueryModel(folder, model)).toEqual(notes.model)
    expect(await findQueryModel(folder, model, { id: 'x/y' })).toEqual({ id: 'x/y' })
  })

  test('asks for the commit of the index, but not for a hash, which no hub knows', async () => {
    const commit = '0123456789abcdef0123456789abcdef01234567'
    const of = (revision: string) => findQueryModel(newFolder(), { ...model, revision })

    expect(await of(commit)).toEqual({ ...fromManifest, revision: commit })
    expect(await of('sha256:00')).toEqual(fromManifest)
  })

  test('prefers a server from the environment, with the name of the model', async () => {
    vi.stubEnv('EDGEWISE_EMBEDDINGS_URL', 'http://localhost:1')
    const found = await findQueryModel(newFolder(), model, { id: 'x/y' })

    expect(found).toMatchObject({ id: 'http://localhost:1#a/b', queryPrefix: 'q: ', dimensions: 2 })
    expect(found).not.toHaveProperty('pooling')
  })

  test('knows no server for an index made by one, unless it was noted', async () => {
    expect(await findQueryModel(newFolder(), { ...model, kind: 'http' })).toBeUndefined()
  })
})

describe('writeNotes', () => {
  test.each(['key=secret', 'key=sécret'])(
    'leaves out the part of an address that may be a secret: %s',
    async (secret) => {
      const folder = newFolder()
      await writeNotes(folder, { ...notes, model: { id: `http://localhost:1/v1?${secret}#m` } })

      expect((await readNotes(folder))?.model.id).toBe('http://localhost:1/v1#m')
    },
  )
})
