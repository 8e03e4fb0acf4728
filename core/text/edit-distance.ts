/**
 * How many slips of the fingers part two words: a letter too many, one left out, one in another's place, or two
 * neighbours swapped (optimal string alignment).
 *
 * A column of the matrix of distances is one number of as many bits as the word has letters, so a letter of the other
 * word takes a dozen operations (Hyyrö 2003, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit
 * Distances").
 */

/** Code units of the longest word that can be measured. */
export const longestMeasured = 31

/** Distance to `text`, or to whichever of its beginnings is nearest. */
export type Distance = (text: string, of: 'all' | 'beginning') => number

/** Measures distances to `word`, which has 1 to `longestMeasured` code units. */
export function distanceTo(word: string): Distance {
  const last = 1 << (word.length - 1)
  /** Bits of the places where a letter stands in `word`. */
  const placesOf = new Map<number, number>()
  for (let i = 0; i < word.length; i++) {
    const letter = word.charCodeAt(i)
    placesOf.set(letter, (placesOf.get(letter) ?? 0) | (1 << i))
  }
  return (text, of) => {
    // Bits of the rows at which a distance is one more or one less than a row above, and than a column before.
    let [more, less] = [-1, 0]
    /** Rows at which a distance is that of the row above in the column before. */
    let same = 0
    let placesBefore = 0
    let distance = word.length
    let least = distance
    for (let i = 0; i < text.length; i++) {
      const places = placesOf.get(text.charCodeAt(i)) ?? 0
      const swapped = ((~same & places) << 1) & placesBefore
      same = (((places & more) + more) ^ more) | places | less | swapped
      const right = less | ~(same | more)
      const left = same & more
      if (right & last) distance++
      else if (left & last) distance--
      const shifted = (right << 1) | 1
      more = (left << 1) | ~(same | shifted)
      less = shifted & same
      placesBefore = places
      least = Math.min(least, distance)
    }
    return of === 'all' ? distance : least
  }
}
