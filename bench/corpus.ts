/**
 * Real articles for benchmarks, from a folder of texts in the format of training texts
 * (scripts/train/sources.ts), read line by line, so that a corpus of any size takes the memory of one article.
 *
 * Texts shorter than a paragraph, such as definitions, are left out. Such a folder is not part of the project;
 * articles.ts makes articles without one.
 */
import type { DocumentHeading } from '../core/protocol.ts'
import type { Document } from '../core/text/document.ts'
import { type Line, listSources, readTexts, sourceOf } from '../scripts/train/sources.ts'

/** Least characters of a text; a shorter one is a definition or a caption. */
const shortestText = 200

/**
 * The articles of `folder` in order of id, at most `most` of each file; the field `source` is the file.
 *
 * @throws UserError if there is no such file, or a line is neither an article nor a pair
 */
export async function* readCorpusFolder(folder: string, most = Infinity): AsyncGenerator<Document> {
  for (const file of await listSources(folder)) {
    const source = sourceOf(file)
    let count = 0
    for await (const line of readTexts(file)) {
      if (count === most) break
      const article = articleOf(line)
      if (article.text.length < shortestText) continue
      const id = `${source}/${String(count++).padStart(7, '0')}`
      const about = { url: null, date: null, source, language: 'en', keywords: [] }
      yield { id, ...article, ...about, fields: { source: [source] } }
    }
  }
}

function articleOf({ t, s, a = '', b = '' }: Line): Pick<Document, 'title' | 'text' | 'headings'> {
  if (t === undefined || !s) return { title: a, text: b, headings: [] }
  const headings: DocumentHeading[] = []
  let text = ''
  for (const [heading, paragraph] of s) {
    if (text !== '') text += '\n\n'
    if (heading !== '' && heading !== t && heading !== headings.at(-1)?.text) {
      const anchor = `section-${headings.length}`
      headings.push({ depth: 2, text: heading, anchor, at: text.length })
    }
    text += paragraph
  }
  return { title: t, text, headings }
}
