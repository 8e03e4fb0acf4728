/**
 * A result's texts as a page shows them: the title, and of the passage the sentence that answers and its neighbours,
 * with the marked words.
 *
 * A passage has up to 150 words, too many to read for each of ten results, so only whole
 * sentences around the answer are shown. Each piece is escaped by itself.
 */
import { html } from 'hono/html'
import { type Piece, piecesOf, type Result, type Span } from '../../core/protocol.ts'
import { splitSentences } from '../../core/text/sentences.ts'
import type { Html } from './layout.ts'

/** Most characters shown, unless the sentence alone has more. */
const shownLength = 420

/** The passage around its sentence, with marks; where it is cut, an ellipsis, which never has a line to itself. */
export function excerpt({
  passage,
  sentence,
  marks,
  near,
}: Pick<Result, 'passage' | 'sentence' | 'marks' | 'near'>): Html {
  const { text } = passage
  const [start, end] = shownSpan(text, sentence)
  const show = (span: Span) => piecesOf(text, span, marks, near).map(pieceView)
  const isAnswer = sentence[1] > sentence[0]
  const answer = isAnswer && html`<strong>${show(sentence)}</strong>`
  return html`${start > 0 ? '… ' : ''}${show([start, sentence[0]])}${answer}${show([sentence[1], end])}${end < text.trimEnd().length ? '\u00a0…' : ''}`
}

/** The title with the words that were asked for marked, or the id of an article that has none. */
export function markedTitle({
  id,
  title,
  titleMarks,
}: Pick<Result, 'id' | 'title' | 'titleMarks'>): Html {
  return html`${title === '' ? id : piecesOf(title, [0, title.length], titleMarks).map(pieceView)}`
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

function pieceView({ text, marked }: Piece): Html {
  if (!marked) return html`${text}`
  return html`<mark${marked === 'near' && html` class="near"`}>${text}</mark>`
}
