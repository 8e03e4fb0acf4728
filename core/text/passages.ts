/**
 * Cuts a document into passages: never across a heading, always whole sentences.
 *
 * A section that is too long is cut into pieces of about equal size, rather than
 * full ones and a remainder. Pieces do not overlap: repeating the last sentence cost 0.6
 * nDCG@10 of SciFact's vector leg and gained nothing elsewhere. Sizes are
 * counted in words, which every script has; a token of the embedded model is a word
 * nine times in ten. With the title and headings that are embedded in front of it, a piece
 * comes to the 120 to 200 tokens that were measured to be best (docs/architecture.md).
 */
import type { Span } from '../protocol.ts'
import type { Document } from './document.ts'
import { splitSentences } from './sentences.ts'
import { countWords, findWords, isWithinPair } from './words.ts'

/** A stretch of a document that is embedded, found and shown. */
export interface Passage {
  /** In the document's text; the spans of a document do not overlap and cover all but white space. */
  readonly span: Span
  /** Index of the nearest heading above, -1 for none. */
  readonly heading: number
}

/** An article cut into passages. */
export interface Article {
  readonly document: Document
  readonly passages: readonly Passage[]
}

/** Words of a piece that a cut section aims at. */
export const targetWords = 110
/** Most words of a piece: a section up to this size stays whole, and a longer sentence is cut. */
export const mostWords = 150
/** Most letters of a piece, which its words hardly ever reach: an article may hold data of megabytes. */
const mostLetters = 6000

/** Version of how texts are cut and their words found (words.ts): an index says which it was made with. */
export const chunkerVersion = 5

/**
 * The passages of `document` in order. A document without text gives one empty
 * passage, so that its title can be found.
 */
export function chunkDocument(document: Pick<Document, 'text' | 'headings'>): Passage[] {
  const { text, headings } = document
  const passages: Passage[] = []
  for (let heading = -1; heading < headings.length; heading++) {
    const start = heading < 0 ? 0 : headings[heading].at
    const end = heading + 1 < headings.length ? headings[heading + 1].at : text.length
    for (const span of chunkSection(text, start, end)) passages.push({ span, heading })
  }
  if (passages.length === 0) passages.push({ span: [0, 0], heading: -1 })
  return passages
}

interface Sentence {
  readonly span: Span
  readonly size: number
}

function chunkSection(text: string, start: number, end: number): Span[] {
  const sentences = sentencesOf(text, start, end)
  const total = sentences.reduce((sum, sentence) => sum + sentence.size, 0)
  const pieces = total <= mostWords ? 1 : Math.max(2, Math.round(total / targetWords))
  const spans: Span[] = []
  let done = 0
  for (let first = 0; first < sentences.length; ) {
    // Up to the end of the next equal part, by whole sentences, on whichever side is nearer.
    const goal = (total * (spans.length + 1)) / pieces
    let last = first
    let size = sentences[first].size
    while (last + 1 < sentences.length) {
      const next = sentences[last + 1].size
      if (size + next > mostWords) break
      if (sentences[last + 1].span[1] - sentences[first].span[0] > mostLetters) break
      if (spans.length + 1 < pieces && done + size + next / 2 > goal) break
      size += next
      last++
    }
    done += size
    spans.push([sentences[first].span[0], sentences[last].span[1]])
    first = last + 1
  }
  return spans
}

/** Sentences of one section, none above `mostWords` or `mostLetters`. */
function sentencesOf(text: string, start: number, end: number): Sentence[] {
  const sentences: Sentence[] = []
  for (const [from, to] of splitSentences(text.slice(start, end))) {
    const span: Span = [start + from, start + to]
    const size = countWords(text.slice(span[0], span[1]))
    if (size <= mostWords && to - from <= mostLetters) sentences.push({ span, size })
    else sentences.push(...cutSentence(text, span))
  }
  return sentences
}

/** A sentence that is too long, cut after every `targetWords` words, and in one of too many letters. */
function cutSentence(text: string, [start, end]: Span): Sentence[] {
  const starts = [start]
  let size = 0
  let counted = start
  for (const word of findWords(text.slice(start, end))) {
    const at = start + word.start
    // Counted anew, since a run of a dense script has one pair fewer than characters.
    size += countWords(text.slice(counted, at))
    counted = at
    if (size < targetWords) continue
    starts.push(at)
    size = 0
  }
  return starts.flatMap((from, i) => {
    const to = i + 1 < starts.length ? starts[i + 1] : end
    return cutLetters(text, from, to).flatMap(([from, to]): Sentence | [] => {
      const piece = text.slice(from, to).trimEnd()
      const trimmed = piece.trimStart()
      if (trimmed === '') return []
      const span: Span = [from + piece.length - trimmed.length, from + piece.length]
      return { span, size: countWords(trimmed) }
    })
  })
}

/** A stretch of text in parts of at most `mostLetters`, none of which begins within a character. */
function cutLetters(text: string, start: number, end: number): Span[] {
  const spans: Span[] = []
  for (let from = start; from < end; ) {
    const to = from + mostLetters
    const at = to >= end ? end : to - (isWithinPair(text, to) ? 1 : 0)
    spans.push([from, at])
    from = at
  }
  return spans
}
