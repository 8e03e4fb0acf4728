import { describe, expect, test } from 'vitest'
import { createDocument } from '../../test/support.ts'
import { writeNotes } from '../embedders/notes.ts'
import { newFolder } from '../embedders/support.ts'
import { buildIndex } from '../index/build-index.ts'
import { buildCandidate, openCandidates } from './compare.ts'

describe('buildCandidate', () => {
  test('can be asked until it is closed, though queries read files of its index', async () => {
    const documents = ['a', 'b'].map((id) => createDocument({ id, text: `The article ${id}.` }))
    const settings = {
      ...{
        articles: '',
        title: 'Test',
        cors: [],
        languages: ['en'],
        exclude: [],
        fields: [],
        labels: {},
        teach: false,
      },
      limits: { heldBytes: 0 },
    }
    const { asker, close } = await buildCandidate('made', documents, settings)

    expect(await asker.has('b')).toBe(true)
    await close()
    await expect(asker.ask('article', 'words')).rejects.toThrow('cannot be read')
  })
})

test('the time that another model took in a folder is not that of the index there now', async () => {
  const folder = newFolder()
  const settings = { title: 'Test', cors: [], languages: ['en'], fields: [] }
  await writeNotes(folder, { seconds: 99, embedded: 0, model: { id: 'a/b' } })
  await buildIndex(folder, [createDocument({ id: 'a', text: 'An article.' })], settings)
  const [candidate] = await openCandidates([folder])

  expect(candidate).toMatchObject({ seconds: null, isAllNew: true })
})
