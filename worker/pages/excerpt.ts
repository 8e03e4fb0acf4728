/**
 * A result's texts as a page shows them: the title, and of the passage the sentence that answers and its neighbours,
 * with the marked words.
 *
 * A passage has up to 150 words, too many to read for each of ten results, so only whole
 * sentences around the answer are shown. Spans are cut out of the text and each piece is
 * escaped by itself; nothing is ever searched for or replaced in HTML.
 */
import { html } from 'hono/html'
import type { Result, Span } from '../../core/protocol.ts'
import { splitSentences } from '../../core/text/sentences.ts'
import type { Html } from './layout.ts'

/** Most characters shown, unless the sentence alone has more. */
const shownLength = 420

/** The passage around its sentence, with marks; where it is cut, an ellipsis, which never has a line to itself. */
export function excerpt({
  passage,
  sentence,
  marks: said,
  near,
}: Pick<Result, 'passage' | 'sentence' | 'marks' | 'near'>): Html {
  const { text } = passage
  const [start, end] = shownSpan(text, sentence)
  const marks = [
    ...said.map((span) => ({ span, isNear: false })),
    ...near.map((span) => ({ span, isNear: true })),
  ].sort((a, b) => a.span[0] - b.span[0])
  const piece = (from: number, to: number) => markedPieces(text, from, to, marks)
  const isAnswer = sentence[1] > sentence[0]
  const answer = isAnswer && html`<strong>${piece(...sentence)}</strong>`
  return html`${start > 0 ? '… ' : ''}${piece(start, sentence[0])}${answer}${piece(sentence[1], end)}${end < text.trimEnd().length ? '\u00a0…' : ''}`
}

/** The title with the words that were asked for marked, or the id of an article that has none. */
export function markedTitle({
  id,
  title,
  titleMarks,
}: Pick<Result, 'id' | 'title' | 'titleMarks'>): Html {
  const marks = titleMarks.map((span) => ({ span, isNear: false }))
  return html`${title === '' ? id : markedPieces(title, 0, title.length, marks)}`
}

/** Grows from `sentence` by whole sentences while there is room, forwards first and then backwards. */
function shownSpan(text: string, sentence: Span): Span {
  const sentences = splitSentences(text)
  let first = sentences.findIndex(([start]) => start === sentence[0])
  if (first < 0) return sentence
  let last = first
  const fits = (from: number, to: number) =>
    from >= 0 && to < sentences.length && sentences[to][1] - sentences[from][0] <= shownLength
  for (;;) {
    if (fits(first, last + 1)) last++
    else if (fits(first - 1, last)) first--
    else return [sentences[first][0], sentences[last][1]]
  }
}

/** A marked part of a text: one of the query's words, or one that is only near to them. */
interface Marked {
  readonly span: Span
  readonly isNear: boolean
}

/** The text from `from` to `to`, with the parts of `marks` that lie in it marked. */
function markedPieces(text: string, from: number, to: number, marks: readonly Marked[]): Html[] {
  const pieces: Html[] = []
  let at = from
  for (const { span, isNear } of marks) {
    const start = Math.max(span[0], at)
    const end = Math.min(span[1], to)
    if (start >= end) continue
    const kind = isNear && html` class="near"`
    pieces.push(html`${text.slice(at, start)}<mark${kind}>${text.slice(start, end)}</mark>`)
    at = end
  }
  pieces.push(html`${text.slice(at, to)}`)
  return pieces
}
