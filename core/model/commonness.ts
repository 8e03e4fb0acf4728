/**
 * How common a word is in general, as far as the model knows.
 *
 * The vocabulary is in order of frequency, and by Zipf's law a word's place in it says how often it is met: the
 * hundredth stands in half of all articles, the ten-thousandth in one of a hundred. A handful of articles cannot
 * tell that: in five of them "preparing" may be as rare as a name.
 */
import { tokenize } from './tokens.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Place of the word that half of all articles hold, other than stop words. */
const placeOfHalf = 100

/**
 * Share of articles that hold `word`, (0, 1]; a word in pieces is as rare as the rarest of them, and a piece
 * or an added word is rarer than all other words. Null for a word that the model cannot spell.
 */
export function commonness(vocabulary: Vocabulary, word: string): number | null {
  const rows = tokenize(vocabulary, word)
  if (rows.length === 0) return null
  const place = Math.min(vocabulary.firstPiece, Math.max(...rows))
  return 1 / (1 + place / placeOfHalf)
}
