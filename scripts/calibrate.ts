/**
 * Where another model's similarities begin to mean something, found from the articles themselves.
 *
 * Cosines of unrelated texts lie near 0.1 with one model and near 0.75 with another, so no
 * number holds for all, and nobody has judged queries for articles that are new. But
 * sentences are at hand: a dozen words of one, asked of all *other* articles, find what is
 * merely alike. What three of four such questions find, an answer must reach too
 * (`threshold`); what is less alike than three quarters of all other articles is no
 * result (`floor`).
 *
 * Measured with the embedded model on seeds/ and six public collections, against judged
 * queries and queries of foreign topics (bench/confidence.ts): right in 90.0 % on average,
 * where the best single threshold, chosen with the answers known, is right in 90.1 % and the
 * one of the embedded model in 77.3 %. The median was too strict and the lowest tenth too
 * lenient; sentences of six words or whole ones differ by a point (docs/models.md).
 */
import type { Confidence } from '../core/index/manifest.ts'
import { type Index, passageAt, passagesOf } from '../core/index/open.ts'
import { topRows } from '../core/kernels/top.ts'
import type { Embedder } from '../core/model/embedder.ts'
import { choosePassage } from '../core/search/excerpt.ts'
import { fuse, fusedDepth } from '../core/search/fuse.ts'
import { scan, type VectorsFound } from '../core/search/scan.ts'
import { findByWords, queryWords } from '../core/search/words.ts'
import { splitSentences } from '../core/text/sentences.ts'

/** Sentences asked: more change the quartiles by less than a hundredth. */
const mostQuestions = 128
const wordsAsked = 12
/** Articles looked at for each question when the floor is found. */
const mostSimilarities = 512
/** As many of the first articles as decide about confidence in a search. */
const lookedAt = 10
const quartile = 0.25

/** With no other article to compare with: all are results, and only an article with all words answers. */
const unknown: Confidence = { floor: -1, threshold: 1.3 }

interface Question {
  readonly text: string
  /** The article it was taken from. */
  readonly document: number
}

/** Floor and threshold for `index`, whose passages `embedder` embedded. */
export async function calibrate(index: Index, embedder: Embedder): Promise<Confidence> {
  if (index.documents < 2) return unknown
  const questions = questionsFrom(index)
  if (questions.length === 0) return unknown
  const vectors = await embedder.embedQueries(questions.map(({ text }) => text))
  const evidences: number[] = []
  const similarities: number[] = []
  for (const [i, question] of questions.entries()) {
    const elsewhere = askOthers(index, question, vectors[i])
    evidences.push(elsewhere.evidence)
    similarities.push(...sampled(elsewhere.similarities, mostSimilarities))
  }
  return { floor: lowerQuartile(similarities), threshold: lowerQuartile(evidences) }
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
  let [least, most] = [0, index.documents - 1]
  while (least < most) {
    const middle = (least + most) >> 1
    if (passage < passagesOf(index, middle)[1]) most = middle
    else least = middle + 1
  }
  return least
}

/** What a question finds in all articles but its own: as a search would, without a floor. */
function askOthers(
  index: Index,
  { text, document }: Question,
  vector: Float32Array,
): { evidence: number; similarities: number[] } {
  const mask = new Uint8Array(index.documents).fill(1)
  mask[document] = 0
  const words = findByWords(index, queryWords(index.manifest.languages, text).words, mask)
  const found: VectorsFound = scan(index, vector, mask)
  const candidates = [
    ...new Set([...topRows(words.scores, fusedDepth, 0), ...found.top(fusedDepth)]),
  ]
  const fused = fuse(candidates, [words.scores, found.similarities])
  const first = candidates
    .map((candidate, i) => ({ candidate, score: fused[i] }))
    .sort((a, b) => b.score - a.score || a.candidate - b.candidate)
    .slice(0, lookedAt)
  const evidences = first.map(
    ({ candidate }) => choosePassage(index, candidate, { vectors: found, words }).evidence,
  )
  return {
    evidence: Math.max(...evidences),
    similarities: [...found.similarities].filter(Number.isFinite),
  }
}

/** At most `most` of `values`, spread evenly. */
function sampled<T>(values: readonly T[], most: number): T[] {
  const step = Math.max(1, values.length / most)
  const count = Math.min(most, values.length)
  return Array.from({ length: count }, (_, i) => values[Math.floor(i * step)])
}

/** Four digits: more would only say on which machine it was built. */
function lowerQuartile(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Number(sorted[Math.floor(sorted.length * quartile)].toFixed(4))
}
