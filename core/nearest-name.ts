/**
 * What is said to somebody who wrote an unknown name: the known name that was probably meant, or
 * all known names if none is near enough. A far-fetched guess would only puzzle.
 */
import { closest, distance } from 'fastest-levenshtein'

/** The one of `known` that was probably meant, whatever its capitals; null if none is near. */
export function nearestName(given: string, known: readonly string[]): string | null {
  if (known.length === 0) return null
  const small = given.toLowerCase()
  const lower = known.map((name) => name.toLowerCase())
  const found = closest(small, lower)
  // Swapped letters are two changes in five (`titel`); with half of its letters changed, a word is another.
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
