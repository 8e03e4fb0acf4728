import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FileRead, readFile, readInOrder } from './article-threads.ts'

const folder = mkdtempSync(join(tmpdir(), 'edgewise-tests-'))
const options = {
  ...{ folder, today: '2026-01-01', generator: null, hasArticles: true },
  ...{ fields: ['tags'], languages: ['en'] },
}
/** One more than a single thread reads. */
const files = Array.from({ length: 1001 }, (_, i) => {
  return { file: `${i}.html`, isFolderPage: i === 3 }
})

beforeAll(() => {
  for (const [i, { file }] of files.entries()) {
    writeFileSync(join(folder, file), `<title>Page ${i}</title><h1>Title ${i}</h1><p>Text of ${i}.`)
  }
  writeFileSync(join(folder, '7.html'), '<meta name="robots" content="noindex"><p>Held back.')
  writeFileSync(join(folder, '700.html'), 'utf\0')
})
afterAll(() => rmSync(folder, { recursive: true }))

async function readAll(some: typeof files): Promise<FileRead[]> {
  const all: FileRead[] = []
  for await (const read of readInOrder(some, options)) all.push(read)
  return all
}

test('threads read what one thread reads, in order, with what is skipped and what is wrong', async () => {
  const all = await readAll(files)

  expect(all).toEqual(files.map((file) => readFile(file, options)))
  expect(all[7].articles).toMatchObject([{ reason: 'noindex' }])
  expect(all[700].problems).toMatchObject([{ line: 1 }])
})

test('a failure that is no fault of an article is not taken for one', async () => {
  const some = files.with(500, { file: '500.rst', isFolderPage: false })

  await expect(readAll([...some, files[0]])).rejects.toThrow('no reader for 500.rst')
})
