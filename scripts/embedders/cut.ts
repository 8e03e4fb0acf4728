/**
 * Makes texts fit a model that sees only so many tokens.
 *
 * Libraries cut silently, and what lay behind the cut is then found by nobody. Here a
 * passage that does not fit becomes two or more that do, so nothing is lost. Only what is short
 * already and does not fit all the same (an endless word, a title as long as the limit) is
 * shortened when it is embedded, and counted.
 */
import type { Passage } from '../../core/text/passages.ts'
import { findWords } from '../../core/text/words.ts'

/** With fewer words a passage says nothing by itself; then what is too long is in front of it. */
const leastWords = 16

/** Passages that fit. */
export interface Fitted {
  readonly passages: readonly Passage[]
  /** How many were parted. */
  readonly parted: number
  /** How many of `passages` do not fit and could not be parted. */
  readonly tooLong: number
}

/**
 * `passages` with those that do not fit parted between words, as evenly as can be.
 *
 * @param text  of the document
 * @param fits  whether a passage is seen whole, with all that is embedded in front of it
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

/** Two passages of one, cut before the word nearest to the middle; null for one of few words. */
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

/** Every place after a whole character; half a surrogate pair is none. */
function characterEnds(text: string): number[] {
  const ends: number[] = []
  for (const character of text) ends.push((ends.at(-1) ?? 0) + character.length)
  return ends
}

/** Longer texts have more tokens, so halving finds the place. */
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
