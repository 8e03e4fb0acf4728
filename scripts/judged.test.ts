import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SearchResponse } from '../core/protocol.ts'
import { createDocument } from '../test/support.ts'
import { buildIndex } from './build-index.ts'
import { createAsker, listCollections, rankingOf, readBeir, readQueries } from './judged.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('readQueries', () => {
  test('reads what is expected of each query', async () => {
    const file = await write(
      'q.json',
      '[{"query": " who ", "expect": ["a", "b"], "kind": "question"}]',
    )

    expect(await readQueries(file)).toEqual([
      { query: 'who', relevant: { a: 1, b: 1 }, kind: 'question', place: `${file}:1` },
    ])
  })

  test('knows the line of each', async () => {
    const file = await write(
      'q.json',
      '[\n{"query": "[\\n", "expect": []}, {"query": "b", "expect": []},\n{"query": "c",\n"expect": []}]',
    )

    const places = (await readQueries(file)).map(({ place }) => place)
    expect(places).toEqual([2, 2, 3].map((line) => `${file}:${line}`))
  })

  test.each([
    ['[{"query": "x"}]', /at 0\.expect: .*A list of \{"query"/],
    ['[{"query": " ", "expect": []}]', /at 0\.query: a query is empty/],
    ['{}', /Expected Array/],
    ['[', /is not JSON/],
  ])('refuses %s with the place', async (text, sentence) => {
    await expect(readQueries(await write('q.json', text))).rejects.toThrow(sentence)
  })

  test('refuses a file that is not there', async () => {
    await expect(readQueries(join(folder, 'none.json'))).rejects.toThrow('Name a file that exists.')
  })
})

describe('createAsker', () => {
  test.each([
    ['held whole', {}],
    ['of which a base is read', { heldBytes: 0 }],
  ])('knows which articles an index has that is %s', async (_, limits) => {
    const documents = ['a', 'b'].map((id) => createDocument({ id, text: `The article ${id}.` }))
    const settings = { title: 'Test', cors: [], languages: ['en'], fields: [] }
    await buildIndex(folder, documents, { ...settings, limits })
    const { has } = await createAsker(folder)

    expect([await has('a'), await has('b'), await has('c')]).toEqual([true, true, false])
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
})

describe('listCollections', () => {
  const files = ['corpus.jsonl', 'queries.jsonl', 'qrels/test.tsv']

  async function writeFiles(name: string, names: readonly string[]) {
    await mkdir(join(folder, name, 'qrels'), { recursive: true })
    for (const file of names) await write(join(name, file), '')
  }

  test('gives the folders that hold one in order, and says what the others lack', async () => {
    await writeFiles('two', files)
    await writeFiles('one', files)
    await writeFiles('part', files.slice(0, 1))
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})

    expect(await listCollections(folder)).toEqual(['one', 'two'])
    expect(log.mock.calls).toEqual([
      ['part is left out: it has no queries.jsonl, no qrels/test.tsv.'],
    ])
    log.mockRestore()
  })

  test('refuses a folder without any, and none', async () => {
    await expect(listCollections(folder)).rejects.toThrow('holds no test collection')
    await expect(listCollections(undefined)).rejects.toThrow('No folder was named')
  })
})

describe('readBeir', () => {
  const corpus = '{"_id": "b", "title": "B", "text": "b"}\n{"_id": "a", "text": "a \\ud800"}\n'
  const queries = '{"_id": "1", "text": "one"}\n{"_id": "2", "text": "two"}\n'

  async function writeCollection(changes: Record<string, string> = {}) {
    await mkdir(join(folder, 'qrels'), { recursive: true })
    const qrels = 'query-id\tcorpus-id\tscore\n1\ta\t2\n1\tb\t0\n'
    const files = { 'corpus.jsonl': corpus, 'queries.jsonl': queries, 'qrels/test.tsv': qrels }
    for (const [name, text] of Object.entries({ ...files, ...changes })) await write(name, text)
  }

  test('gives documents in order of id and the queries that are judged', async () => {
    await writeCollection()
    const { documents, queries: judged } = await readBeir(folder)

    expect(documents.map(({ id, title, text }) => [id, title, text])).toEqual([
      ['a', '', 'a \ufffd'],
      ['b', 'B', 'b'],
    ])
    const place = join(folder, 'qrels/test.tsv')
    expect(judged).toEqual([{ query: 'one', relevant: { a: 2, b: 0 }, kind: 'query', place }])
  })

  test('names the line that is wrong', async () => {
    await writeCollection({ 'corpus.jsonl': `${corpus}{"_id": 3}\n` })

    await expect(readBeir(folder)).rejects.toThrow(/corpus\.jsonl:3: .*Expected string/)
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

  test('knows an article by its address, with or without slash and hash', () => {
    const relevant = { 'https://example.org/a#part': 1, 'https://example.org/b/': 1 }

    expect(rankingOf(response, relevant)).toEqual(Object.keys(relevant))
  })

  test('knows an article of the search’s own site by its path, as a worker gives it whole', () => {
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
