/**
 * Files read into articles, on all cores where there are many pages of HTML.
 *
 * What a file gives does not depend on what was read before, so it is the same in any thread. A page takes 2 ms. Markdown
 * takes a tenth of that, less than it costs to hand articles from a thread to another.
 */
import { availableParallelism } from 'node:os'
import { workInThreads } from '../threads.ts'
import { type Article, type ArticleOptions, readArticles } from './article.ts'
import { type Marks, marksOf } from './boilerplate.ts'
import type { Skipped } from './files.ts'
import { BrokenArticle, type Problem } from './problems.ts'

/** A file to be read. */
export interface ArticleFile {
  /** Path from the folder, `/`-separated. */
  readonly file: string
  /** Whether it is the page of its folder, whatever its name. */
  readonly isFolderPage: boolean
}

/** What a file gave. */
export interface FileRead extends Pick<ArticleFile, 'file'> {
  /** In the order in which they stand there; none if something is wrong. */
  readonly articles: readonly (MarkedArticle | Skipped)[]
  /** All that is wrong with it. */
  readonly problems: readonly Problem[]
}

/** An article, and the marks by which boilerplate among its blocks is found. */
export interface MarkedArticle {
  readonly article: Article
  readonly marks: Marks
}

/** More pages than this are read in threads, each of which takes as long as 300 pages to start and warm up. */
const pagesForThreads = 1000
/** Files that a thread reads before it hands over what they gave. */
const readTogether = 50

/** Reads `files`, in order. */
export async function* readInOrder(
  files: readonly ArticleFile[],
  options: ArticleOptions,
): AsyncGenerator<FileRead, undefined> {
  const pages = files.filter(({ file }) => /\.html?$/i.test(file)).length
  if (pages <= pagesForThreads || availableParallelism() === 1) {
    for (const file of files) yield readFile(file, options)
    return
  }
  const script = new URL('article-thread.ts', import.meta.url)
  const tasks = groupsOf(files, readTogether)
  const work = { script, settings: options, tasks, onProgress: () => {} }
  for await (const read of workInThreads<readonly ArticleFile[], readonly FileRead[]>(work))
    yield* read
}

/** Reads one file. */
export function readFile({ file, isFolderPage }: ArticleFile, options: ArticleOptions): FileRead {
  try {
    const articles = readArticles(file, options, isFolderPage).map((article) =>
      'reason' in article ? article : { article, marks: marksOf(article.blocks) },
    )
    return { file, articles, problems: [] }
  } catch (error) {
    if (!(error instanceof BrokenArticle)) throw error
    return { file, articles: [], problems: error.problems }
  }
}

function* groupsOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}
