/**
 * What a build asks its index before it is done: general questions, to find out where confidence begins, and
 * words of its own articles, to measure recall.
 */
import type { Confidence } from '../../core/index/manifest.ts'
import type { Index } from '../../core/index/open.ts'
import { embed } from '../../core/model/model.ts'
import { embeddedConfidence } from '../../core/search/query/fallback.ts'
import type { Document } from '../../core/text/document.ts'
import type { HeldOutQuery } from '../base/cell-recall.ts'
import type { BuildEmbedder } from '../embedders/build-embedder.ts'
import { readQuestions } from '../project.ts'
import { arrange, type Series } from '../shelf.ts'
import type { BuildTools } from './build-tools.ts'
import { calibrate, calibrateOwn, leastQuestions, sampled } from './calibrate.ts'
import { openOwnModel } from './own-segment.ts'
import type { WrittenSegment } from './write-segments.ts'

/** Passages in the segments that are asked where confidence begins. */
const askedPassages = 100_000
/** Of so many, the 2 % that may exceed the threshold are three questions. */
const enoughQuestions = 150
/** Number of queries that recall is measured with, and of words in each. */
const heldOutQueries = 124
const heldOutWords = 10

/**
 * Where confidence begins, judged by evenly spread segments of about 100,000 passages: more would not fit
 * memory. So many articles may answer nearly every question. Then half as many are asked, until enough
 * unanswered questions are left to tell something; otherwise a large corpus would be as confident as a small
 * one.
 */
export async function findConfidence(
  segments: readonly WrittenSegment[],
  { embedder, ownSegments }: BuildTools,
  openSegments: (some: readonly WrittenSegment[]) => Promise<Index>,
): Promise<Confidence> {
  if (!ownSegments) return calibrate(await openSegments(spread(segments, askedPassages)), embedder)
  const base = openOwnModel(ownSegments.model, null, ownSegments.kernel)
  const embedBase = (text: string) => embed(base, text)
  const questions = await readQuestions()
  for (let most = askedPassages; ; most /= 2) {
    const asked = spread(segments, most)
    const index = await openSegments(asked)
    const isLast = asked.length === segments.length || asked.length === 1
    const least = isLast ? leastQuestions : enoughQuestions
    const found = await calibrateOwn(index, embedder, embedBase, questions, least)
    if (found || isLast) return found ?? embeddedConfidence
  }
}

/** Evenly spread segments that have about so many passages together, at least one. */
function spread(segments: readonly WrittenSegment[], passages: number): WrittenSegment[] {
  const all = segments.reduce((sum, segment) => sum + segment.passages, 0)
  const share = passages / Math.max(passages, all)
  return sampled(segments, Math.ceil(segments.length * share))
}

/** Queries of a few words each, from the middle of evenly spread articles. */
export async function holdOut(
  documents: Series<Document>,
  embedder: BuildEmbedder,
): Promise<HeldOutQuery[]> {
  const count = Math.min(heldOutQueries, documents.length)
  const chosen = Array.from({ length: count }, (_, i) =>
    Math.floor(((i + 0.5) * documents.length) / count),
  )
  const texts = Array.from(arrange(documents, chosen), ({ text }) => {
    const words = text.split(/\s+/)
    return words.slice(words.length >> 1, (words.length >> 1) + heldOutWords).join(' ')
  })
  const vectors = await embedder.embedQueries(texts)
  return chosen.map((article, i) => ({ article, vector: vectors[i] }))
}
