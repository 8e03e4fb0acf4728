/**
 * Where similarities begin to mean something, found by asking the index that was just built.
 *
 * For the embedded model and a small corpus the threshold is known (`embeddedConfidence`). In
 * a large corpus something similar is found for every question, so a build asks some on every
 * subject (`model/questions.txt`). A question is left out if a passage holds half of its
 * words, by weight, and may thus answer it; the threshold is what 98 in 100 of the others do
 * not reach. With the articles taught and evidence by the base table (core/search/excerpt.ts)
 * it is right for 90.7 % of own and foreign queries of seven collections; 0.36 for all of
 * them is right for 77.6 %, and the best single number, chosen with the answers known, for
 * 90.2 %.
 *
 * Nothing is known of other models: cosines of unrelated texts lie near 0.1 with one and
 * near 0.75 with another, so no number holds for all. Their indexes are asked the
 * articles' own sentences: a dozen words of one find in all *other* articles what is
 * merely similar. An answer must reach the lower quartile of the evidence that these
 * questions find (`threshold`), and a result the lower quartile of their similarities to
 * all other articles (`floor`).
 *
 * With the embedded model untaught, that rule is right for 90.0 %, the best single number
 * for 90.1 %. The median was too strict and the lowest tenth too lenient; six words of a
 * sentence or all of it differ by a point (bench/confidence.ts, docs/models.md).
 */
import { setImmediate } from 'node:timers/promises'
import type { Confidence } from '../../core/index/manifest.ts'
import { type Index, passageAt, passagesOf } from '../../core/index/open.ts'
import { lastUpTo } from '../../core/index/ordered.ts'
import type { Embedder } from '../../core/model/embedder.ts'
import { dot } from '../../core/model/model.ts'
import { lookedAt } from '../../core/search/confidence.ts'
import { evidenceOf } from '../../core/search/excerpt.ts'
import { fuse } from '../../core/search/fuse.ts'
import type { Mask } from '../../core/search/mask.ts'
import { embeddedConfidence } from '../../core/search/query/fallback.ts'
import { queryWords } from '../../core/search/query/query-words.ts'
import { candidatesOf, scoresOf } from '../../core/search/rank.ts'
import { scan } from '../../core/search/scan.ts'
import { findByWords } from '../../core/search/words.ts'
import { splitSentences } from '../../core/text/sentences.ts'

/** Sentences asked: more change the quartiles by less than a hundredth. */
const mostQuestions = 128
const wordsAsked = 12
/** Articles looked at for each question when the floor is found. */
const mostSimilarities = 512
const quartile = 0.25

/** A passage that holds this share of a question's words, by weight, may answer it. */
const answersPerhaps = 0.5
/** Share of the questions without an answer that stay below the threshold. */
const refused = 0.98
/** With fewer questions, the rest of that share would be less than one of them. */
export const leastQuestions = 50

/** If there is no other article to compare with: all are results, and only an article with all words answers. */
const unknown: Confidence = { floor: -1, threshold: 1.3 }

interface Question {
  readonly text: string
  /** The article it was taken from. */
  readonly document: number
}

/**
 * Floor and threshold for `index`, whose passages the embedded model embedded; null if fewer than
 * `least` questions are left that no passage may answer.
 *
 * @param embedBase gives the unit vector of the embedded model before it was taught
 * @param questions on subjects of every kind
 */
export async function calibrateOwn(
  index: Index,
  embedder: Embedder,
  embedBase: (text: string) => Float32Array,
  questions: readonly string[],
  least = leastQuestions,
): Promise<Confidence | null> {
  if (index.documents === 0) return embeddedConfidence
  const vectors = await embedder.embedQueries(questions)
  const evidences: number[] = []
  for (const [i, text] of questions.entries()) {
    const asked = embedBase(text)
    const similarityTo = (passage: string) => dot(embedBase(passage), asked)
    const { held, evidence } = askIndex(index, text, vectors[i], null, similarityTo)
    if (held < answersPerhaps) evidences.push(evidence)
    // A build has other work under way, which may be waiting for this thread.
    await setImmediate()
  }
  if (evidences.length < least) return null
  const { floor, threshold } = embeddedConfidence
  return { floor, threshold: Math.max(threshold, quantile(evidences, refused)) }
}

/** Floor and threshold for `index`, whose passages `embedder`, another model, embedded. */
export async function calibrate(index: Index, embedder: Embedder): Promise<Confidence> {
  if (index.documents < 2) return unknown
  const questions = questionsFrom(index)
  if (questions.length === 0) return unknown
  const vectors = await embedder.embedQueries(questions.map(({ text }) => text))
  const evidences: number[] = []
  const similarities: number[] = []
  for (const [i, question] of questions.entries()) {
    const mask = new Uint8Array(index.documents).fill(1)
    mask[question.document] = 0
    const elsewhere = askIndex(index, question.text, vectors[i], mask)
    evidences.push(elsewhere.evidence)
    const others = [...elsewhere.similarities].filter(Number.isFinite)
    similarities.push(...sampled(others, mostSimilarities))
    await setImmediate()
  }
  return { floor: quantile(similarities, quartile), threshold: quantile(evidences, quartile) }
}

/** The middle sentence of passages spread evenly over the index. */
function questionsFrom(index: Index): Question[] {
  const rows = sampled(
    Array.from({ length: index.passages }, (_, passage) => passage),
    mostQuestions,
  )
  return rows.flatMap((passage) => {
    const document = documentOf(index, passage)
    const { text } = passageAt(index, document, passage)
    const sentences = splitSentences(text)
    const [start, end] = sentences[sentences.length >> 1] ?? [0, 0]
    const words = text.slice(start, end).split(/\s+/).slice(0, wordsAsked).join(' ')
    return words.trim() === '' ? [] : [{ text: words, document }]
  })
}

function documentOf(index: Index, passage: number): number {
  return lastUpTo(index.documents, (document) => passagesOf(index, document)[0] <= passage)
}

interface Answers {
  /** The most evidence that any of the first articles has. */
  readonly evidence: number
  /** Share of the question's words, by weight, that the passage with most of them holds, [0, 1]. */
  readonly held: number
  /** For every article, -Infinity for one that is masked; overwritten by the next question. */
  readonly similarities: Float32Array
}

/** What a question finds, as in a search, but without floor and second look. */
function askIndex(
  index: Index,
  text: string,
  vector: Float32Array,
  mask: Mask,
  similarityTo?: (text: string) => number,
): Answers {
  const words = findByWords(index, queryWords(index.manifest.languages, text).words, mask)
  const vectors = scan(index, vector, mask)
  const candidates = candidatesOf({ words, vectors })
  const fused = fuse(scoresOf(index, candidates, { words, vectors }))
  const first = candidates
    .map((candidate, i) => ({ candidate, score: fused[i] }))
    .sort((a, b) => b.score - a.score || a.candidate - b.candidate)
    .slice(0, lookedAt)
  const evidences = first.map(
    ({ candidate }) => evidenceOf(index, candidate, { vectors, words }, similarityTo).evidence,
  )
  let mostHeld = 0
  const { weightByPassage } = words
  for (let p = 0; p < weightByPassage.length; p++) mostHeld = Math.max(mostHeld, weightByPassage[p])
  return {
    evidence: Math.max(...evidences),
    held: mostHeld / words.weight,
    similarities: vectors.similarities,
  }
}

/** At most `most` of `values`, spread evenly. */
export function sampled<T>(values: readonly T[], most: number): T[] {
  const count = Math.min(most, values.length)
  return Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)])
}

/** Rounded to four digits: more would only tell the machine of the build. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Number(sorted[Math.floor(sorted.length * share)].toFixed(4))
}
