import { describe, expect, test } from 'vitest'
import { movingArticle, readFiles } from '../support.ts'

const moving = {
  id: '1',
  title: 'Moving & more',
  slug: 'moving',
  html: '<h2 id="b">Why</h2><p>We moved.</p>',
  status: 'published',
  visibility: 'public',
  type: 'post',
  published_at: '2024-03-05T23:12:33.000Z',
  custom_excerpt: 'Out of town.',
}

/** What is read of the export of a German site with these posts. */
const read = (posts: object[], tables: object = {}) =>
  readFiles(
    {
      'a.json': JSON.stringify({
        db: [{ meta: {}, data: { settings: [{ key: 'locale', value: 'de' }], posts, ...tables } }],
      }),
    },
    { fields: ['tags', 'author'], languages: ['en', 'de'], url: 'https://example.org/:slug/' },
  )

describe('an export of Ghost', () => {
  test('gives each post with its metadata', async () => {
    const { documents, skipped } = await read([moving], {
      tags: [
        { id: 'a', name: 'A & B' },
        { id: 'b', name: '#internal' },
        { id: 'c', name: 'C' },
      ],
      posts_tags: [
        { post_id: '1', tag_id: 'c', sort_order: 1 },
        { post_id: '1', tag_id: 'b', sort_order: 2 },
        { post_id: '1', tag_id: 'a', sort_order: 0 },
        { post_id: '2', tag_id: 'c' },
        { post_id: '1', tag_id: 'gone' },
      ],
      users: [{ id: 7, name: 'Ada' }],
      posts_authors: [{ post_id: '1', author_id: 7 }],
    })

    expect(skipped).toEqual([])
    expect(documents).toEqual([
      { ...movingArticle(['Ada']), id: 'moving', url: 'https://example.org/moving/' },
    ])
  })

  test.each([
    [{ status: 'draft' }, 'not published (draft)'],
    [{ status: 'scheduled' }, 'not published (scheduled)'],
    [{ status: 'sent' }, 'not published (sent)'],
    [{ visibility: 'members' }, 'not for everybody (members)'],
    [{ visibility: 'paid' }, 'not for everybody (paid)'],
    [{ html: null, lexical: '{}' }, 'no text in the export'],
    [{ published_at: '2027-01-01T00:00:00.000Z' }, 'dated 2027-01-01, in the future'],
  ])('leaves out a post with %j', async (rest, reason) => {
    const { documents, skipped } = await read([
      { ...moving, ...rest },
      { ...moving, id: '2', slug: 'page', type: 'page' },
    ])

    expect(documents.map(({ id }) => id)).toEqual(['page'])
    expect(skipped).toMatchObject([{ file: 'a.json#moving', reason }])
  })

  test('keeps a day in a slug', async () => {
    const { documents } = await read([{ ...moving, slug: '2024-01-01-a' }])

    expect(documents[0].url).toBe('https://example.org/2024-01-01-a/')
  })

  test.each([{}, { slug: '' }, { slug: '..' }, { slug: 7, html: '<b', title: null }])(
    'takes a post with %j',
    async (rest) => {
      expect((await read([{ ...moving, ...rest }])).documents).toHaveLength(1)
    },
  )

  test('may have its tables at the top', async () => {
    const text = JSON.stringify({ meta: {}, data: { posts: [moving] } })

    expect((await readFiles({ 'a.json': text })).documents.map(({ id }) => id)).toEqual(['moving'])
  })
})
