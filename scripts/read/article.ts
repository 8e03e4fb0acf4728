/**
 * One file as an article: read by the reader of its format, checked, and perhaps skipped.
 *
 * A draft is skipped before its other keys are judged: a date that is yet to be filled in
 * must not stop the build of the others.
 */
import { extname, join } from 'node:path'
import { daysOf } from '../../core/text/dates.ts'
import type { Block, Reader } from './draft.ts'
import { readSource } from './files.ts'
import type { FrontMatter } from './frontmatter.ts'
import { readMarkdown, readMdx } from './markdown.ts'
import { type Metadata, type MetadataOptions, parseMetadata, withheld } from './metadata.ts'
import { type FileName, readFileName } from './name.ts'
import { readText } from './text.ts'

/** The seam for formats: how files with an extension are read. A new format is a row here. */
const readers: Readonly<Record<string, Reader>> = {
  '.md': readMarkdown,
  '.markdown': readMarkdown,
  '.mdx': readMdx,
  '.mdoc': readMarkdown,
  '.qmd': readMarkdown,
  '.txt': readText,
}

/** Formats of articles that have no reader, by extension. */
const otherFormats: Readonly<Record<string, string>> = {
  '.htm': 'HTML',
  '.html': 'HTML',
  '.rst': 'reStructuredText',
  '.adoc': 'AsciiDoc',
  '.asciidoc': 'AsciiDoc',
  '.org': 'Org',
  '.textile': 'Textile',
  '.tex': 'LaTeX',
  '.ipynb': 'a notebook',
  '.docx': 'Word',
  '.odt': 'OpenDocument',
  '.pdf': 'PDF',
  '.xml': 'XML',
  '.njk': 'Nunjucks',
}

/** Extensions that can be read, in words. */
export const knownExtensions = Object.keys(readers).join(', ')

/** A file read and checked, its blocks still apart. */
export interface Article {
  /** Path from the folder of articles, `/`-separated. */
  readonly file: string
  readonly name: FileName
  readonly front: FrontMatter
  readonly metadata: Metadata
  readonly blocks: readonly Block[]
}

export interface ArticleOptions extends MetadataOptions {
  /** Folder that `file` starts from. */
  readonly articles: string
  /** A day such as `2026-11-24`. */
  readonly today: string
}

/** The reader for `file`, or null if its extension is not known. */
export function readerOf(file: string): Reader | null {
  return readers[extname(file).toLowerCase()] ?? null
}

/** Why `file`, which has no reader, is left out. */
export function whyUnread(file: string): string {
  const format = otherFormats[extname(file).toLowerCase()]
  return format ? `${format} is not read; convert it to Markdown` : 'unknown extension'
}

/**
 * The article in `file`, or the reason to leave it out; throws `BrokenArticle`.
 *
 * @param isFolderPage whether it is the page of its folder, whatever it is called
 */
export async function readArticle(
  file: string,
  options: ArticleOptions,
  isFolderPage: boolean,
): Promise<Article | string> {
  const reader = readerOf(file)
  if (!reader) throw new RangeError(`no reader for ${file}; wanted one of ${knownExtensions}`)
  // Not even read, since what is not finished, or no article, may be broken.
  const kept = keptApart(file)
  if (kept !== null) return kept
  const { front, blocks } = reader(await readSource(join(options.articles, file)))
  const reason = withheld(front)
  if (reason !== null) return reason
  const name = readFileName(file, { isFolderPage, languages: options.languages })
  const given = parseMetadata(front, options, name.language)
  const metadata = { ...given, date: given.date ?? name.date ?? given.otherDate }
  const written = withoutSoftHyphens(blocks)
  return outOfTime(metadata, options.today) ?? { file, name, front, metadata, blocks: written }
}

/** Folders of Jekyll, Eleventy and others whose files are parts of pages. */
const parts = new Set([
  '_includes',
  '_layouts',
  '_partials',
  '_snippets',
  '_templates',
  '_data',
  '_site',
])

/** Why `file` is no page of the site to its generator, or null. */
function keptApart(file: string): string | null {
  const folders = file.split('/')
  const name = folders.pop() ?? ''
  if (/^404\.\w+$/.test(file)) return 'the page of what is not there (404)'
  if (file === 'SUMMARY.md') return 'the contents of a book (SUMMARY.md)'
  if (folders.includes('_drafts')) return 'draft (in _drafts)'
  const folder = folders.find((folder) => parts.has(folder))
  if (folder !== undefined) return `part of other pages (in ${folder})`
  // Astro's and Docusaurus'; to Hugo such a file is the page of its folder.
  const isPart = name.startsWith('_') && !name.startsWith('_index.')
  return isPart ? 'part of other pages (its name begins with _)' : null
}

/** Where a word may be parted at the end of a line, which is no part of the word. */
function withoutSoftHyphens(blocks: readonly Block[]): Block[] {
  return blocks
    .map((block) => ({ ...block, text: block.text.replaceAll('\u00ad', '') }))
    .filter(({ text }) => text !== '')
}

/** An article is out of time before its first day and after its last. */
function outOfTime({ date, publishDate, expires }: Metadata, today: string): string | null {
  const [now] = days(today)
  if (date !== null && days(date)[0] > now) return `dated ${date}, in the future`
  if (publishDate !== null && days(publishDate)[0] > now) {
    return `published on ${publishDate}, in the future`
  }
  if (expires !== null && days(expires)[1] < now) return `expired on ${expires}`
  return null
}

function days(date: string): readonly [first: number, last: number] {
  const days = daysOf(date)
  if (!days) throw new RangeError(`today must be a date such as 2026-11-24; got ${date}`)
  return days
}
