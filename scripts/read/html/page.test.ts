import { describe, expect, test } from 'vitest'
import { readFiles } from '../support.ts'
import { readPage } from './page.ts'

/** The document of a page, or why it has none. */
async function readOne(html: string | Uint8Array, fields: string[] = []) {
  const { documents, skipped } = await readFiles({ 'a.html': html }, { fields })
  return { ...documents[0], skipped: skipped[0]?.reason }
}

describe('a page', () => {
  test('is read as its article, without what is around it', async () => {
    const { text, title } = await readOne(`<!doctype html>
      <title>Moving house | The blog</title>
      <body>
        <header><h1>The blog</h1></header><nav><ul><li>Home</ul></nav>
        <main>
          <article>
            <header><h1>Moving house</h1><p>Posted in March</header>
            <p>We moved.<aside>Note: twice.</aside><nav>Contents</nav><button>Copy</button>
            <svg><title>An icon</title></svg><p hidden>Not yet.<p aria-hidden="true">§
            <footer>Filed under house</footer>
          </article>
          <article><p>A comment</article>
        </main>
        <aside>Recent posts</aside><footer>© The blog</footer>
      </body>`)

    expect(title).toBe('Moving house')
    expect(text).toBe('Posted in March\n\nWe moved.\n\nNote: twice.')
  })

  test('is skipped where it only lists other articles', async () => {
    const teaser = (to: string) => `<article><h2><a href="${to}">T</a></h2>a</article>`
    const list = (to: string) =>
      readOne(
        `<link rel="canonical" href="https://example.org/blog/"><title>Blog</title>
        <main><h1>Blog</h1>${teaser('https://example.org/a')}${teaser(to)}</main>`,
      )

    expect((await list('../b')).skipped).toBe('lists other articles')
    // The page itself, and another site, of which nothing else here tells.
    for (const same of ['https://example.org/blog/', '/blog', 'index.html#a'])
      expect((await list(same)).text).toBe('a')
    expect((await list('https://example.com/b')).text).toBe('a')
  })

  test('looks for an author in linear time', () => {
    readPage(`<script type="application/ld+json">{"author":${' '.repeat(1_000_000)}1}</script>`)
  })

  test.each([
    ['links', '<div><div>', '<a>a</a>'],
    ['lists of links', '<ul><li>', '<a href="#a">a</a>'],
  ])('looks for headings among many %s in linear time', (_, open, link) => {
    const before = process.threadCpuUsage()
    readPage(`<article>${(open + link).repeat(2_000)}${link.repeat(200_000)}`)

    // Not by the clock: what is deep is limited, so a slow way takes only forty times as long.
    expect(process.threadCpuUsage(before).user).toBeLessThan(5_000_000)
  })

  test.each([
    [
      'its main part',
      '<body><p>no<main><h1>T</h1><article>a</article><p>b</main></body>',
      'a\n\nb',
    ],
    ['its only article', '<h1>Site</h1><main>no<article><h2>T</h2>a</article></main>', 'a'],
    ['its body', '<title>T</title><body><header>no</header>a<aside>no</aside></body>', 'a'],
    ['what is a part of a page', '<p>a<p>b', 'a\n\nb'],
    ['what follows a head that is never closed', '<html><head><title>T</title><p>a', 'a'],
    [
      'what a click shows',
      '<main><h2><button aria-expanded="false">T</button></h2>a<div role="tabpanel" hidden>b</div><i hidden>no</i></main>',
      'a\n\nb',
    ],
    [
      'with who is quoted',
      '<main><blockquote>a<footer>b</footer></blockquote><footer>no</footer></main>',
      'a\n\nb',
    ],
    [
      'with the labels of tabs apart',
      '<main><div><label for="1">Linux</label><label for="2">macOS</label></div>a</main>',
      'Linux macOS\n\na',
    ],
    [
      'without teasers of other articles',
      '<main>a<article><h2><a href="/b">B</a></h2>no</article>' +
        '<article><a href="c/"><h3>C</h3></a>no</article><article><h2><a href="#d">D</a></h2>d</article></main>',
      'a\n\nd',
    ],
    [
      'with an article whose heading only speaks of another page',
      '<main>a<article><h2>On <a href="/b">B</a></h2>b</article><article><h2>C</h2>c</article></main>',
      'a\n\nb\n\nc',
    ],
    [
      'with sections that link to themselves by the name of the page',
      '<main><article><h2><a href="api.html#a">A</a></h2>a</article><article><h2><a href="api.html#b">B</a></h2>b</article></main>',
      'a\n\nb',
    ],
    [
      'with its own article, whose heading leads to a page, among comments',
      '<body><article><h2><a href="/a/">A</a></h2>a</article><article>b</article><article>c</article>',
      'a\n\nb\n\nc',
    ],
    [
      'with its own article, which has the title and leads to a page',
      '<main><article><h1><a href="/a/">A</a></h1>a</article><article><h2><a href="/b">B</a></h2>no</article></main>',
      'a',
    ],
    [
      'with a list in which links to places are half',
      '<main><ul><li><a href="#a">Term</a>: what</ul></main>',
      'Term: what',
    ],
    [
      'without lists of its headings',
      '<main><ul><li>1 <a href="#a">Moving</a><ol><li><a href="#b"><i>A house</i></a></ol></ul>' +
        '<ul><li>a <a href="#a">b</a> and <a href="/c">c</a></ul></main>',
      'a b and c',
    ],
    [
      'without signs of footnotes',
      '<main>a<sup><a role="doc-noteref">1</a></sup><li>b <a role="doc-backlink">↩</a></main>',
      'a\nb',
    ],
    [
      'what other searches read',
      '<main>no<p data-pagefind-body>a <i data-pagefind-ignore>no</i></main>',
      'a',
    ],
    ['what has its role', '<body>no<div role="main">a</div></body>', 'a'],
    [
      'the article around others',
      '<body>no<article><h1>T</h1>a<article><h1>b</h1></article></article></body>',
      'a',
    ],
    [
      'the article that has a title',
      '<main>no<article>no</article><article><h1>T</h1>a</article><article>no</article></main>',
      'a',
    ],
    [
      'what shows',
      '<p style="display:none">no</p><p role="search">no</p><p hidden="until-found">a</p>',
      'a',
    ],
    ['what a script is to show', '<body style="display: none"><main hidden>a</main></body>', 'a'],
  ])('is read as %s', async (_, html, text) => {
    expect((await readOne(html)).text).toBe(text)
  })

  test('has headings with their ids, without the signs that link to them', async () => {
    const { headings } = await readOne(`<main><h1>T</h1>
      <h2 id="one">One <a href="#one">¶</a></h2><p>a
      <section id="two"><h3>Two<a class="hash-link" href="#two">\u200b</a></h3><p>b</section>
      <h4><a name="three"></a><a href="#three">Three</a></h4><p>c<a id="no"></a>c<h5>Four</h5><p>d
      <section id="five">Source<h5>Five</h5><p>e<h5>Six</h5><p>f</section>
      <ul><li><h2>No heading</h2><p>but an item</ul>`)

    expect(headings.map(({ depth, text, anchor }) => [depth, text, anchor])).toEqual([
      [2, 'One', 'one'],
      [3, 'Two', 'two'],
      [4, 'Three', 'three'],
      [5, 'Four', ''],
      [5, 'Five', 'five'],
      [5, 'Six', ''],
    ])
  })

  test('has the metadata of its head', async () => {
    const { documents } = await readFiles(
      {
        'a.html': `<html lang="de-AT"><head>
          <link rel="canonical" href="https://example.org/umzug/">
          <meta property="article:published_time" content="2024-03-05T09:12:33+00:00">
          <meta name="author" content="Ada"><meta name="keywords" content="house, move">
          </head><body>Wir sind umgezogen.`,
      },
      { fields: ['author', 'tags'], languages: ['en', 'de'] },
    )

    expect(documents[0]).toMatchObject({
      url: 'https://example.org/umzug/',
      date: '2024-03-05',
      language: 'de',
      fields: { author: ['Ada'], tags: ['house', 'move'] },
    })
  })

  test('has its keywords as separate values', async () => {
    const html = '<meta name="keywords" content="house, move"><p>a'
    const tagged = '<meta property="article:tag" content="b">'
    const fields = ['keywords', 'tags']

    const keywords = ['house', 'move']
    expect((await readOne(html, fields)).fields).toEqual({ keywords, tags: keywords })
    expect((await readOne(tagged + html, fields)).fields).toEqual({ keywords, tags: ['b'] })
  })

  test.each([
    ['//example.org/a', 'https://example.org/a'],
    [' /a ', '/a'],
    ['//', null],
    ['http://a b/', null],
    ['file:///home/a.html', null],
  ])('that names %j as its address has the address %s', async (href, url) => {
    expect((await readOne(`<link rel="canonical" href="${href}"><p>a`)).url).toBe(url)
  })

  test('has a heading near its top as title if its head has none of its own', async () => {
    const chapter = (n: number, before: string) =>
      `<title>A Book</title><p>${before} ${n}</p><h2>The ${n}. day</h2>Text ${n}.`
    const { documents } = await readFiles({
      ...{ 'a.html': chapter(1, 'CHAPTER'), 'b.html': chapter(2, 'CHAPTER') },
      'c.html': chapter(3, 'A long text of its own, before any heading:'),
    })

    expect(documents.map(({ title }) => title)).toEqual(['The 1. day', 'The 2. day', 'C'])
  })

  test('that Confluence exported has no name of its space in the title, and the day of its last change', async () => {
    const files = ['A', 'B', 'C'].map((title) => [
      `${title}.html`,
      `<title>Ops : ${title}</title><h1> Ops : ${title} </h1><div class="page-metadata">Created by
        <span>D</span>, last modified on Mar 05, 2024\n</div><div><h1>Steps</h1>Text ${title}.</div>`,
    ])
    const index = '<h1><span id="title-text">\n Space Details:</span></h1><a href="A.html">A</a>'
    const space = { ...Object.fromEntries(files), 'index.html': index }
    const { documents, skipped } = await readFiles(space)

    expect(skipped).toEqual([{ file: 'index.html', reason: 'lists other articles (Confluence)' }])
    expect(documents[1]).toMatchObject({
      ...{ title: 'B', date: '2024-03-05', text: 'Text B.' },
      headings: [{ text: 'Steps' }],
    })
  })

  test('keeps a part of its heading that its head leaves out', async () => {
    const html = '<title>The Bridge</title><h1>Part 2 – The Bridge</h1><p>a'

    expect((await readOne(html)).title).toBe('Part 2 – The Bridge')
  })

  test('may name its address as exports of Medium do', async () => {
    const html =
      '<article>a<footer><a class="p-canonical" href="https://example.org/a">b</a></footer></article>'

    expect(await readOne(html)).toMatchObject({ url: 'https://example.org/a', text: 'a' })
  })

  test.each([
    ['<script type="application/ld+json">{"datePublished": "2024-03-05"}</script>', '2024-03-05'],
    [
      '<time datetime="2020-01-01">then</time> <time class="dt-published" datetime="2024-03-05">',
      '2024-03-05',
    ],
    ['<meta itemprop="datePublished" content="2024-03-05">', '2024-03-05'],
    [
      '<time datetime="2020-01-01">then</time> <time itemprop="datePublished" datetime="2024-03-05">',
      '2024-03-05',
    ],
    ['<time datetime="2020-01-01">then</time> <time pubdate datetime="2024-03-05">', '2024-03-05'],
    ['<meta name="date" content="last week"><meta name="pubdate" content="x">', null],
    [
      '<main><h1>A</h1><p>By B, <time datetime="2024-03-05T10:00">March 5</time></p></main>',
      '2024-03-05',
    ],
    ['<main>short</main><aside><time datetime="2020-01-01">another</time></aside>', null],
    [`<main>${'a long text '.repeat(40)} in <time datetime="2020-01-01">2020</time></main>`, null],
  ])('takes its date from %s', async (html, date) => {
    expect((await readOne(`${html}a`)).date).toBe(date)
  })

  test.each([
    ['<title>A - B</title><body>a', 'A - B'],
    ['<title>A</title><body><svg><title>no</title></svg>a', 'A'],
    ['<title>A – Site</title><meta property="og:site_name" content="Site"><body>a', 'A'],
    ['<title>A – Site</title><body><h1>Site</h1><main><h2>A</h2>a</main>', 'A'],
    ['<title>no</title><meta property="og:title" content="A"><body>a', 'A'],
    ['<title>no</title><body><h2>b</h2><h1>A</h1>a', 'A'],
    ['<title></title><body>a', 'A'],
    [
      '<title>A\n | The\n site</title><meta property="og:site_name" content="The site"><body>a',
      'A',
    ],
    ['<title>no</title><main><h1><button aria-expanded="false">A</button></h1>a</main>', 'A'],
    ['<main><h1>A <button>Copy path</button></h1>a</main>', 'A'],
  ])('has its title from %s', async (html, title) => {
    expect((await readOne(html)).title).toBe(title)
  })

  test('loses the name of its site in its title if most pages have it', async () => {
    const about = (title: string, body = 'a') => `<title>${title}</title><body>${body}</body>`
    const { documents } = await readFiles({
      'a.html': about('A | Site', '<h1>A heading</h1>a'),
      'b.html': about('B | Site'),
      'c.html': about('C &amp; D | Site', '<h2>C &amp; D</h2>c'),
      'd.html': `---\ntitle: D | Site\n---\n${about('no | Site')}`,
      'index.html': about('Site'),
      'm1.md': '---\ntitle: E | Site\n---\na',
      'm2.md': '# F | Site\n\na',
      'm3.md': 'b',
    })

    expect(documents.map(({ title, headings }) => [title, headings.length])).toEqual([
      ['A heading', 0],
      ['B', 0],
      ['C & D', 0],
      ['D | Site', 0],
      ['Site', 0],
      ['E | Site', 0],
      ['F | Site', 0],
      ['M3', 0],
    ])
  })

  test('may have front matter, which takes precedence, and shortcodes', async () => {
    const read = await readOne('---\ntitle: A\nurl: /a\n---\n<title>no</title><p>b {{< c >}} d')

    expect(read).toMatchObject({ title: 'A', url: '/a', text: 'b d' })
    expect(
      await readOne(
        '---\nTitle: A\npermalink: /a\npubDate: 2024-03-05\n---\n<title>no</title>' +
          '<meta name="date" content="2020-01-01"><link rel="canonical" href="/no"><p>b',
      ),
    ).toMatchObject({ title: 'A', url: '/a', date: '2024-03-05' })
    expect(
      await readOne('---\nRobots: noindex\n---\n<meta name="robots" content="index"><p>b'),
    ).toMatchObject({ skipped: 'noindex' })
    expect(await readOne('---\n---\n<p>b {{ c }} d')).toMatchObject({ text: 'b d' })
    expect(await readOne('<p>Write {{ name }}.')).toMatchObject({ text: 'Write {{ name }}.' })
  })

  test.each([
    ['<meta name="robots" content="noindex, follow"><body>a', 'noindex'],
    ['<meta name="robots" content="none"><body>a', 'noindex'],
    ['<meta name="googlebot" content="noindex"><body>a', 'noindex'],
    ['<meta name="robots" content="max-image-preview:none"><body>a', undefined],
    ['<meta http-equiv="Refresh" content="0; URL=/b"><body>a', 'redirects to another page'],
    ['<body><nav>a</nav></body>', 'empty'],
    ['<meta http-equiv="refresh" content="300; url=/a"><body>a', undefined],
    ['<noscript><meta http-equiv="refresh" content="0; url=/b"></noscript><body>a', undefined],
  ])('%s is skipped: %s', async (html, reason) => {
    expect((await readOne(html)).skipped).toBe(reason)
  })

  test('may be in the encoding that it declares', async () => {
    const inLatin1 = (html: string) => Uint8Array.from(html, (c) => c.charCodeAt(0))
    const bytes = inLatin1('<meta charset="iso-8859-1"><p>caf\xe9')
    const xhtml = inLatin1('<?xml version="1.0" encoding="ISO-8859-1"?><html><p>caf\xe9')

    expect((await readOne(bytes)).text).toBe('café')
    expect((await readOne(xhtml)).text).toBe('café')
    await expect(readOne(bytes.with(16, 120))).rejects.toThrow('a.html:1: file is not UTF-8.')
  })
})
