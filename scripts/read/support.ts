/** Small folders of articles for tests; each is removed when its test is over. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Document } from '../../core/text/document.ts'
import { type CorpusOptions, readCorpus } from './corpus.ts'

/** A new folder with `files`, whose names are paths from it. */
export function createFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgewise-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content)
  }
  return folder
}

/** The articles in a folder, read as a corpus on November 24, 2026, into an array. */
export async function readFolder(articles: string, options: Partial<CorpusOptions> = {}) {
  const { close, documents, ...rest } = await readCorpus({
    articles,
    fields: [],
    languages: ['en'],
    today: '2026-11-24',
    scratch: tmpdir(),
    ...options,
  })
  const read = { ...rest, documents: [...documents] }
  close()
  return read
}

/** `readFolder` of a new folder with `files`. */
export function readFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<CorpusOptions> = {},
) {
  return readFolder(createFolder(files), options)
}

/** The one document that `source` gives as a Markdown file. */
export async function readOne(source: string, options: Partial<CorpusOptions> = {}) {
  const { documents, skipped } = await readFiles({ 'a.md': source }, options)
  return { ...documents[0], skipped: skipped[0]?.reason }
}

/** The first article in the tests of all feeds and exports, as it is read, with these authors. */
export function movingArticle(authors: readonly string[]): Document {
  return {
    id: '2024/moving',
    title: 'Moving & more',
    url: 'https://example.org/2024/moving/',
    date: '2024-03-05',
    source: null,
    language: 'de',
    fields: { tags: ['A & B', 'C'], author: authors },
    keywords: ['A & B', 'C', ...authors, 'März 2024'],
    text: 'Out of town.\n\nWe moved.',
    headings: [{ depth: 2, text: 'Why', anchor: 'b', at: 14 }],
  }
}
