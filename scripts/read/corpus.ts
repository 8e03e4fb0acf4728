/**
 * A folder of articles as documents: the one door between files and the index.
 *
 * What its author holds back is skipped and listed. What cannot be right is broken:
 * everything wrong in the whole folder is told at once, and nothing comes back, because
 * an index that lacks articles without anyone knowing is worse than none. Files are
 * read in whatever order the disk likes; the result never depends on it.
 */
import { compareCodePoints } from '../../core/index/strings.ts'
import type { Document } from '../../core/text/document.ts'
import {
  type Article,
  type ArticleOptions,
  knownExtensions,
  readArticle,
  readerOf,
} from './article.ts'
import { assembleDocument } from './assemble.ts'
import { removeBoilerplate } from './boilerplate.ts'
import { BrokenArticle, type Problem } from './draft.ts'
import { listFiles, type Skipped } from './files.ts'
import { parseUrlPattern } from './url.ts'

/** What to read, and how. */
export interface CorpusOptions extends ArticleOptions {
  /** Pattern of addresses, for articles whose front matter has none. */
  readonly url?: string
  /** Called after every file. */
  readonly onProgress?: (done: number, total: number) => void
}

/** The articles of a folder. */
export interface Corpus {
  /** In order of id, by code points. */
  readonly documents: Document[]
  /** In order of file. */
  readonly skipped: Skipped[]
  /** The blocks that were left out as boilerplate, as often as they stood there. */
  readonly boilerplate: readonly string[]
}

/** Something wrong, in a file or with the folder itself. */
export interface ArticleProblem extends Partial<Problem> {
  readonly file?: string
  readonly sentence: string
}

/** Articles of which no index can be made; its message has a line for everything wrong. */
export class BadArticles extends Error {
  override readonly name = 'BadArticles'

  constructor(problems: readonly ArticleProblem[], options?: ErrorOptions) {
    const sorted = problems.toSorted(
      (a, b) => compareCodePoints(a.file ?? '', b.file ?? '') || (a.line ?? 1) - (b.line ?? 1),
    )
    const lines = sorted.map(({ file, line, sentence }) =>
      file === undefined ? sentence : `${file}:${line ?? 1}: ${sentence}`,
    )
    super(lines.join('\n'), options)
  }
}

/** So many files are open at a time. */
const openFiles = 16

/** Reads all articles below a folder; throws `BadArticles`. */
export async function readCorpus(options: CorpusOptions): Promise<Corpus> {
  const pattern = options.url === undefined ? null : parseUrlPattern(options.url)
  const { files, skipped } = await listArticles(options.articles)
  const problems: ArticleProblem[] = []
  /** What `run` gives; undefined if the file is broken, and then its problems are kept. */
  const attempt = async <Result>(file: string, run: () => Result | Promise<Result>) => {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof BrokenArticle)) throw error
      for (const problem of error.problems) problems.push({ file, ...problem })
      return undefined
    }
  }

  let done = 0
  const read = await mapSome(files, openFiles, async (file) => {
    const result = await attempt(file, () => readArticle(file, options))
    options.onProgress?.(++done, files.length)
    return result
  })
  const articles = read.filter((result) => typeof result === 'object')
  read.forEach((result, i) => {
    if (typeof result === 'string') skipped.push({ file: files[i], reason: result })
  })

  const { articles: cleaned, removed } = removeBoilerplate(articles)
  const entries: Entry[] = []
  for (const [i, article] of cleaned.entries()) {
    const { file } = article
    const document = await attempt(file, () => assembleDocument(article, pattern))
    if (document) entries.push({ article, document })
    else if (document === null) {
      const reason = articles[i].blocks.length > 0 ? 'nothing but boilerplate' : 'empty'
      skipped.push({ file, reason })
    }
  }
  problems.push(...sameIds(entries))
  if (problems.length > 0) throw new BadArticles(problems)

  const documents = entries.map(({ document }) => document)
  documents.sort((a, b) => compareCodePoints(a.id, b.id))
  skipped.sort((a, b) => compareCodePoints(a.file, b.file))
  return { documents, skipped, boilerplate: removed }
}

interface Entry {
  readonly article: Article
  readonly document: Document
}

/** Files of `folder` that can be read, at least one, and all others. */
async function listArticles(folder: string): Promise<{ files: string[]; skipped: Skipped[] }> {
  const { files, skipped } = await listFiles(folder).catch((cause: NodeJS.ErrnoException) => {
    const came = { ENOENT: 'is not there', ENOTDIR: 'is a file' }[String(cause.code)]
    const sentence =
      `articles folder ${folder} ${came ?? `cannot be read (${cause.code})`}; ` +
      'wanted a folder of articles. Name it in edgewise.toml or with --articles.'
    throw new BadArticles([{ sentence }], { cause })
  })
  const known = files.filter((file) => readerOf(file) !== null)
  if (known.length === 0) {
    const sentence =
      `articles folder ${folder} holds no article; ` +
      `wanted at least one file that ends in ${knownExtensions}.`
    throw new BadArticles([{ sentence }])
  }
  const unknown = files.filter((file) => readerOf(file) === null)
  skipped.push(...unknown.map((file) => ({ file, reason: 'unknown extension' })))
  return { files: known, skipped }
}

/** `map` of every item, in order, at most `atOnce` of them under way. */
async function mapSome<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length)
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const i = next++
      results[i] = await map(items[i])
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}

/** A problem for every article whose id an earlier file has. */
function sameIds(entries: readonly Entry[]): ArticleProblem[] {
  const holders = new Map<string, string>()
  return entries.flatMap(({ article: { file, front }, document: { id } }) => {
    const holder = holders.get(id)
    if (holder === undefined) {
      holders.set(id, file)
      return []
    }
    const sentence = `id ${JSON.stringify(id)} is that of ${holder} too. Give one of them another id.`
    return [{ file, line: front.get('id')?.line ?? 1, sentence }]
  })
}
