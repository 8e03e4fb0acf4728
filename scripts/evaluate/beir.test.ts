import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listCollections, readBeir } from './beir.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text)
}

describe('listCollections', () => {
  const files = ['corpus.jsonl', 'queries.jsonl', 'qrels/test.tsv']

  async function writeFiles(name: string, names: readonly string[]) {
    await mkdir(join(folder, name, 'qrels'), { recursive: true })
    for (const file of names) await write(join(name, file), '')
  }

  test('gives the folders that hold a collection in order, and says what the others lack', async () => {
    await writeFiles('two', files)
    await writeFiles('one', files)
    await writeFiles('part', files.slice(0, 1))
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})

    expect(await listCollections(folder)).toEqual([join(folder, 'one'), join(folder, 'two')])
    expect(log.mock.calls).toEqual([
      ['part is left out: it has no queries.jsonl, no qrels/test.tsv.'],
    ])
    log.mockRestore()
  })

  test('refuses a folder without any, and no folder', async () => {
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

  test('reads what other tools write: names as numbers, texts that are missing, no header, a byte order mark', async () => {
    await writeCollection({
      'corpus.jsonl':
        '\ufeff{"_id": 2, "title": null, "text": "b"}\r\n{"_id": 1, "title": "A"}\r\n',
      'queries.jsonl': '{"_id": 1, "text": "one"}\n{"_id": 2, "text": "two"}',
      'qrels/test.tsv': '1\t2\t1\r\n\r\n2\t1\t-1\r\n',
    })
    const { documents, queries: judged } = await readBeir(folder)

    expect(documents.map(({ id, title, text }) => [id, title, text])).toEqual([
      ['1', 'A', ''],
      ['2', '', 'b'],
    ])
    expect(judged.map(({ query, relevant }) => [query, relevant])).toEqual([
      ['one', { 2: 1 }],
      ['two', { 1: -1 }],
    ])
  })

  test('has a document once, as its last line says', async () => {
    await writeCollection({ 'corpus.jsonl': `${corpus}{"_id": "b", "text": "new"}\n` })
    const { documents } = await readBeir(folder)

    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['a', 'a \ufffd'],
      ['b', 'new'],
    ])
  })

  test('tells a query that is a document of its name, and not one that only has its name', async () => {
    await writeCollection({
      'corpus.jsonl': '{"_id": "1", "text": "first  one."}\n{"_id": "2", "text": "other"}\n',
      'qrels/test.tsv': '1\t2\t1\n2\t1\t1\n',
    })
    const { queries: judged } = await readBeir(folder)

    expect(judged.map(({ itself }) => itself)).toEqual(['1', undefined])
  })

  test('names the line that is wrong', async () => {
    await writeCollection({ 'corpus.jsonl': `${corpus}\n{"_id": true}\n` })

    await expect(readBeir(folder)).rejects.toThrow(/corpus\.jsonl:4: .*Expected/)
  })

  test.each([
    ['no tabs', '1 a 1', 'test.tsv:2 is "1 a 1"; a query'],
    ['the columns of TREC', '1\t0\ta\t1', 'test.tsv:2 is "1\t0\ta\t1"; a query'],
    ['no number', '1\ta\tgood', 'test.tsv:2 is "1\ta\tgood"; a query'],
    ['no query that there is', '3\ta\t1', 'judges no query of'],
  ])('refuses judgements with %s', async (_, line, message) => {
    await writeCollection({ 'qrels/test.tsv': `query-id\tcorpus-id\tscore\n${line}\n` })

    await expect(readBeir(folder)).rejects.toThrow(message)
  })
})
