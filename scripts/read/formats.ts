/** The formats of files: readers of those that are read, and names of others that may hold articles. */
import { extname } from 'node:path'
import type { Reader } from './draft.ts'
import { readJson, readXml } from './feeds/exports.ts'
import { readPage } from './html/page.ts'
import { readMarkdown, readMdx } from './markdown/markdown.ts'
import { isOfNotion, readNotion } from './platforms/notion.ts'
import { readText } from './text.ts'

/** Readers by extension. A new format is a row here. */
const readers: Readonly<Record<string, Reader>> = {
  '.md': readMarkdown,
  '.markdown': readMarkdown,
  '.mdx': readMdx,
  '.mdoc': readMarkdown,
  '.qmd': readMarkdown,
  '.html': readPage,
  '.htm': readPage,
  '.txt': readText,
  '.xml': readXml,
  '.rss': readXml,
  '.atom': readXml,
  '.json': readJson,
}

/** Names of formats without a reader, by extension. */
const otherFormats: Readonly<Record<string, string>> = {
  '.rst': 'reStructuredText',
  '.adoc': 'AsciiDoc',
  '.asciidoc': 'AsciiDoc',
  '.org': 'Org',
  '.textile': 'Textile',
  '.tex': 'LaTeX',
  '.ipynb': 'a notebook',
  '.doc': 'Word',
  '.docx': 'Word',
  '.odt': 'OpenDocument',
  '.pdf': 'PDF',
  '.njk': 'Nunjucks',
  '.epub': 'EPUB',
  '.xhtml': 'XHTML',
  '.rtf': 'RTF',
  '.wiki': 'MediaWiki',
  '.srt': 'a transcript',
  '.vtt': 'a transcript',
  '.eml': 'mail',
  '.mbox': 'mail',
  '.enex': 'an export of Evernote',
  '.jex': 'an export of Joplin',
}

/** Extensions that can be read, as text. */
export const knownExtensions = Object.keys(readers).join(', ')

/** The reader of `file`, or null if its extension is not known. */
export function readerOf(file: string): Reader | null {
  const reader = readers[extname(file).toLowerCase()] ?? null
  return reader === readMarkdown && isOfNotion(file) ? readNotion : reader
}

/** Why most files beside articles are left out. */
export const unknownExtension = 'unknown extension'

/** Why `file`, which has no reader, is skipped. */
export function whyUnread(file: string): string {
  const format = otherFormats[extname(file).toLowerCase()]
  return format ? `${format} is not read; convert it to Markdown` : unknownExtension
}
