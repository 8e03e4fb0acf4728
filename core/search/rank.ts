/**
 * The order of articles: both legs fused, adjacency and second look added, ranked once more by feedback, and last
 * scores shared among articles that are alike.
 *
 * Words rank articles and vectors rank passages, an article taking its best. Passages are grouped by article before
 * fusion: fused first, a long article would win by its many chances (measured in docs/architecture.md).
 */
import type { Index } from '../index/open.ts'
import { topRows } from '../kernels/top.ts'
import type { Degraded, Mode, SearchParameters } from '../protocol.ts'
import { type Adjacency, createAdjacency } from './adjacency.ts'
import { shareAmongAlike } from './alike.ts'
import { weighBrevity } from './brevity.ts'
import type { SearchContext } from './context.ts'
import type { PassageLegs } from './excerpt.ts'
import { type Feedback, feedBack } from './feedback.ts'
import { fuse, fusedDepth } from './fuse.ts'
import { byScore, type Hit } from './hit.ts'
import type { Mask } from './mask.ts'
import { isResult } from './membership.ts'
import { joinNeighbours } from './query/parted-words.ts'
import { commonnessOf, completeLastWord, type QueryWords, queryWords } from './query/query-words.ts'
import { scan } from './scan.ts'
import { lookAgain, type SecondLook } from './second-look.ts'
import { findByWords } from './words.ts'

/** What each leg found, and for which words. */
export interface Legs extends PassageLegs {
  readonly mode: Mode
  readonly asked: QueryWords
  readonly degraded?: Degraded
}

/** Which legs rank, for what words. */
export type Plan = Pick<Legs, 'mode' | 'asked' | 'degraded'>

/** The one reason to search without vectors that is no fault: the encoder works, but knows no word of the query. */
export const unknownToModel = 'The model knows no word of the query.'

/** Decides which of the mode's legs can run. */
export function planLegs(
  { manifest }: Index,
  { q, mode }: SearchParameters,
  { vector, lost: reason = unknownToModel }: SearchContext,
): Plan {
  const lost = mode !== 'words' && vector === null
  return {
    mode: lost ? 'words' : mode,
    asked: queryWords(manifest.languages, q),
    ...(lost && { degraded: { leg: 'semantic', reason } }),
  }
}

/** Runs each leg that can run. */
export function runLegs(
  index: Index,
  parameters: SearchParameters,
  context: SearchContext,
  mask: Mask,
): Legs {
  const plan = planLegs(index, parameters, context)
  const { q, prefix } = parameters
  const complete = prefix ? completeLastWord(index, plan.asked, q) : plan.asked
  const asked = joinNeighbours(index, complete)
  const common = commonnessOf(index, asked, context.reader?.vocabulary)
  const words = plan.mode === 'semantic' ? null : findByWords(index, asked.words, mask, common)
  const { vector } = context
  const vectors = plan.mode === 'words' ? null : scan(index, vector as Float32Array, mask)
  return { ...plan, asked, words, vectors }
}

/** The results in order, and what put them there. */
export interface Ranked {
  readonly ranked: Hit[]
  readonly look: SecondLook | null
  readonly feedback: Feedback | null
}

/** Both legs fused, with adjacency and second look, ranked again by feedback, scores shared among what is alike. */
export function rankTwice(
  index: Index,
  legs: Legs,
  { vector, reader, feedback: isWanted = true, alike = true }: SearchContext,
): Ranked {
  const { asked, words, vectors } = legs
  const candidates = candidatesOf(legs)
  const scores = scoresOf(index, candidates, legs)
  if (!reader || !vector || !words || !vectors) {
    return { ranked: rank(index, legs, candidates, scores), look: null, feedback: null }
  }
  const first = { asked, words, vectors, vector }
  const adjacency = createAdjacency(index, reader, first)
  // Of stop words only their order tells anything, so there is no second look.
  const look = asked.content ? lookAgain(index, reader, first) : null
  const ranked = rank(index, legs, candidates, scores, look, adjacency)
  const feedback =
    isWanted && asked.content && ranked.length > 0
      ? feedBack(index, reader, first, candidates, ranked[0].document)
      : null
  if (!feedback) return { ranked, look, feedback }
  const again = [feedback.scores, weighBrevity(index, candidates, feedback.similarities)]
  const rankedAgain = rank(index, legs, candidates, again, look, adjacency)
  const shared = alike ? shareAmongAlike(index, vectors, rankedAgain) : rankedAgain
  return { ranked: shared, look, feedback }
}

/** The best articles of each leg, ascending; the words leg gives none that holds no word. */
export function candidatesOf({ words, vectors }: PassageLegs): number[] {
  const byWords = words ? topRows(words.scores, fusedDepth, 0) : []
  const byVectors = vectors ? vectors.top(fusedDepth) : []
  // A typed array sorts by number without a comparator.
  const both = new Uint32Array(byWords.length + byVectors.length)
  both.set(byWords)
  both.set(byVectors, byWords.length)
  both.sort()
  const candidates: number[] = []
  for (let i = 0; i < both.length; i++)
    if (i === 0 || both[i] > both[i - 1]) candidates.push(both[i])
  return candidates
}

/** The score that each leg that ran gives each of `candidates`. */
export function scoresOf(
  index: Index,
  candidates: readonly number[],
  { words, vectors }: PassageLegs,
): ArrayLike<number>[] {
  const of = (scores: ArrayLike<number>) => candidates.map((document) => scores[document])
  return [
    ...(words ? [of(words.scores)] : []),
    ...(vectors ? [weighBrevity(index, candidates, of(vectors.similarities))] : []),
  ]
}

/** A hit while it is ranked. */
type Draft = { -readonly [Key in keyof Hit]: Hit[Key] }

/** The results among `candidates`, best first; equal scores in order of id. */
function rank(
  index: Index,
  legs: Legs,
  candidates: readonly number[],
  scores: readonly ArrayLike<number>[],
  look: SecondLook | null = null,
  adjacency: Adjacency | null = null,
): Hit[] {
  const fused = fuse(scores)
  const hits = candidates
    .map((document, i): Draft => {
      return { document, score: fused[i], look: null, asAsked: null, alike: null }
    })
    .filter(({ document }) => isResult(index, document, legs))
    .sort(byScore)
  if (look || adjacency) reorder(hits, look, adjacency)
  return hits
}

/**
 * Adds adjacency to the scores and sorts, then the second look to the first hits and sorts again. Both only add, so a
 * hit that is left out of either overtakes none.
 */
function reorder(hits: Draft[], look: SecondLook | null, adjacency: Adjacency | null): void {
  const best = hits[0]?.score || 1
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i]
    hit.asAsked = adjacency && i < adjacency.articles ? adjacency.find(hit.document) : null
    hit.score /= best
    if (adjacency && hit.asAsked) hit.score += adjacency.weight * hit.asAsked.share
  }
  hits.sort(byScore)
  if (look) {
    const first = hits.slice(0, look.articles)
    const looks = first.map(({ document }) => look.scoreOf(document))
    const most = Math.max(0, ...looks) || 1
    for (let i = 0; i < first.length; i++) {
      const hit = first[i]
      hit.look = looks[i] / most
      hit.score += look.weight * hit.look
    }
    hits.sort(byScore)
  }
  const top = Math.max(1 + (look?.weight ?? 0), hits[0]?.score ?? 0)
  for (const hit of hits) hit.score /= top
}
