import { describe, expect, test } from 'vitest'
import { createDocument } from '../../test/support.ts'
import { buildCandidate } from './compare.ts'

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
