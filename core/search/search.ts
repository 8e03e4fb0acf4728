/**
 * A search from question to answer: both legs, fused, looked at again, with the passage and the
 * sentence that answer.
 *
 * Words rank articles and vectors rank passages, an article taking its best. They
 * are grouped before they are fused: fusing passages first would let a long article win by
 * its many chances (measured in docs/architecture.md). What counts as a result is
 * decided by raw scores alone, because a fused score only compares within one answer.
 */

import type { Index } from '../index/open.ts'
import { idAt, passageAt, passagesOf, recordAt } from '../index/open.ts'
import type { DocumentRecord } from '../index/segment.ts'
import { topRows } from '../kernels/top.ts'
import { normalized } from '../model/model.ts'
import {
  type Degraded,
  type Explanation,
  type Mode,
  protocolVersion,
  type RelatedResponse,
  type Result,
  type SearchParameters,
  type SearchResponse,
} from '../protocol.ts'
import { dequantize } from '../quantize.ts'
import { headingPath } from '../text/document.ts'
import { findWords } from '../text/words.ts'
import {
  choosePassage,
  chooseSentence,
  evidenceOf,
  findMarks,
  findNear,
  joinMarks,
} from './excerpt.ts'
import { type Feedback, feedBack } from './feedback.ts'
import { fuse, fusedDepth } from './fuse.ts'
import { filterMask, type Mask } from './mask.ts'
import { scan, type VectorsFound } from './scan.ts'
import { lookAgain, type NearWord, type Reader, readAgain, type SecondLook } from './second-look.ts'
import {
  completeLastWord,
  findByWords,
  type QueryWords,
  queryWords,
  type WordsFound,
} from './words.ts'

/** What a search needs besides the index. */
export interface SearchContext {
  /** Unit vector of the query; null if it has none. */
  readonly vector: Float32Array | null
  /** Why it has none, for people; without a reason, the model knows no word of the text. */
  readonly lost?: string
  /** Cosine of the query and a sentence, to choose the one that answers; words alone without it. */
  readonly similarityTo?: (text: string) => number
  /** Cosine of the query and a passage by the model as it was before it was taught, to tell what is confident. */
  readonly baseSimilarityTo?: (text: string) => number
  /** What looks at the first results again, word by word; nothing does without it. */
  readonly reader?: Reader | null
  /** Whether the query is then asked again with what the first results say; it is unless told. */
  readonly feedback?: boolean
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
  const { ranked, look, feedback } = rankTwice(index, legs, context, mask)
  const page = ranked.slice(parameters.offset, parameters.offset + parameters.k)
  return {
    protocol: protocolVersion,
    query: parameters.q,
    mode: legs.mode,
    confident: isConfident(index, ranked, legs, context),
    total: countResults(index, legs),
    index: index.manifest.version,
    results: page.map((hit) => createResult(index, hit, legs, look, parameters.explain, context)),
    ...(legs.degraded && { degraded: legs.degraded }),
    ...(parameters.explain && feedback && { feedback: tellFeedback(index, feedback) }),
  }
}

/** What each leg found; null for a leg that did not run. */
interface Legs {
  readonly mode: Mode
  readonly asked: QueryWords
  readonly words: WordsFound | null
  readonly vectors: VectorsFound | null
  /** Weight of all the words asked for. */
  readonly weight: number
  readonly degraded?: Degraded
}

function runLegs(
  index: Index,
  { q, mode, prefix }: SearchParameters,
  { vector, lost: reason = 'The model knows no word of the query.' }: SearchContext,
  mask: Mask,
): Legs {
  const typed = queryWords(index.manifest.languages, q)
  const asked = prefix ? completeLastWord(index, typed, q) : typed
  const lost = mode !== 'words' && vector === null
  const used = lost ? 'words' : mode
  const words = used === 'semantic' ? null : findByWords(index, asked.words, mask)
  return {
    mode: used,
    asked,
    words,
    weight: words?.weights.reduce((sum, weight) => sum + weight, 0) ?? 0,
    vectors: used === 'words' ? null : scan(index, vector as Float32Array, mask),
    ...(lost && { degraded: { leg: 'semantic', reason } }),
  }
}

interface Hit {
  readonly document: number
  readonly score: number
  /** What the second look gave, as a share of its best; null for who was not looked at again. */
  readonly look: number | null
}

interface Ranked {
  readonly ranked: Hit[]
  readonly look: SecondLook | null
  readonly feedback: Feedback | null
}

/** Both legs fused, looked at again, and once more with what the first articles say. */
function rankTwice(
  index: Index,
  legs: Legs,
  { vector, reader, feedback: isWanted = true }: SearchContext,
  mask: Mask,
): Ranked {
  const { asked, words, vectors } = legs
  const scores = [words?.scores ?? null, vectors?.similarities ?? null]
  if (!reader || !vector || !words || !vectors || !asked.content) {
    return { ranked: rank(index, legs, scores, null), look: null, feedback: null }
  }
  const first = { asked, words, vectors, vector, mask }
  const look = lookAgain(index, reader, first)
  const ranked = rank(index, legs, scores, look)
  const believed = ranked.map(({ document }) => document)
  const feedback = isWanted ? feedBack(index, first, believed) : null
  if (!feedback) return { ranked, look, feedback }
  const again = [feedback.scores, feedback.similarities]
  return { ranked: rank(index, legs, again, look), look, feedback }
}

/**
 * The results among the best by words and by similarity, best first; equal scores in order of id.
 *
 * @param scores of each article by words and by similarity; null for a leg that did not run
 */
function rank(
  index: Index,
  legs: Legs,
  [words, similarities]: readonly (Float32Array | null)[],
  look: SecondLook | null,
): Hit[] {
  const candidates = new Set<number>()
  if (words) for (const row of topRows(words, fusedDepth, 0)) candidates.add(row)
  if (similarities) for (const row of topRows(similarities, fusedDepth, -2)) candidates.add(row)
  const documents = [...candidates]
  const fused = fuse(
    documents,
    [words, similarities].filter((scores) => scores !== null),
  )
  const hits = documents
    .map((document, i) => ({ document, score: fused[i], look: null }))
    .filter(({ document }) => isResult(index, document, legs))
    .sort(byScore)
  return look ? reorder(hits, look) : hits
}

const byScore = (a: Hit, b: Hit) => b.score - a.score || a.document - b.document

/** The first of `hits` ordered by what a second look says as well; none overtakes by being left out. */
function reorder(hits: readonly Hit[], look: SecondLook): Hit[] {
  const looks = hits.slice(0, readAgain).map(({ document }) => look.scoreOf(document))
  const most = Math.max(0, ...looks)
  if (most === 0) return [...hits]
  const best = hits[0].score
  return hits
    .map((hit, i) => {
      const share = i < looks.length ? looks[i] / most : null
      const score = (hit.score / best + look.weight * (share ?? 0)) / (1 + look.weight)
      return { ...hit, score, look: share }
    })
    .sort(byScore)
}

/**
 * Whether an article belongs to the results: near enough, or holding words that make up
 * half of what was asked for, by weight. By words alone one word is enough, since nothing
 * else can be known.
 */
function isResult(index: Index, document: number, { words, vectors, weight }: Legs): boolean {
  if (!vectors) return words !== null && words.held[document] > 0
  if (vectors.similarities[document] >= index.manifest.confidence.floor) return true
  return words !== null && words.held[document] > 0 && words.heldWeight[document] >= weight / 2
}

function countResults(index: Index, legs: Legs): number {
  let total = 0
  for (let document = 0; document < index.documents; document++) {
    if (isResult(index, document, legs)) total++
  }
  return total
}

/** Only what a person sees first can answer. */
const lookedAt = 10

/** Share of the words asked for, by weight, that makes a passage an answer where no vector ranked. */
const enoughWords = 0.6

/**
 * Whether one of the first articles likely answers: enough speaks for its passage, or
 * one of its passages holds every content word, as with rare names, whose vectors are weak.
 * Stop words speak for nothing.
 */
function isConfident(
  index: Index,
  ranked: readonly Hit[],
  legs: Legs,
  { baseSimilarityTo }: SearchContext,
): boolean {
  const { vectors, asked, weight } = legs
  const words = asked.content ? legs.words : null
  const { threshold } = index.manifest.confidence
  return ranked.slice(0, lookedAt).some(({ document }) => {
    const seen = { vectors, words }
    const { passage, evidence } = evidenceOf(index, document, seen, baseSimilarityTo)
    if (vectors && evidence >= threshold) return true
    if (!words) return false
    if (!vectors) return words.weightByPassage[passage] >= enoughWords * weight
    const held = words.heldByPassage.subarray(...passagesOf(index, document))
    return held.some((count) => count === asked.words.length)
  })
}

function createResult(
  index: Index,
  { document, score, look: share }: Hit,
  legs: Legs,
  look: SecondLook | null,
  explain: boolean,
  context: SearchContext,
): Result {
  const { passage } = choosePassage(index, document, legs)
  const similarity = legs.vectors?.similarities[document] ?? 0
  const record = recordAt(index, document)
  const known = { ...legs, near: look?.nearWords(passage) ?? [] }
  const { excerpt, near } = excerptOf(index, document, passage, record, known, context)
  return {
    ...resultHead(index, document, record, context),
    score,
    similarity,
    ...excerpt,
    ...(explain && { explain: { ...explanationOf(document, legs), secondLook: share, near } }),
  }
}

function resultHead(
  index: Index,
  document: number,
  { title, url, date, source }: DocumentRecord,
  { urlOf }: Pick<SearchContext, 'urlOf'>,
) {
  const id = idAt(index, document)
  return { id, title, url: urlOf(id, url), date, source }
}

/** What is shown of an article, and those of the near words that are. */
function excerptOf(
  index: Index,
  document: number,
  passage: number,
  { headings }: DocumentRecord,
  { asked, words, near }: Pick<Legs, 'asked' | 'words'> & { near: readonly NearWord[] },
  { similarityTo }: Pick<SearchContext, 'similarityTo'>,
): {
  excerpt: Pick<Result, 'passage' | 'sentence' | 'marks' | 'near'>
  near: NearWord[]
} {
  const { text, span, heading } = passageAt(index, document, passage)
  const path = headingPath(headings, heading)
  const written = findWords(text)
  const marks = findMarks(written, asked.words, index.manifest.languages)
  const nearMarks = findNear(written, near, marks)
  const weights = words?.weights ?? new Float32Array(asked.words.length).fill(1)
  const excerpt = {
    passage: {
      heading: path.map((above) => above.text),
      anchor: path.at(-1)?.anchor ?? null,
      text,
      span,
    },
    sentence: chooseSentence(text, marks, weights, similarityTo),
    marks: joinMarks(marks),
    near: joinMarks(nearMarks),
  }
  return { excerpt, near: near.filter((_, i) => nearMarks.some(({ word }) => word === i)) }
}

function tellFeedback(index: Index, { documents, terms }: Feedback): SearchResponse['feedback'] {
  return { documents: documents.map((document) => idAt(index, document)), terms }
}

function explanationOf(
  document: number,
  { words, vectors, asked }: Legs,
): Omit<Explanation, 'secondLook' | 'near'> {
  const place = (scores: Float32Array, floor: number) => {
    if (!(scores[document] > floor)) return null
    const ahead = scores.reduce(
      (count, score, other) =>
        score > scores[document] || (score === scores[document] && other < document)
          ? count + 1
          : count,
      0,
    )
    return { rank: ahead + 1, score: scores[document] }
  }
  return {
    words: words ? place(words.scores, 0) : null,
    semantic: vectors ? place(vectors.similarities, -2) : null,
    held: [words?.held[document] ?? 0, asked.words.length],
  }
}

/** The `k` articles nearest to `document`, nearest first, itself left out. */
export function related(
  index: Index,
  document: number,
  k: number,
  { urlOf, embed }: Pick<SearchContext, 'urlOf'> & { embed?: (text: string) => Float32Array },
): RelatedResponse {
  const vector = meanVector(index, document)
  const { similarities, nearest, top } = scan(index, vector, null)
  const { floor } = index.manifest.confidence
  similarities[document] = Number.NEGATIVE_INFINITY
  // Sentences are chosen by the embedded model, so against a vector of another model it needs its own.
  const isOwn = index.manifest.model.kind === 'static'
  const about = embed && (isOwn ? vector : embed(beginningOf(index, document)))
  const similarityTo = about && ((text: string) => dot(embed(text), about))
  const asked = { words: [], written: [], content: false }
  return {
    protocol: protocolVersion,
    id: idAt(index, document),
    index: index.manifest.version,
    results: top(k)
      .filter((other) => similarities[other] > 0 && similarities[other] >= floor)
      .map((other) => {
        const record = recordAt(index, other)
        const legs = { asked, words: null, near: [] }
        return {
          ...resultHead(index, other, record, { urlOf }),
          score: similarities[other],
          similarity: similarities[other],
          ...excerptOf(index, other, nearest[other], record, legs, { similarityTo }).excerpt,
        }
      }),
  }
}

/** What an article is about, in few words: its title and its first passage. */
function beginningOf(index: Index, document: number): string {
  const { title } = recordAt(index, document)
  const [first, end] = passagesOf(index, document)
  return first === end ? title : `${title} ${passageAt(index, document, first).text}`
}

/** Unit vector of the mean of an article's passages. */
function meanVector(index: Index, document: number): Float32Array {
  const { dimensions } = index.manifest.model
  const [first, end] = passagesOf(index, document)
  const mean = new Float32Array(dimensions)
  for (const segment of index.segments) {
    const from = Math.max(first, segment.firstPassage)
    const to = Math.min(end, segment.firstPassage + segment.passages)
    for (let passage = from; passage < to; passage++) {
      const row = passage - segment.firstPassage
      dequantize(segment.codes, segment.scales, row, dimensions).forEach((value, d) => {
        mean[d] += value
      })
    }
  }
  return normalized(mean)
}

/** Sum of products over the length of `a`, which is at most that of `b`; cosine of two unit vectors. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d]
  return sum
}
