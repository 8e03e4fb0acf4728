/**
 * The words leg: BM25 over whole articles (Robertson and Zaragoza 2009, with the
 * idf that never turns negative).
 *
 * Postings are per passage and added up per article on the way, which also tells how many of the
 * query's words each passage holds. That decides what is confident and which passage
 * is shown. The documents a word is in are counted as the postings are walked, so
 * nothing about frequencies is stored.
 *
 * How rare a word is among few articles is chance, so for ranking they count beside twenty others, which hold
 * it as articles in general do (core/model/commonness.ts). Evidence goes by these articles alone.
 */
import type { Index } from '../index/open.ts'
import { compareCodePoints, findPrefix, findString, stringAt } from '../index/strings.ts'
import { nextArticle, openList } from '../index/word-blocks.ts'
import { commonness } from '../model/commonness.ts'
import type { Vocabulary } from '../model/vocabulary.ts'
import { findWords, foldLetters, termsOf } from '../text/words.ts'
import type { Mask } from './mask.ts'

/** A word of the query: the terms it may stand as, one for each language that stems it differently. */
export type QueryWord = readonly string[]

/** What a query asks for by words. */
export interface QueryWords {
  /** Each once, in the order of the query. */
  readonly words: readonly QueryWord[]
  /** The words as they were written, each once, with the row in `words` of what each asks for. */
  readonly written: readonly { readonly text: string; readonly word: number }[]
  /** False for a query of nothing but stop words, whose words prove little. */
  readonly content: boolean
}

/** What the words of a query find; the arrays are the index's own and hold until the next search. */
export interface WordsFound extends PassageWords {
  /** BM25 of each article; 0 if it holds none of the words or is masked. */
  readonly scores: Float32Array
  /** How many of the query's words each article holds; 0 if it is masked. */
  readonly held: Uint8Array
  /** Sum of the weights of the words each article holds; 0 if it is masked. */
  readonly heldWeight: Float32Array
  /** Weight (idf) of each word of the query; greatest for one that no article holds. */
  readonly weights: Float32Array
  /** What each word is worth for ranking: its weight, with what is known of it in general. */
  readonly worths: Float32Array
}

/** The words of a query in passages; empty for an index with a base (core/search/candidates.ts). */
export interface PassageWords {
  /** How many of them each passage holds, its title and headings included. */
  readonly heldByPassage: Uint8Array
  /** Sum of the weights of the words each passage holds. */
  readonly weightByPassage: Float32Array
}

const noPassages: PassageWords = {
  heldByPassage: new Uint8Array(),
  weightByPassage: new Float32Array(),
}

const k1 = 1.2
const b = 0.75
/** Articles in general that count beside those of the index. */
const articlesInGeneral = 20
/** More words than this are not asked for; a query in Latin script has room for about 80. */
const mostWords = 100

/**
 * The words a query asks for: its content words, or all of its words if every one
 * is a stop word ("to be or not to be").
 */
export function queryWords(languages: readonly string[], query: string): QueryWords {
  const written = [...new Set(findWords(query).map((word) => word.text))]
  const isContent = (word: string) => !languages.some((code) => termsOf(code).isStopWord(word))
  const content = written.filter(isContent)
  const used = (content.length > 0 ? content : written).slice(0, mostWords)
  const rows = new Map<string, number>()
  const words: QueryWord[] = []
  const asked = used.map((text) => {
    const terms = termsOfWord(languages, text)
    const key = terms.join(' ')
    const word = rows.get(key) ?? words.push(terms) - 1
    rows.set(key, word)
    return { text, word }
  })
  return { words, written: asked, content: content.length > 0 }
}

/** How common a word is in general, [0, 1], for each word of a query; null for one of which nothing is known. */
export type Commonness = readonly (number | null)[]

/**
 * What the model knows of the words of a query, each as it was first written; nothing where articles are in other
 * languages than its own, English.
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

/** More terms than this a word that is still being typed does not stand for. */
const mostCompletions = 50

/**
 * `asked` with the last word of `query` standing as well for every term it may become: those
 * that begin with its letters or its stem, the 50 most common if there are more. A query
 * that ends in anything but a word, or in a stop word that is left out, is complete.
 *
 * Where no term begins with it, the typed letters may already be past the stem of what they
 * become (`universit`, whose stem will be `univers`): then it is the longest term it begins with.
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

/** What terms begin with that a word may become. */
export interface Beginnings {
  /** Those that complete it begin with one of these. */
  readonly completed: readonly string[]
  /** And with this the one that it has outgrown. */
  readonly outgrown: string
}

/** What the terms begin with that the last word of a query may become; null for a complete one. */
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

/** The word that is still being typed: its row in `asked`, its terms and its letters. */
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

/** Letters of the shortest stem that these may have outgrown. */
function shortestWithin(letters: string): number {
  return Math.max(shortestStem, letters.length - longestEnding)
}

/** The longest term of the index that `letters` begin with and are little longer than; none or one. */
function stemsWithin({ segments }: Index, letters: string): string[] {
  for (let length = letters.length - 1; length >= shortestWithin(letters); length--) {
    const term = letters.slice(0, length)
    if (segments.some(({ terms }) => findString(terms, term) >= 0)) return [term]
  }
  return []
}

/** The most common terms of the index that begin with any of these, first by code point of equals. */
function completionsOf(index: Index, beginnings: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const { terms, postingStarts } of index.segments) {
    const rows = new Set<number>()
    for (const beginning of beginnings) {
      const [first, end] = findPrefix(terms, beginning)
      for (let row = first; row < end; row++) rows.add(row)
    }
    const countOf = (row: number) => postingStarts[row + 1] - postingStarts[row]
    // Chosen in each segment by its own counts, so that no more strings than these are decoded.
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

/**
 * BM25 of every article for `words`; cost grows with the postings of these words.
 *
 * @param common how common each word is in general; not known of any if left out
 */
export function findByWords(
  index: Index,
  words: readonly QueryWord[],
  mask: Mask,
  common: Commonness = [],
): WordsFound {
  const { scratch, segments } = index
  const { counts, articlesMet, articleMetFor, scores, held, heldWeight, ofPassages } = scratch
  for (const array of [articleMetFor, scores, held, heldWeight]) array.fill(0)
  const inPassages = ofPassages ?? noPassages
  for (const array of Object.values(ofPassages ?? {})) array.fill(0)
  const weights = new Float32Array(words.length)
  const worths = new Float32Array(words.length)
  for (const [i, word] of words.entries()) {
    const met = walkPostings(index, word, i + 1)
    const idf = inverseFrequency(met.holding, index.documents)
    weights[i] = idf
    const worth = common.length > 0 ? worthOf(met.holding, index.documents, common[i]) : idf
    worths[i] = worth
    let at = 0
    for (let j = 0; j < met.articles; j++) {
      const document = articlesMet[j]
      if (mask !== null && mask[document] === 0) continue
      // Articles were met segment by segment.
      while (document >= segments[at].firstDocument + segments[at].documents) at++
      const length = segments[at].lengths[document - segments[at].firstDocument]
      scores[document] += worth * saturate(counts[document], length, index)
      held[document]++
      heldWeight[document] += idf
    }
    if (ofPassages) {
      const { passagesMet, heldByPassage, weightByPassage } = ofPassages
      for (let j = 0; j < met.passages; j++) {
        heldByPassage[passagesMet[j]]++
        weightByPassage[passagesMet[j]] += idf
      }
    }
  }
  const { heldByPassage, weightByPassage } = inPassages
  return { scores, held, heldWeight, heldByPassage, weightByPassage, weights, worths }
}

/**
 * Inverse document frequency with articles in general beside those of the index; of a word of which nothing
 * is known they hold the same share.
 */
function worthOf(holding: number, all: number, common: number | null): number {
  const share = common ?? holding / Math.max(1, all)
  return inverseFrequency(holding + articlesInGeneral * share, all + articlesInGeneral)
}

/** Inverse document frequency of what `holding` of `all` hold, greater than 0. */
export function inverseFrequency(holding: number, all: number): number {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5))
}

/** What an article of so many words earns, as a share of a word's weight, for saying it `count` times. */
export function saturate(count: number, length: number, { meanLength }: Index): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / (meanLength || 1)))
}

/**
 * Notes the articles and passages that hold a word, each once, and how often each article says
 * it, in the index's scratch; says how many there are, and how many articles hold it in truth.
 *
 * @param number of the word, from 1 to 255, another for each word of a query
 */
function walkPostings({ segments, scratch }: Index, word: QueryWord, number: number) {
  const { counts, articlesMet, articleMetFor, ofPassages } = scratch
  let articles = 0
  let passages = 0
  // Of a list that is cut, not all articles are met.
  let holding = 0
  const meet = (document: number, count: number) => {
    if (articleMetFor[document] !== number) {
      articleMetFor[document] = number
      articlesMet[articles++] = document
      counts[document] = 0
    }
    counts[document] += count
  }
  for (const segment of segments) {
    const { firstDocument, firstPassage, passageDocuments } = segment
    const { postingStarts, postingPassages, postingCounts, queried } = segment
    for (const term of word) {
      const list = queried?.get(term)
      if (list) {
        holding = Math.max(holding, list.articles)
        const reader = openList(list)
        while (nextArticle(reader)) meet(firstDocument + reader.article, reader.count)
      }
      const row = findString(segment.terms, term)
      if (row < 0) continue
      for (let i = postingStarts[row]; i < postingStarts[row + 1]; i++) {
        meet(firstDocument + passageDocuments[postingPassages[i]], postingCounts[i])
        if (!ofPassages) continue
        const passage = firstPassage + postingPassages[i]
        // The terms of a word may meet in a passage.
        if (ofPassages.passageMetFor[passage] === number) continue
        ofPassages.passageMetFor[passage] = number
        ofPassages.passagesMet[passages++] = passage
      }
    }
  }
  return { articles, passages, holding: Math.max(holding, articles) }
}
