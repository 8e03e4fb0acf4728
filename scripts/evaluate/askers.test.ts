import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SearchResponse } from '../../core/protocol.ts'
import { createDocument } from '../../test/support.ts'
import { buildIndex } from '../index/build-index.ts'
import { createAsker, rankingOf } from './askers.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

describe('createAsker', () => {
  test('knows an address by its scheme, in letters of any case', async () => {
    expect((await createAsker('HTTP://localhost:8787/')).name).toBe('HTTP://localhost:8787')
  })

  test.each([
    ['that is held whole', {}],
    ['with a base', { heldBytes: 0 }],
  ])('knows which articles are in an index %s', async (_, limits) => {
    const documents = ['/a', 'b'].map((id) => createDocument({ id, text: `The article ${id}.` }))
    const settings = { title: 'Test', cors: [], languages: ['en'], fields: [] }
    await buildIndex(folder, documents, { ...settings, limits })
    const { has } = await createAsker(folder)

    expect([await has('/a'), await has('b'), await has('c')]).toEqual([true, true, false])
  })

  test('knows articles by their addresses', async () => {
    const documents = ['a', 'b c'].map((id) => createDocument({ id, text: `The article ${id}.` }))
    const url = 'https://example.org/a/'
    const settings = { title: 'Test', cors: [], languages: ['en'], fields: [] }
    await buildIndex(folder, [{ ...documents[0], url }, documents[1]], settings)
    const { has } = await createAsker(folder)
    const known = [
      'https://example.org/a#part',
      '/articles/b%20c',
      '/articles/b%20c/',
      'http://localhost:8787/articles/b%20c#part',
      'http://127.0.0.1/articles/a',
    ]
    const unknown = [
      'https://example.org/b',
      'https://example.com/a',
      '/a',
      '/articles/50%',
      'http://localhost:8787/articles/c',
      'http://localhost:8787/b%20c',
      'https://example.org/articles/b%20c',
    ]

    for (const name of known) expect([name, await has(name)]).toEqual([name, true])
    for (const name of unknown) expect([name, await has(name)]).toEqual([name, false])
  })

  test('asks a worker elsewhere whether it has an article', async () => {
    const ask = vi.fn(async (_: string) => new Response(null, { status: 404 }))
    vi.stubGlobal('fetch', ask)
    const { has } = await createAsker('https://worker.example/find/')

    expect([await has('a b'), await has('/x')]).toEqual([false, false])
    ask.mockResolvedValue(new Response('{}'))
    expect(await has('https://example.org/y')).toBe(true)
    expect(await has('http://localhost:8787/articles/a%20b')).toBe(true)
    expect(ask.mock.calls.map(([url]) => url.slice('https://worker.example/find'.length))).toEqual([
      '/documents/a%20b',
      '/related?url=https%3A%2F%2Fworker.example%2Fx',
      '/related?url=https%3A%2F%2Fexample.org%2Fy',
      '/documents/a%20b',
    ])
    vi.unstubAllGlobals()
  })

  test.each([200, 404])('refuses a site whose pages answer with status %d', async (status) => {
    const headers = { 'Content-Type': 'text/html; charset=utf-8' }
    vi.stubGlobal('fetch', async () => new Response('<!doctype html>', { status, headers }))
    const { has, ask } = await createAsker('https://example.org')
    const sentence =
      'https://example.org answers with a page, as no search does. Name a worker that runs.'

    await expect(has('a')).rejects.toThrow(sentence)
    await expect(ask('a', 'hybrid')).rejects.toThrow(sentence)
    vi.unstubAllGlobals()
  })
})

describe('rankingOf', () => {
  const response = {
    results: [
      { id: 'a', url: 'https://example.org/a/' },
      { id: 'b', url: 'https://example.org/b' },
    ],
  } as unknown as SearchResponse

  test('gives ids', () => {
    expect(rankingOf(response, { b: 1 })).toEqual(['a', 'b'])
  })

  test('takes an id as it is, whatever an address might mean by it', () => {
    const results = ['x#1', 'x#2', '/y/'].map((id) => ({ id, url: '/articles/none' }))
    const answer = { results } as unknown as SearchResponse

    expect(rankingOf(answer, { 'x#2': 1, x: 1, '/y/': 1 })).toEqual(['x#1', 'x#2', '/y/'])
  })

  test('knows an article by its address, with or without slash and hash', () => {
    const relevant = { 'https://example.org/a#part': 1, 'https://example.org/b/': 1 }

    expect(rankingOf(response, relevant)).toEqual(Object.keys(relevant))
  })

  test('knows an article of the search’s own site by its path, where a worker gives its whole address', () => {
    const relevant = { '/a': 1, '/b/#part': 1 }

    expect(rankingOf(response, relevant)).toEqual(['/a', '/b/#part'])
  })

  test('knows an article by the address at which a local search shows it', () => {
    const relevant = { 'http://localhost:8787/articles/b/': 1, '/articles/c%20d': 1 }
    const { results } = response
    const own = [{ id: 'c d', url: 'https://worker.example/find/articles/c%20d' }]
    const answer = { results: [...results, ...own] } as unknown as SearchResponse

    expect(rankingOf(answer, relevant)).toEqual(['a', ...Object.keys(relevant)])
  })
})
