/**
 * Where the sentences of a passage begin and end, and which tokens each has, in few bytes.
 *
 * Without this, choosing the sentence that answers would have to split and tokenise all that a page of results
 * shows, an eighth of a query's time. A passage's content tokens are stored anyway, in order, so only the stop
 * words between them are missing: a byte for each, and one for every run of content tokens.
 *
 * The codes of a passage begin with the number of content tokens in its title and headings. Then come for each
 * sentence the characters between it and the one before, its length in two bytes, low one first, and up to a 0
 *
 *   1 to 15     so many of the next content tokens
 *   16 to 255   a stop word, by its place in the segment's list + 16
 *
 * A passage that cannot be written so, because its title is too long or the list has too many stop words, has no codes.
 */
import type { Section } from '../sections.ts'
import type { TokenSentence } from '../text/sentences.ts'
import { joinLists } from './lists.ts'

/** The sentences of all passages. */
export interface Sentences {
  readonly codes: Uint8Array
  /** First code of each passage, and one past the last of all. */
  readonly starts: Uint32Array
  /** Rows of the stop words. */
  readonly stops: Uint16Array
}

/** A passage to be written. */
export interface CutPassage {
  /** Content tokens, title and headings included. */
  readonly content: Uint16Array
  readonly sentences: readonly TokenSentence[]
  /** Whether a token is a stop word, which `content` leaves out. */
  readonly isStop: (token: number) => boolean
}

const firstStop = 16
const mostStops = 256 - firstStop
const mostCharacters = 65535

/** The sections that hold the sentences of these passages. */
export function encodeSentences(passages: readonly CutPassage[]): Record<string, Section> {
  const places = new Map<number, number>()
  const lists = passages.map((passage) => codesOf(passage, places))
  const { starts, all } = joinLists(lists, Uint8Array)
  return {
    sentenceCodes: all,
    sentenceStarts: starts,
    stops: new Uint16Array([...places.keys()]),
  }
}

/** The codes of a passage, none if it cannot be written so; adds new stop words to `places`. */
function codesOf(
  { content, sentences, isStop }: CutPassage,
  places: Map<number, number>,
): readonly number[] {
  const ofText: number[] = []
  for (const { tokens } of sentences) {
    for (const token of tokens) {
      if (!isStop(token)) ofText.push(token)
      else if (!places.has(token)) places.set(token, places.size)
    }
  }
  const first = content.length - ofText.length
  if (first < 0 || first > 255 || ofText.some((token, i) => token !== content[first + i])) return []
  const codes = [first]
  let before = 0
  for (const { span, tokens } of sentences) {
    const [gap, length] = [span[0] - before, span[1] - span[0]]
    if (gap > 255 || length > mostCharacters) return []
    codes.push(gap, length & 255, length >> 8)
    for (let at = 0; at < tokens.length; ) {
      let end = at
      while (end < tokens.length && end - at < firstStop - 1 && !isStop(tokens[end])) end++
      if (end > at) codes.push(end - at)
      else codes.push(firstStop + (places.get(tokens[end++]) as number))
      at = end
    }
    codes.push(0)
    before = span[1]
  }
  return codes.some((code) => code >= firstStop + mostStops) ? [] : codes
}

/**
 * The sentences of the passage at `row`, in order; null if it has no codes.
 *
 * @param content its content tokens, title and headings included
 */
export function readSentences(
  { codes, starts, stops }: Sentences,
  row: number,
  content: Uint16Array,
): TokenSentence[] | null {
  let at = starts[row]
  const end = starts[row + 1]
  if (at === end) return null
  const sentences: TokenSentence[] = []
  let next = codes[at++]
  let character = 0
  while (at < end) {
    const start = character + codes[at]
    character = start + codes[at + 1] + (codes[at + 2] << 8)
    at += 3
    const tokens: number[] = []
    for (let code = codes[at++]; code !== 0; code = codes[at++]) {
      if (code >= firstStop) tokens.push(stops[code - firstStop])
      else for (const last = next + code; next < last; next++) tokens.push(content[next])
    }
    sentences.push({ span: [start, character], tokens })
  }
  return sentences
}
