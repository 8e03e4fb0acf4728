/**
 * The second look: the best articles read again, word by word.
 *
 * A vector says what a passage is about and loses what exactly it says; words miss what is said
 * in other words. Here each word of the query is looked for in the passage by its meaning
 * (core/kernels/matcher.ts), which orders what both legs found, and tells which words of
 * the passage stand for which of the query. In the mean of six judged sets it gains 0.9 nDCG@10, adjacency
 * with it (docs/architecture.md); more articles or passages than these change nothing.
 */
import type { Index } from '../index/open.ts'
import { segmentOfPassage } from '../index/open.ts'
import { tokensAt } from '../index/segment.ts'
import { type Matcher, mostQueryTokens } from '../kernels/matcher.ts'
import { createPassageReader, type PassageReader } from '../model/content.ts'
import { tokenize } from '../model/tokens.ts'
import { countRows, isWord, lettersOf, type Vocabulary } from '../model/vocabulary.ts'
import type { TokenSentence } from '../text/sentences.ts'
import { bestPassages } from './excerpt.ts'
import { fusedDepth } from './fuse.ts'
import type { QueryWords } from './query/query-words.ts'
import type { VectorsFound } from './scan.ts'
import type { WordsFound } from './words.ts'

/** Articles that are read again. */
export const readAgain = 20
/** The same with a base, where each is a text to read and to tokenise: those of the first page. */
const readAgainOfBase = 10
/** Passages of each article, those with most evidence. */
export const passagesEach = 2
/** Weight of the second look beside the fused legs, each as a share of its best, on a large index. */
const lookWeight = 0.45
/** Number of articles at which half of that weight applies: few say little of which words are rare. */
const fewArticles = 50
/** As BM25: how fast a count saturates, and how much a passage's length tells against it. */
const k1 = 1.2
const b = 0.75
/** Least cosine of a word that is shown as near another. */
const tellingCosine = 0.4
/** Vectors of numbers are near, but 2023 does not stand for 2024. */
const isNumber = /^\p{N}+$/u

/** What reads the passages of an index. */
export interface Reader {
  readonly matcher: Matcher
  readonly vocabulary: Vocabulary
  /** Mean number of tokens of a passage. */
  readonly meanTokens: number
  /** Articles that are read again. */
  readonly articles: number
  /** How many articles are searched for the query's pairs (adjacency.ts). */
  readonly searched: number
  /** Reads a passage that is stored without its tokens. */
  readonly read: PassageReader
  /** Inverse document frequency of each token's word, NaN until it is computed. */
  readonly rarities: Float64Array
}

/** A reader of `index`; null if its passages came without tokens, or if it has none. */
export function createReader(
  index: Index,
  vocabulary: Vocabulary,
  matcher: Matcher,
): Reader | null {
  const { base } = index.manifest
  const counts = index.segments.map(({ tokens }) => tokens?.rows.length ?? 0)
  const total = counts.reduce((sum, count) => sum + count, base?.tokens ?? 0)
  if (total === 0) return null
  return {
    ...{ matcher, vocabulary },
    meanTokens: total / index.passages,
    articles: base ? readAgainOfBase : readAgain,
    searched: base ? readAgainOfBase : 2 * fusedDepth,
    read: createPassageReader(vocabulary),
    rarities: new Float64Array(countRows(vocabulary)).fill(Number.NaN),
  }
}

/** What a first look found, and with which words. */
export interface FirstLook {
  readonly asked: QueryWords
  readonly words: WordsFound
  readonly vectors: VectorsFound
}

/** A word of a passage that stands for one of the query. */
export interface NearWord {
  /** As it was written in the query. */
  readonly query: string
  /** As the model knows it: lower case, Latin letters without accents. */
  readonly passage: string
  /** Cosine, [0.4, 1). */
  readonly similarity: number
}

/** The second look of one query. */
export interface SecondLook {
  /** How many of the first articles it looks at. */
  readonly articles: number
  /** Weight of its scores beside the fused legs, each as a share of its best, [0, 0.45). */
  readonly weight: number
  /** How much of the query an article's best passage holds; at least 0, comparable within a query. */
  scoreOf(document: number): number
  /** Words of a passage that are not the query's but near to them, nearest first. */
  nearWords(passage: number): NearWord[]
}

/** A second look at what `first` found; null for a query whose words the model does not know. */
export function lookAgain(index: Index, reader: Reader, first: FirstLook): SecondLook | null {
  const { matcher, vocabulary, meanTokens, articles } = reader
  const { documents } = index.manifest
  const asked = queryTokens(vocabulary, first)
  if (asked.length === 0) return null
  matcher.ask(
    asked.map(({ token }) => token),
    asked.map(({ weight }) => weight),
  )
  const known = new Map<number, number>()
  const scoreOf = (document: number) => {
    let score = 0
    for (const passage of bestPassages(index, document, first, passagesEach)) {
      const tokens = tokensOf(index, passage)
      const saturation = k1 * (1 - b + (b * tokens.length) / meanTokens)
      score = Math.max(score, matcher.match(tokens, saturation))
    }
    return score
  }
  return {
    articles,
    weight: (lookWeight * documents) / (documents + fewArticles),
    scoreOf(document) {
      const score = known.get(document) ?? scoreOf(document)
      known.set(document, score)
      return score
    },
    nearWords(passage) {
      const near: NearWord[] = []
      const seen = new Set(asked.map(({ token }) => token))
      for (const token of tokensOf(index, passage)) {
        const nearest = isWord(vocabulary, token) ? matcher.nearest(token) : null
        if (nearest === null || seen.has(token)) continue
        seen.add(token)
        const similarity = Math.sqrt(nearest.square)
        if (similarity < tellingCosine) continue
        const query = asked[nearest.place].text
        const passage = lettersOf(vocabulary, token)
        if (isNumber.test(query) && isNumber.test(passage)) continue
        near.push({ query, passage, similarity })
      }
      return near.sort((a, b) => b.similarity - a.similarity)
    },
  }
}

interface QueryToken {
  readonly token: number
  /** Share of its word's weight: a word of many pieces counts no more than one of one. */
  readonly weight: number
  /** The word it belongs to. */
  readonly text: string
}

/** The tokens of the query's words, each once; a word that is written twice weighs twice as much. */
function queryTokens(vocabulary: Vocabulary, { asked, words }: FirstLook): QueryToken[] {
  const tokens = new Map<number, QueryToken>()
  for (const { text, word, times } of asked.written) {
    const rows = tokenize(vocabulary, text)
    for (const token of rows) {
      if (tokens.has(token)) continue
      tokens.set(token, { token, weight: (times * words.worths[word]) / rows.length, text })
    }
  }
  return [...tokens.values()].slice(0, mostQueryTokens)
}

/** The sentences of a passage and their tokens; null if it is stored without. */
export function sentencesOf(index: Index, passage: number): readonly TokenSentence[] | null {
  const [segment, row] = segmentOfPassage(index, passage)
  return segment.sentencesOf?.(row) ?? null
}

/** Content tokens of a passage, its title and headings included; none if it is stored without. */
export function tokensOf(index: Index, passage: number): Uint16Array {
  const [{ tokens }, row] = segmentOfPassage(index, passage)
  return tokens ? tokensAt(tokens, row) : new Uint16Array()
}
