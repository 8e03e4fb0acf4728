/**
 * A search from question to answer: the articles in order (rank.ts), each with the passage and the
 * sentence that answer (result.ts), and whether anything does.
 */
import type { Index } from '../index/open.ts'
import { idAt, passagesOf, recordAt } from '../index/open.ts'
import {
  limits,
  protocolVersion,
  type Result,
  type SearchParameters,
  type SearchResponse,
} from '../protocol.ts'
import { findWords, foldLetters } from '../text/words.ts'
import { findBorders, spareBorders } from './borders.ts'
import { choosePassage, embeddedText, evidenceOf, type SimilarityTo } from './excerpt.ts'
import { facetsOf } from './facets.ts'
import type { Feedback } from './feedback.ts'
import { filterMask } from './mask.ts'
import type { QueryWords } from './query-words.ts'
import { countResults, type Hit, type Legs, type Ranked, rankTwice, runLegs } from './rank.ts'
import { excerptOf, explanationOf, resultHead } from './result.ts'
import type { Reader, SecondLook } from './second-look.ts'

/** What a search needs besides the index. */
export interface SearchContext {
  /** Unit vector of the query; null if it has none. */
  readonly vector: Float32Array | null
  /** Why it has none, for people; without a reason, the model knows no word of the text. */
  readonly lost?: string
  /** Cosine of the query and a sentence, to choose the one that answers; words alone without it. */
  readonly similarityTo?: SimilarityTo
  /** Cosine of the query and a passage by the model as it was before it was taught, to tell what is confident. */
  readonly baseSimilarityTo?: (text: string) => number
  /** What looks at the first results again, word by word; nothing does without it. */
  readonly reader?: Reader | null
  /** Whether results are then ranked once more with what the first of them say; they are unless told. */
  readonly feedback?: boolean
  /** Whether articles that are alike then share their scores; they do unless told. */
  readonly alike?: boolean
  /** Absolute address of an article; `url` is its own, if it has one. */
  readonly urlOf: (id: string, url: string | null) => string
}

/** The articles that answer `parameters`, best first. */
export function search(
  index: Index,
  parameters: SearchParameters,
  context: SearchContext,
): SearchResponse {
  const mask = filterMask(index, parameters)
  const legs = runLegs(index, parameters, context, mask)
  const ranked = rankTwice(index, legs, context)
  const found = { ...ranked, total: countResults(index, legs) }
  const answer = respond(index, parameters, context, legs, found)
  if (!parameters.facets) return answer
  // Last, since it may search again.
  return { ...answer, facets: facetsOf(index, parameters, context, legs) }
}

/** What is ranked, and how many results there are in all. */
export interface Found extends Ranked {
  readonly total: number
}

/** One page of what was found. */
export function respond(
  index: Index,
  parameters: SearchParameters,
  context: SearchContext,
  legs: Legs,
  { ranked, look, feedback, total }: Found,
): SearchResponse {
  const page = pageOf(ranked, parameters)
  return {
    protocol: protocolVersion,
    query: parameters.q,
    mode: legs.mode,
    confident: isConfident(index, parameters, ranked, legs, context),
    total,
    index: index.manifest.version,
    results: page.map((hit) => createResult(index, hit, legs, look, parameters.explain, context)),
    ...(legs.degraded && { degraded: legs.degraded }),
    ...(parameters.explain && feedback && { feedback: tellFeedback(index, feedback) }),
  }
}

/** The hits that are shown; a page that reaches below `limits.depth` ends there. */
export function pageOf(
  ranked: readonly Hit[],
  { offset, k }: Pick<SearchParameters, 'offset' | 'k'>,
): readonly Hit[] {
  return ranked.slice(offset, Math.min(offset + k, limits.depth))
}

/** What a passage has of the query as it was asked from which it is shown, whatever speaks for others: four fifths of its pairs. */
const enoughAsAsked = 0.8 ** 3

/** Only what a person sees first can answer. */
export const lookedAt = 10

/** Share of the words asked for, by weight, that makes a passage an answer where no vector ranked. */
const enoughWords = 0.6

/** Words of a line that is remembered; fewer stop words stand together by chance. */
const wordsOfLine = 4

/**
 * Whether one of the first articles likely answers: enough speaks for its passage, or
 * one of its passages holds every content word, as with rare names, whose vectors are weak.
 * Stop words speak for nothing but in a title or a line that was asked for whole, and pairs across the border of two
 * words may be missing.
 */
function isConfident(
  index: Index,
  { q }: SearchParameters,
  ranked: readonly Hit[],
  legs: Legs,
  { baseSimilarityTo }: SearchContext,
): boolean {
  const { vectors, asked, weight } = legs
  const words = asked.content ? legs.words : null
  const borders = words ? findBorders(q, asked) : []
  const { threshold } = index.manifest.confidence
  const speaksFor = ({ document }: Hit) => {
    const seen = { vectors, words }
    const { passage, evidence } = evidenceOf(index, document, seen, baseSimilarityTo)
    if (vectors && evidence >= threshold) return true
    if (!words) return false
    const spared =
      borders.length > 0 ? spareBorders(borders, embeddedText(index, document, passage)) : []
    if (!vectors) {
      const spare = spared.reduce((sum, row) => sum + words.weights[row], 0)
      return words.weightByPassage[passage] + spare >= enoughWords * weight
    }
    if (words.heldByPassage[passage] + spared.length === asked.words.length) return true
    const held = words.heldByPassage.subarray(...passagesOf(index, document))
    return held.some((count) => count === asked.words.length)
  }
  if (ranked.slice(0, lookedAt).some(speaksFor)) return true
  return ranked.length > 0 && isAskedForWhole(index, q, ranked[0], asked)
}

/** Whether the query is the article's title or, of nothing but stop words, a line of it. */
function isAskedForWhole(
  index: Index,
  q: string,
  { document, asAsked }: Hit,
  { content, sequence }: QueryWords,
): boolean {
  const line = plainWords(q)
  if (plainWords(recordAt(index, document).title) === line) return true
  if (content || !asAsked || sequence.length < wordsOfLine) return false
  return ` ${plainWords(embeddedText(index, document, asAsked.passage))} `.includes(` ${line} `)
}

/** The words of a text, signs, capitals and accents aside. */
const plainWords = (text: string) =>
  findWords(text)
    .map((word) => foldLetters(word.text))
    .join(' ')

function createResult(
  index: Index,
  { document, score, look: share, asAsked, alike }: Hit,
  legs: Legs,
  look: SecondLook | null,
  explain: boolean,
  context: SearchContext,
): Result {
  const passage =
    asAsked && asAsked.share >= enoughAsAsked
      ? asAsked.passage
      : choosePassage(index, document, legs).passage
  const similarity = legs.vectors?.similarities[document] ?? 0
  const record = recordAt(index, document)
  const known = { ...legs, near: look?.nearWords(passage) ?? [] }
  const { excerpt, near } = excerptOf(index, document, passage, record, known, context)
  return {
    ...resultHead(index, document, record, context),
    score,
    similarity,
    ...excerpt,
    ...(explain && {
      explain: {
        ...explanationOf(document, legs),
        adjacency: asAsked?.share ?? 0,
        secondLook: share,
        alike,
        near,
      },
    }),
  }
}

function tellFeedback(index: Index, { document, terms }: Feedback): SearchResponse['feedback'] {
  return { documents: [idAt(index, document)], terms }
}
