/**
 * Which passage holds which term, and how often each counts for its article.
 *
 * A posting says that a passage holds a term, in its text, title or headings, or as a keyword of its article. Its
 * count is what the passage adds to its *article's* count: zero for a repeated heading, three for every word of the
 * title in the first passage and one for every keyword. So one list serves both:
 * BM25 over articles, and which passage holds which words.
 */
import { type Document, headingPath } from '../text/document.ts'
import type { Article, Passage } from '../text/passages.ts'
import { findWords, termsOf } from '../text/words.ts'
import { compareCodePoints } from './strings.ts'

/** Postings of some articles, by term. */
export interface Postings {
  /** Sorted by code points. */
  readonly terms: readonly string[]
  /** First posting of each term, and one past the last of all. */
  readonly starts: Uint32Array
  /** Passage of each posting, ascending within a term. */
  readonly passages: Uint32Array
  /** Count of each posting, at most 255. */
  readonly counts: Uint8Array
  /** Length of each article: its words without stop words, by their counts. */
  readonly lengths: Uint32Array
}

/** How often the words of a title count. */
const titleWeight = 3

/** The postings of articles, whose passages are numbered from 0 through all of them. */
export function createPostings(articles: readonly Article[]): Postings {
  const terms = createTermNumbers()
  const lists: number[][] = []
  const lengths = new Uint32Array(articles.length)
  let counts = new Uint32Array(1024)
  let passage = 0
  for (const [article, { document, passages }] of articles.entries()) {
    const numberOf = terms.inLanguage(document.language)
    const numbersOf = (text: string) => findWords(text).map((word) => numberOf(word.text))
    // Title, keywords and headings belong to many passages: their words are found once.
    const repeated = new Map<string, number[]>()
    for (const said of countedTexts(document, passages)) {
      const held: number[] = []
      for (const { text, count, isOwn } of said) {
        const numbers = (!isOwn && repeated.get(text)) || numbersOf(text)
        if (!isOwn) repeated.set(text, numbers)
        for (const number of numbers) {
          const term = number >> 1
          if ((number & 1) === 0) lengths[article] += count
          if (term >= counts.length) counts = grown(counts)
          // One more than the count, so that zero means that the passage does not hold it.
          if (counts[term] === 0) {
            counts[term] = 1
            held.push(term)
          }
          counts[term] += count
        }
      }
      for (const term of held) {
        lists[term] ??= []
        lists[term].push(passage, Math.min(counts[term] - 1, 255))
        counts[term] = 0
      }
      passage++
    }
  }
  return { ...flatten(terms.all, lists), lengths }
}

/** Numbers terms in order of appearance, across all languages. */
function createTermNumbers() {
  const all: string[] = []
  const byTerm = new Map<string, number>()
  const numberOfTerm = (term: string) => {
    const known = byTerm.get(term)
    if (known !== undefined) return known
    byTerm.set(term, all.length)
    return all.push(term) - 1
  }
  const byLanguage = new Map<string, (word: string) => number>()
  /** For words of a language: twice the number of the word's term, plus one for a stop word. */
  const inLanguage = (language: string) => {
    const known = byLanguage.get(language)
    if (known) return known
    const { termOf, isStopWord } = termsOf(language)
    const byWord = new Map<string, number>()
    const numberOf = (word: string) => {
      let number = byWord.get(word)
      if (number === undefined) {
        number = numberOfTerm(termOf(word)) * 2 + (isStopWord(word) ? 1 : 0)
        byWord.set(word, number)
      }
      return number
    }
    byLanguage.set(language, numberOf)
    return numberOf
  }
  return { all, inLanguage }
}

interface CountedText {
  readonly text: string
  /** What each of its words adds to the article's count. */
  readonly count: number
  /** Set for the passage's own text, which no other passage repeats. */
  readonly isOwn?: true
}

/** For each passage, the texts whose words it holds. */
function* countedTexts(
  { title, headings, text, keywords }: Document,
  passages: readonly Passage[],
): Generator<CountedText[]> {
  // A line each, so that no pair of characters of a dense script spans two keywords.
  const listed = keywords.join('\n')
  let nextHeading = 0
  for (const [i, { span, heading }] of passages.entries()) {
    const said: CountedText[] = [{ text: title, count: i === 0 ? titleWeight : 0 }]
    if (listed !== '') said.push({ text: listed, count: i === 0 ? 1 : 0 })
    // A heading counts once: in the first passage at or after it, or in the last.
    const upTo = i === passages.length - 1 ? headings.length - 1 : heading
    const fresh = headings.slice(nextHeading, upTo + 1)
    for (const above of headingPath(headings, heading)) {
      if (!fresh.includes(above)) said.push({ text: above.text, count: 0 })
    }
    for (const { text } of fresh) said.push({ text, count: 1 })
    nextHeading = Math.max(nextHeading, upTo + 1)
    said.push({ text: text.slice(span[0], span[1]), count: 1, isOwn: true })
    yield said
  }
}

function grown(counts: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(counts.length * 2)
  larger.set(counts)
  return larger
}

/** The lists (passage, count, passage, count …) laid end to end in order of term. */
function flatten(terms: readonly string[], lists: readonly number[][]) {
  const order = terms.map((_, term) => term)
  order.sort((a, b) => compareCodePoints(terms[a], terms[b]))
  const total = lists.reduce((sum, list) => sum + list.length / 2, 0)
  const starts = new Uint32Array(terms.length + 1)
  const passages = new Uint32Array(total)
  const counts = new Uint8Array(total)
  let at = 0
  for (const [place, term] of order.entries()) {
    for (let i = 0; i < lists[term].length; i += 2, at++) {
      passages[at] = lists[term][i]
      counts[at] = lists[term][i + 1]
    }
    starts[place + 1] = at
  }
  return { terms: order.map((term) => terms[term]), starts, passages, counts }
}
