import { describe, expect, test } from 'vitest'
import { readFiles, readOne } from '../support.ts'

describe('title', () => {
  test.each([
    ['---\ntitle: Front\n---\n# Top', 'Front', ['Top']],
    ['---\ntitle: Top\n---\n# Top\n## Top', 'Top', ['Top']],
    ['---\ntitle: The Top\n---\n## The top\n## Top', 'The Top', ['Top']],
    ['---\ntitle: Top\n---\nText.\n## Top', 'Top', ['Top']],
    ['# Top\n\nText\n\n# Next', 'Top', ['Next']],
    ['Text\n\n## Not top\n\n# Top', 'A', ['Not top', 'Top']],
    ['---\ntitle:\n---\n# Top', 'Top', []],
    ['---\ntitle: 1984\n---\n', '1984', []],
  ])('of %j is %s', async (source, title, headings) => {
    const document = await readOne(source)

    expect(document.title).toBe(title)
    expect(document.headings.map(({ text }) => text)).toEqual(headings)
  })

  test('numbers anchors as if the title were still there', async () => {
    expect((await readOne('# Same\n\n## Same')).headings[0].anchor).toBe('same-1')
  })

  test('of plain text is a first line that is a paragraph of its own', async () => {
    const { documents } = await readFiles({
      'a-b.txt': 'The title\n\nText.',
      'c-d.txt': 'Text.\n\nText.',
    })

    expect(documents.map(({ title, text }) => [title, text])).toEqual([
      ['The title', 'Text.'],
      ['C d', 'Text.\n\nText.'],
    ])
  })
})

test('tags in one text are parted at spaces in posts of Jekyll alone', async () => {
  const source =
    '---\ntags: trade army\ncategories: life, sea ports\nkeywords: a b\nauthor: Jane Doe\n---\n'
  const fields = ['tags', 'categories', 'keywords', 'author']
  const names = ['_posts/2022-01-01-a.md', '_posts/b.md', 'c.md']
  const files = Object.fromEntries(names.map((name) => [name, `${source}${name}`]))
  const { documents } = await readFiles(files, { fields })

  const others = { categories: ['life', 'sea ports'], keywords: ['a b'], author: ['Jane Doe'] }
  expect(documents.map(({ fields }) => fields)).toEqual([
    { tags: ['trade', 'army'], ...others },
    { tags: ['trade army'], ...others },
    { tags: ['trade army'], ...others },
  ])
})

test('tags may be one text with commas, values of other fields are not split', async () => {
  const source = '---\nTags: a, b c\ncategories: d, e\nauthor: King, S.\n---\nText'
  const { fields } = await readOne(source, { fields: ['tags', 'categories', 'author'] })

  expect(fields).toEqual({ tags: ['a', 'b c'], categories: ['d', 'e'], author: ['King, S.'] })
})

test('placeholders in a template of Obsidian are no values', async () => {
  const source =
    '---\ntitle: {{title}}\ndate: {{date:YYYY-MM-DD}}\ncreated: "{{ date }}"\n---\nText'

  expect(await readOne(source)).toMatchObject({ title: 'A', date: null, text: 'Text' })
})

test('categories are part of an address, as in Jekyll', async () => {
  const files = {
    'a.md': '---\ncategories: X y\n---\na',
    'b.md': '---\ncategories: [X y, Z]\n---\nb',
    'c.md': '---\ncategory: z\npermalink: /c/:categories/\n---\nc',
  }
  const { documents } = await readFiles(files, { url: '/:categories/:title' })

  expect(documents.map(({ url }) => url)).toEqual(['/x/y/a', '/x%20y/z/b', '/c/z/'])
})

test('entities in a title, as WordPress exports them, are decoded', async () => {
  expect((await readOne('---\ntitle: "A &amp; B&#8217;s &x <T>"\n---\nx')).title).toBe(
    'A & B’s &x <T>',
  )
})

test('a source is shown, and may be a field as well', async () => {
  const front = '---\nsource: The Herald\n---\nText.'
  const { source, fields } = await readOne(front, { fields: ['source'] })

  expect([source, fields]).toEqual(['The Herald', { source: ['The Herald'] }])
})

test('fields that no article has are named', async () => {
  const files = { 'a.md': '---\ntags: [x]\nauthor: []\n---\nText', 'b.md': 'Text' }
  const fields = ['author', 'tags', 'topic', 'constructor']
  const { unusedFields } = await readFiles(files, { fields })

  expect(unusedFields).toEqual(['author', 'topic', 'constructor'])
})

test('languages that are not configured are named', async () => {
  const lang = (code: string) => `---\nlang: ${code}\n---\nText in ${code}`
  const files = {
    'a.md': lang('pl-PL'),
    'b.md': lang('de'),
    'c.md': lang('it'),
    'd.md': lang('pl'),
  }
  const { otherLanguages } = await readFiles(files, { languages: ['en', 'de'] })

  expect(otherLanguages).toEqual({ count: 3, codes: ['pl', 'it'] })
})

test('a language is that of the path if the front matter names none', async () => {
  const files = {
    'a.de.md': 'x',
    'b/de/c.md': 'y',
    'b/index.de-CH.md': 'z',
    'de/d.md': '---\nlang: en\n---\nu',
    'pl/e.md': 'v',
    'f.md': 'w',
  }
  const read = async (languages: string[]) =>
    (await readFiles(files, { languages, url: '/:slug' })).documents.map(
      ({ id, language, title, url }) => [id, language, title, url],
    )

  expect(await read(['en', 'de'])).toEqual([
    ['a.de', 'de', 'A', '/a'],
    ['b.de-CH', 'de', 'B', '/b'],
    ['b/de/c', 'de', 'C', '/c'],
    ['de/d', 'en', 'D', '/d'],
    ['f', 'en', 'F', '/f'],
    ['pl/e', 'en', 'E', '/e'],
  ])
  expect((await read(['en'])).map(([, language]) => language)).not.toContain('de')
})

test('the field `lang` has the language of every article, and is no word to find it by', async () => {
  const files = { 'es/a.md': 'texto', 'b.md': '---\nlang: de\n---\nText', 'c.md': 'text' }
  const { documents } = await readFiles(files, { languages: ['en', 'es', 'de'], fields: ['lang'] })

  expect(documents.map(({ fields }) => fields.lang)).toEqual([['de'], ['en'], ['es']])
  for (const { keywords } of documents) expect(keywords).toEqual([])
})

describe('address', () => {
  const url = 'https://example.org/:section/:slug/'

  test.each([
    ['news/a.md', 'x', 'https://example.org/news/a/'],
    ['a.md', '---\nslug: s t\n---\nx', 'https://example.org/s%20t/'],
    ['news/a.md', '---\nslug: b/\n---\nx', 'https://example.org/news/b/'],
    ['news/a.md', '---\nslug: /b/c/\n---\nx', 'https://example.org/b/c/'],
    ['news/a.md', '---\nslug: /\n---\nx', 'https://example.org/'],
    ['a.md', '---\nurl: https://example.com/x\n---\nx', 'https://example.com/x'],
    ['a.md', '---\npermalink: /x/\n---\nx', 'https://example.org/x/'],
    ['a.md', '---\nurl: x/y\n---\nx', 'https://example.org/x/y'],
    ['a.md', '---\npermalink: :year/:title\ndate: 2024\n---\nx', 'https://example.org/2024/a'],
    ['a.md', '---\nurl: "{{ a }}"\npermalink: /x\n---\nx', 'https://example.org/x'],
    ['_posts/2024-08-29-t.md', 'x', 'https://example.org/t/'],
    ['_index.md', '# Home\n\nx', 'https://example.org/'],
    ['a/b/_index.md', 'x', 'https://example.org/a/b/'],
    ['a/b/README.md', 'x', 'https://example.org/a/b/'],
    ['readme.md', 'x', 'https://example.org/'],
  ])('of %s with %j', async (file, source, expected) => {
    expect((await readFiles({ [file]: source }, { url })).documents[0].url).toBe(expected)
  })

  test('is that of the pattern if the front matter has a template, and such articles are counted', async () => {
    const files = {
      'a.md': '---\npermalink: "/{{ page.slug }}/"\n---\nx',
      'b.md': '---\nurl: /:author/:title\n---\ny',
    }
    const { documents, addresses } = await readFiles(files, { url })

    expect(documents.map(({ url }) => url)).toEqual([
      'https://example.org/a/',
      'https://example.org/b/',
    ])
    expect(addresses.templates).toEqual({
      count: 2,
      example: { file: 'a.md', address: '/{{ page.slug }}/' },
    })
    expect((await readFiles(files)).documents.map(({ url }) => url)).toEqual([null, null])
  })

  test('is reported with both files if two articles share it', async () => {
    const files = { 'a/x.md': '1', 'b/x.md': '2', 'c.md': '---\nurl: /x/\n---\n3', 'd.md': '4' }
    const { addresses } = await readFiles(files, { url: 'https://example.org/:slug/' })

    expect(addresses.shared).toEqual([
      { url: 'https://example.org/x/', first: 'a/x.md', file: 'b/x.md' },
      { url: 'https://example.org/x/', first: 'a/x.md', file: 'c.md' },
    ])
    expect((await readFiles({ 'a.md': '1', 'b.md': '2' })).addresses.shared).toEqual([])
  })

  test('is reported if it is a path without a site, unless there is a pattern', async () => {
    const files = { 'a.md': 'x', 'b.md': '---\nurl: /b/\n---\ny', 'c.md': '---\nurl: /c/\n---\nz' }

    expect((await readFiles(files)).addresses.paths).toEqual({
      count: 2,
      example: { file: 'b.md', address: '/b/' },
    })
    for (const url of ['/:slug/', 'https://example.org/:slug/'])
      expect((await readFiles(files, { url })).addresses.paths.count).toBe(0)
  })

  test('has its placeholders filled without a pattern, too', async () => {
    expect((await readOne('---\npermalink: /:slug/\nslug: b\n---\nx')).url).toBe('/b/')
  })

  test('is refused if the pattern needs more of the date than there is', async () => {
    const source = '---\ntitle: T\ndate: 2024\n---\n'

    await expect(readOne(source, { url: '/:day/:slug' })).rejects.toThrow(
      'a.md:3: url needs :day, but its date is 2024. Give the article a full date',
    )
  })
})

describe('date', () => {
  test.each([
    ['2022', '2022'],
    ['2022-06', '2022-06'],
    ['2022-06-12', '2022-06-12'],
    ['2022-06-12T23:30:00-09:00', '2022-06-12'],
    ['2022-06-12 10:00:00 +0900', '2022-06-12'],
    ['"2022-06-12T10:00Z"', '2022-06-12'],
    ['2022-6-1', '2022-06-01'],
    ['2022/06/12', '2022-06-12'],
    ['2022/6/1 10:00', '2022-06-01'],
    ['2022-06-12 9:05:00 UTC', '2022-06-12'],
    ['12.6.2022', '2022-06-12'],
    ['2022.6.12', '2022-06-12'],
    ['20220612', '2022-06-12'],
    ['June 12, 2022 at 10:00 am', '2022-06-12'],
    ['Jun 02 2022', '2022-06-02'],
    ['June 2, 2022', '2022-06-02'],
    ['Thu, 02 Jun 2022 10:00:00 GMT', '2022-06-02'],
    ['2nd June 2022', '2022-06-02'],
    ['Sept. 2022', '2022-09'],
    ['git Last Modified', null],
    ['last-modified\npubDate: 2022', '2022'],
    ['"{{ now }}"', null],
    ['{ created: 2022-06-12, updated: 2023 }', '2022-06-12'],
    ['""', null],
    ['2020\npublished: 2022-06-12', '2020'],
    ['\npublished: 2022-06-12', '2022-06-12'],
    ['" "\npublishDate: 2022-06-12', '2022-06-12'],
  ])('%s is %s', async (written, date) => {
    expect((await readOne(`---\ndate: ${written}\n---\nx`)).date).toBe(date)
  })

  test.each([
    ['pubDate: 2022', '2022'],
    ['pub_date: 2022', '2022'],
    ['pubDate: 2022\npub_date: 2023', '2022'],
    ['Date: 2022', '2022'],
    ['publishedAt: 2022-06-12T10:00:00.000Z', '2022-06-12'],
    ['date_published: 2022', '2022'],
    ['created: 2022\nupdated: 2023', '2022'],
    ['lastmod: 2022\npubDate: 2020', '2020'],
    ['lastmod: 2022', '2022'],
    ['updatedDate: Jun 12 2022', '2022-06-12'],
    ['last_update:\n  date: 2022', '2022'],
    ['lastUpdated: false\ncreated: yesterday', null],
  ])('is read from the keys of generators: %s', async (lines, date) => {
    expect((await readOne(`---\n${lines}\n---\nx`)).date).toBe(date)
  })

  test('comes from the file name of Jekyll if the front matter has none', async () => {
    const files = {
      '2024-08-29-a.md': 'x',
      '2024-08-30-b.md': '---\ndate: 2020\n---\nx',
      '2024-08-31-c.md': '---\nlast_modified_at: 2025\n---\ny',
    }

    expect((await readFiles(files)).documents.map(({ date }) => date)).toEqual([
      '2024-08-29',
      '2020',
      '2024-08-31',
    ])
  })

  test('is read from TOML and JSON as well', async () => {
    const files = {
      'a.md': '+++\ndate = 2022-06-12T23:30:00-09:00\n+++\nx',
      'b.md': '{\n"date": 2022\n}\nx',
    }

    expect((await readFiles(files)).documents.map(({ date }) => date)).toEqual([
      '2022-06-12',
      '2022',
    ])
  })
})

describe('what is skipped', () => {
  test.each([
    ['draft: true', 'draft'],
    ['draft: yes', 'draft'],
    ['published: no', 'draft (published: false)'],
    ['permalink: false', 'not a page (permalink: false)'],
    ['noindex: true', 'noindex'],
    ['robots: noindex, follow', 'noindex'],
    ['robots: [nofollow, NOINDEX]', 'noindex'],
    ['date: 2026-11-25', 'dated 2026-11-25, in the future'],
    ['date: 2026-12', 'dated 2026-12, in the future'],
    ['date: 2020\npublishDate: 2026-11-25', 'published on 2026-11-25, in the future'],
    ['date: 2020\npublished: 2026-11-25', 'published on 2026-11-25, in the future'],
    ['date: 2020\npubDate: 2026-11-25', 'published on 2026-11-25, in the future'],
    ['unpublishdate: 2026-11-23', 'expired on 2026-11-23'],
    ['expires: 2026-11-23', 'expired on 2026-11-23'],
    ['expiryDate: 2026-10', 'expired on 2026-10'],
    ['draft: true\ndate: soon', 'draft'],
  ])('%s', async (line, reason) => {
    const { documents, skipped } = await readFiles({
      'a.md': `---\n${line}\n---\nText`,
      'b.md': 'x',
    })

    expect(documents.map(({ id }) => id)).toEqual(['b'])
    expect(skipped).toMatchObject([{ file: 'a.md', reason }])
  })

  test.each([
    'isDraft: true',
    'excalidraw-plugin: parsed',
    'private: true',
    'status: draft',
    'Status: hidden',
    'publish: false',
    'unlisted: true',
    'hidden: true',
    'headless: true',
    'search: false',
    'search:\n  exclude: true',
    'search_exclude: true',
    'pagefind: false',
    'searchHidden: true',
    '_build:\n  render: never',
    'eleventyExcludeFromCollections: true',
  ])('an article that its generator withholds: %s', async (lines) => {
    const [written] = lines
      .replace('\n  ', ' ')
      .replace(': e', '.e')
      .replace(': r', '.r')
      .split('\n')
    expect((await readOne(`---\n${lines}\n---\nText`)).skipped).toBe(
      `left out by its front matter (${written})`,
    )
  })

  test.each([
    'draft: false',
    'status: published',
    'search:\n  boost: 2',
    'search: true',
    'unlisted: false',
    'hidden: [navigator]',
    'sidebar:\n  hidden: true',
    'build:\n  render: always',
    'headless: perhaps',
    'published: true',
    'published: 2026-11-24',
    'draft: ""',
    'robots: all',
    'date: 2026-11-24',
    'date: 2026',
    'publishDate: 2026-11-24T10:00:00Z',
    'expires: 2026-11-24',
  ])('not an article with %s', async (line) => {
    expect((await readOne(`---\n${line}\n---\nText`)).skipped).toBeUndefined()
  })

  test.each(['', ' \n\n', '---\ndate: 2022\n---\n', '<!-- a -->', '{{< a >}}'])(
    'a file without content: %j',
    async (source) => {
      expect((await readOne(source)).skipped).toBe('empty')
    },
  )

  test('a file with nothing but boilerplate', async () => {
    const files = { 'a.md': 'x', 'b.md': 'x\n\ny', 'c.md': '---\ntitle: T\n---\nx' }
    const { documents, skipped } = await readFiles(files)

    expect(documents.map(({ text }) => text)).toEqual(['y', ''])
    expect(skipped).toEqual([{ file: 'a.md', reason: 'nothing but boilerplate' }])
  })

  test('not an article with only a title', async () => {
    expect(await readOne('---\ntitle: T\n---\n')).toMatchObject({ title: 'T', text: '' })
    expect(await readOne('# T')).toMatchObject({ title: 'T', text: '' })
  })

  test('drafts in plain text, too', async () => {
    const { skipped } = await readFiles({ 'a.txt': '---\ndraft: true\n---\nText', 'b.md': 'x' })

    expect(skipped).toEqual([{ file: 'a.txt', reason: 'draft' }])
  })
})

describe('keywords', () => {
  test('have the tags in paragraphs of nothing else, as in notes', async () => {
    const source = '---\ntags: a, b\n---\nText.\n\n#c #d/é\n\n    #code'
    const { fields, text } = await readOne(source, { fields: ['tags'] })

    expect(fields).toEqual({ tags: ['a', 'b', 'c', 'd/é'] })
    expect(text).toBe('Text.\n\n#code')
    expect((await readOne('Text.\n\n#c')).keywords).toEqual(['c'])
    const zola = '+++\n[taxonomies]\ntags = ["a"]\n+++\n'
    for (const front of ['---\nTags: a\n---\n', zola])
      expect((await readOne(`${front}Text.\n\n#c`)).keywords).toEqual(['a', 'c'])
  })

  test('have no single tag with a capital, which is mostly a heading and stays text', async () => {
    const { keywords, text } = await readOne(
      '#Introduction\n\nText.\n\n#Baking #bread\n\n#usage\n\n#Work/Tax',
    )

    expect([keywords, text]).toEqual([
      ['Baking', 'bread', 'usage', 'Work/Tax'],
      '#Introduction\n\nText.',
    ])
  })

  test('have tags in the text beside those that Jekyll parts at spaces', async () => {
    const source = '---\ntags: a b\n---\nText.\n\n#c #d'
    const { documents } = await readFiles(
      { '_posts/2024-08-29-e.md': source, 'f.md': source },
      { fields: ['tags'] },
    )

    expect(documents.map(({ fields }) => fields.tags)).toEqual([
      ['a', 'b', 'c', 'd'],
      ['a b', 'c', 'd'],
    ])
  })

  test.each([
    ['tags: [energy, sun power]', ['energy', 'sun power']],
    ['tags: energy, sun', ['energy, sun']],
    ['Keywords: [a, b]\ntags: [b, c]', ['b', 'c', 'a']],
    ['categories: [Sun]\ncategory: Wind\ntag: Rain', ['Rain', 'Sun', 'Wind']],
    ["author: Mary O'Neill", ["Mary O'Neill"]],
    ['author: { name: Mary, url: /mary }', ['Mary']],
    ['authors:\n  - name: Mary\n    url: /mary\n  - name: Ada\n  - bob', ['bob', 'Mary', 'Ada']],
    ['tags: [{ label: Sun, permalink: /sun }]', ['Sun']],
    ['taxonomies: { tags: [Zola] }', ['Zola']],
    ['tags: [{{tag}}, "", ~]\nauthor: "{{author}}"', []],
    ['aliases: [Q3 numbers, AC/DC, Q3]', ['Q3 numbers', 'AC/DC', 'Q3']],
    ['alias: A note', ['A note']],
    ['author: "[[Jane Doe]]"\ntags: ["[[b/c|C]]", "D [[e]]"]', ['C', 'D [[e]]', 'Jane Doe']],
    ['aliases: [/old/, old/post, posts/, old.html, /about]', []],
    ['source: Daily Post', ['Daily Post']],
    ['date: 2024-08-29', ['August 2024']],
    ['date: 2024-08', ['August 2024']],
    ['date: 2024', ['2024']],
  ])('of %j are %j', async (front, keywords) => {
    expect((await readOne(`---\n${front}\n---\nText.`)).keywords).toEqual(keywords)
  })

  test('are read from TOML, too', async () => {
    const front = 'tags = ["a"]\n[[authors]]\nname = "Mary"\n[[authors]]\nname = "Ada"'

    expect((await readOne(`+++\n${front}\n+++\nText.`)).keywords).toEqual(['a', 'Mary', 'Ada'])
  })

  test('are read from an HTML page', async () => {
    const head = '<meta name=author content="Mary"><meta name=keywords content="sun, wind">'
    const { documents } = await readFiles({ 'a.html': `${head}<title>T</title><p>Text.` })

    expect(documents[0].keywords).toEqual(['sun', 'wind', 'Mary'])
  })

  test.each([
    '<a href="/mary" rel="nofollow author">Mary\n O\'Neill</a> <a rel=author>Ada</a>',
    "<span itemprop=author itemscope><span itemprop=name>Mary O'Neill</span></span>",
    '<div class="p-author h-card"><img alt=""></div><b class="p-author">Mary O\'Neill</b>',
    '<script type="application/ld+json">{"author": [{"@type": "Person", "name": "Mary O\'Neill"}]}</script>',
    '<meta name=author content="Mary O\'Neill"><a rel=author>Ada</a>',
  ])('have the author whom the page marks by %j', async (byline) => {
    const about = `<p class="p-author">Mary ${'writes about the sea '.repeat(4)}</p>`
    const { documents } = await readFiles({ 'a.html': `${about}${byline}<h1>T</h1><p>Text.` })

    expect(documents[0].keywords).toEqual(["Mary O'Neill"])
  })

  test('have no author of a comment, but still whom JSON-LD names', async () => {
    const comment = '<p itemprop="author">Troll says</p><p>Nice.</p>'
    const page = `<h1>T</h1><p>${'Text. '.repeat(80)}${comment}`
    const about = '<script type="application/ld+json">{"author": {"name": "Mary"}}</script>'
    const { documents } = await readFiles({ 'a.html': page, 'b.html': page + about })

    expect(documents.map(({ keywords }) => keywords)).toEqual([[], ['Mary']])
  })

  test.each([
    ['de', 'März 2024'],
    ['fa', 'مارس 2024'],
    ['th', 'มีนาคม 2024'],
    ['bn', 'মার্চ 2024'],
    ['xx', 'March 2024'],
  ])(
    'have the month in the language of the article, and the year in Latin digits: %s',
    async (code, month) => {
      const front = '---\ndate: 2024-03-05\n---\nText.'

      expect((await readOne(front, { languages: [code] })).keywords).toEqual([month])
    },
  )

  test('include the values of fields', async () => {
    const front = '---\nsection: Sport\ntags: [sun]\n---\nText.'

    expect((await readOne(front, { fields: ['section'] })).keywords).toEqual(['sun', 'Sport'])
    expect((await readOne(front)).keywords).toEqual(['sun'])
  })

  test('may be values of a field as well', async () => {
    const { fields, keywords, text } = await readOne('---\ntags: [sun]\n---\nText.', {
      fields: ['tags'],
    })

    expect({ fields, keywords, text }).toEqual({
      fields: { tags: ['sun'] },
      keywords: ['sun'],
      text: 'Text.',
    })
  })
})
