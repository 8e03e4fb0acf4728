/** Misspelt questions for benchmarks. */
import { drawWhole } from '../core/random.ts'
import { findWords, termsOf } from '../core/text/words.ts'

/** Least letters of a word that is misspelt. */
const shortest = 5

/**
 * An English question with one slip in one of its longer words, never in a first letter; unchanged if it has no such
 * word.
 */
export function misspell(question: string, random: () => number): string {
  const { isStopWord } = termsOf('en')
  const words = findWords(question).filter(
    ({ text }) => /^[a-z]+$/.test(text) && text.length >= shortest && !isStopWord(text),
  )
  if (words.length === 0) return question
  const { start, end } = words[drawWhole(random, words.length)]
  // The letter of the slip; a swap takes the next one, too.
  const at = start + 1 + drawWhole(random, end - start - 2)
  const letter = String.fromCharCode(97 + drawWhole(random, 26))
  const [first, second] = question.slice(at, at + 2)
  const slip = [letter + first + second, second, letter + second, second + first][
    drawWhole(random, 4)
  ]
  return question.slice(0, at) + slip + question.slice(at + 2)
}
