/**
 * The tokens of a text that say what it is about: all but stop words.
 *
 * The second look matches these, and an index stores them for each passage, so that nothing is
 * tokenised during a search.
 */
import { splitSentences, type TokenSentence } from '../text/sentences.ts'
import { termsOf } from '../text/words.ts'
import { tokenize } from './tokens.ts'
import { countRows, isWord, lettersOf, type Vocabulary } from './vocabulary.ts'

/** The sentences of `text`, in order. */
function cutSentences(vocabulary: Vocabulary, text: string): TokenSentence[] {
  return splitSentences(text).map((span) => ({
    span,
    tokens: tokenize(vocabulary, text.slice(...span)),
  }))
}

/** A passage as embedding, the second look and the choice of the sentence that answers read it. */
export interface ReadPassage {
  /** Rows of its tokens, title and headings first, in order, as often as they occur. */
  readonly tokens: readonly number[]
  /** Rows of its content tokens, likewise. */
  readonly content: Uint16Array
  readonly sentences: readonly TokenSentence[]
}

/** Reads a passage from its text and what stands above it, title and headings. */
export type PassageReader = (above: string, text: string, language: string) => ReadPassage

/** A reader of passages, which looks up each word of theirs once. */
export function createPassageReader(vocabulary: Vocabulary): PassageReader {
  const contentOf = createContentFilter(vocabulary)
  return (above, text, language) => {
    const sentences = cutSentences(vocabulary, text)
    const tokens = [tokenize(vocabulary, above), ...sentences.map(({ tokens }) => tokens)].flat()
    return { tokens, content: contentOf(tokens, language), sentences }
  }
}

/** Turns texts into the rows of their content tokens, in order, as often as they occur. */
export type ContentTokenizer = (text: string, language: string) => Uint16Array

/** A tokenizer of passages. */
export function createContentTokenizer(vocabulary: Vocabulary): ContentTokenizer {
  const contentOf = createContentFilter(vocabulary)
  return (text, language) => contentOf(tokenize(vocabulary, text), language)
}

/** Leaves stop words out of tokens. */
function createContentFilter(
  vocabulary: Vocabulary,
): (tokens: readonly number[], language: string) => Uint16Array {
  const stopTest = createStopTest(vocabulary)
  return (tokens, language) => {
    const isStop = stopTest(language)
    return new Uint16Array(tokens.filter((token) => !isStop(token)))
  }
}

const [unknown, stop, content] = [0, 1, 2]

/** Tells whether a token is a stop word of a language; remembers which are. */
export function createStopTest(
  vocabulary: Vocabulary,
): (language: string) => (token: number) => boolean {
  const known = new Map<string, Uint8Array>()
  return (language) => {
    const { isStopWord } = termsOf(language)
    const kinds = known.get(language) ?? new Uint8Array(countRows(vocabulary))
    known.set(language, kinds)
    return (token) => {
      if (kinds[token] === unknown) {
        const is = isWord(vocabulary, token) && isStopWord(lettersOf(vocabulary, token))
        kinds[token] = is ? stop : content
      }
      return kinds[token] === stop
    }
  }
}
