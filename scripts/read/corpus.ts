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
import { posix } from 'node:path'
import { compareCodePoints } from '../../core/index/strings.ts'
import { daysOf } from '../../core/text/dates.ts'
import type { Document } from '../../core/text/document.ts'
import { arrange, createShelf, type Series, type Shelf } from '../shelf.ts'
import { type Addresses, createAddressCheck } from './addresses.ts'
import {
  type Article,
  type ArticleOptions,
  isOneArticle,
  knownExtensions,
  readerOf,
  whyUnread,
} from './article.ts'
import { type MarkedArticle, readInOrder } from './article-threads.ts'
import { assembleDocument, isEmpty } from './assemble.ts'
import { type Boilerplate, createCensus } from './boilerplate.ts'
import { type Listed, listFiles, mayHoldSeveral, type Skipped } from './files.ts'
import { folderReadmes } from './name.ts'
import { generatorOf } from './platforms/generator.ts'
import { partsOfBundles } from './platforms/hugo.ts'
import { tableOf } from './platforms/substack.ts'
import { BadArticles, broken, createProblems } from './problems.ts'
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
  const { files, skipped, unusedPatterns, ...place } = await listArticles(options)
  const { fields, languages, today } = options
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
    const { order, ...found } = assemble(articles, site, { documents, skipped, problems, unused })
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
function assemble(
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

interface ListedArticles
  extends Omit<Listed, 'skipped'>,
    Pick<ArticleOptions, 'generator' | 'hasArticles'>,
    Pick<Corpus, 'skipped' | 'unusedPatterns'> {}

/** Files at `place` that are to be read, and all others; at least one can be read. */
async function listArticles({
  articles: place,
  exclude = [],
}: CorpusOptions): Promise<ListedArticles> {
  const { folder, files, skipped } = await listFiles(place).catch((cause) => {
    const { code } = cause as NodeJS.ErrnoException
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    const sentence =
      `articles path ${place} ${isMissing ? 'is not there' : `cannot be read (${code})`}; ` +
      'wanted a folder of articles, or one file. Name it in edgewise.toml or with --articles.'
    throw new BadArticles([{ sentence }], { cause })
  })
  const known = files.filter((file) => readerOf(file) !== null)
  const tables = new Set(known.map(tableOf))
  const unread = files
    .filter((file) => readerOf(file) === null && !tables.has(file))
    .map((file) => ({ file, reason: whyUnread(file) }))
  if (known.length === 0) {
    const convertible = unread.find(({ reason }) => reason.includes('convert'))
    const sentence =
      `articles ${folder === place ? 'folder' : 'file'} ${place} holds no article; ` +
      `wanted at least one file that ends in ${knownExtensions}.` +
      (convertible ? ` ${convertible.file}: ${convertible.reason}.` : '')
    throw new BadArticles([{ sentence }])
  }
  const { left, excluded, unusedPatterns } = excludeFiles(known, exclude)
  const generator = generatorOf(folder, files)
  const parts = new Set(generator === 'Hugo' ? partsOfBundles(left) : [])
  return {
    folder,
    files: left.filter((file) => !parts.has(file)),
    skipped: [
      ...[...skipped, ...unread, ...excluded],
      ...[...parts].map((file) => ({ file, reason: 'part of the page of its folder (Hugo)' })),
    ],
    unusedPatterns,
    generator,
    hasArticles: left.some(isOneArticle),
  }
}

/** Parts `files` from those that a pattern matches; a pattern that ends with a slash matches all that lies in its folder. */
function excludeFiles(files: readonly string[], patterns: readonly string[]) {
  const globs = patterns.map((pattern) => ({
    pattern,
    glob: pattern.normalize('NFC').replace(/\/$/, '/**'),
  }))
  const unused = new Set(patterns)
  const left: string[] = []
  const excluded: Skipped[] = []
  for (const file of files) {
    const path = file.normalize('NFC')
    const matching = globs.filter(({ glob }) => posix.matchesGlob(path, glob))
    for (const { pattern } of matching) unused.delete(pattern)
    if (matching.length === 0) left.push(file)
    else excluded.push({ file, reason: `excluded by ${matching[0].pattern}` })
  }
  return { left, excluded, unusedPatterns: [...unused] }
}

/** Whether `file` names one of several articles in a file. */
const isPart = (file: string) => mayHoldSeveral(file.replace(/#.*/s, ''))

/**
 * Gives each article its id; throws `BrokenArticle` where an earlier file has it. The index of a folder gives way
 * to a file of the folder's name, as built pages may have both. An item of a feed or an export is skipped then: a site
 * has its last articles in several.
 */
function createIds(): (article: Article) => { readonly id: string } | Skipped {
  const holders = new Map<string, string>()
  return ({ file, front, metadata, name }) => {
    // Docusaurus' ids are the names of files in their folders, and two of them may be alike.
    const own = name.id.endsWith(`/${metadata.id}`) ? null : metadata.id
    const asked = own ?? name.id
    const id = own === null && holders.has(asked) ? name.path : asked
    const holder = holders.get(id)
    if (holder === undefined) {
      holders.set(id, file)
      return { id }
    }
    if (isPart(file)) return { file, reason: `the same as ${holder}` }
    // What other programs wrote is not to be changed by hand.
    const remedy = isPart(holder)
      ? 'Take one of the two files away, or name one alone with --articles.'
      : 'Give one of them another id.'
    const sentence = `id ${JSON.stringify(id)} is that of ${holder} too. ${remedy}`
    throw broken(front.get('id')?.line ?? 1, sentence)
  }
}
