/**
 * How many slips of the fingers lie between two words: a letter inserted, left out or replaced, or two neighbours
 * swapped (optimal string alignment).
 *
 * A column of the distance matrix is encoded in a few numbers with a bit for each letter of the word, so a letter of the
 * other word takes a dozen operations (Hyyrö 2003, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit
 * Distances").
 */

/** Code units of the longest word that can be measured. */
export const longestMeasured = 31

/** The code units of `text`. */
export function codeUnits(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i)
  return units
}

/** Distance to what stands at `start` to `end` in `units`, or to the nearest of its beginnings. */
export type Distance = (
  units: ArrayLike<number>,
  start: number,
  end: number,
  of: 'all' | 'beginning',
) => number

/** Measures distances to `word`, which has 1 to `longestMeasured` code units, in the same units. */
export function distanceTo(word: string): Distance {
  const last = 1 << (word.length - 1)
  /** For each letter, bits of the places where it stands in `word`; an array for ASCII, a map for others. */
  const placesOf = new Int32Array(128)
  const placesOfOthers = new Map<number, number>()
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i)
    if (unit < 128) placesOf[unit] |= 1 << i
    else placesOfOthers.set(unit, (placesOfOthers.get(unit) ?? 0) | (1 << i))
  }
  return (units, start, end, of) => {
    // Bits of the rows whose distance is one more, or one less, than that of the row above.
    let more = -1
    let less = 0
    /** Rows whose distance equals that of the row above in the column before. */
    let same = 0
    let placesBefore = 0
    let distance = word.length
    let least = distance
    for (let i = start; i < end; i++) {
      const unit = units[i]
      const places = unit < 128 ? placesOf[unit] : (placesOfOthers.get(unit) ?? 0)
      const swapped = ((~same & places) << 1) & placesBefore
      same = (((places & more) + more) ^ more) | places | less | swapped
      // Rows whose distance is one more, or one less, than in the column before.
      const right = less | ~(same | more)
      const left = same & more
      if (right & last) distance++
      else if (left & last) distance--
      const shifted = (right << 1) | 1
      more = (left << 1) | ~(same | shifted)
      less = shifted & same
      placesBefore = places
      if (distance < least) least = distance
    }
    return of === 'all' ? distance : least
  }
}
