import { beforeAll, describe, expect, test } from 'vitest'
import type { DocumentResponse, SearchResponse } from '../core/protocol.ts'
import type { Engine } from '../core/search/engine.ts'
import { createTestApp, manual, openTestEngine, type TestArticle } from './test-engine.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openTestEngine()
})

const request = (path: string, opened: Engine = engine) => createTestApp(opened).request(path)
const pageOf = async (path: string, opened?: Engine) => (await request(path, opened)).text()

describe('the start page', () => {
  test('is a labelled box in a plain form', async () => {
    const page = await pageOf('/')

    expect(page).toContain('<h1>Test articles</h1>')
    expect(page).toContain('<form id="search" role="search" action="/">')
    expect(page).toMatch(/<label for="q">.+<\/label>/)
    expect(page).toMatch(
      /<input id="q" name="q" type="search" value="" dir="auto" required\s+maxlength="2000"/,
    )
    expect(page).toContain('Searches 3 articles')
  })

  test('is made for a phone, for the dark, and for no script', async () => {
    const page = await pageOf('/')

    expect(page).toContain('<html lang="en" dir="ltr">')
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
    expect(page).toContain('<meta name="color-scheme" content="light dark">')
    expect(await pageOf('/style.css')).toContain('prefers-color-scheme: dark')
    expect(page).not.toMatch(/<script|<style| style=| on\w+=/)
  })

  test('opens whatever parameters other sites add to the link', async () => {
    expect((await request('/?utm_source=x&k=none')).status).toBe(200)
  })

  test('is not for search engines', async () => {
    expect((await request('/')).headers.get('X-Robots-Tag')).toBe('noindex')
    expect((await request('/?q=army')).headers.get('X-Robots-Tag')).toBe('noindex')
  })
})

describe('the results page', () => {
  test('links to the sentence that answers, and marks the words asked for', async () => {
    const page = await pageOf('/?q=road')

    expect(page).toContain(
      'href="http://localhost/articles/news/road#:~:text=The%20road%20crosses%20three%20valleys"',
    )
    expect(page).toContain('<strong>The <mark>road</mark> crosses three valleys.</strong>')
    expect(page).toContain('>A <mark>road</mark></a></h2>')
    expect(page).toContain('<time datetime="2022-06" lang="en">June 2022</time>')
  })

  test('shows the headings above a passage and goes to their anchor', async () => {
    const page = await pageOf('/?q=winter+road')

    expect(page).toContain('<bdi>In winter</bdi>')
    expect(page).toContain(
      '/articles/news/road#in-winter:~:text=In%20winter%20the%20road%20is%20closed"',
    )
  })

  test('leads to other sections that answer', async () => {
    const page = await pageOf('/?q=road+to+school', await openTestEngine([manual]))

    expect(page).toContain(
      '<ul class="sections" lang="en"><li dir="auto"><a href="http://localhost/articles/manual#bikes">' +
        'Bikes &amp; &lt;b&gt;</a></li></ul>',
    )
    expect(await pageOf('/?q=rocket')).not.toContain('class="sections"')
  })

  test('shows source and day', async () => {
    expect(await pageOf('/?q=army')).toContain(
      '<time datetime="2022-06-12" lang="en">12 June 2022</time> · <bdi>Example Press</bdi>',
    )
  })

  test('keeps the question, and what else it was given, unseen', async () => {
    const path =
      '/?q=road&mode=words&sort=date&k=1&offset=1&facets=true&from=2017&filter.topic=trade'
    const unseen = (page: string) =>
      [...page.matchAll(/type="hidden" name="(.+?)" value="(.+?)"/g)].map(([, ...pair]) => pair)

    expect(await pageOf(path)).toContain('value="road"')
    // The filter and the day have inputs of their own.
    expect(unseen(await pageOf(path))).toEqual([
      ['mode', 'words'],
      ['sort', 'date'],
      ['k', '1'],
    ])
  })

  test('has a checkbox for each value, with how many articles it would find', async () => {
    const page = await pageOf('/?q=road&filter.topic=trade&filter.topic=none')
    const boxes = page.matchAll(
      /<input type="checkbox" form="search" name="(.+?)" value="(.+?)"( checked)? autocomplete="off">\s+<bdi lang="en">\2<\/bdi> <span class="number">(\d+)</g,
    )

    expect([...boxes].map(([, ...parts]) => parts)).toEqual([
      ['filter.topic', 'trade', ' checked', '1'],
      ['filter.topic', 'none', ' checked', '0'],
      ['filter.topic', 'defence', undefined, '1'],
      ['filter.author', 'Ann', undefined, '1'],
      ['filter.author', 'Bob', undefined, '1'],
    ])
  })

  test('calls fields as the site does', async () => {
    const labels = { topic: 'Subjects' }
    const named = await openTestEngine(undefined, { site: { title: 'T', cors: ['*'], labels } })
    const page = await pageOf('/?q=road&filter.topic=trade&filter.topic=peace', named)

    expect(page).toContain('<legend>Subjects</legend>')
    expect(page).toContain('</span>Subjects: <bdi>trade</bdi>')
    expect(page).toContain('No article has Subjects: <bdi>peace</bdi>.')
    expect(page).toContain('<legend>author</legend>')
  })

  test('has neither boxes nor numbers in an index without fields', async () => {
    const bare = await openTestEngine(undefined, { fields: [] })
    const page = await pageOf('/?q=road', bare)

    expect(page).not.toMatch(/checkbox|class="sides"/)
    expect(page).toContain('>2 articles</h1>')
  })

  test('shows the conditions of the search, and links to it without each of them and without all', async () => {
    const page = await pageOf('/?q=road&k=1&offset=1&filter.topic=trade&from=2021-05')

    expect(page).toContain(
      '<a href="/?q=road&amp;k=1&amp;from=2021-05"><span class="unseen">Remove </span>topic: <bdi>trade</bdi>',
    )
    expect(page).toContain(
      '<a href="/?q=road&amp;k=1&amp;filter.topic=trade"><span class="unseen">Remove </span>from <bdi>May 2021</bdi>',
    )
    expect(page).toContain('<a href="/?q=road&amp;k=1">Search all articles</a>')
    expect(await pageOf('/?q=road&to=2021&filter.topic=trade')).toContain(
      'Nothing was found. Other words, or fewer filters, may find more.',
    )
  })

  test('leads to the newest first and back, where there are dates', async () => {
    expect(await pageOf('/?q=road&k=2&from=2016')).toContain(
      '<span aria-current="true">Best first</span> <a href="/?q=road&amp;sort=date&amp;k=2&amp;from=2016">Newest first</a>',
    )
    expect(await pageOf('/?q=road&sort=date')).toContain(
      '<a href="/?q=road">Best first</a> <span aria-current="true">Newest first</span>',
    )
    expect(await pageOf('/?q=army')).not.toContain('Newest first')
    expect(await pageOf('/?q=road&sort=date&to=1999')).not.toContain('Newest first')
    expect(await pageOf('/?q=road&sort=date&offset=90')).toContain('>Best first</a>')
  })

  test('asks for days, also those of a month or a year', async () => {
    const page = await pageOf('/?q=road&from=2022-06&to=2023')

    expect(page).toContain('<input type="date" form="search" name="from" value="2022-06-01" ')
    expect(page).toContain('<input type="date" form="search" name="to" value="2023-12-31" ')
    expect(page).toContain('<fieldset>\n<legend>Date</legend>')
  })

  test('takes swapped days for the time between them', async () => {
    expect(await pageOf('/?q=road&from=2023&to=2021-05')).toBe(
      await pageOf('/?q=road&from=2021-05&to=2023'),
    )
  })

  test('lets nobody type a year of more than four digits', async () => {
    expect(await pageOf('/?q=road')).toMatch(/name="from" value="" max="9999-12-31"/)
  })

  test('counts', async () => {
    expect(await pageOf('/?q=army')).toContain('>1 article</h1>')
    expect(await pageOf('/?q=road')).toContain('>2 articles</h1>')
    expect(await pageOf('/?q=road&k=1')).toContain('>1 to 1 of 2 articles</h1>')
  })

  test('pages forth and back', async () => {
    const first = await pageOf('/?q=road&k=1')
    const second = await pageOf('/?q=road&k=1&offset=1')

    expect(first).toContain('<a rel="next" href="/?q=road&amp;k=1&amp;offset=1">')
    expect(first).not.toContain('rel="prev"')
    expect(second).toContain('<a rel="prev" href="/?q=road&amp;k=1">')
    expect(second).toContain('<ol class="results" start="2">')
    expect(second).not.toContain('rel="next"')
  })

  test('leads down to the last that may be asked, and no further', async () => {
    const many = await openTestEngine(
      Array.from({ length: 120 }, (_, i) => ({ id: `a${i}`, text: `The road number ${i}.` })),
    )

    expect(await pageOf('/?q=road&k=30&offset=30', many)).toContain('offset=60"')
    expect(await pageOf('/?q=road&k=30&offset=60', many)).toContain('offset=90"')
    expect(await pageOf('/?q=road&k=50&offset=50', many)).not.toContain('rel="next"')

    const last = await pageOf('/?q=road&k=30&offset=90', many)
    expect(last).toContain('91 to 100 of 120 articles')
    expect(last).toContain('<a rel="prev" href="/?q=road&amp;k=30&amp;offset=60">')
    expect(last).not.toContain('rel="next"')
  })

  test('leads back from far below the last result to the page that has it', async () => {
    const page = await pageOf('/?q=road&k=1&offset=40')

    expect(page).toContain('There are no results on this page; 2 articles were found.')
    expect(page).toContain('<a rel="prev" href="/?q=road&amp;k=1&amp;offset=1">')
  })

  test('says when nothing is found', async () => {
    const page = await pageOf('/?q=school')

    expect(page).toContain('Nothing was found.')
    expect(page).not.toContain('<ol')
  })

  test('says when nothing answers, and shows what is nearest', async () => {
    const doubtful = await openTestEngine(undefined, { confidence: { floor: 0.3, threshold: 2 } })
    const page = await pageOf('/?q=army+school', doubtful)

    expect(page).toContain('No article here answers this. The nearest articles:')
    expect(page).toContain('An <mark>army</mark> visit')
  })

  test('says when only words could rank, and is not kept', async () => {
    const response = await request('/?q=valleys')

    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(await response.text()).toContain(
      'Ranked by words alone. The model knows no word of the query.',
    )
  })

  test('explains when asked', async () => {
    const page = await pageOf('/?q=army&explain=true')

    expect(page).toContain('By words: rank 1, score')
    expect(page).toContain('Second look: 1.00 of the best.')
  })

  test.each([
    [`/?q=${'a'.repeat(2001)}`, 'The question has 2001 characters; at most 2000 are wanted.'],
    ['/?q=a&q=b', 'The question is given more than once; give it once.'],
    ['/?q=a&k=51', 'k is &quot;51&quot;; a whole number from 1 to 50 is wanted.'],
    ['/?q=a&filter.topics=5', '&quot;filter.topics&quot; is not a parameter here; the nearest is'],
  ])('says in a sentence what is wrong with %s', async (path, sentence) => {
    const response = await request(path)

    expect(response.status).toBe(400)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    const page = await response.text()
    expect(page).toContain('<h1 class="note">The search does not understand this address.</h1>')
    expect(page).toContain(`<p class="about" lang="en" dir="ltr">${sentence}`)
  })

  test.each(['/?q=army&k=51', '/?q=&q=army&k=51', '/?q=army&q=road'])(
    'keeps the question of %s',
    async (path) => {
      expect(await pageOf(path)).toContain('type="search" value="army"')
    },
  )
})

describe('the results page without a question', () => {
  test.each(['/?from=2022', '/?q=&from=2022&filter.topic='])(
    'lists by %s what passes, newest first, each by its beginning',
    async (path) => {
      const page = await pageOf(path)
      const links = [...page.matchAll(/<h2[^>]*><a href="(.+?)"/g)].map(([, link]) => link)

      expect(links).toEqual([
        'https://example.org/army-visit',
        'http://localhost/articles/news/road',
      ])
      expect(page).toContain('dir="auto">The army met an army. They agreed to meet again.</p>')
      expect(page).toContain('>2 articles</h1>')
      expect(page).toContain('<title>2 articles – Test articles</title>')
      expect(page).not.toContain('Best first')
    },
  )

  test('lists all by an empty question', async () => {
    expect(await pageOf('/?q=')).toContain('>3 articles</h1>')
    expect(await pageOf('/?q=+')).toContain('>3 articles</h1>')
  })

  test('has the filters and pages of a search, in a form that may be sent without a question', async () => {
    const page = await pageOf('/?filter.topic=defence&k=1')

    expect(page).toMatch(/<input id="q"[^>]* value="" dir="auto"\s+maxlength/)
    expect(page).toMatch(/value="defence" checked autocomplete="off">\s+.*<span class="number">2</)
    expect(page).toContain('<a href="/?q=&amp;k=1">Search all articles</a>')
    expect(page).toContain('rel="next" href="/?q=&amp;k=1&amp;offset=1&amp;filter.topic=defence"')
  })

  test('says where nothing passes, and which value no article has', async () => {
    const page = await pageOf('/?filter.topic=peace')

    expect(page).toContain('No article has topic: <bdi>peace</bdi>.')
    expect(page).toContain('>0 articles found</h1>')
  })

  test.each(['/', '/?from=&filter.topic=', '/?from=feed', '/?k=3&sort=date'])(
    'is not at %s',
    async (path) => {
      expect(await pageOf(path)).toContain('Searches 3 articles')
    },
  )

  test('says what is wrong with an address', async () => {
    expect(await pageOf('/?q=+&k=51')).toContain('k is &quot;51&quot;; a whole number')
  })
})

describe('the search page', () => {
  test('ignores parameters that other sites add to a link', async () => {
    const response = await request('/?q=road&fbclid=abc&utm_source=x&facets=none')

    expect(response.status).toBe(200)
    expect(await response.text()).not.toMatch(/fbclid|facets/)
  })

  test.each(['/?q=road', '/?filter.topic=trade', '/?q=&from=2022'])(
    'is the same at %s from wherever a visitor comes',
    async (path) => {
      expect(await pageOf(`${path}&from=feed&to=inbox`)).toBe(await pageOf(path))
    },
  )
})

describe('the reading page', () => {
  test('shows an article with its headings at their places and their anchors', async () => {
    const page = await pageOf('/articles/news/road')

    expect(page).toContain('<h1 dir="auto">A road</h1>')
    expect(page).toMatch(
      /<p dir="auto">The road crosses three valleys\.<\/p>\s+<h2 id="in-winter" dir="auto"><a href="#in-winter">In winter<\/a><\/h2>\s+<p dir="auto">Trucks use it in summer\. In winter the road is closed &amp; guarded\.<\/p>/,
    )
  })

  test('keeps lines, separates blocks, and has no heading above the second level', async () => {
    const text = 'one\n  two\n\n\nthree'
    const headings = [
      { depth: 1, text: 'First', anchor: 'first', at: 0 },
      { depth: 6, text: 'Last', anchor: 'last', at: text.length },
    ]
    const page = await pageOf('/articles/a', await openTestEngine([{ id: 'a', text, headings }]))

    expect(page).toContain('<h2 id="first"')
    expect(page).toContain('<p dir="auto">one\n  two</p>\n<p dir="auto">three</p>')
    expect(page).toContain('<h4 id="last"')
  })

  test('ends with what is related and the way back to the search', async () => {
    const page = await pageOf('/articles/rocket')

    expect(page).toContain('<section class="related" aria-label="Related articles">')
    expect(page).toContain('href="http://localhost/articles/news/road"')
    expect(page).toContain('<a href="/">← Search all articles</a>')
  })

  test('is for search engines only where the article has no other address', async () => {
    const own = await request('/articles/news/road?from=elsewhere')
    const copy = await request('/articles/rocket')

    expect(own.headers.get('X-Robots-Tag')).toBeNull()
    expect(await own.text()).toContain(
      '<link rel="canonical" href="http://localhost/articles/news/road">',
    )
    expect(copy.headers.get('X-Robots-Tag')).toBe('noindex')
    expect(await copy.text()).not.toContain('canonical')
  })

  test('names where an article was published', async () => {
    expect(await pageOf('/articles/news/army%20visit')).toContain(
      'Published at <a href="https://example.org/army-visit">example.org</a>',
    )
  })

  test('answers an unknown id with 404 and a search box', async () => {
    const response = await request('/articles/none')

    expect(response.status).toBe(404)
    expect(await response.text()).toContain('<h1 class="note">There is no article “none”.</h1>')
  })

  test('says in which language articles are, if it is known', async () => {
    const german = await openTestEngine(undefined, { languages: ['de'] })
    const articles = [
      { id: 'heer', text: 'Army.', language: 'de' },
      { id: 'army', text: 'Army.' },
    ]
    const mixed = await openTestEngine(articles, { languages: ['de', 'en'] })
    const unknown = await openTestEngine(undefined, { languages: ['de', 'fr'] })

    expect(await pageOf('/articles/rocket', german)).toContain('<article lang="de">')
    expect(await pageOf('/articles/heer', mixed)).toContain('<article lang="de">')
    expect(await pageOf('/articles/army', mixed)).toContain('<article lang="en">')
    expect(await pageOf('/articles/rocket', unknown)).toContain('<article lang="">')
  })

  test('shows a heading without an anchor, as in HTML, as no link', async () => {
    const headings = [{ depth: 2, text: 'At home', anchor: '', at: 0 }]
    const opened = await openTestEngine([{ id: 'a', text: 'The army came home.', headings }])

    expect(await pageOf('/articles/a', opened)).toContain('<h2 dir="auto">At home</h2>')
  })
})

describe('where nothing is', () => {
  const asBrowser = { headers: { Accept: 'text/html' } }

  test('a page says so in the language of the site, with a search box', async () => {
    const german = await openTestEngine(undefined, { languages: ['de'] })
    const response = await createTestApp(german).request('/nowhere?q=army', asBrowser)
    const page = await response.text()

    expect(page).toContain('<html lang="de" dir="ltr">')
    expect(page).toContain('<h1 class="note">Unter dieser Adresse gibt es keine Suche.</h1>')
    expect(page).toContain('<form id="search" role="search" action="/">')
    expect(page).toContain('value="army"')
    expect(page).not.toContain('There is nothing')
  })

  test('and an address is not read as the name of an article', async () => {
    const page = await (await createTestApp(engine).request('/articles', asBrowser)).text()

    expect(page).toContain('<h1 class="note">There is no search at this address.</h1>')
  })
})

describe('hostile articles', () => {
  const html = '</title></p><script>alert(1)</script><img src=x onerror=alert(1)>'
  const hostile: TestArticle = {
    id: 'a"><script>alert(1)</script>',
    title: `army ${html}`,
    url: 'javascript:alert(1)//army',
    date: '"><script>alert(1)</script>',
    source: `"'${html}`,
    fields: { topic: [html] },
    text: `The army ${html} "quoted' \u202eesrever\u0000 nul \u0007 bell.`,
    headings: [{ depth: 2, text: html, anchor: `x" onclick="alert(1)`, at: 0 }],
  }
  const paths = [
    '/?q=army',
    `/?q=${encodeURIComponent(`army ${html} "`)}&filter.topic=${encodeURIComponent(html)}`,
    `/?q=${encodeURIComponent(`army" autofocus onfocus="alert(1)`)}&x=${encodeURIComponent(html)}`,
    `/articles/${encodeURIComponent(hostile.id)}`,
    `/articles/${encodeURIComponent(html)}`,
  ]

  test.each(paths)('and hostile queries are text, only text, on %s', async (path) => {
    const page = await pageOf(path, await openTestEngine([hostile]))
    const tags = page.replaceAll(/<[^>]*>/g, (tag) => `\n${tag}\n`).split('\n')
    const names = new Set(tags.flatMap((tag) => /^<\/?([a-z0-9]+)/.exec(tag)?.[1] ?? []))

    expect(names).not.toContain('script')
    expect(names).not.toContain('img')
    // Without quoted values, no attribute is left that runs anything.
    expect(page.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\s(on\w+|style|src)\s*=/)
    expect(page).not.toMatch(/href="(?!https?:\/\/localhost\/|\/|#)/)
  })

  test('keep their text to the letter, but for control characters', async () => {
    const page = await pageOf('/?q=army', await openTestEngine([hostile]))

    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain('&quot;quoted&#39; \u202eesrever\ufffd nul \ufffd bell.')
  })

  test('never turn a javascript: address into a link, in pages or in answers', async () => {
    const opened = await openTestEngine([hostile])
    const answer = await request('/search?q=army', opened)
    const { results } = await answer.json<SearchResponse>()

    expect(new URL(results[0].url).protocol).toBe('http:')
    expect(await pageOf(`/articles/${encodeURIComponent(hostile.id)}`, opened)).not.toContain(
      'javascript:',
    )
  })

  test('are JSON strings in answers, whatever they hold', async () => {
    const opened = await openTestEngine([hostile])
    const response = await request(`/documents/${encodeURIComponent(hostile.id)}`, opened)

    expect(response.headers.get('Content-Type')).toBe('application/json')
    expect((await response.json<DocumentResponse>()).text).toBe(hostile.text)
  })

  test('may have a lone surrogate in an anchor', async () => {
    const headings = [{ depth: 2, text: 'Half', anchor: 'half-\ud800', at: 0 }]
    const opened = await openTestEngine([{ id: 'a', text: 'The army came home.', headings }])

    expect((await request('/?q=army', opened)).status).toBe(200)
    expect((await request('/articles/a', opened)).status).toBe(200)
  })
})
