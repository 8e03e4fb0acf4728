import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFolder } from '../read/support.ts'
import { BadSettings, modelNames, readSettings, settingNames } from './settings.ts'

const fileWith = (source: string) =>
  join(createFolder({ 'edgewise.toml': source }), 'edgewise.toml')

describe('readSettings', () => {
  test('fills in every default', () => {
    const file = fileWith('')

    expect(readSettings(file)).toEqual({
      articles: join(file, '../seeds/articles'),
      title: 'Articles',
      cors: ['*'],
      exclude: [],
      fields: [],
      labels: {},
      languages: ['en'],
      teach: true,
    })
  })

  test('accepts a byte order mark', () => {
    expect(readSettings(fileWith('\ufefftitle = "News"')).title).toBe('News')
  })

  test('accepts every setting', () => {
    const settings = {
      articles: '/srv/articles',
      exclude: ['tags/**', '**/archive.html'],
      url: 'https://example.org/:section/:slug/',
      title: 'News',
      cors: ['https://example.org', 'http://localhost:1313'],
      fields: ['tags', 'author-name', 'source', 'lang'],
      languages: ['de', 'en'],
      teach: false,
      table: '/srv/index',
    }
    const lines = Object.entries(settings).map(
      ([key, value]) => `${key} = ${JSON.stringify(value)}`,
    )

    expect(readSettings(fileWith(lines.join('\n')))).toEqual({ ...settings, labels: {} })
  })

  test('takes the label of a field behind its name', () => {
    const { fields, labels } = readSettings(
      fileWith('fields = ["topic", "author = Written by: a=b", "__proto__=P"]'),
    )

    expect(fields).toEqual(['topic', 'author', '__proto__'])
    expect(Object.entries(labels)).toEqual([
      ['author', 'Written by: a=b'],
      ['__proto__', 'P'],
    ])
  })

  test('resolves articles from the file, those of an override from the current folder', () => {
    const file = fileWith('articles = "a"')

    expect(readSettings(file).articles).toBe(join(file, '../a'))
    expect(readSettings(file, { articles: 'b' }).articles).toBe(resolve('b'))
    expect(readSettings(file, { articles: undefined }).articles).toBe(join(file, '../a'))
  })

  test('resolves a table from the file, that of an override from the current folder', () => {
    const file = fileWith('table = "a"')

    expect(readSettings(file).table).toBe(join(file, '../a'))
    expect(readSettings(file, { table: 'b' }).table).toBe(resolve('b'))
  })

  test('prefers an override to what the file says', () => {
    expect(readSettings(fileWith('url = "/:path"'), { url: '/:slug' }).url).toBe('/:slug')
  })

  test.each([
    ['titel = "x"', 'titel is not a setting; the nearest is title.'],
    ['title = 5', 'title is 5; wanted text.'],
    ['title = " "', 'title is ""; wanted text.'],
    ['articles = ""', 'articles is ""; wanted text.'],
    ['teach = "no"', 'teach is "no"; wanted true or false.'],
    ['table = ""', 'table is ""; wanted text.'],
    ['exclude = "tags"', 'exclude is "tags"; wanted a list of patterns.'],
    ['exclude = ["/tags"]', 'exclude has "/tags"; wanted a path from the folder of the articles,'],
    ['exclude = ["../a.md"]', 'exclude has "../a.md"; wanted a path from the folder of'],
    ['exclude = ["a\\\\b"]', 'exclude has "a\\\\b"; wanted a path from the folder of'],
    ['exclude = [" "]', 'exclude has ""; wanted a path from the folder of'],
    ['cors = "*"', 'cors is "*"; wanted a list of origins.'],
    [
      'cors = ["https://example.org/a"]',
      'cors has "https://example.org/a"; wanted "*" or an origin',
    ],
    ['cors = ["ftp://example.org"]', 'cors has "ftp://example.org"; wanted "*" or an origin'],
    ['fields = ["a b"]', 'fields has "a b"; wanted a name of letters, digits, - and _;'],
    ['fields = ["a=A", "a"]', 'fields is ["a=A","a"]; wanted each field once.'],
    ['fields = ["a="]', 'fields has "a="; wanted what pages call it behind =, or no =.'],
    ['fields = ["=A"]', 'fields has "=A"; wanted a name of letters'],
    ['fields = ["title=T"]', 'fields has "title=T"; wanted a field of your own'],
    ['fields = ["title"]', 'fields has "title"; wanted a field of your own'],
    ['languages = []', 'languages is []; wanted at least one language'],
    ['languages = ["english"]', 'languages has "english"; wanted a code of two letters'],
    ['url = "/:sluug"', 'url has :sluug, which is not a placeholder; the nearest is :slug'],
    ['url = "example.org/:slug"', 'url is "example.org/:slug"; wanted an http(s) address'],
    ['url = 5', 'url is 5; wanted a pattern in quotes.'],
    ['x = = 1', 'file is not TOML: '],
  ])('refuses %s, with file and line', (line, sentence) => {
    const read = () => readSettings(fileWith(`# settings\n\n${line}\n`))

    expect(read).toThrow(BadSettings)
    expect(read).toThrow(`edgewise.toml:3: ${sentence}`)
  })

  test('names everything wrong at once', () => {
    expect(() => readSettings(fileWith('title = 1\ncors = 2'))).toThrow(
      /:1: title is 1.*\n.*:2: cors is 2/,
    )
  })

  test('names no line of the file for a bad override', () => {
    expect(() => readSettings(fileWith(''), { url: 'x' })).toThrow(/^url is "x"; wanted/)
  })

  test('says when there is no file', () => {
    expect(() => readSettings('/nowhere/edgewise.toml')).toThrow(
      'edgewise.toml is not there; wanted a file',
    )
  })
})

describe('readSettings of [model]', () => {
  const whole = {
    id: 'bge-m3',
    revision: 'main',
    dtype: 'q8',
    pooling: 'cls',
    dimensions: 256,
    fallback: 'static',
  } as const
  const written = Object.entries(whole).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
  const prefixes = 'query-prefix = "q: "\npassage-prefix = ""'
  const wholeFile = () => fileWith(`[model]\n${written.join('\n')}\n${prefixes}`)

  test('accepts every setting', () => {
    expect(readSettings(wholeFile()).model).toEqual({
      ...whole,
      queryPrefix: 'q: ',
      passagePrefix: '',
    })
  })

  test('prefers single overrides to what the file says', () => {
    expect(
      readSettings(wholeFile(), { model: { pooling: 'mean', queryPrefix: '' } }).model,
    ).toEqual({
      ...whole,
      pooling: 'mean',
      queryPrefix: '',
      passagePrefix: '',
    })
  })

  test('drops the file’s settings for another model, and has none for the embedded model', () => {
    expect(readSettings(wholeFile(), { model: { id: 'gte-small' } }).model).toEqual({
      id: 'gte-small',
    })
    expect(readSettings(wholeFile(), { model: { id: 'static' } }).model).toBeUndefined()
    expect(readSettings(fileWith('[model]\nid = "static"')).model).toBeUndefined()
  })

  test('resolves a folder from the file, that of an override from the current folder', () => {
    const local = fileWith('[model]\nid = "./m"')

    expect(readSettings(local).model?.id).toBe(join(local, '../m'))
    expect(readSettings(local, { model: { id: './n' } }).model?.id).toBe(resolve('n'))
    expect(readSettings(local, { model: { id: 'a/b' } }).model?.id).toBe('a/b')
  })

  test.each([
    [
      '[model]\nid = "a"\npooling = "max"',
      ':3: pooling is "max"; wanted one of mean, cls, last_token.',
    ],
    ['[model]\nid = "a"\ndimensions = 1.5', ':3: dimensions is 1.5; wanted a whole number.'],
    [
      '[model]\nid = "a"\nquery-prefx = ""',
      ':3: query-prefx is not a setting of [model]; the nearest is query-prefix.',
    ],
    ['[model]\npooling = "cls"', 'A setting of the model needs a model: say which'],
    ['model = "a"', ':1: model is "a"; wanted a table: [model], and below it id = "…".'],
    [
      '[model]\nid = "static"\npooling = "cls"',
      'static is the embedded model, which has no pooling.',
    ],
  ])('refuses %j', (source, sentence) => {
    expect(() => readSettings(fileWith(source))).toThrow(sentence)
  })

  test('names no line for a flag without a model', () => {
    expect(() => readSettings(fileWith(''), { model: { pooling: 'cls' } })).toThrow(
      /^A setting of the model/,
    )
  })
})

describe('edgewise.toml', () => {
  const file = join(import.meta.dirname, '../../edgewise.toml')

  test('states the defaults', () => {
    expect(readSettings(file)).toEqual({
      ...readSettings(fileWith('')),
      articles: resolve(import.meta.dirname, '../../seeds/articles'),
    })
  })

  test('has a line for every setting', () => {
    const source = readFileSync(file, 'utf8')

    const names = [...settingNames.filter((name) => name !== 'model'), ...modelNames]
    for (const name of names) expect(source).toMatch(new RegExp(`^(?:# )?${name} = `, 'm'))
    expect(source).toMatch(/^# \[model\]$/m)
  })
})
