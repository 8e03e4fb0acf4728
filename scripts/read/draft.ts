/**
 * A draft is what a reader makes of a file: its front matter, and its text as blocks.
 *
 * Blocks are plain text, but not joined yet, because boilerplate is known only once
 * every file has been read, and is removed by whole blocks. Nothing here knows a
 * file format: the reader of a new one returns drafts, and gets a row in
 * formats.ts.
 */
import type { FrontMatter } from './front-matter/entries.ts'

/** Front matter and blocks of one article. */
export interface Draft {
  readonly front: FrontMatter
  /** In order; none of them empty. */
  readonly blocks: readonly Block[]
  /**
   * Title in the head of an HTML page, maybe with the name of its site; empty if it has none. Front matter and the
   * first heading take precedence.
   */
  readonly pageTitle?: string
  /** Tags that stand in the text, beside those of the front matter. */
  readonly tags?: readonly string[]
  /** Why it is no article, if the file itself says so. */
  readonly reason?: string
  /** Its path within a file of several articles, without extension. */
  readonly part?: string
}

/** A stretch of running text, or a heading. */
export type Block = TextBlock | HeadingBlock

export interface TextBlock {
  readonly kind: 'text'
  /** List items, table rows and lines of code are on lines of their own; there are no blank lines. */
  readonly text: string
  /** Whether it is a lead from front matter (front-matter/lead.ts); such blocks come first. */
  readonly isLead?: true
}

export interface HeadingBlock {
  readonly kind: 'heading'
  /** One line. */
  readonly text: string
  /** 1 to 6. */
  readonly depth: number
  /** Without `#`; unique in its file, or empty if the heading has none. */
  readonly anchor: string
}

/**
 * Turns the text of a file, its line ends all `\n`, into one or several drafts; throws `BrokenArticle`.
 *
 * @param isBesideArticles whether files that are articles lie in the same folder
 */
export type Reader = (source: string, isBesideArticles: boolean) => Draft | readonly Draft[]
