/**
 * A passage as a result shows it: the sentence that answers, and what follows a short one.
 */
import { type Piece, piecesOf, type Result, type Span } from '../core/protocol.ts'
import { cutAt } from './text.ts'

/** Most characters shown of a long sentence. */
const room = 280
/** A sentence shorter than `short` says little by itself: with what follows, `enough` characters are shown. */
const short = 110
const enough = 150
/** Characters kept before the first marked word of a sentence that is too long. */
const before = 80

/** A text, the sentence of it that is shown, and what is marked. */
type Excerpted = Pick<Result, 'sentence'> &
  Partial<Pick<Result, 'marks' | 'near'>> & { readonly passage: Pick<Result['passage'], 'text'> }

/** The pieces of what is shown: what stands before the sentence that answers, that sentence, and what follows. */
export function excerpt({
  passage: { text },
  sentence,
  // A worker older than this script sends no marks for titles, and no near words.
  marks = [],
  near,
}: Excerpted): Piece[][] {
  const from = startOf(text, sentence, marks)
  const answer = Math.max(from, Math.min(sentence[1], cutAt(text, from, room)))
  const end = answer - from < short ? cutAt(text, from, enough) : answer
  const isCut = end !== sentence[1] && end < text.trimEnd().length
  return [
    [{ text: from > sentence[0] ? '… ' : '' }],
    piecesOf(text, [from, answer], marks, near),
    // The ellipsis has no line of its own.
    [...piecesOf(text, [answer, end], marks, near), { text: isCut ? '\u00a0…' : '' }],
  ]
}

/** Where the excerpt starts: with the sentence or, if its first mark would be cut off, a little before that mark. */
function startOf(text: string, [start, end]: Span, marks: readonly Span[]): number {
  const first = marks.find((mark) => mark[0] >= start && mark[1] <= end)
  if (!first || first[1] <= start + room) return start
  const space = text.indexOf(' ', first[0] - before)
  return space < 0 || space > first[0] ? first[0] : space + 1
}
