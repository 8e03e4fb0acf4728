/** How many slips of the fingers (edits) lie between two words, and whether so many are forgiven. */
import { type Strings, stringAt } from '../../index/strings.ts'
import { codeUnits, distanceTo, longestMeasured } from '../../text/edit-distance.ts'
import { isAscii } from '../../text/words.ts'

/** What makes a word a number or a name in code. */
export const digit = /\d/
/** Fewest letters of a word in which one slip is forgiven, and two. */
const [forOne, forTwo] = [5, 9]

/** How many slips are forgiven in a word; none if it has a digit: numbers that differ are not misspelt. */
export function slipsOf(word: string): number {
  if (word.length < forOne || word.length > longestMeasured || digit.test(word)) return 0
  return word.length < forTwo ? 1 : 2
}

/** Counts the slips between `word` and others or, if it is unfinished, their nearest beginnings; null if too many. */
export function forgiving(
  word: string,
  isBegun: boolean,
): (units: ArrayLike<number>, start: number, end: number) => number | null {
  const most = slipsOf(word)
  const distance = most > 0 ? distanceTo(word) : null
  const shortest = word.length - most
  const longest = isBegun ? Number.POSITIVE_INFINITY : word.length + most
  const of = isBegun ? 'beginning' : 'all'
  return (units, start, end) => {
    if (!distance || end - start < shortest || end - start > longest) return null
    const slips = distance(units, start, end, of)
    return slips <= most ? slips : null
  }
}

/** The same for terms; on their bytes if `word` is ASCII, as no byte of any other character equals a letter of it. */
export function forgivingTerms(
  word: string,
  isBegun: boolean,
): (terms: Strings, row: number) => number | null {
  const slipsTo = forgiving(word, isBegun)
  if (isAscii(word)) return ({ starts, bytes }, row) => slipsTo(bytes, starts[row], starts[row + 1])
  return (terms, row) => {
    const units = codeUnits(stringAt(terms, row))
    return slipsTo(units, 0, units.length)
  }
}
