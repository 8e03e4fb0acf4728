import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BadArticles } from './problems.ts'
import { createFolder, readFiles, readFolder, readOne } from './support.ts'

/** The error's end for an articles path without an article. */
const wanted =
  'wanted at least one file that ends in .md, .markdown, .mdx, .mdoc, .qmd, .html, .htm, .txt, ' +
  '.xml, .rss, .atom, .json.'

describe('readCorpus', () => {
  test('joins blocks by blank lines and says where sections begin', async () => {
    const { text, headings } = await readOne(
      'One.\n\n## A\n\n- two\n- three\n\n## B\n### C\nFour.\n## D',
    )

    expect(text).toBe('One.\n\ntwo\nthree\n\nFour.')
    expect(headings.map(({ text, at }) => [text, at])).toEqual([
      ['A', 6],
      ['B', 17],
      ['C', 17],
      ['D', 22],
    ])
  })

  test('fills a document from front matter', async () => {
    const source =
      '---\ntitle: T\ndate: 2022-06\nsource: S\nurl: /u\nlang: de-AT\ntags: [a, 1, a]\n---\nText'
    const document = await readOne(source, { fields: ['tags', 'author'], languages: ['en', 'de'] })

    expect(document).toMatchObject({ id: 'a', title: 'T', date: '2022-06', source: 'S', url: '/u' })
    expect(document).toMatchObject({ language: 'de', fields: { tags: ['a', '1'] } })
  })

  test('keeps no control characters and no lone surrogates', async () => {
    const { title, source } = await readOne(
      '{\n"title": "a\\u0000\\n b",\n"source": "\\ud800"\n}\nText',
    )

    expect([title, source]).toEqual(['a b', '\ufffd'])
  })

  test('removes soft hyphens, which would split a word in two', async () => {
    const source =
      '---\ntitle: Dampf\u00adschiff\ntags: [Donau\u00addampf]\n---\n## Schiff&shy;fahrt\n\nDonau&shy;dampf.\n\n&shy;'
    const { title, text, headings, fields } = await readOne(source, { fields: ['tags'] })

    expect({ title, text, fields }).toEqual({
      title: 'Dampfschiff',
      text: 'Donaudampf.',
      fields: { tags: ['Donaudampf'] },
    })
    expect(headings).toMatchObject([{ text: 'Schifffahrt' }])
  })

  test('leaves missing values empty', async () => {
    const { skipped: _, ...document } = await readOne('Text')

    expect(document).toEqual({
      id: 'a',
      title: 'A',
      url: null,
      date: null,
      source: null,
      language: 'en',
      fields: {},
      keywords: [],
      text: 'Text',
      headings: [],
    })
  })

  test('orders documents by id, by code points', async () => {
    const { documents } = await readFiles({
      'b.md': '1',
      'a/c.txt': '2',
      '\u{1f600}.md': '3',
      '\uff5e.md': '4',
    })

    expect(documents.map(({ id }) => id)).toEqual(['a/c', 'b', '\uff5e', '\u{1f600}'])
  })

  test('reads .md, .markdown, .mdx, .mdoc, .qmd, .html, .htm and .txt, in any case', async () => {
    const { documents } = await readFiles({
      'a.MD': '*1*',
      'b.markdown': '*2*',
      'c.mdx': '*3*{x}',
      'd.txt': '*4*',
      'e/index.html': '<b>5',
      'f.HTM': '<b>6',
      'g.qmd': '*7*',
      'h.mdoc': '*8*{% x %}',
    })

    const expected = ['1', '2', '3', '*4*', '5', '6', '7', '8']
    expect(documents.map(({ text }) => text)).toEqual(expected)
    expect(documents.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
  })

  test('accepts a byte order mark and Windows line ends', async () => {
    const { title, text } = await readOne('\ufeff---\r\ntitle: T\r\n---\r\nA\r\nB\r\n')

    expect([title, text]).toEqual(['T', 'A B'])
  })

  test.each(['が 한국어', 'étude Ångström'])(
    'composes text that is stored decomposed, as by macOS: %s',
    async (words) => {
      const source = `---\ntitle: ${words}\ntags: [${words}]\n---\n# ${words}\n\n${words}`
      const options = { fields: ['tags'] }
      const composed = await readOne(source.normalize('NFC'), options)

      expect(composed).toMatchObject({ title: words, text: words, fields: { tags: [words] } })
      expect(await readOne(source.normalize('NFD'), options)).toEqual(composed)
    },
  )

  test('leaves out boilerplate before it looks for a title, and counts it', async () => {
    const tail = '\n\nAll rights reserved.'
    const corpus = await readFiles({
      'a.md': `# Read Next\n\nA${tail}`,
      'b.md': `B${tail}`,
      'c.md': `C${tail}`,
    })

    expect(corpus.documents.map(({ title, text }) => [title, text])).toEqual([
      ['A', 'A'],
      ['B', 'B'],
      ['C', 'C'],
    ])
    expect(corpus.boilerplate).toEqual({
      count: 4,
      examples: ['Read Next', 'All rights reserved.'],
    })
  })

  test('does not count skipped files for boilerplate', async () => {
    const corpus = await readFiles({ 'a.md': 'x', 'b.md': 'x', 'c.md': '---\ndraft: true\n---\nx' })

    expect(corpus.documents.map(({ text }) => text)).toEqual(['x', 'x'])
  })

  test('reports its progress', async () => {
    const calls: number[][] = []
    await readFiles(
      { 'a.md': 'x', 'b.md': 'x', 'c.png': '' },
      { onProgress: (...call) => calls.push(call) },
    )

    expect(calls).toEqual([
      [1, 2],
      [2, 2],
    ])
  })

  test.each([
    ['nothing begins or ends', {}, Number.POSITIVE_INFINITY],
    ['an article begins', { 'b.md': '---\ndate: 2027-01\n---\nText' }, 20270100],
    ['an article is published', { 'b.md': '---\npublishDate: 2026-12-24\n---\nText' }, 20261223],
    ['an article ends', { 'b.md': '---\nexpires: 2026-12\n---\nText' }, 20261231],
    ['an article has ended', { 'b.md': '---\nexpires: 2025\n---\nText' }, Number.POSITIVE_INFINITY],
    [
      'several do, one after another',
      {
        'b.md': '---\nexpires: 2027\n---\nText',
        'c.md': '---\ndate: 2026-12-02\n---\nText',
        'd.md': '---\ndate: 2028-01-01\n---\nText',
      },
      20261201,
    ],
  ])('tells how long the corpus stays the same: %s', async (_, files, last) => {
    const { days } = await readFiles({ 'a.md': 'Text', ...files })

    expect(days).toEqual([20261124, last])
  })
})

describe('what is broken', () => {
  test.each([
    ['title: [a]', 'title is a list; wanted text, such as title: "My title".'],
    ['title: { a: b }', 'title is a table; wanted text'],
    ['id: [a]', 'id is a list; wanted text'],
    ['date: last June', 'date is "last June"; wanted 2022, 2022-06, 2022-06-12 or an ISO date'],
    ['date: Juni 12, 2022', 'date is "Juni 12, 2022"; wanted'],
    ['date: February 30, 2022', 'date is "February 30, 2022"; wanted'],
    ['pubDate: soon', 'pubDate is "soon"; wanted'],
    ['date: 2022-02-30', 'date is "2022-02-30"; wanted'],
    ['date: 2022-6', 'date is "2022-6"; wanted'],
    ['date: 2022/6-1', 'date is "2022/6-1"; wanted'],
    ['date: 1/6/2022', 'date is "1/6/2022"; wanted'],
    ['published: soon', 'published is "soon"; wanted true, false or a date'],
    ['date: 2022-06T10:00', 'date is "2022-06T10:00"; wanted'],
    ['expires: never', 'expires is "never"; wanted'],
    [
      'url: javascript:alert(1)',
      'url is "javascript:alert(1)"; wanted an http(s) address or a path',
    ],
    ['url: //example.org/x', 'url is "//example.org/x"; wanted an http(s) address or a path'],
    ['url: \\example.org/x', 'url is "\\\\example.org/x"; wanted an http(s) address or a path'],
    ['permalink: data:,x', 'permalink is "data:,x"; wanted an http(s) address or a path'],
    ['slug: ../a', 'slug is "../a"; wanted a path without empty parts, . and ..'],
    ['slug: /a//b/', 'slug is "/a//b/"; wanted a path without'],
    ['slug: /./', 'slug is "/./"; wanted a path without'],
    ['draft: perhaps', 'draft is "perhaps"; wanted true or false.'],
    ['tags: [{ a: b }]', 'tags holds a table; wanted text, numbers, true or false, or a list'],
  ])('%s', async (line, sentence) => {
    const source = `---\n# first\n${line}\n---\nText`

    await expect(readOne(source, { fields: ['tags'] })).rejects.toThrow(`a.md:3: ${sentence}`)
  })

  test('is reported all at once, in order of file and line', async () => {
    const files = {
      'b.md': '---\ntitle: []\ndate: x\n---\n',
      'a.md': '---\na: b: c\n---\n',
      'c.md': 'fine',
      'a.txt': '---',
      'a.mdx': 'b',
      'z.md': '---\nid: a\n---\nz',
    }
    const error = await readFiles(files).catch((error: unknown) => error)

    expect(error).toBeInstanceOf(BadArticles)
    expect((error as Error).message.split('\n').map((line) => line.slice(0, 12))).toEqual([
      'a.md:2: fron',
      'a.txt:1: id ',
      'b.md:2: titl',
      'b.md:3: date',
      'z.md:2: id "',
    ])
  })

  test('a file that is not UTF-8, with the line', async () => {
    const bytes = Uint8Array.of(65, 10, 65, 0xc3, 10, 65)

    await expect(readFiles({ 'a.txt': bytes })).rejects.toThrow(
      'a.txt:2: file is not UTF-8. Save it as UTF-8.',
    )
  })

  test('a file with NUL, as in UTF-16, with the line', async () => {
    const files = { 'a.md': Buffer.from('Text', 'utf16le'), 'b.txt': 'A\r\nb\0' }

    await expect(readFiles(files)).rejects.toThrow(
      'a.md:1: file contains a NUL character, so it is in UTF-16 or not text. Save it as UTF-8.\n' +
        'b.txt:2: file contains a NUL character,',
    )
  })

  test('a file above 10 MB, without reading it', async () => {
    const folder = createFolder({ 'a.md': '' })
    truncateSync(join(folder, 'a.md'), 40_000_001)

    await expect(readFolder(folder)).rejects.toThrow(
      'a.md:1: file is 41 MB; an article may have up to 10 MB. Split it.',
    )
  })

  test('a broken link', async () => {
    const folder = createFolder({})
    symlinkSync('nowhere', join(folder, 'a.md'))

    await expect(readFolder(folder)).rejects.toThrow('a.md:1: file cannot be read (ENOENT).')
  })

  test.each([
    ['path', 'missing', 'is not there; wanted a folder of articles, or one file.'],
    ['path', 'file.md/missing', 'is not there; wanted a folder of articles, or one file.'],
    ['folder', 'empty', `holds no article; ${wanted}`],
    ['file', 'a.png', `holds no article; ${wanted}`],
    [
      'file',
      'a.rst',
      `holds no article; ${wanted} a.rst: reStructuredText is not read; convert it to Markdown.`,
    ],
  ])('an articles %s such as %s', async (kind, name, sentence) => {
    const folder = createFolder({ 'file.md': 'x', 'a.png': '', 'a.rst': '' })
    mkdirSync(join(folder, 'empty'))
    const articles = join(folder, name)

    await expect(readFolder(articles)).rejects.toThrow(`articles ${kind} ${articles} ${sentence}`)
  })
})

describe('a file in place of a folder', () => {
  test.each([
    ['2024-08-29-a.md', '# A\n\nb'],
    ['README.md', '# A\n\nb'],
    ['a.html', '<title>A</title><p>b'],
    ['_a.md', 'b'],
  ])('gives the same as %s alone in a folder', async (name, source) => {
    const folder = createFolder({ [`alone/${name}`]: source, [name]: source, 'other.md': 'c' })

    expect(await readFolder(join(folder, name))).toEqual(await readFolder(join(folder, 'alone')))
  })

  test('may be a link, and is named after it', async () => {
    const folder = createFolder({ 'deep/a.md': 'b' })
    symlinkSync('deep/a.md', join(folder, 'link.md'))
    const { documents } = await readFolder(join(folder, 'link.md'))

    expect(documents.map(({ id, text }) => [id, text])).toEqual([['link', 'b']])
  })
})

describe('any file', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...'---\n|+++\n|{\n|}\n|title: |date: |\n\n|{{<|>}}|{%|%}|{/*|*/}|<A |/>|<!--|-->|```\n|# |- |> ||a|%%|[^1]: |[^1]|:::a|[[|==|[!n] |[|](|)|`|import '.split(
          '|',
        ),
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 30 },
  )
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    pieces.map((parts) => new TextEncoder().encode(parts.join(''))),
  )

  test.each(['a.md', 'a.mdx', 'a.txt'])('%s is a document, skipped or reported', async (file) => {
    const folder = createFolder({})
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        writeFileSync(join(folder, file), content)
        const corpus = await readFolder(folder).catch((error: unknown) => {
          if (!(error instanceof BadArticles)) throw error
        })
        if (!corpus) return
        expect(corpus.documents.length + corpus.skipped.length).toBe(1)
        for (const { text, title, headings } of corpus.documents) {
          expect(title + text).toSatisfy(
            (said: string) => said.isWellFormed() && !said.includes('\0'),
          )
          expect(
            headings.every(({ at }, i) => at <= text.length && at >= (headings[i - 1]?.at ?? 0)),
          ).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('gives the same result in any order of files', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`${i}.md`, `Text ${i % 7}.`]),
    )

    expect(await readFiles(files)).toEqual(
      await readFiles(Object.fromEntries(Object.entries(files).reverse())),
    )
  })
})
