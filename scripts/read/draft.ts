/**
 * What a reader makes of one file: its front matter, and its words as blocks.
 *
 * Blocks are plain text already, but still apart, because boilerplate is known only
 * once every file has been read and goes by whole blocks. Nothing here knows a file
 * format: a reader of another one gives drafts, and gets a row in article.ts.
 */
import type { FrontMatter } from './front-entries.ts'

/** Front matter and blocks of one file. */
export interface Draft {
  readonly front: FrontMatter
  /** In order; none of them empty. */
  readonly blocks: readonly Block[]
  /**
   * What the head of a page of HTML calls it, empty where that is nothing; the name of its site may stand beside it.
   * The first heading and front matter go before.
   */
  readonly pageTitle?: string
  /** Why it is no article, where the file itself says so. */
  readonly reason?: string
  /** What stands for its path in a file of several, without extension. */
  readonly part?: string
}

/** A stretch of running text, or a heading. */
export type Block = TextBlock | HeadingBlock

export interface TextBlock {
  readonly kind: 'text'
  /** A line break parts list items, table rows and lines of code; there are no blank lines. */
  readonly text: string
  /** Whether front matter says it of the article (lead.ts): it stands before all else. */
  readonly isLead?: true
}

export interface HeadingBlock {
  readonly kind: 'heading'
  /** One line. */
  readonly text: string
  /** 1 to 6. */
  readonly depth: number
  /** Without `#`; unique in its file, or empty where a heading has none. */
  readonly anchor: string
}

/**
 * Turns the text of a file, its line ends all `\n`, into the draft that it is, or into several; throws `BrokenArticle`.
 *
 * @param isBesideArticles whether files that are articles lie in the same folder
 */
export type Reader = (source: string, isBesideArticles: boolean) => Draft | readonly Draft[]

/** One thing wrong with a file. */
export interface Problem {
  /** From 1. */
  readonly line: number
  /** What came, what is wanted, what to do. */
  readonly sentence: string
}

/** A file that cannot be read as an article, with everything that is wrong with it. */
export class BrokenArticle extends Error {
  override readonly name = 'BrokenArticle'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(({ line, sentence }) => `${line}: ${sentence}`).join('\n'), options)
    this.problems = problems
  }
}
