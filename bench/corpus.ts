/**
 * Real articles for benchmarks: a folder of `.jsonl.zst` files, read line by line, so that
 * a corpus of any size takes no more memory than one article.
 *
 * A line is an article, `{"t": title, "s": [[heading, paragraph], …]}`, or a pair of a title or
 * question and the text that belongs to it, `{"a": …, "b": …}`. Texts shorter than a paragraph,
 * such as definitions, are left out. Such a folder is not part of the project: without one,
 * articles.ts makes as many as are wanted.
 */
import { createReadStream, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createZstdDecompress } from 'node:zlib'
import type { DocumentHeading } from '../core/protocol.ts'
import type { Document } from '../core/text/document.ts'
import { UserError } from '../scripts/command.ts'

const ending = '.jsonl.zst'
/** Characters; a text below this is a definition or a caption. */
const shortestText = 200

type Section = readonly [heading: string, paragraph: string]
type Line = { readonly t: string; readonly s: readonly Section[] } | Pair
interface Pair {
  readonly a: string
  readonly b: string
}

/**
 * The articles of `folder` in order of id, at most `most` of each file; the field `source` is the file.
 *
 * @throws UserError where there is no such file
 */
export async function* readCorpusFolder(folder: string, most = Infinity): AsyncGenerator<Document> {
  const names = existsSync(folder) ? (await readdir(folder)).sort() : []
  const files = names.filter((name) => name.endsWith(ending))
  if (files.length === 0) {
    throw new UserError(`${folder} holds no ${ending} file; a folder of such files is wanted.`)
  }
  for (const file of files) {
    const source = file.slice(0, -ending.length)
    let count = 0
    for await (const line of linesOf(join(folder, file))) {
      if (count === most) break
      const article = articleOf(JSON.parse(line))
      if (article.text.length < shortestText) continue
      const id = `${source}/${String(count++).padStart(7, '0')}`
      const about = { url: null, date: null, source, language: 'en', keywords: [] }
      yield { id, ...article, ...about, fields: { source: [source] } }
    }
  }
}

function linesOf(file: string): AsyncIterable<string> {
  const input = createReadStream(file).pipe(createZstdDecompress())
  return createInterface({ input, crlfDelay: Infinity })
}

function articleOf(line: Line): Pick<Document, 'title' | 'text' | 'headings'> {
  if (!('t' in line)) return { title: line.a, text: line.b, headings: [] }
  const headings: DocumentHeading[] = []
  let text = ''
  for (const [heading, paragraph] of line.s) {
    if (text !== '') text += '\n\n'
    if (heading !== '' && heading !== line.t && heading !== headings.at(-1)?.text) {
      const anchor = `section-${headings.length}`
      headings.push({ depth: 2, text: heading, anchor, at: text.length })
    }
    text += paragraph
  }
  return { title: line.t, text, headings }
}
