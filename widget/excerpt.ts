/**
 * A passage as a result shows it: the sentence that answers, and what follows it while
 * there is room.
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

/** Characters of a passage that are shown. */
const room = 280
/** Characters kept before the first marked word of a sentence that is too long. */
const before = 80

/** The pieces of what is shown, in order. */
export function excerpt({
  passage: { text },
  sentence,
  marks,
}: Pick<Result, 'passage' | 'sentence' | 'marks'>): Piece[] {
  const from = startOf(text, sentence, marks)
  const end = cutAt(text, from, room)
  const answer = Math.max(from, Math.min(sentence[1], end))
  return [
    ...(from > sentence[0] ? [{ text: '… ', marked: false, answers: false }] : []),
    ...piecesOf(text, [from, answer], marks, true),
    ...piecesOf(text, [answer, end], marks, false),
    ...(end < text.trimEnd().length ? [{ text: ' …', marked: false, answers: false }] : []),
  ]
}

/** The start of the sentence; of one too long to be shown whole, where its first marks are in sight. */
function startOf(text: string, [start, end]: Span, marks: readonly Span[]): number {
  const first = marks.find((mark) => mark[0] >= start && mark[1] <= end)
  if (!first || first[1] <= start + room) return start
  return text.indexOf(' ', first[0] - before) + 1 || first[0]
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
