import { describe, expect, test } from 'vitest'
import type { SearchParameters } from '../core/protocol.ts'
import {
  documentSchema,
  parseQuery,
  parseSearch,
  relatedSchema,
  searchSchema,
  writeSearch,
} from './parameters.ts'

const parse = (query: string) => parseSearch(new URLSearchParams(query), ['topic', 'author'])

describe('parseSearch', () => {
  test('makes every choice that a query leaves open', () => {
    expect(parse('q=army')).toEqual({
      q: 'army',
      mode: 'hybrid',
      sort: 'relevance',
      k: 10,
      offset: 0,
      filters: {},
      explain: false,
      prefix: false,
      exact: false,
      facets: false,
    })
  })

  test('reads all that can be asked', () => {
    const query =
      'q=army&mode=words&sort=date&k=50&offset=50&from=2021&to=2022-06&explain=true&prefix=true&exact=true&facets=true&filter.topic=trade'

    expect(parse(query)).toEqual({
      q: 'army',
      mode: 'words',
      sort: 'date',
      k: 50,
      offset: 50,
      from: '2021',
      to: '2022-06',
      filters: { topic: ['trade'] },
      explain: true,
      prefix: true,
      exact: true,
      facets: true,
    })
  })

  test('spells a question one way: composed, trimmed, with single spaces, no control characters, no soft hyphens', () => {
    expect(parse('q=+ca%C2%ADfe%CC%81%0A%0D%09+bar%00baz%C2%A0').q).toBe('café bar baz')
  })

  test('collects the values of a filter, each once, in an order of their own', () => {
    const one = parse('q=a&filter.topic=b&filter.topic=a&filter.author=c&filter.topic=b')
    const other = parse('q=a&filter.author=c&filter.topic=a&filter.topic=b')

    expect(one.filters).toEqual({ author: ['c'], topic: ['a', 'b'] })
    expect(JSON.stringify(one)).toBe(JSON.stringify(other))
  })

  test('takes an empty parameter as not given, since a plain form sends every field', () => {
    expect(parse('q=a&mode=&k=&from=&to=&filter.topic=')).toEqual(parse('q=a'))
    expect(parse('q=&q=a')).toEqual(parse('q=a'))
  })

  test.each(['', 'q=', 'q=%20%09%C2%A0'])('takes %j as no question', (query) => {
    expect(parse(query)).toEqual({ ...parse('q=army'), q: '' })
  })

  test('takes 2,000 characters and refuses 2,001, naming both numbers', () => {
    expect(parse(`q=${'a'.repeat(2000)}`).q).toHaveLength(2000)
    expect(() => parse(`q=${'a'.repeat(2001)}`)).toThrow(
      'q has 2001 characters; at most 2000 are wanted.',
    )
  })

  test.each([
    ['q=a&q=b', 'q is given more than once; give it once.'],
    ['q=a&k=3&k=3', 'k is given more than once; give it once.'],
    ['q=a&k=0', 'k is "0"; a whole number from 1 to 50 is wanted.'],
    ['q=a&k=51', 'k is "51"; a whole number from 1 to 50 is wanted.'],
    ['q=a&k=-1', 'k is "-1"; a whole number from 1 to 50 is wanted.'],
    ['q=a&k=1.5', 'k is "1.5"; a whole number from 1 to 50 is wanted.'],
    ['q=a&k=1e1', 'k is "1e1"; a whole number from 1 to 50 is wanted.'],
    ['q=a&k=ten', 'k is "ten"; a whole number from 1 to 50 is wanted.'],
    ['q=a&k=%205', 'k is " 5"; a whole number from 1 to 50 is wanted.'],
    ['q=a&k=NaN', 'k is "NaN"; a whole number from 1 to 50 is wanted.'],
    ['q=a&offset=100', 'offset is "100"; a whole number from 0 to 99 is wanted.'],
    ['q=a&sort=newest', 'sort is "newest"; relevance or date is wanted.'],
    ['q=a&mode=fuzzy', 'mode is "fuzzy"; hybrid, semantic or words is wanted.'],
    ['q=a&explain=yes', 'explain is "yes"; true or false is wanted.'],
    ['q=a&prefix=1', 'prefix is "1"; true or false is wanted.'],
    [
      'q=a&ofset=2',
      '"ofset" is not a parameter here; the nearest is offset, and there are q, mode, sort, k, offset,',
    ],
    ['q=a&K=2', '"K" is not a parameter here; the nearest is k, and there are'],
    ['query=a', '"query" is not a parameter here; there are q, mode, sort, k, offset,'],
    ['q=a&limit=3', '"limit" is not a parameter here; there are q, mode,'],
    ['q=a&filter=x', '"filter" is not a parameter here; there are q, mode,'],
    [
      'q=a&filter.topics=x',
      '"filter.topics" is not a parameter here; the nearest is filter.topic, and there are',
    ],
    ['q=a&filter.__proto__=x', '"filter.__proto__" is not a parameter here'],
    ['q=a&__proto__=x', '"__proto__" is not a parameter here'],
  ])('refuses %j', (query, sentence) => {
    expect(() => parse(query)).toThrow(sentence)
  })

  test('says how to get filters where an index has none', () => {
    expect(() => parseSearch(new URLSearchParams('q=a&filter.tags=b'), [])).toThrow(
      'filter.tags came, and this index has no filters; fields in edgewise.toml names them.',
    )
  })

  test('cuts short what it quotes', () => {
    expect(() => parse(`q=a&k=${'9'.repeat(5000)}`)).toThrow(`k is "${'9'.repeat(40)}…"; a whole`)
    expect(() => parse(`q=a&${'x'.repeat(5000)}=1`)).toThrow(`"${'x'.repeat(40)}…" is not`)
  })
})

describe('writeSearch', () => {
  test.each<[string, Partial<SearchParameters>]>([
    ['q=army', {}],
    ['q=&filter.topic=a', { q: '', filters: { topic: ['a'] } }],
    ['q=a+%26+b%3D%22', { q: 'a & b="' }],
    [
      'q=army&mode=semantic&sort=date&k=3&offset=6&explain=true&prefix=true&exact=true&facets=true',
      {
        mode: 'semantic',
        sort: 'date',
        k: 3,
        offset: 6,
        explain: true,
        prefix: true,
        exact: true,
        facets: true,
      },
    ],
    [
      'q=army&from=2021&to=2022&filter.author=A%2BB&filter.topic=a&filter.topic=b',
      { from: '2021', to: '2022', filters: { author: ['A+B'], topic: ['a', 'b'] } },
    ],
  ])('writes %s, which is read as it was', (text, changes) => {
    const parameters = { ...parse('q=army'), ...changes }

    expect(writeSearch(parameters).toString()).toBe(text)
    expect(parse(text)).toEqual(parameters)
  })
})

describe('parseQuery', () => {
  test('reads the parameter of /related and knows no other', () => {
    expect(parseQuery(relatedSchema, new URLSearchParams(''))).toEqual({ k: 5 })
    expect(parseQuery(relatedSchema, new URLSearchParams('k=7'))).toEqual({ k: 7 })
    expect(() => parseQuery(relatedSchema, new URLSearchParams('K=7'))).toThrow(
      '"K" is not a parameter here; there is k.',
    )
  })

  test('says so where no parameter is wanted', () => {
    expect(() => parseQuery(documentSchema, new URLSearchParams('k=7'))).toThrow(
      '"k" came; this address takes no parameters.',
    )
  })
})

describe('searchSchema', () => {
  test('names every parameter, with the filters of an index among them', () => {
    expect(Object.keys(searchSchema(['topic']).entries)).toEqual([
      'q',
      'mode',
      'sort',
      'k',
      'offset',
      'from',
      'to',
      'explain',
      'prefix',
      'exact',
      'facets',
      'filter.topic',
    ])
  })
})
