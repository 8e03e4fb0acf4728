import { describe, expect, test } from 'vitest'
import { fillAddress, isTemplate, parseAddress, parseUrlPattern } from './url.ts'

const place = {
  id: 'news/2024/a b',
  file: 'a.md',
  sections: ['news', '2024'],
  folder: null,
  slug: 'ä',
  date: '2024-08-29',
  categories: ['A b', 'C'],
}

describe('parseAddress', () => {
  test.each([
    ['https://example.org/a', 'https://example.org/a'],
    ['HTTP://example.org/a b?c#d', 'http://example.org/a%20b?c#d'],
    ['/a/é?b#c', '/a/%C3%A9?b#c'],
  ])('accepts %j', (address, parsed) => {
    expect(parseAddress(address)).toBe(parsed)
  })

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'mailto:a@example.org',
    'a/b',
    '',
    '//example.org/a',
    '/\\example.org',
    '/\t/example.org',
    'https://',
    'https:example.org',
  ])('refuses %j', (address) => {
    expect(parseAddress(address)).toBe(null)
  })
})

describe('an address in front matter', () => {
  test.each([
    ['/:year/:month/:day/:title/', '/2024/08/29/%C3%A4/'],
    ['/posts/:slug.html', '/posts/%C3%A4.html'],
    ['https://example.org/wiki/Talk:Search', 'https://example.org/wiki/Talk:Search'],
    ['https://example.org:8080/a', 'https://example.org:8080/a'],
  ])('%s is filled', (address, filled) => {
    expect([isTemplate(address), fillAddress(address, place)]).toEqual([false, filled])
  })

  test.each(['/blog/{{ page.slug }}/', '{% a %}', '/:author/:title/', ':title:output_ext'])(
    '%s is a template',
    (address) => {
      expect(isTemplate(address)).toBe(true)
    },
  )
})

describe('parseUrlPattern', () => {
  test.each([
    ['https://example.org:8080/:path/', 'https://example.org:8080/news/2024/a%20b/'],
    ['/:section/:slug', '/news/%C3%A4'],
    ['/:section/:title', '/news/%C3%A4'],
    ['/x/:sections/:slug/', '/x/news/2024/%C3%A4/'],
    ['/:categories/:title', '/a%20b/c/%C3%A4'],
    ['/:year/:month/:day/:slug.html?x=:year', '/2024/08/29/%C3%A4.html?x=2024'],
  ])('fills %s', (pattern, url) => {
    expect(parseUrlPattern(pattern).fill(place)).toBe(url)
  })

  test('leaves out the categories of an article without any', () => {
    const { fill } = parseUrlPattern('/x/:categories/:title')

    expect(fill({ ...place, categories: [] })).toBe('/x/%C3%A4')
  })

  test.each([
    ['a/b c.html', 'https://example.org/docs/a/b%20c.html'],
    ['a/index.html', 'https://example.org/docs/a/'],
    ['index.HTM', 'https://example.org/docs/'],
    ['a/my-index.html', 'https://example.org/docs/a/my-index.html'],
  ])('gives the file %s the address at which a server shows it', (file, url) => {
    const { fill } = parseUrlPattern('https://example.org/docs/:file')

    expect(fill({ ...place, file })).toBe(url)
  })

  test.each([':section', ':sections'])('leaves out %s of an article outside any folder', (name) => {
    const { fill } = parseUrlPattern(`https://example.org/${name}/:slug/`)

    expect(fill({ ...place, sections: [] })).toBe('https://example.org/%C3%A4/')
    // Not from within a part of the path, which would lose its slash.
    const within = parseUrlPattern(`/${name}-:slug`).fill
    expect(within({ ...place, sections: [] })).toBe('/-%C3%A4')
  })

  test.each([
    ['https://example.org:8080/:year/:slug/', 'a b/c', 'https://example.org:8080/a%20b/c/'],
    ['https://example.org/:section/:slug.html', '', 'https://example.org/'],
    ['/blog/:year-:slug', 'news', '/blog/news/'],
    ['/:path', '', '/'],
  ])('of %s gives the page of a folder the folder’s address (%j)', (pattern, folder, url) => {
    expect(parseUrlPattern(pattern).fill({ ...place, folder, date: null })).toBe(url)
  })

  test.each([
    ['https://example.org/docs/:section/:slug/', '/a/b c', 'https://example.org/docs/a/b%20c/'],
    ['https://example.org/:year-:slug', '/a', 'https://example.org/a'],
    ['https://example.org/docs/:path', '/', 'https://example.org/docs/'],
    ['/:slug/', '/', '/'],
  ])(
    'of %s uses a slug that begins with a slash as if it were the whole path (%j)',
    (pattern, slug, url) => {
      for (const folder of [null, 'news']) {
        expect(parseUrlPattern(pattern).fill({ ...place, folder, slug, date: null })).toBe(url)
      }
    },
  )

  test.each([
    ['2024', ':month', 'its date is 2024'],
    [null, ':year', 'the article has no date'],
  ])('says what an article dated %s lacks', (date, name, came) => {
    const { fill } = parseUrlPattern(`/${name}/:slug`)

    expect(() => fill({ ...place, date })).toThrow(
      `url needs ${name}, but ${came}. Give the article`,
    )
  })

  test.each([
    ['https://example.org:8080/blog/:slug', '/x/?y#z', 'https://example.org:8080/x/?y#z'],
    ['https://example.org/:slug', 'http://example.com/x', 'http://example.com/x'],
    ['/:slug', '/x', '/x'],
  ])('puts a path on the site of %s', (pattern, address, complete) => {
    expect(parseUrlPattern(pattern).complete(address)).toBe(complete)
  })

  test.each([
    ['/:slugg', 'url has :slugg, which is not a placeholder; the nearest is :slug'],
    ['/:toString/:slug', 'url has :toString, which is not a placeholder'],
    ['example.org/:slug', 'url is "example.org/:slug"; wanted an http(s) address or a path'],
    ['javascript:slug', 'url is "javascript:slug"; wanted'],
    ['https://example.org/:section/', 'url is "https://example.org/:section/" for every article'],
  ])('refuses %s', (pattern, message) => {
    expect(() => parseUrlPattern(pattern)).toThrow(message)
  })
})
