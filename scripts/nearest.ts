/**
 * What is said to somebody who wrote a name that there is not: the name that was meant, if one is
 * near enough to have been, or else all that there are. A far-fetched guess would only puzzle.
 */
import { closest, distance } from 'fastest-levenshtein'

/** Half of a sentence: "the nearest is …" or "there are …". `known` holds at least one name. */
export function suggestion(given: string, known: readonly string[]): string {
  const small = given.toLowerCase()
  const lower = known.map((name) => name.toLowerCase())
  const found = closest(small, lower)
  // Two letters of five are changed places (`titel`); half of a word is another word.
  const changes = distance(small, found) / Math.max(small.length, found.length)
  if (changes <= 0.4) return `the nearest is ${known[lower.indexOf(found)]}`
  return known.length > 1 ? `there are ${known.join(', ')}` : `there is ${known[0]}`
}
