import { describe, expect, test } from 'vitest'
import { movingArticle, readFiles } from '../support.ts'

/** A feed with these items, in Austrian German. */
function feedOf(...items: string[]): string {
  return (
    '<?xml version="1.0"?><?xml-stylesheet href="a"?><rss version="2.0"><channel><title>Blog</title>' +
    '<atom:link href="https://example.org/feed/" rel="self"/><link>https://example.org/blog/</link>' +
    '<image><title>no</title><link>https://elsewhere.org</link></image><language>de-AT</language>' +
    `${items.map((item) => `<item>${item}</item>`).join('')}</channel></rss>`
  )
}

/** What is read of a feed with these items. */
const read = (...items: string[]) =>
  readFiles({ 'a.rss': feedOf(...items) }, { fields: ['tags', 'author'], languages: ['en', 'de'] })

const link = '<link>https://example.org/2024/moving/</link>'
/** The one document of a feed with one item. */
const readItem = async (item: string) => (await read(item)).documents[0]

describe('an RSS feed', () => {
  test('gives each item with its metadata', async () => {
    const item =
      `<title>Moving &amp;amp; more</title>${link}<guid isPermaLink="false">7</guid>` +
      '<pubDate>Tue, 05 Mar 2024 23:12:33 -0800</pubDate><dc:creator><![CDATA[Ada L.]]></dc:creator>' +
      '<category><![CDATA[A & B]]></category><category domain="x">C</category>' +
      '<description><![CDATA[<p>Out of town.</p><p>The post Moving appeared on Blog.</p>]]></description>' +
      '<content:encoded><![CDATA[<h2 id="b">Why</h2><p>We moved.</p>' +
      '<p>The post <a href="c">Moving</a> appeared first on <a href="d">Blog</a>.</p>]]></content:encoded>'
    const { documents, skipped } = await read(item)

    expect(skipped).toEqual([])
    expect(documents).toEqual([movingArticle(['Ada L.'])])
  })

  test.each([
    ['&lt;p&gt;a &amp;amp; b&lt;/p&gt;&lt;p&gt;c&lt;/p&gt;', 'a & b\n\nc'],
    ['<![CDATA[<p>a</p>]]><![CDATA[<p>b</p>]]>', 'a\n\nb'],
    [
      '<p>a <b>b</b> &lt;c&gt;<br/>d</p><xhtml:p>e</xhtml:p><script src="f"/>g',
      'a b <c>\nd\n\ne\n\ng',
    ],
    ['a &amp;lt;b&amp;gt; &#8217;\nc\n\nd &lt; e', 'a <b> ’ c\n\nd < e'],
  ])('reads the description %j if there is nothing else', async (description, text) => {
    expect((await readItem(`${link}<description>${description}</description>`)).text).toBe(text)
  })

  test('reads the summary of a podcast if there is no description', async () => {
    const summary = '<itunes:summary>a\n\nb</itunes:summary>'

    expect((await readItem(`${link}<description> </description>${summary}`)).text).toBe('a\n\nb')
    expect((await readItem(`${link}<description>c</description>${summary}`)).text).toBe('c')
  })

  test.each([
    ['Q&amp;A: &lt;details&gt; &amp;amp; &lt;b', 'Q&A: <details> & <b'],
    ['<![CDATA[A <em>b</em> &lt;c&gt;]]>', 'A b <c>'],
  ])('reads the title %s as a feed reader shows it', async (title, shown) => {
    const item = `<title>${title}</title>${link}<description>a</description>`

    expect((await readItem(item)).title).toBe(shown)
  })

  test.each([
    ['<link>/blog/a b</link>', 'blog/a b', 'https://example.org/blog/a%20b'],
    ['<link>a/?x=1#y</link>', 'blog/a', 'https://example.org/blog/a/?x=1#y'],
    ['<guid>https://example.org/a/b</guid>', 'a/b', 'https://example.org/a/b'],
    ['<guid isPermaLink="false">https://example.org/?p=7</guid>', '?p=7', null],
    ['<link>https://example.org/</link><guid>urn:7</guid>', 'urn:7', 'https://example.org/'],
    ['<link>https://example.org//a//b/</link>', 'a/b', 'https://example.org//a//b/'],
    ['<link>httpx://a/b</link><guid>c</guid>', 'c', null],
    ['<link>javascript:alert(1)</link><guid>../a//b</guid>', 'a/b', null],
    ['', '0', null],
  ])('takes from %s the id %s', async (written, id, url) => {
    expect(await readItem(`${written}<description>a</description>`)).toMatchObject({ id, url })
  })

  test('gives items of the same address different names', async () => {
    const items = ['<guid>7</guid>', '<guid>7</guid>', '<guid>7</guid>', ''].map(
      (guid, i) => `${link}${guid}<description>a ${i}</description>`,
    )
    const { documents, addresses } = await read(...items)

    const ids = ['', '-3', '-7', '-7-2'].map((rest) => `2024/moving${rest}`)
    expect(documents.map(({ id }) => id)).toEqual(ids)
    expect(addresses.shared).toHaveLength(3)
  })

  test.each([
    ['<pubDate>Tue, 05 Mar 24 23:12 EST</pubDate>', '2024-03-05'],
    ['<pubDate>5 Mar 1998 23:12:00 GMT</pubDate>', '1998-03-05'],
    ['<pubDate>Tue, 05 Mar 98 23:12:00 GMT</pubDate>', '1998-03-05'],
    ['<dc:date>2024-03-05T23:12:33-08:00</dc:date>', '2024-03-05'],
    ['<pubDate>soon</pubDate>', null],
    ['', null],
  ])('takes the date from %s', async (written, date) => {
    expect((await readItem(`${link}${written}<description>a</description>`)).date).toBe(date)
  })

  test.each([
    ['<author>ada@example.org (Ada L.)</author>', ['Ada L.']],
    ['<author>ada@example.org</author>', undefined],
    ['<dc:creator>Ada</dc:creator><dc:creator>Bob</dc:creator>', ['Ada', 'Bob']],
  ])('takes the author from %s', async (written, author) => {
    const { fields } = await readItem(`${link}${written}<description>a</description>`)

    expect(fields.author).toEqual(author)
  })

  test('leaves out items without text, and items in the future', async () => {
    const items = [link, `<guid>a</guid><description>a</description><pubDate>1 Jan 2027</pubDate>`]
    const { documents, skipped } = await read(
      ...items,
      '<guid>b</guid><description>b</description>',
    )

    expect(documents.map(({ id }) => id)).toEqual(['b'])
    expect(skipped).toEqual([
      { file: 'a.rss#2024/moving', reason: 'no text in the feed' },
      { file: 'a.rss#a', reason: 'dated 2027-01-01, in the future', until: 20270100 },
    ])
  })

  test('may be of version 1.0', async () => {
    const text =
      '<rdf:RDF><channel rdf:about="b"><link>https://example.org</link><items><rdf:li/></items></channel>' +
      '<item rdf:about="https://example.org/a"><title>A</title><link>/a</link><description>b</description>' +
      '<dc:subject>C</dc:subject></item></rdf:RDF>'
    const { documents } = await readFiles({ 'a.xml': text })

    expect(documents).toMatchObject([
      { id: 'a', title: 'A', url: 'https://example.org/a', text: 'b', keywords: ['C'] },
    ])
  })
})
