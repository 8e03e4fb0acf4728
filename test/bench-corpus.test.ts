import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readCorpusFolder } from '../bench/corpus.ts'
import type { Document } from '../core/text/document.ts'

test('articles of a benchmark are read line by line, whatever they contain', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-bench-'))
  // U+2028, which JSON may contain, ends no line.
  const paragraph = `One\u2028two. ${'Three. '.repeat(40)}`
  const lines = [
    { t: 'Tea', s: [['Water', paragraph]] },
    { a: 'A short one', b: 'Left out.' },
    { a: 'Question', b: paragraph },
    { a: 'One too many', b: paragraph },
  ]
  const text = lines.map((line) => JSON.stringify(line)).join('\n')
  await writeFile(join(folder, 'wiki.jsonl.zst'), zstdCompressSync(Buffer.from(text)))

  const articles: Document[] = []
  for await (const article of readCorpusFolder(folder, 2)) articles.push(article)
  expect(articles).toMatchObject([
    { id: 'wiki/0000000', title: 'Tea', text: paragraph, headings: [{ text: 'Water', at: 0 }] },
    { id: 'wiki/0000001', title: 'Question', text: paragraph, fields: { source: ['wiki'] } },
  ])
})
