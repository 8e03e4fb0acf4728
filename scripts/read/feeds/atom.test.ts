import { describe, expect, test } from 'vitest'
import { movingArticle, readFiles } from '../support.ts'

/** A feed with these entries, in Austrian German. */
function feedOf(...entries: string[]): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-AT">' +
    '<title>Blog</title><link rel="self" href="https://example.org/feed.xml"/>' +
    '<link href="https://example.org/blog/"/><author><name>Ada</name></author>' +
    `${entries.join('')}</feed>`
  )
}

/** What is read of a feed with these entries. */
const read = (...entries: string[]) =>
  readFiles(
    { 'a.atom': feedOf(...entries) },
    { fields: ['tags', 'author'], languages: ['en', 'de'] },
  )

/** The one document of a feed with one entry. */
const readEntry = async (content: string, attributes = '') =>
  (await read(`<entry${attributes}>${content}</entry>`)).documents[0]

describe('an Atom feed', () => {
  test('gives each entry with its own metadata', async () => {
    const entry =
      '<title type="html">Moving &amp;amp; more</title><id>urn:7</id>' +
      '<link rel="edit" href="https://example.org/edit"/>' +
      '<link rel="alternate" type="text/html" href="https://example.org/2024/moving/"/>' +
      '<published>2024-03-05T23:12:33-08:00</published><updated>2024-04-01T00:00:00Z</updated>' +
      '<author><name>Bob</name><uri>no</uri></author><author><name>Eve</name></author>' +
      '<category term="a" label="A &amp; B"/><category term="C" scheme="https://example.org"/>' +
      '<summary>Out of town.</summary>' +
      '<content type="html">&lt;h2 id="b"&gt;Why&lt;/h2&gt;&lt;p&gt;We moved.</content>'
    const { documents, skipped } = await read(`<entry>${entry}</entry>`)

    expect(skipped).toEqual([])
    expect(documents).toEqual([movingArticle(['Bob', 'Eve'])])
  })

  test('gives an entry the metadata of the feed that it lacks', async () => {
    const content = '<id>a</id><updated>2024-04-01T00:00:00Z</updated><summary>a</summary>'

    expect(await readEntry(content)).toMatchObject({
      fields: { author: ['Ada'] },
      date: '2024-04-01',
      text: 'a',
      language: 'de',
    })
    expect(await readEntry(content, ' xml:lang="en"')).toMatchObject({ language: 'en' })
  })

  test.each([
    ['<content>a &lt;b&gt;\n\nc</content>', 'a <b>\n\nc'],
    ['<content type="text">a</content>', 'a'],
    ['<content type="html"><![CDATA[<p>a<p>b &amp; c]]></content>', 'a\n\nb & c'],
    ['<content type="text/html">&lt;p&gt;a&lt;p&gt;b</content>', 'a\n\nb'],
    [
      '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a &amp;amp; <i>b</i></p>' +
        '<a id="x"/><h:p>c<br/>&lt;d&gt;</h:p></div></content>',
      'a &amp; b\n\nc\n<d>',
    ],
    ['<content type="image/png">iVBOR</content><summary>a</summary>', 'a'],
    [
      '<content src="https://example.org/a.mp3"/><summary type="html">&lt;p&gt;a&lt;p&gt;b</summary>',
      'a\n\nb',
    ],
  ])('reads %j by its type', async (content, text) => {
    expect((await readEntry(`<id>a</id>${content}`)).text).toBe(text)
  })

  test.each([
    ['<title>a &lt;b&gt;</title>', 'a <b>'],
    ['<title type="html">a &lt;b&gt;b&lt;/b&gt; &amp;lt;c&amp;gt;</title>', 'a b <c>'],
    ['<title type="xhtml"><div>a <b>b</b> &lt;c&gt;</div></title>', 'a b <c>'],
  ])('reads the title %s by its type', async (title, shown) => {
    expect((await readEntry(`<id>a</id>${title}<content>a</content>`)).title).toBe(shown)
  })

  test.each([
    ['<link href="a.html"/>', '', 'a.html'],
    ['<link href="/a"/>', '', 'a'],
    ['<link href="a"/>', ' xml:base="/b/"', 'b/a'],
    ['<link href="a" xml:base="https://example.org/c/"/>', ' xml:base="/b/"', 'c/a'],
    ['<link href="a.pdf" type="application/pdf"/><link href="/b"/>', '', 'b'],
    ['<id>https://example.org/d</id>', '', 'd'],
  ])('resolves the address %s', async (link, attributes, path) => {
    expect(await readEntry(`${link}<content>a</content>`, attributes)).toMatchObject({
      id: path,
      url: `https://example.org/${path}`,
    })
  })

  test('leaves out drafts and entries without text', async () => {
    const entries = [
      '<id>a</id><content>a</content><app:control><app:draft>yes</app:draft></app:control>',
      '<id>b</id><content>b</content><app:control><app:draft>no</app:draft></app:control>',
      '<id>c</id><title>c</title><content type="html"> </content>',
    ]
    const { documents, skipped } = await read(...entries.map((entry) => `<entry>${entry}</entry>`))

    expect(documents.map(({ id }) => id)).toEqual(['b'])
    expect(skipped).toEqual([
      { file: 'a.atom#a', reason: 'draft' },
      { file: 'a.atom#c', reason: 'no text in the feed' },
    ])
  })
})

describe('an export of Blogger', () => {
  /** An entry of today's exports. */
  const entry = (id: string, type: string, status: string, rest = '') =>
    `<entry><id>${id}</id><blogger:type>${type}</blogger:type><blogger:status>${status}</blogger:status>` +
    '<author><name>Bob</name><blogger:type>BLOGGER</blogger:type></author><link/>' +
    `<content type="html">&lt;p&gt;a</content>${rest}</entry>`

  test('of today gives posts and pages', async () => {
    const rest =
      '<title>A</title><published>2024-03-05T23:12:33Z</published><blogger:metaDescription>About.' +
      '</blogger:metaDescription><category scheme="tag:blogger.com,1999:blog-1" term="B"/>' +
      '<blogger:filename>/2024/03/a.html</blogger:filename><blogger:trashed/>'
    const text = feedOf(
      entry('a', 'POST', 'LIVE', rest),
      entry('b', 'PAGE', 'LIVE'),
      entry('c', 'COMMENT', 'LIVE'),
      entry('d', 'POST', 'DRAFT'),
      entry('e', 'POST', 'SOFT_TRASHED'),
    )
      .replace('<link href="https://example.org/blog/"/>', '')
      .replace(/<link rel="self"[^>]*>/, '')
    const { documents, skipped } = await readFiles(
      { 'feed.atom': text },
      { url: 'https://b.org/:path' },
    )

    expect(documents).toMatchObject([
      {
        id: '2024/03/a.html',
        title: 'A',
        url: 'https://b.org/2024/03/a.html',
        date: '2024-03-05',
        text: 'About.\n\na',
        keywords: ['B', 'Bob', 'March 2024'],
      },
      { id: 'b' },
    ])
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'neither a post nor a page (comment)',
      'not published (draft)',
      'not published (soft_trashed)',
    ])
  })

  test('of the older kind gives posts and pages', async () => {
    const kind = (term: string) =>
      '<category scheme="http://schemas.google.com/g/2005#kind" ' +
      `term="http://schemas.google.com/blogger/2008/kind#${term}"/>`
    const entries = ['post', 'page', 'comment', 'settings', 'template'].map(
      (term) =>
        `<entry><id>tag:blogger.com,1999:blog-1.${term}</id>${kind(term)}<content type="html">a</content>` +
        '<category scheme="http://www.blogger.com/atom/ns#" term="B"/></entry>',
    )
    const { documents, skipped } = await read(...entries, '<entry><id>x</id></entry>')

    expect(documents.map(({ id }) => id)).toEqual([
      'tag:blogger.com,1999:blog-1.page',
      'tag:blogger.com,1999:blog-1.post',
    ])
    expect(documents[0].fields.tags).toEqual(['B'])
    expect(skipped.map(({ reason }) => reason).sort()).toEqual([
      'neither a post nor a page (comment)',
      'neither a post nor a page (settings)',
      'neither a post nor a page (template)',
      'neither a post nor a page (without a type)',
    ])
  })
})
