/**
 * What else may have been meant: a word that hardly any passage has, one slip away from one that many have. Where one
 * article in five hundred writes `goverment`, a question with that word finds this one.
 *
 * The rare word may be right, and is as often: of 1,281 such words of five hundred articles, all unknown to the model,
 * 65 are one slip away from one that is thirty times as common, *mejia* and *wordy* as well as *opportunites*. So it is
 * searched for as it was written, and the other is only suggested.
 */
import { termsOfWord } from './query-words.ts'
import { slipsOf } from './slips.ts'
import {
  countPostings,
  type DoubtfulWord,
  type Known,
  modelWordsLike,
  replaceWords,
  wordsInDoubt,
} from './spelling.ts'

/** Passages that a rare word stands in at most, and times as many that the other stands in at least. */
const [mostRare, timesCommoner] = [5, 30]

/** `question` with the commoner words in the place of rare ones; null where there is none to suggest. */
export function suggestQuestion(known: Known, question: string): string | null {
  return replaceWords(question, wordsInDoubt(known, question, false), (word) =>
    commonerThan(word, known),
  )
}

/** The commonest word of the model that is one slip away from a rare one; null where it is not rare or none is. */
function commonerThan(word: DoubtfulWord, known: Known): string | null {
  const { manifest, segments } = known.index
  if (slipsOf(word.plain) === 0) return null
  const own = termsOfWord(manifest.languages, word.text)
  const rare = own.reduce((sum, term) => sum + countPostings(segments, term), 0)
  if (rare === 0 || rare > mostRare) return null
  let meant: string | null = null
  let most = timesCommoner * rare - 1
  for (const like of modelWordsLike(word, known)) {
    const count = like.slips === 1 ? countPostings(segments, like.term) : 0
    if (count <= most) continue
    meant = like.word
    most = count
  }
  return meant
}
