/**
 * Turns a file into its articles, mostly one: reads it by the reader of its format, checks and perhaps skips
 * them.
 *
 * A draft is skipped before its other keys are checked: a date that is yet to be filled
 * in must not stop the build.
 */
import { extname, join, parse } from 'node:path'
import { composed } from '../../core/protocol.ts'
import { daysOf } from '../../core/text/dates.ts'
import { printable } from '../printable.ts'
import type { Block, Draft, Reader } from './draft.ts'
import { readJson, readXml } from './feeds/exports.ts'
import { mayHoldSeveral, readSource, type Skipped } from './files.ts'
import type { FrontMatter } from './front-matter/entries.ts'
import {
  asTitle,
  type Metadata,
  type MetadataOptions,
  parseMetadata,
  withheld,
} from './front-matter/metadata.ts'
import { readPage } from './html/page.ts'
import { readMarkdown, readMdx } from './markdown/markdown.ts'
import { type FileName, isOfNotion, readFileName } from './name.ts'
import { withoutNumber } from './platforms/docusaurus.ts'
import type { Generator } from './platforms/generator.ts'
import { readNotion } from './platforms/notion.ts'
import { withSubstack } from './platforms/substack.ts'
import { BrokenArticle } from './problems.ts'
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

/** Files that are not even read, since drafts and parts of pages may be broken. */
const notArticles = [
  { path: /(?:^|\/)_drafts\//, reason: 'draft (in _drafts)' },
  // Jekyll's, Eleventy's and Sphinx'.
  {
    path: /(?:^|\/)_(?:layouts|includes|partials|snippets|templates|data|site|sources|static)\//,
    reason: 'part of other pages (in a folder such as _includes)',
  },
  {
    path: /(?:^|\/)(?:_modules\/.*|(?:genindex(?:-[^/]*)?|(?:py|http|np)-modindex)\.html)$/,
    reason: 'index or source code (Sphinx)',
  },
  { path: /^search\.html$/, reason: 'search page (search.html)' },
  {
    path: /(?:^|\/)logseq\/(?:bak|version-files)\//,
    reason: 'earlier version of a page (Logseq)',
  },
  // What Bundler puts beside a site of Jekyll.
  { path: /(?:^|\/)vendor\/bundle\//, reason: 'file of a package (vendor/bundle)' },
  // Astro's and Docusaurus'; but to Hugo, _index is the page of its folder.
  { path: /(?:^|\/)_(?!index\.)[^/]*$/, reason: 'part of other pages (its name begins with _)' },
  { path: /(?:^|\/)404\.[^./]+$/, reason: 'error page (404)' },
  {
    path: /^(?:robots|ads|llms(?:-full)?)\.txt$/,
    reason: 'file for programs (such as robots.txt)',
  },
  // GitBook's and mdBook's.
  { path: /^SUMMARY\.md$/, reason: 'table of contents of a book (SUMMARY.md)' },
]

/** Files that are no articles by their path and their text together. */
const notArticlesByText = [
  {
    path: /(?:^|\/)templates?\//i,
    // A placeholder of Obsidian or Templater in the front matter or a heading.
    text: /^(?:#+[ \t].*|[\w-]+:.*)(?:\{\{(?:title|date|time)(?::[^{}]*)?\}\}|<%[-_*+]?\s*tp\.)/m,
    reason: 'template of notes (in a folder of templates)',
  },
  {
    path: /(?:^|\/)[\da-f]{32}\.md$/,
    text: /\ntype_: \d+\s*$/,
    reason: 'raw export of Joplin is not read; export it as Markdown + Front Matter',
  },
  {
    path: /(?:^|\/)index\.html$/,
    text: /<span id="title-text">\s*Space Details:/,
    reason: 'lists other articles (Confluence)',
  },
]

/** Extensions that can be read, as text. */
export const knownExtensions = Object.keys(readers).join(', ')

/** An article, read and checked, as separate blocks. */
export interface Article {
  /** Path from the folder, `/`-separated; for one of several articles in a file, followed by `#` and its part. */
  readonly file: string
  readonly name: FileName
  readonly front: FrontMatter
  readonly metadata: Metadata
  /** Title in the head of an HTML page, maybe empty. */
  readonly pageTitle?: string
  readonly blocks: readonly Block[]
  /** The last day on which it is published, such as 20261124; left out if it never expires. */
  readonly until?: number
}

export interface ArticleOptions extends MetadataOptions {
  /** Folder that paths of files start from. */
  readonly folder: string
  /** A day such as `2026-11-24`. */
  readonly today: string
  /** What makes the site that the folder belongs to, as far as that matters. */
  readonly generator: Generator | null
  /** Whether there are articles with files of their own. */
  readonly hasArticles: boolean
}

/** The reader of `file`, or null if its extension is not known. */
export function readerOf(file: string): Reader | null {
  const reader = readers[extname(file).toLowerCase()] ?? null
  return reader === readMarkdown && isOfNotion(file) ? readNotion : reader
}

/** Whether `file` holds a single article of a site; a README tells of a folder, which may be one of feeds. */
export function isOneArticle(file: string): boolean {
  const isReadme = /(?:^|\/)readme\.[^./]+$/i.test(file)
  return !isReadme && readerOf(file) !== null && !mayHoldSeveral(file) && !placeOf(file)
}

function placeOf(file: string) {
  return notArticles.find(({ path }) => path.test(file))
}

/** Why most files beside articles are left out. */
export const unknownExtension = 'unknown extension'

/** Why `file`, which has no reader, is skipped. */
export function whyUnread(file: string): string {
  const format = otherFormats[extname(file).toLowerCase()]
  return format ? `${format} is not read; convert it to Markdown` : unknownExtension
}

/**
 * The articles in `file`, or why each is skipped; throws `BrokenArticle`.
 *
 * @param isFolderPage whether it is the page of its folder, whatever its name
 */
export function readArticles(
  file: string,
  options: ArticleOptions,
  isFolderPage: boolean,
): readonly (Article | Skipped)[] {
  const reader = readerOf(file)
  if (!reader) throw new RangeError(`no reader for ${file}; wanted one of ${knownExtensions}`)
  const place = placeOf(file)
  if (place) return [{ file, reason: place.reason }]
  const source = sourceOf(file, options.folder)
  if (typeof source !== 'string') return [source]
  const other = notArticlesByText.find(({ path, text }) => path.test(file) && text.test(source))
  if (other) return [{ file, reason: other.reason }]
  const drafts = [reader(source, options.hasArticles)].flat()
  const { languages, generator } = options
  return drafts.map((draft) => {
    const { part, front } = draft
    if (part !== undefined) {
      const name = readFileName(`${part}.`)
      // The reader made its path unique in the file; the id of a folder's page need not be.
      return checkDraft(draft, `${file}#${part}`, { ...name, id: name.path }, options)
    }
    const isNumbered =
      generator === 'Docusaurus' || isNameWithoutNumber(front.get('id')?.value, file)
    const isOfHugo = generator === 'Hugo'
    const name = readFileName(file, { isFolderPage, languages, isNumbered, isOfHugo })
    return checkDraft(withSubstack(draft, file, options.folder), file, name, options)
  })
}

/** The text of a file. JSON that cannot be read is skipped: it often lies beside articles and seldom is one. */
function sourceOf(file: string, folder: string): string | Skipped {
  try {
    return readSource(join(folder, file))
  } catch (error) {
    if (!(error instanceof BrokenArticle) || !/\.json$/i.test(file)) throw error
    return { file, reason: error.problems[0].sentence }
  }
}

/** Hexo has the same folder, but seldom a day in the name, and its tags have spaces. */
const isPostOfJekyll = /(?:^|\/)_posts\/(?:.*\/)?\d{4}-\d\d?-\d\d?-[^/]*$/

/** Whether an id is the file's name without the number before it. */
function isNameWithoutNumber(id: unknown, file: string): boolean {
  const { name } = parse(file)
  return id !== name && id === withoutNumber(name)
}

function checkDraft(
  { front, blocks, pageTitle, tags, reason }: Draft,
  file: string,
  name: FileName,
  options: ArticleOptions,
): Article | Skipped {
  const held = reason ?? withheld(front, options)
  if (held !== null) return { file, reason: held }
  const known = { spoken: name.language, isOfJekyll: isPostOfJekyll.test(file), tags }
  const given = parseMetadata(front, options, known)
  // In Docusaurus, an id is relative to the folder.
  const id = options.generator === 'Docusaurus' && given.id ? name.within + given.id : given.id
  const metadata = { ...given, id, date: given.date ?? name.date ?? given.otherDate }
  // The date of a page of Notion may be that of a meeting or a task, and does not withhold it.
  const told = isOfNotion(file) ? { ...metadata, date: null } : metadata
  const late = outOfTime(told, options.today)
  if (late !== null) return { file, ...late }
  const title = pageTitle === undefined ? {} : { pageTitle: asTitle(pageTitle) }
  const end = metadata.expires === null ? {} : { until: days(metadata.expires)[1] }
  return { file, name, front, metadata, ...title, blocks: cleaned(blocks), ...end }
}

/**
 * Blocks without soft hyphens, which only say where a word may be broken at the end of a line, and fit for a terminal
 * that shows results. What was an entity is composed only here.
 */
function cleaned(blocks: readonly Block[]): Block[] {
  return blocks
    .map((block) => ({ ...block, text: composed(printable(block.text.replaceAll('\u00ad', ''))) }))
    .filter(({ text }) => text !== '')
}

/** Why an article is skipped before its first day or after its last, and until when; null between them. */
function outOfTime(
  { date, publishDate, expires }: Metadata,
  today: string,
): Omit<Skipped, 'file'> | null {
  const [now] = days(today)
  // The number before the day's; it need not be a day.
  const wait = (day: string, reason: string) => ({ reason, until: days(day)[0] - 1 })
  if (date !== null && days(date)[0] > now) return wait(date, `dated ${date}, in the future`)
  if (publishDate !== null && days(publishDate)[0] > now) {
    return wait(publishDate, `published on ${publishDate}, in the future`)
  }
  if (expires !== null && days(expires)[1] < now) return { reason: `expired on ${expires}` }
  return null
}

function days(date: string): readonly [first: number, last: number] {
  const days = daysOf(date)
  if (!days) throw new RangeError(`today must be a date such as 2026-11-24; got ${date}`)
  return days
}
