/**
 * The words that a query asks for: their terms, what an unfinished one may become, and how common they are in general.
 */
import type { Index } from '../../index/open.ts'
import type { KnownTerms } from '../../index/segment.ts'
import { compareCodePoints, findPrefix, findString, stringAt } from '../../index/strings.ts'
import { commonness } from '../../model/commonness.ts'
import type { Vocabulary } from '../../model/vocabulary.ts'
import { findWords, foldLetters, termsOf } from '../../text/words.ts'

/** A word of the query: the terms it may stand as, one for each language that stems it differently. */
export type QueryWord = readonly string[]

/** A word as a query writes it. */
export interface WrittenWord {
  readonly text: string
  /** Its row in `words`. */
  readonly word: number
  /** How often it is written so. */
  readonly times: number
}

/** What a query asks for by words. */
export interface QueryWords {
  /** Each once, in the order of the query. */
  readonly words: readonly QueryWord[]
  /** The words as they were written, each once. */
  readonly written: readonly WrittenWord[]
  /** Their texts in the order of the query, as often as it has them. */
  readonly sequence: readonly string[]
  /** False for a query of nothing but stop words, whose words prove little. */
  readonly content: boolean
}

/** Most different words of a query that are used, the first ones; a paragraph pasted as a question may have more. */
const mostWords = 100

/**
 * The words a query asks for: its content words, or all of its words if every one
 * is a stop word ("to be or not to be").
 */
export function queryWords(languages: readonly string[], query: string): QueryWords {
  const times = new Map<string, number>()
  const texts = findWords(query).map(({ text }) => text)
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1)
  const written = [...times.keys()]
  const content = written.filter((word) => !isStopWord(languages, word))
  const used = (content.length > 0 ? content : written).slice(0, mostWords)
  const rows = new Map<string, number>()
  const words: QueryWord[] = []
  const asked = used.map((text) => {
    const terms = termsOfWord(languages, text)
    const key = terms.join(' ')
    const word = rows.get(key) ?? words.push(terms) - 1
    rows.set(key, word)
    return { text, word, times: times.get(text) ?? 0 }
  })
  const isUsed = new Set(used)
  const sequence = texts.filter((text) => isUsed.has(text))
  return { words, written: asked, sequence, content: content.length > 0 }
}

/** Whether a word is a stop word of any of these languages. */
export function isStopWord(languages: readonly string[], word: string): boolean {
  return languages.some((code) => termsOf(code).isStopWord(word))
}

/** How common each word of a query is in general, [0, 1]; null for one of which nothing is known. */
export type Commonness = readonly (number | null)[]

/**
 * How common the words of a query are, each as it was first written, as far as the model knows; empty where articles
 * are in other languages than the model's, English.
 */
export function commonnessOf(
  { manifest }: Index,
  { words, written }: QueryWords,
  vocabulary: Vocabulary | undefined,
): Commonness {
  if (!vocabulary || manifest.languages.some((code) => code !== 'en')) return []
  return words.map((_, row) => {
    const asked = written.find(({ word }) => word === row)
    return asked ? commonness(vocabulary, asked.text) : null
  })
}

/** The terms a word may stand as, one for each language that stems it differently. */
export function termsOfWord(languages: readonly string[], word: string): QueryWord {
  const terms: string[] = []
  for (const code of languages) {
    const term = termsOf(code).termOf(word)
    if (!terms.includes(term)) terms.push(term)
  }
  return terms
}

/** About how many passages hold a word: the lengths of its terms' lists, which are not walked. */
export function countPostings(parts: readonly KnownTerms[], word: QueryWord): number {
  let count = 0
  for (const { terms, postingStarts } of parts) {
    for (const term of word) {
      const row = findString(terms, term)
      if (row >= 0) count += postingStarts[row + 1] - postingStarts[row]
    }
  }
  return count
}

/** Most terms that an unfinished word stands for. */
const mostCompletions = 50

/**
 * `asked` with the last word of `query` standing as well for every term it may become: those
 * that begin with its letters or its stem, the 50 most common if there are more. A query
 * that ends in anything but a word, or in a stop word that is left out, is complete.
 *
 * Where no term begins with it, the typed letters may already go beyond the stem of the word
 * (`universit`, whose stem will be `univers`): then it stands for the longest term it begins with.
 * Without this, 11 in 100 beginnings of the words in seeds/ found nothing.
 */
export function completeLastWord(index: Index, asked: QueryWords, query: string): QueryWords {
  const typed = typedWord(index.manifest.languages, asked, query)
  if (!typed) return asked
  const { at, terms, letters } = typed
  const completions = completionsOf(index, [...new Set([...terms, letters])])
  const word = completions.length > 0 ? completions : stemsWithin(index, letters)
  return { ...asked, words: asked.words.with(at, [...new Set([...terms, ...word])]) }
}

/** Beginnings of the terms that an unfinished word may stand for. */
export interface Beginnings {
  /** Of those that complete it: each begins with one of these. */
  readonly completed: readonly string[]
  /** Of the stem that the typed letters may go beyond. */
  readonly outgrown: string
}

/** Beginnings of the terms that the last word of a query may stand for; null if it is complete. */
export function beginningsOf(
  languages: readonly string[],
  asked: QueryWords,
  query: string,
): Beginnings | null {
  const typed = typedWord(languages, asked, query)
  if (!typed) return null
  const { terms, letters } = typed
  const completed = [...new Set([...terms, letters])]
  return { completed, outgrown: letters.slice(0, shortestWithin(letters)) }
}

/** The unfinished word at the end of `query`: its row in `asked`, its terms and its letters. */
function typedWord(languages: readonly string[], asked: QueryWords, query: string) {
  const last = findWords(query).at(-1)
  if (last === undefined || last.end < query.length) return null
  const terms = termsOfWord(languages, last.text)
  const at = asked.words.findIndex((word) => word.join(' ') === terms.join(' '))
  return at < 0 ? null : { at, terms, letters: foldLetters(last.text) }
}

/** A stem is seldom shorter than this, and an ending seldom longer. */
const shortestStem = 3
const longestEnding = 4

/** Length of the shortest stem that these letters may go beyond. */
function shortestWithin(letters: string): number {
  return Math.max(shortestStem, letters.length - longestEnding)
}

/** The longest term of the index that `letters` begin with and go little beyond; none or one. */
function stemsWithin({ segments }: Index, letters: string): string[] {
  for (let length = letters.length - 1; length >= shortestWithin(letters); length--) {
    const term = letters.slice(0, length)
    if (segments.some(({ terms }) => findString(terms, term) >= 0)) return [term]
  }
  return []
}

/** The most common terms of the index that begin with any of these; equals in order of code points. */
function completionsOf(index: Index, beginnings: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const { terms, postingStarts } of index.segments) {
    const rows = new Set<number>()
    for (const beginning of beginnings) {
      const [first, end] = findPrefix(terms, beginning)
      for (let row = first; row < end; row++) rows.add(row)
    }
    const countOf = (row: number) => postingStarts[row + 1] - postingStarts[row]
    // Chosen in each segment by its own counts, so that only these are decoded.
    const common = [...rows].sort((a, b) => countOf(b) - countOf(a) || a - b)
    for (const row of common.slice(0, mostCompletions)) {
      const term = stringAt(terms, row)
      counts.set(term, (counts.get(term) ?? 0) + countOf(row))
    }
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b))
    .slice(0, mostCompletions)
    .map(([term]) => term)
}
