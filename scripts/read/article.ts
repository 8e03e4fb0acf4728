/**
 * Turns a file into its articles, mostly one: reads it by the reader of its format, checks and perhaps skips
 * them.
 *
 * A draft is skipped before its other keys are checked: a date that is yet to be filled
 * in must not stop the build.
 */
import { join } from 'node:path'
import { composed } from '../../core/protocol.ts'
import { daysOf } from '../../core/text/dates.ts'
import { printable } from '../printable.ts'
import type { Block, Draft } from './draft.ts'
import { readSource, type Skipped } from './files.ts'
import { knownExtensions, readerOf } from './formats.ts'
import type { FrontMatter } from './front-matter/entries.ts'
import {
  asTitle,
  type Metadata,
  type MetadataOptions,
  parseMetadata,
  withheld,
} from './front-matter/metadata.ts'
import { type FileName, readFileName } from './name.ts'
import { reasonByPath, reasonByText } from './not-articles.ts'
import { isNameWithoutNumber } from './platforms/docusaurus.ts'
import type { Generator } from './platforms/generator.ts'
import { inAddress } from './platforms/hugo.ts'
import { isOfNotion } from './platforms/notion.ts'
import { withSubstack } from './platforms/substack.ts'
import { BrokenArticle } from './problems.ts'

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
  const unread = reasonByPath(file)
  if (unread !== null) return [{ file, reason: unread }]
  const source = sourceOf(file, options.folder)
  if (typeof source !== 'string') return [source]
  const unfit = reasonByText(file, source)
  if (unfit !== null) return [{ file, reason: unfit }]
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

/** A post of Jekyll; Hexo has the same folder, but seldom a day in the name, and its tags have spaces. */
const postOfJekyll = /(?:^|\/)_posts\/(?:.*\/)?\d{4}-\d\d?-\d\d?-[^/]*$/

function checkDraft(
  { front, blocks, pageTitle, tags, reason }: Draft,
  file: string,
  name: FileName,
  options: ArticleOptions,
): Article | Skipped {
  const held = reason ?? withheld(front, options)
  if (held !== null) return { file, reason: held }
  const known = { spoken: name.language, isOfJekyll: postOfJekyll.test(file), tags }
  const given = parseMetadata(front, options, known)
  // In Docusaurus, an id is relative to the folder.
  const id = options.generator === 'Docusaurus' && given.id ? name.within + given.id : given.id
  const slug = options.generator === 'Hugo' && given.slug ? inAddress(given.slug) : given.slug
  const metadata = { ...given, id, slug, date: given.date ?? name.date ?? given.otherDate }
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
