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
    ['[{"query": "x"}]', /at 0\.expect: .*A list of \{"query"/],
    ['[{"query": " ", "expect": []}]', /at 0\.query: a query is empty/],
    ['{}', /Expected Array/],
    ['[', /is not JSON/],
  ])('refuses %s, naming the place', async (text, sentence) => {
    await expect(readQueries(await write('q.json', text))).rejects.toThrow(sentence)
  })

  test('refuses a file that is not there', async () => {
    await expect(readQueries(join(folder, 'none.json'))).rejects.toThrow('Name a file that exists.')
  })
})
