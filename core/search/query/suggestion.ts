/**
 * What may have been meant by a word that hardly any passage has, one slip away from one that many have. Where one
 * article in five hundred writes `goverment`, a question with that word finds only this article.
 *
 * The rare word is right as often as not: of 1,281 such words of five hundred articles, all unknown to the model, 65 are
 * one slip away from one that is thirty times as common, *mejia* and *wordy* as well as *opportunites*. So it is
 * searched for as it was written, and the other is only suggested.
 */
import { limits } from '../../protocol.ts'
import { countPostings, termsOfWord } from './query-words.ts'
import { slipsOf } from './slips.ts'
import {
  type DoubtfulWord,
  type Known,
  modelWordsLike,
  replaceWords,
  wordsInDoubt,
} from './spelling.ts'

/** Most passages of a rare word, and how many times as many the other must have. */
const [mostRare, timesCommoner] = [5, 30]
/** Most rare words that are compared with the model's, which takes half a millisecond each: a pasted text has many. */
const mostCompared = 3

/** A word and how many passages have it. */
interface CountedWord extends DoubtfulWord {
  readonly passages: number
}

/** `question` with rare words replaced by commoner ones; null if there is nothing to suggest. */
export function suggestQuestion(known: Known, question: string): string | null {
  const rare = wordsInDoubt(known, question, false)
    .filter(({ plain }) => slipsOf(plain) > 0)
    .map((word): CountedWord => ({ ...word, passages: countPassages(word, known) }))
    .filter(({ passages }) => passages > 0 && passages <= mostRare)
  const compared = new Map<string, string | null>()
  for (const word of rare) {
    if (compared.size === mostCompared) break
    if (!compared.has(word.text)) compared.set(word.text, commonerThan(word, known))
  }
  const suggestion = replaceWords(question, rare, ({ text }) => compared.get(text) ?? null)
  return suggestion !== null && suggestion.length <= limits.queryLength ? suggestion : null
}

function countPassages({ text }: DoubtfulWord, { index }: Known): number {
  return countPostings(index.segments, termsOfWord(index.manifest.languages, text))
}

/** The commonest word of the model that is one slip away from a rare one; null where none is. */
function commonerThan(word: CountedWord, known: Known): string | null {
  let meant: string | null = null
  let most = timesCommoner * word.passages - 1
  for (const like of modelWordsLike(word, known)) {
    const count = like.slips === 1 ? countPostings(known.index.segments, [like.term]) : 0
    if (count <= most) continue
    meant = like.word
    most = count
  }
  return meant
}
