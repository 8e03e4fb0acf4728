/**
 * Plain text of Project Gutenberg: a book between two marks. Around it stands the licence, the same for each of 70,000
 * books, and above it also who wrote the book, and its title.
 */
import { asFrontMatter, type FrontMatter } from '../front-matter/entries.ts'

/** The mark above a book; a long title in it goes on below. */
const opening = /^\*\*\* ?START OF TH(?:E|IS) PROJECT GUTENBERG EBOOK\b[^*]*\*\*\*[ \t]*$/im
/** The mark below; older books have a sentence before it. */
const closing =
  /^(?:\*\*\* ?END OF TH(?:E|IS) PROJECT GUTENBERG EBOOK|End of (?:the )?Project Gutenberg(?:'s| EBook))\b/im

/** The book in `text` and what is said above it; all of `text` if no book begins in it. */
export function splitGutenberg(text: string): { front: FrontMatter; body: string } {
  const mark = opening.exec(text)
  if (!mark) return { front: new Map(), body: text }
  const head = text.slice(0, mark.index)
  const [title, author] = ['Title', 'Author'].map((name) =>
    new RegExp(`^${name}: *(.*(?:\\n +\\S.*)*)`, 'm').exec(head)?.[1].replace(/\s+/g, ' '),
  )
  const book = text.slice(mark.index + mark[0].length)
  const end = book.search(closing)
  return {
    front: asFrontMatter(Object.entries({ title, author })),
    body: end < 0 ? book : book.slice(0, end),
  }
}
