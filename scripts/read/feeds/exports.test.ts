import { describe, expect, test } from 'vitest'
import { readFiles } from '../support.ts'

const rss =
  '<rss version="2.0"><channel><item><title>a</title><link>https://example.org/a</link>' +
  '<description>b</description></item></channel></rss>'
const atom =
  '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>b</id><title>b</title>' +
  '<content>b</content></entry></feed>'
const json = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  items: [{ id: 'c', title: 'c', content_text: 'c' }],
})
const ghost = JSON.stringify({
  db: [{ data: { posts: [{ slug: 'd', title: 'd', html: 'd', status: 'published' }] } }],
})
const blogger = atom
  .replace('<id>b', '<id>e')
  .replace('<content', '<blogger:type>POST</blogger:type><content')
const wordPress =
  '<rss><channel><wp:wxr_version>1.2</wp:wxr_version><item><title>f</title><wp:post_name>f</wp:post_name>' +
  '<wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>'

const feeds = { 'a.rss': rss, 'b.atom': atom, 'c.json': json }
const exports = { 'd.json': ghost, 'e.atom': blogger, 'f.xml': wordPress }
const idsOf = ({ documents }: Awaited<ReturnType<typeof readFiles>>) =>
  documents.map(({ id }) => id)

describe('feeds and exports', () => {
  test('are recognized by their content, and read together', async () => {
    const read = await readFiles({
      ...feeds,
      ...exports,
      'g.XML': rss.replace('/a<', '/g<'),
    })

    expect(idsOf(read)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    expect(read.skipped).toEqual([])
  })

  test('are skipped beside articles, if they are feeds', async () => {
    const read = await readFiles({ ...feeds, ...exports, 'z.md': 'z' })

    expect(idsOf(read)).toEqual(['d', 'e', 'f', 'z'])
    const reason = 'a feed, which repeats articles that lie beside it; read if it is named alone'
    expect(read.skipped).toEqual(Object.keys(feeds).map((file) => ({ file, reason })))
  })

  test('are read beside files that are no articles', async () => {
    expect(idsOf(await readFiles({ ...feeds, 'robots.txt': 'x', '404.html': 'x' }))).toHaveLength(3)
  })

  const noXml = 'XML, but neither a feed nor an export of WordPress or Blogger'
  const noJson = 'JSON, but neither a feed nor an export of Ghost'

  test.each([
    ['a.xml', '<?xml version="1.0"?><urlset><item>a</item></urlset>', noXml],
    ['a.xml', '', noXml],
    ['a.xml', 'item', noXml],
    ['a.xml', '<html><rss><item><description>a</description></item></rss></html>', noXml],
    ['a.rss', `<rss><channel><item>${'<a>'.repeat(2e6)}`, noXml],
    ['a.rss', '<rss version="2.0"><channel><title>a</title></channel></rss>', 'no articles in it'],
    ['a.json', '{"items": []}', noJson],
    ['a.json', '[{"db": [{"data": {"posts": []}}]}]', noJson],
    ['a.json', '{"version": "https://jsonfeed.org/version/2"}', noJson],
    ['a.json', '{"version": "https://jsonfeed.org/version/1"}', 'no articles in it'],
    ['a.json', '{"db": [{"data": {"posts": {}}}]}', noJson],
    ['a.json', 'null', noJson],
    ['a.json', '"a"', noJson],
    ['a.json', '', 'JSON that is broken: Unexpected end of JSON input'],
    ['a.json', '{"a": 1,\n "b" 2}', /^JSON that is broken: .*\(line 2 column 6\)$/],
    [
      'a.json',
      '{"a": "\0"}',
      'file contains a NUL character, so it is in UTF-16 or not text. Save it as UTF-8.',
    ],
  ])('are not found in %s (%#)', async (file, text, reason) => {
    const { documents, skipped } = await readFiles({ [file]: text })

    expect(documents).toEqual([])
    expect(skipped).toEqual([
      { file, reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) },
    ])
  })

  test('give all articles different ids', async () => {
    const links = ['café', 'cafe\u0301', 'caf%C3%A9?', 'b/index', 'b', 'c%0Ad', 'c%00%09d', 'c d']
    const items = links.map(
      (link, i) =>
        `<item><link>https://example.org/${link}</link><description>${i}</description></item>`,
    )
    const feed = `<rss><channel>${items.join('')}</channel></rss>`
    const json = JSON.stringify({
      version: 'https://jsonfeed.org/version/1',
      items: ['\ud800', '\ud801'].map((id, i) => ({ id, content_text: `e${i}` })),
    })
    const ids = idsOf(await readFiles({ 'a.xml': feed, 'b.json': json }))

    expect(ids).toEqual([
      'b',
      'b/index',
      'c d',
      'c d-6',
      'c d-7',
      'café',
      'café-1',
      'café-2',
      '�',
      '�-�',
    ])
  })

  test('give an article once that two files hold', async () => {
    const { documents, skipped } = await readFiles({ 'a.xml': rss, 'b.rss': rss })

    expect(documents.map(({ id }) => id)).toEqual(['a'])
    expect(skipped).toEqual([{ file: 'b.rss#a', reason: 'the same as a.xml#a' }])
  })

  test('are refused beside a file of the same name, with what can be done about it', async () => {
    await expect(readFiles({ 'a.xml': wordPress, 'f.md': 'Text.' })).rejects.toThrow(
      'f.md:1: id "f" is that of a.xml#f too. Take one of the two files away, or name one alone with --articles.',
    )
  })

  test('give an item without a title its beginning as title', async () => {
    const long = `${'Ten words '.repeat(9)}and more.`
    const texts = ['<p>Short  note.</p><p>More.</p>', long, '<h2>Head</h2><p>Text.</p>']
    const items = texts.map((content_html, i) => ({ id: `t${i}`, content_html }))
    const version = 'https://jsonfeed.org/version/1'
    const { documents } = await readFiles({ 'a.json': JSON.stringify({ version, items }) })

    expect(documents.map(({ title }) => title)).toEqual([
      'Short note.',
      `${'Ten words '.repeat(8).trim()} …`,
      'Head',
    ])
  })

  test('remove tracking parameters from addresses', async () => {
    const link = 'https://example.org/a?p=1&amp;utm_source=rss&amp;utm_medium=feed'
    const { documents } = await readFiles({
      'a.xml': rss.replace('https://example.org/a', link),
    })

    expect(documents[0].url).toBe('https://example.org/a?p=1')
  })

  test('are read in little time, however long and odd', async () => {
    const length = 4e6
    const files = Object.entries({
      open: '<rss><channel><item><description>',
      closing: '</a>',
      comment: '<!--',
      data: '<![CDATA[',
      entity: '&',
      attribute: '<a b="',
      lines: '\n \t',
      slashes: '/',
      brackets: '&lt;',
    }).map(([name, odd]) => [
      `${name}.xml`,
      `<rss><channel><item><guid>${name}</guid><description>a ${odd.repeat(length / odd.length)}`,
    ])
    const { documents, skipped } = await readFiles(Object.fromEntries(files))

    expect(documents.length + skipped.length).toBe(files.length)
  }, 60_000)
})
