/**
 * A passage as a result shows it: the sentence that answers, and what follows a short one.
 *
 * Spans are cut out of the text and each piece is shown by itself. Nothing but the end of a line is searched
 * for or replaced, so whatever a text holds stays text.
 */
import { onOneLine, type Result, type Span } from '../core/protocol.ts'
import { cutAt, plain } from './text.ts'

/** A piece of text that is shown in one way. */
export interface Piece {
  readonly text: string
  /** `mark` for a word of the query, `near` for one that is near in meaning; left out for other text. */
  readonly marked?: 'mark' | 'near'
  /** Whether it belongs to the sentence that answers. */
  readonly answers?: boolean
}

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

/** The pieces of what is shown, in order. */
export function excerpt({
  passage: { text },
  sentence,
  // A worker older than this script sends no marks for titles, and no near words.
  marks = [],
  near = [],
}: Excerpted): Piece[] {
  const from = startOf(text, sentence, marks)
  const answer = Math.max(from, Math.min(sentence[1], cutAt(text, from, room)))
  const end = answer - from < short ? cutAt(text, from, enough) : answer
  const isCut = end !== sentence[1] && end < text.trimEnd().length
  const all = [...marks, ...near].sort((a, b) => a[0] - b[0])
  const pieces: Piece[] = []
  let at = from
  const add = (stop: number, answers: boolean, marked?: Piece['marked']) => {
    if (at < stop) pieces.push({ text: plain(onOneLine(text, [at, stop])), marked, answers })
    at = Math.max(at, stop)
  }
  const addUpTo = (end: number, answers: boolean) => {
    for (const mark of all) {
      add(Math.min(mark[0], end), answers)
      if (mark[1] > at) add(Math.min(mark[1], end), answers, near.includes(mark) ? 'near' : 'mark')
    }
    add(end, answers)
  }
  if (from > sentence[0]) pieces.push({ text: '… ' })
  addUpTo(answer, true)
  addUpTo(end, false)
  // No line of its own.
  if (isCut) pieces.push({ text: '\u00a0…' })
  return pieces
}

/** Where the excerpt starts: with the sentence or, if its first mark would be cut off, a little before that mark. */
function startOf(text: string, [start, end]: Span, marks: readonly Span[]): number {
  const first = marks.find((mark) => mark[0] >= start && mark[1] <= end)
  if (!first || first[1] <= start + room) return start
  const space = text.indexOf(' ', first[0] - before)
  return space < 0 || space > first[0] ? first[0] : space + 1
}
