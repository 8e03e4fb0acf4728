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

    expect(await listCollections(folder)).toEqual(['one', 'two'])
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

  test('names the line that breaks the layout', async () => {
    await writeCollection({ 'corpus.jsonl': `${corpus}{"_id": 3}\n` })

    await expect(readBeir(folder)).rejects.toThrow(/corpus\.jsonl:3: .*Expected string/)
  })
})
