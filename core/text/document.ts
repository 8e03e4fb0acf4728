/**
 * One article, as every reader returns it: plain text with its headings beside it.
 *
 * Headings stand apart from the text, each with the place where its section
 * begins. So a passage is always running text, a heading can be shown or
 * embedded in front of it, and no heading stands twice.
 */
import type { DocumentHeading } from '../protocol.ts'

/** An article ready to be cut into passages. */
export interface Document {
  /** What its front matter says, or the path of its file without extension, `/`-separated, NFC. */
  readonly id: string
  readonly title: string
  /** Absolute address or a path; null for an article that only our own page shows. */
  readonly url: string | null
  /** `2022`, `2022-06` or `2022-06-12`. */
  readonly date: string | null
  readonly source: string | null
  /** One of the index's languages. */
  readonly language: string
  /** Values of the configured fields. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** Tags, authors and the like: it is found by their words, which are not part of its text. */
  readonly keywords: readonly string[]
  /**
   * Rendered plain text without headings. A blank line separates blocks, a line
   * break list items, table rows and lines of code.
   */
  readonly text: string
  /** In order of `at`. */
  readonly headings: readonly DocumentHeading[]
}

/** The headings above `headings[at]`, outermost first, itself last; empty for -1. */
export function headingPath(headings: readonly DocumentHeading[], at: number): DocumentHeading[] {
  const path: DocumentHeading[] = []
  for (let i = at, depth = 7; i >= 0; i--) {
    if (headings[i].depth >= depth) continue
    depth = headings[i].depth
    path.unshift(headings[i])
  }
  return path
}

/** A passage's text as it is embedded: `title › heading › text`, empty parts left out. */
export function withContext(title: string, path: readonly DocumentHeading[], text: string): string {
  return [contextOf(title, path), text].filter((part) => part !== '').join(' › ')
}

/** What stands before the text of a passage: `title › heading`, empty parts left out. */
export function contextOf(title: string, path: readonly DocumentHeading[]): string {
  return [title, ...path.map((heading) => heading.text)].filter((part) => part !== '').join(' › ')
}
