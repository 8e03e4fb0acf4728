/**
 * The tokens of a text that say what it is about: all but stop words.
 *
 * The second look matches these, and an index stores them for each passage, so that nothing is
 * tokenised while somebody waits.
 */
import { termsOf } from '../text/words.ts'
import { tokenize } from './tokens.ts'
import { isWord, lettersOf, type Vocabulary } from './vocabulary.ts'

/** Turns texts into the rows of their content tokens, in order, as often as they occur. */
export type ContentTokenizer = (text: string, language: string) => Uint16Array

/** A tokenizer of passages. */
export function createContentTokenizer(vocabulary: Vocabulary): ContentTokenizer {
  const contentOf = createContentFilter(vocabulary)
  return (text, language) => contentOf(tokenize(vocabulary, text), language)
}

/** Leaves stop words out of tokens; it remembers which tokens are stop words of which language. */
export function createContentFilter(
  vocabulary: Vocabulary,
): (tokens: readonly number[], language: string) => Uint16Array {
  const known = new Map<string, Map<number, boolean>>()
  return (tokens, language) => {
    const { isStopWord } = termsOf(language)
    const stop = known.get(language) ?? new Map<number, boolean>()
    known.set(language, stop)
    const isContent = (token: number) => {
      const before = stop.get(token)
      if (before !== undefined) return !before
      const is = isWord(vocabulary, token) && isStopWord(lettersOf(vocabulary, token))
      stop.set(token, is)
      return !is
    }
    return Uint16Array.from(tokens.filter(isContent))
  }
}
