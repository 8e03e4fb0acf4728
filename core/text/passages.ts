/**
 * Cuts a document into passages: never across a heading, always whole sentences.
 *
 * A section that is too long is cut into pieces of about equal size, rather than
 * full ones and a remainder, and each piece begins with the last sentence of the one
 * before, so that an answer that leans on its neighbour is still found. Sizes are
 * counted in words, which every script has; a token of the embedded model is a word
 * nine times in ten, and `targetWords` makes the 120 to 200 tokens that measured
 * best (docs/architecture.md).
 */
import type { Span } from '../protocol.ts'
import type { Document } from './document.ts'
import { splitSentences } from './sentences.ts'
import { countWords, findWords } from './words.ts'

/** A stretch of a document that is embedded, found and shown. */
export interface Passage {
  /** In the document's text; the spans of a document cover all of it that is not white space. */
  readonly span: Span
  /** Index of the nearest heading above, -1 for none. */
  readonly heading: number
  /** Where the passage stops repeating the one before; its own text begins here. */
  readonly fresh: number
}

/** What a cut section's pieces aim at. */
export const targetWords = 150
/** A section up to this size stays whole; a longer sentence is cut. */
export const mostWords = 200
/** A last sentence longer than this is not repeated. */
const mostOverlapWords = 50

/** Names this way of cutting: an index says which it was made with. */
export const chunkerVersion = 1

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
    for (const piece of chunkSection(text, start, end)) passages.push({ ...piece, heading })
  }
  if (passages.length === 0) passages.push({ span: [0, 0], heading: -1, fresh: 0 })
  return passages
}

interface Sentence {
  readonly span: Span
  readonly size: number
}

function chunkSection(text: string, start: number, end: number): Omit<Passage, 'heading'>[] {
  const sentences = sentencesOf(text, start, end)
  const total = sentences.reduce((sum, sentence) => sum + sentence.size, 0)
  const pieces = total <= mostWords ? 1 : Math.round(total / targetWords)
  const passages: Omit<Passage, 'heading'>[] = []
  let done = 0
  for (let first = 0; first < sentences.length; ) {
    // Up to the next of the equal parts, by whole sentences, whichever side is nearer.
    const goal = (total * (passages.length + 1)) / pieces
    let last = first
    let size = sentences[first].size
    while (last + 1 < sentences.length) {
      const next = sentences[last + 1].size
      if (size + next > mostWords) break
      if (passages.length + 1 < pieces && done + size + next / 2 > goal) break
      size += next
      last++
    }
    done += size
    const before = first > 0 && sentences[first - 1].size <= mostOverlapWords
    const fresh = sentences[first].span[0]
    const from = before ? sentences[first - 1].span[0] : fresh
    passages.push({ span: [from, sentences[last].span[1]], fresh })
    first = last + 1
  }
  return passages
}

/** Sentences of one section, none above `mostWords`. */
function sentencesOf(text: string, start: number, end: number): Sentence[] {
  const sentences: Sentence[] = []
  for (const [from, to] of splitSentences(text.slice(start, end))) {
    const span: Span = [start + from, start + to]
    const size = countWords(text.slice(span[0], span[1]))
    if (size <= mostWords) sentences.push({ span, size })
    else sentences.push(...cutSentence(text, span))
  }
  return sentences
}

/** A run of words without punctuation, cut before every `targetWords`th word. */
function cutSentence(text: string, [start, end]: Span): Sentence[] {
  const words = findWords(text.slice(start, end))
  const starts = words.filter((_, i) => i % targetWords === 0).map((word) => start + word.start)
  starts[0] = start
  return starts.map((from, i) => {
    const to = i + 1 < starts.length ? starts[i + 1] : end
    const piece = text.slice(from, to).trimEnd()
    return { span: [from, from + piece.length], size: countWords(piece) }
  })
}
