/**
 * A text in pieces, each shown in one way: by pages as HTML, and by the terminal in colours.
 *
 * Spans are cut out of the text; nothing but the end of a line is ever searched for or replaced in what is shown.
 */
import { onOneLine, type Span } from '../protocol.ts'

/** A stretch of a text: words of the query, words that are near to them, or anything else. */
export interface Piece {
  readonly text: string
  readonly marked?: 'said' | 'near'
}

/** The pieces of `text` within a span, in order, some of them empty; marks that reach beyond it are cut. */
export function piecesOf(
  text: string,
  [from, to]: Span,
  said: readonly Span[],
  near: readonly Span[] = [],
): Piece[] {
  const marks = [
    ...said.map((span) => ({ span, marked: 'said' as const })),
    ...near.map((span) => ({ span, marked: 'near' as const })),
  ].sort((a, b) => a.span[0] - b.span[0])
  const pieces: Piece[] = []
  let at = from
  for (const { span, marked } of marks) {
    const start = Math.max(span[0], at)
    const end = Math.min(span[1], to)
    if (start >= end) continue
    pieces.push({ text: onOneLine(text, [at, start]) }, { text: text.slice(start, end), marked })
    at = end
  }
  return [...pieces, { text: onOneLine(text, [at, to]) }]
}
