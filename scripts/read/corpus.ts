/**
 * A folder of articles, or a file of them, as documents: the one door between files and the index.
 *
 * What its author holds back is skipped and listed. What cannot be right is broken:
 * everything wrong in all files is told at once, and nothing comes back, because
 * an index that lacks articles without anyone knowing is worse than none.
 *
 * No article stays in memory. What is boilerplate, and what of a title is the site's name, is known once every
 * file has been read, so articles lie on a shelf as blocks until then, and on another as documents. What stays is some
 * 400 bytes an article (path, id, address, place), 60 for each different block of text and 130 for the title of a page of HTML.
 */
import { compareCodePoints } from '../../core/index/strings.ts'
import { daysOf } from '../../core/text/dates.ts'
import type { Document } from '../../core/text/document.ts'
import { arrange, createShelf, type Series, type Shelf } from '../shelf.ts'
import { type Addresses, createAddressCheck } from './addresses.ts'
import type { ArticleOptions } from './article.ts'
import { type MarkedArticle, readInOrder } from './article-threads.ts'
import { assembleDocument, isEmpty } from './assemble.ts'
import { type Boilerplate, createCensus } from './boilerplate.ts'
import type { Skipped } from './files.ts'
import { createIds } from './ids.ts'
import { listArticles } from './list-articles.ts'
import { folderReadmes } from './name.ts'
import { BadArticles, createProblems } from './problems.ts'
import { createTitleCensus, type Titles } from './site-name.ts'
import { parseUrlPattern, type UrlPattern } from './url.ts'

/** What to read, and how. */
export interface CorpusOptions
  extends Omit<ArticleOptions, 'folder' | 'generator' | 'hasArticles'> {
  /** A folder of articles, or one file. */
  readonly articles: string
  /** Glob patterns of the files that are left out, matched against their paths from the folder. */
  readonly exclude?: readonly string[]
  /** Pattern of addresses, for articles whose front matter has none. */
  readonly url?: string
  /** Folder on a disk with room for the articles while they are read and used. */
  readonly scratch: string
  /** Called after every file. */
  readonly onProgress?: (done: number, total: number) => void
}

/** The articles that were read. */
export interface Corpus {
  /** In order of id, by code points; until `close`. */
  readonly documents: Series<Document>
  /** In order of file. */
  readonly skipped: Skipped[]
  readonly boilerplate: LeftOut
  readonly addresses: Addresses
  /** Of the fields that were to be read, those that no article has. */
  readonly unusedFields: readonly string[]
  /** Of the patterns of what is excluded, those that match no file. */
  readonly unusedPatterns: readonly string[]
  readonly otherLanguages: OtherLanguages
  /** The days for which these are the articles: from the day they were read to the last before one begins or ends. */
  readonly days: Days
  /** Gives up the documents. */
  readonly close: () => void
}

/** A first and a last day, such as 20261124; the last is Infinity where nothing begins or ends. */
export type Days = readonly [first: number, last: number]

/** Blocks that were left out as boilerplate. */
export interface LeftOut {
  /** As often as they stood there. */
  readonly count: number
  /** The first of them, each once. */
  readonly examples: readonly string[]
}

/** What `lang` says that is none of the languages that were to be read. */
export interface OtherLanguages {
  /** Articles in which it does. */
  readonly count: number
  /** Each once, in order of file. */
  readonly codes: readonly string[]
}

/** Examples of boilerplate that are kept, to be shown. */
const mostExamples = 5

/** Reads all articles of a folder or file; throws `BadArticles`. */
export async function readCorpus(options: CorpusOptions): Promise<Corpus> {
  const pattern = options.url === undefined ? null : parseUrlPattern(options.url)
  const { articles: at, exclude = [], fields, languages, today } = options
  const { files, skipped, unusedPatterns, ...place } = await listArticles(at, exclude)
  const from = { fields, languages, today, ...place }
  const articles = createShelf<MarkedArticle>(options.scratch)
  const documents = createShelf<Document>(options.scratch)
  const problems = createProblems()
  try {
    const census = createCensus()
    const titles = createTitleCensus()
    const readmes = folderReadmes(files)
    const toRead = files.map((file) => ({ file, isFolderPage: readmes.has(file) }))
    let done = 0
    let until = Number.POSITIVE_INFINITY
    for await (const read of readInOrder(toRead, from)) {
      problems.add(read.file, read.problems)
      for (const found of read.articles) {
        const { until: last = until } = 'reason' in found ? found : found.article
        until = Math.min(until, last)
        if ('reason' in found) {
          skipped.push(found)
          continue
        }
        const { pageTitle } = found.article
        if (pageTitle !== undefined) titles.add(pageTitle)
        census.add(found.marks)
        articles.put(found)
      }
      options.onProgress?.(++done, files.length)
    }
    const unused = new Set(options.fields)
    const site = { boilerplate: census.judge(), titles: titles.judge(), pattern }
    const places = { documents, skipped, problems, unused }
    const { order, ...found } = putDocuments(articles, site, places)
    skipped.sort((a, b) => compareCodePoints(a.file, b.file))
    const { close } = documents
    const [day] = daysOf(options.today) as Days
    const left = { skipped, ...found, unusedFields: [...unused], unusedPatterns }
    const days = [day, until] as const
    return { days, documents: arrange(documents, order), ...left, close }
  } catch (error) {
    documents.close()
    throw error
  } finally {
    articles.close()
  }
}

/** What is known of the site that articles are of, once all of them were read. */
interface WholeSite {
  readonly boilerplate: Boilerplate
  readonly titles: Titles
  readonly pattern: UrlPattern | null
}

/** Where articles go that were read. */
interface Places {
  readonly documents: Shelf<Document>
  readonly skipped: Skipped[]
  readonly problems: ReturnType<typeof createProblems>
  /** Fields that no document has had so far. */
  readonly unused: Set<string>
}

/** Puts the documents that articles are on a shelf; gives their numbers in order of id. */
function putDocuments(
  articles: Iterable<MarkedArticle>,
  { boilerplate, titles, pattern }: WholeSite,
  { documents, skipped, problems, unused }: Places,
): { order: Uint32Array } & Pick<Corpus, 'boilerplate' | 'addresses' | 'otherLanguages'> {
  const ids: string[] = []
  const nameOf = createIds()
  const addresses = createAddressCheck(pattern !== null)
  const examples = new Set<string>()
  const codes = new Set<string>()
  let count = 0
  let others = 0
  for (const { article, marks } of articles) {
    const { file, metadata } = article
    const { blocks: own, removed } = boilerplate.removeFrom(article.blocks, marks)
    count += removed.length
    for (const text of removed) if (examples.size < mostExamples) examples.add(text)
    const pageTitle = article.pageTitle && titles.withoutSite(article.pageTitle)
    // Confluence has the name of the site in the heading, too.
    const blocks = own.map((block) =>
      pageTitle && block.kind === 'heading' && block.text === article.pageTitle
        ? { ...block, text: pageTitle }
        : block,
    )
    const cleaned = { ...article, blocks, pageTitle }
    if (isEmpty(cleaned)) {
      const reason = article.blocks.length > 0 ? 'nothing but boilerplate' : 'empty'
      skipped.push({ file, reason })
      continue
    }
    // Both are tried, so that all that is wrong is told.
    const named = problems.attempt(file, () => nameOf(article))
    if (named && 'reason' in named) {
      skipped.push(named)
      continue
    }
    const id = named?.id
    const document = problems.attempt(file, () => assembleDocument(cleaned, id ?? '', pattern))
    if (id === undefined || !document) continue
    ids.push(document.id)
    documents.put(document)
    addresses.add(file, document.url, metadata.template)
    if (metadata.otherLanguage !== null) {
      codes.add(metadata.otherLanguage)
      others++
    }
    for (const field of Object.keys(document.fields)) unused.delete(field)
  }
  if (problems.all.length > 0) throw new BadArticles(problems.all)
  const order = Uint32Array.from(ids.keys()).sort((a, b) => compareCodePoints(ids[a], ids[b]))
  return {
    order,
    boilerplate: { count, examples: [...examples] },
    addresses: addresses.found(),
    otherLanguages: { count: others, codes: [...codes] },
  }
}
