import { describe, expect, test } from 'vitest'
import { readFiles } from '../support.ts'

const cdata = (text: string) => `<![CDATA[${text}]]>`

/** An export with these items, in Austrian German. */
function exportOf(...items: string[]): string {
  return (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title><link>https://example.org</link>' +
    '<language>de-AT</language><wp:author><wp:author_login>ada</wp:author_login>' +
    `<wp:author_display_name>${cdata('Ada L.')}</wp:author_display_name></wp:author>` +
    `<wp:wxr_version>1.2</wp:wxr_version>${items.join('')}</channel></rss>`
  )
}

/** A published post, with `rest` behind the elements that all posts have. */
function post(content: string, rest = '', slug = 'moving'): string {
  return (
    `<item><title>${cdata('Moving & more')}</title><link>https://example.org/2024/03/${slug}/</link>` +
    `<wp:post_type>post</wp:post_type><wp:status>${cdata('publish')}</wp:status>` +
    `<wp:post_date>2024-03-05 23:12:33</wp:post_date><content:encoded>${cdata(content)}</content:encoded>` +
    `${rest}</item>`
  )
}

/** What is read of a file with that text. */
const read = (text: string) =>
  readFiles(
    { 'a.xml': text },
    { fields: ['tags', 'categories', 'author'], languages: ['en', 'de'] },
  )

describe('an export of WordPress', () => {
  test('gives each post with its metadata', async () => {
    const about =
      '<dc:creator>ada</dc:creator><category domain="post_tag" nicename="a">A &amp; B</category>' +
      '<category domain="category" nicename="c"><![CDATA[C]]></category><pubDate>no</pubDate>' +
      '<excerpt:encoded><![CDATA[<p>Out of [caption]town.</p>]]></excerpt:encoded>' +
      '<wp:comment><wp:comment_content>no</wp:comment_content><title>no</title></wp:comment>'
    const { documents } = await read(exportOf(post('<h2 id="b">Why</h2><p>We moved.', about)))

    expect(documents).toEqual([
      {
        id: '2024/03/moving',
        title: 'Moving & more',
        url: 'https://example.org/2024/03/moving/',
        date: '2024-03-05',
        source: null,
        language: 'de',
        fields: { tags: ['A & B'], categories: ['C'], author: ['Ada L.'] },
        keywords: ['A & B', 'C', 'Ada L.', 'März 2024'],
        text: 'Out of town.\n\nWe moved.',
        headings: [{ depth: 2, text: 'Why', anchor: 'b', at: 14 }],
      },
    ])
  })

  test('resolves a path on its site, as in exports of Squarespace', async () => {
    const { documents } = await read(exportOf(post('a', '<link>/blog/a b</link>')))

    expect(documents[0]).toMatchObject({ id: 'blog/a b', url: 'https://example.org/blog/a%20b' })
  })

  test.each([
    ['<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->', 'a'],
    ['a\nb\n\nc', 'a b\n\nc'],
    [
      '<!-- wp:list -->\n<ul><!-- wp:list-item -->\n<li>a</li>\n<!-- /wp:list-item -->\n\n' +
        '<!-- wp:list-item -->\n<li>b</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->',
      'a\nb',
    ],
    ['<ul>\n\n<li>a</li>\n\n<li>b\n\nc</li>\n\n</ul>\n\nd', 'a\nb\nc\n\nd'],
    ['<pre>a\n\nb</pre>\n\nc', 'a\nb\n\nc'],
    ['a\n\n<!--more-->\n\nb', 'a\n\nb'],
    ['a<!--more-->\n\nb', 'a\n\nb'],
    ['<b>a</b>\n\n<i>b</i>', 'a\n\nb'],
    ['[caption id="x"]<img alt="a"> b[/caption]', 'a b'],
    ['[gallery ids="1,2"]a [box]b[/box] [contact-form-7 id="1"]', 'a b'],
    ['a [embed]https://example.org/b[/embed] [[c]d[/c]]', 'a [c]d[/c]'],
    ['a [[gallery]] and [[x y="z"]b[/x]]', 'a [gallery] and [x y="z"]b[/x]'],
    ['a [sic] b[1] [x] c', 'a [sic] b[1] [x] c'],
  ])('reads %j as a page shows it', async (content, text) => {
    expect((await read(exportOf(post(content)))).documents[0].text).toBe(text)
  })

  test.each([
    ['<wp:status>draft</wp:status>', 'not published (draft)'],
    ['<wp:status>private</wp:status>', 'not published (private)'],
    ['<wp:post_type>attachment</wp:post_type>', 'neither a post nor a page (attachment)'],
    ['<wp:post_password>x</wp:post_password>', 'behind a password'],
    ['<wp:post_date>2027-01-01 00:00:00</wp:post_date>', 'dated 2027-01-01, in the future'],
  ])('leaves out a post with %s', async (rest, reason) => {
    const { documents, skipped } = await read(exportOf(post('a', rest), post('b', '', 'staying')))

    expect(documents.map(({ text }) => text)).toEqual(['b'])
    expect(skipped).toMatchObject([{ file: 'a.xml#2024/03/moving', reason }])
  })

  const meta = (key: string, value: string, kind = 'post') =>
    `<wp:${kind}meta><wp:meta_key>${cdata(key)}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:${kind}meta>`

  test.each([
    ['_yoast_wpseo_meta-robots-noindex', '1'],
    ['rank_math_robots', 'a:2:{i:0;s:7:"noindex";i:1;s:8:"nofollow";}'],
    ['_aioseop_noindex', 'on'],
    ['_seopress_robots_index', 'yes'],
    ['_genesis_noindex', '1'],
  ])('leaves out a post that a plugin hides from search engines (%s)', async (key, value) => {
    const rest = meta('_edit_last', '1') + meta(key, value) + meta('_thumbnail_id', '7')
    const { documents, skipped } = await read(exportOf(post('a', rest), post('b', '', 'staying')))

    expect(documents.map(({ text }) => text)).toEqual(['b'])
    expect(skipped).toEqual([{ file: 'a.xml#2024/03/moving', reason: 'noindex' }])
  })

  test.each([
    meta('_yoast_wpseo_meta-robots-noindex', '2'),
    meta('_yoast_wpseo_meta-robots-nofollow', '1'),
    meta('rank_math_robots', 'a:1:{i:0;s:5:"index";}'),
    meta('_genesis_noindex', '-1'),
    meta('_genesis_noindex', '0'),
    `<wp:comment>${meta('_genesis_noindex', '1', 'comment')}</wp:comment>`,
  ])('keeps a post with %s', async (rest) => {
    expect((await read(exportOf(post('a', rest)))).documents).toHaveLength(1)
  })

  test('has titles and names without tags and entities', async () => {
    const tag =
      '<category domain="post_tag"><![CDATA[Q&amp;A]]></category><dc:creator>bob</dc:creator>'
    const title = `<title>${cdata('A <em>b</em> &lt;c&gt; < d')}</title>`
    const [document] = (await read(exportOf(post('a', tag + title)))).documents

    expect(document).toMatchObject({
      title: 'A b <c> < d',
      fields: { tags: ['Q&A'], author: ['bob'] },
    })
  })

  test('gives posts of the same path different names', async () => {
    const link = '<link>https://example.org/?p=1</link><wp:post_name>a</wp:post_name>'
    const items = ['<wp:status>draft</wp:status>', '', ''].map((rest, id) =>
      post('a', `${link}<wp:post_id>${id}</wp:post_id>${rest}`),
    )

    expect((await read(exportOf(...items))).documents.map(({ id }) => id)).toEqual(['a', 'a-2'])
  })

  test('has no date if it states none', async () => {
    const rest = '<wp:post_date>0000-00-00 00:00:00</wp:post_date>'

    expect((await read(exportOf(post('a', rest)))).documents[0].date).toBeNull()
  })

  test('names items without an address by id or number', async () => {
    const items = ['<link>https://example.org/?p=9</link><wp:post_id>9</wp:post_id>', '']
    const { skipped } = await read(exportOf(...items.map((rest) => `<item>${rest}</item>`)))

    expect(skipped.map(({ file }) => file)).toEqual(['a.xml#1', 'a.xml#9'])
  })
})
