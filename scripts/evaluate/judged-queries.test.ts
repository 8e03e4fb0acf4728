import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readQueries } from './judged-queries.ts'

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

  test('knows the line of each query', async () => {
    const file = await write(
      'q.json',
      '[\n{"query": "[\\n", "expect": []}, {"query": "b", "expect": []},\n{"query": "c",\n"expect": []}]',
    )

    const places = (await readQueries(file)).map(({ place }) => place)
    expect(places).toEqual([2, 2, 3].map((line) => `${file}:${line}`))
  })

  test.each([
    ['[\n{"query": "x"}]', /q\.json:2: query or expect is missing\. A list of \{"query"/],
    ['["x"]', /q\.json:1: query or expect is missing/],
    ['[{"query": " ", "expect": []}]', /q\.json:1: query is empty/],
    ['[{"query": 1, "expect": []}]', /q\.json:1: query is no text/],
    ['[{"query": "x", "expect": "a"}]', /q\.json:1: expect is no list/],
    ['[{"query": "x", "expect": [1]}]', /q\.json:1: expect holds what is no text/],
    ['[{"query": "x", "expect": [], "kind": 1}]', /q\.json:1: kind is no text/],
    ['{}', /q\.json: it holds no list/],
    ['[]', /q\.json: it holds no query/],
    ['[', /is not JSON/],
  ])('refuses %s, naming the place', async (text, sentence) => {
    await expect(readQueries(await write('q.json', text))).rejects.toThrow(sentence)
  })

  test('refuses a file that is not there', async () => {
    await expect(readQueries(join(folder, 'none.json'))).rejects.toThrow('Name a file that exists.')
  })
})
