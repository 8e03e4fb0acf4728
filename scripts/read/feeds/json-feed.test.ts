import { describe, expect, test } from 'vitest'
import { movingArticle, readFiles } from '../support.ts'

/** What is read of a feed with these items. */
const read = (items: unknown, feed: object = {}) =>
  readFiles(
    {
      'feed.json': JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        home_page_url: 'https://example.org/',
        language: 'de-AT',
        items,
        ...feed,
      }),
    },
    { fields: ['tags', 'author'], languages: ['en', 'de'] },
  )

describe('a JSON Feed', () => {
  test('gives each item with its metadata', async () => {
    const item = {
      id: 7,
      url: 'https://example.org/2024/moving/',
      title: 'Moving & more',
      content_html: '<h2 id="b">Why</h2><p>We moved.',
      content_text: 'no',
      summary: 'Out of town.',
      date_published: '2024-03-05T23:12:33-08:00',
      date_modified: '2024-04-01T00:00:00Z',
      tags: ['A & B', 'C', 1],
      authors: [{ name: 'Ada' }, { url: 'no' }, { name: 'Bob' }],
    }
    const { documents, skipped } = await read([item])

    expect(skipped).toEqual([])
    expect(documents).toEqual([movingArticle(['Ada', 'Bob'])])
  })

  test('of version 1.0 has one author', async () => {
    const version = 'https://jsonfeed.org/version/1'
    const items = [
      { id: 'a', content_text: 'a', author: { name: 'Ada' } },
      { id: 'b', content_text: 'b' },
    ]
    const { documents } = await read(items, { version, author: { name: 'Bob' } })

    expect(documents.map(({ fields }) => fields.author)).toEqual([['Ada'], ['Bob']])
  })

  test.each([
    [{ content_text: 'a <b>\n\nc' }, 'a <b>\n\nc'],
    [{ content_html: ' ', content_text: 'a', summary: 'b c' }, 'b c\n\na'],
    [{ summary: 'a' }, 'a'],
    [{ content_html: '<p>e\u0301 \ud800 \0a' }, 'é \ufffd a'],
    [{ content_text: 'e\u0301 \ud800 \0a' }, 'é \ufffd a'],
  ])('reads %j', async (item, text) => {
    expect((await read([{ id: 'a', ...item }])).documents[0].text).toBe(text)
  })

  test.each([
    [{ url: '/a b/' }, 'a b', 'https://example.org/a%20b/'],
    [{ id: 'https://example.org/c?d=1' }, 'c', 'https://example.org/c?d=1'],
    [{ id: 'x\0\ud800/../y' }, 'x \ufffd/y', null],
    [{ id: {} }, '0', null],
  ])('takes from %j the id %s', async (item, id, url) => {
    const { documents } = await read([{ content_text: 'a', ...item }])

    expect(documents[0]).toMatchObject({ id, url })
  })

  test('leaves out items without text, and values that are no items', async () => {
    const { skipped } = await read([null, 'a', [], { id: 'a', title: 'A', content_html: '' }])

    expect(skipped).toEqual([{ file: 'feed.json#a', reason: 'no text in the feed' }])
    expect((await read({ a: 1 })).skipped[0].reason).toBe('no articles in it')
  })
})
