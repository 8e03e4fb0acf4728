/**
 * Makes texts fit a model's token limit.
 *
 * Libraries truncate silently, and nobody finds what lay behind the cut. Here a passage that
 * does not fit becomes two or more that do, so nothing is lost. Only a passage of few words
 * that does not fit all the same (an endless word, a title as long as the limit) is truncated
 * when it is embedded, and counted.
 */
import type { Passage } from '../../core/text/passages.ts'
import { findWords } from '../../core/text/words.ts'

/** With fewer words a passage says little, and what is too long is the title or heading in front of it. */
const leastWords = 16

/** Passages that fit. */
export interface Fitted {
  readonly passages: readonly Passage[]
  /** How many passages were cut into several. */
  readonly parted: number
  /** How many of `passages` do not fit and could not be cut. */
  readonly tooLong: number
}

/**
 * `passages`, with those that do not fit cut between words, as evenly as can be.
 *
 * @param text  of the document
 * @param fits whether a passage fits, with all that is embedded in front of it
 */
export function fitPassages(
  text: string,
  passages: readonly Passage[],
  fits: (passage: Passage) => boolean,
): Fitted {
  let tooLong = 0
  const fit = (passage: Passage): readonly Passage[] => {
    if (fits(passage)) return [passage]
    const halves = halve(text, passage)
    if (halves === null) tooLong++
    return halves?.flatMap(fit) ?? [passage]
  }
  const pieces = passages.map(fit)
  return {
    passages: pieces.flat(),
    parted: pieces.filter(({ length }) => length > 1).length,
    tooLong,
  }
}

/** The two halves of a passage, cut before the word nearest to its middle; null if it has few words. */
function halve(text: string, { span: [start, end], heading }: Passage): Passage[] | null {
  const middle = (start + end) / 2
  const places = findWords(text.slice(start, end)).map((word) => start + word.start)
  if (places.length < 2 * leastWords) return null
  const inside = places.filter((place) => text.slice(start, place).trim() !== '')
  const cut = inside.reduce((best, place) =>
    Math.abs(place - middle) < Math.abs(best - middle) ? place : best,
  )
  const firstEnd = start + text.slice(start, cut).trimEnd().length
  return [
    { span: [start, firstEnd], heading },
    { span: [cut, end], heading },
  ]
}

/**
 * The longest beginning of `text` that fits, ending with a whole word if one fits, else
 * with a whole character; empty if nothing does.
 */
export function cutToFit(text: string, fits: (text: string) => boolean): string {
  const words = findWords(text).map((word) => word.end)
  return longestPrefix(text, words, fits) ?? longestPrefix(text, characterEnds(text), fits) ?? ''
}

/** Where each character ends; a surrogate pair is one character. */
function characterEnds(text: string): number[] {
  const ends: number[] = []
  for (const character of text) ends.push((ends.at(-1) ?? 0) + character.length)
  return ends
}

/**
 * The longest prefix of `text` up to one of `ends` that fits, by bisection, since longer texts have more tokens; null
 * if none fits.
 */
function longestPrefix(
  text: string,
  ends: readonly number[],
  fits: (text: string) => boolean,
): string | null {
  let least = 0
  let most = ends.length
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (fits(text.slice(0, ends[middle - 1]))) least = middle
    else most = middle - 1
  }
  return least === 0 ? null : text.slice(0, ends[least - 1])
}
