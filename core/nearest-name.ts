/**
 * What is said to somebody who wrote a name that there is not: the name that was meant, if one is
 * near enough to have been, or else all that there are. A far-fetched guess would only puzzle.
 */
import { closest, distance } from 'fastest-levenshtein'

/** The one of `known` that was meant, whatever its capitals; null if none is near, or there is none. */
export function nearestName(given: string, known: readonly string[]): string | null {
  if (known.length === 0) return null
  const small = given.toLowerCase()
  const lower = known.map((name) => name.toLowerCase())
  const found = closest(small, lower)
  // Two letters of five are changed places (`titel`); half of a word is another word.
  const changes = distance(small, found) / Math.max(small.length, found.length)
  return changes <= 0.4 ? known[lower.indexOf(found)] : null
}

/** Half of a sentence: "the nearest is …" or "there are …". `known` holds at least one name. */
export function suggestion(given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known)
  return nearest === null ? listing(known) : `the nearest is ${nearest}`
}

/** Half of a sentence: "there are …". `known` holds at least one name. */
export function listing(known: readonly string[]): string {
  return known.length > 1 ? `there are ${known.join(', ')}` : `there is ${known[0]}`
}
