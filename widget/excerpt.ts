/**
 * A passage as a result shows it: the sentence that answers, and what follows a short one.
 *
 * Spans are cut out of the text and each piece is shown by itself. Nothing is searched
 * for or replaced, so whatever a text holds stays text.
 */
import type { Result, Span } from '../core/protocol.ts'
import { cutAt, plain } from './text.ts'

/** A stretch of text that is shown in one way. */
export interface Piece {
  readonly text: string
  /** Whether it is a word of the query. */
  readonly marked: boolean
  /** Whether it belongs to the sentence that answers. */
  readonly answers: boolean
}

/** Characters shown of a sentence that is long. */
const room = 280
/** A sentence shorter than this says little by itself: so much is shown of it and what follows. */
const short = 110
const enough = 150
/** Characters kept before the first marked word of a sentence that is too long. */
const before = 80

/** The pieces of what is shown, in order. */
export function excerpt({
  passage: { text },
  sentence,
  marks,
}: Pick<Result, 'passage' | 'sentence' | 'marks'>): Piece[] {
  const from = startOf(text, sentence, marks)
  const answer = Math.max(from, Math.min(sentence[1], cutAt(text, from, room)))
  const end = answer - from < short ? cutAt(text, from, enough) : answer
  const isCut = end !== sentence[1] && end < text.trimEnd().length
  return [
    ...(from > sentence[0] ? [{ text: '… ', marked: false, answers: false }] : []),
    ...piecesOf(text, [from, answer], marks, true),
    ...piecesOf(text, [answer, end], marks, false),
    ...(isCut ? [{ text: ' …', marked: false, answers: false }] : []),
  ]
}

/** The start of the sentence; of one too long to be shown whole, where its first marks are in sight. */
function startOf(text: string, [start, end]: Span, marks: readonly Span[]): number {
  const first = marks.find((mark) => mark[0] >= start && mark[1] <= end)
  if (!first || first[1] <= start + room) return start
  const space = text.indexOf(' ', first[0] - before)
  return space < 0 || space > first[0] ? first[0] : space + 1
}

function piecesOf(
  text: string,
  [from, end]: Span,
  marks: readonly Span[],
  answers: boolean,
): Piece[] {
  const pieces: Piece[] = []
  const add = (start: number, stop: number, marked: boolean) => {
    if (start < stop) pieces.push({ text: plain(text.slice(start, stop)), marked, answers })
  }
  let at = from
  for (const mark of marks) {
    const start = Math.max(mark[0], at)
    const stop = Math.min(mark[1], end)
    if (start >= stop) continue
    add(at, start, false)
    add(start, stop, true)
    at = stop
  }
  add(at, end, false)
  return pieces
}
