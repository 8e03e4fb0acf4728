/**
 * A search from question to answer: the articles in order (rank.ts), each with the passage and the
 * sentence that answer (result.ts), and whether anything does (confidence.ts).
 */

import type { Index } from '../index/open.ts'
import { idAt, recordAt } from '../index/open.ts'
import {
  limits,
  protocolVersion,
  type Result,
  type SearchParameters,
  type SearchResponse,
} from '../protocol.ts'
import { firstAnswer } from './confidence.ts'
import type { SearchContext } from './context.ts'
import { choosePassage } from './excerpt.ts'
import { facetsOf } from './facets.ts'
import type { Feedback } from './feedback.ts'
import type { Hit } from './hit.ts'
import { filterMask } from './mask.ts'
import { countResults } from './membership.ts'
import { firstDayOf, listResults } from './order.ts'
import { enoughEvidence, otherSections } from './other-sections.ts'
import { type Legs, type Ranked, rankTwice, runLegs } from './rank.ts'
import { excerptOf, explanationOf, resultHead } from './result.ts'
import type { SecondLook } from './second-look.ts'

/** The articles that answer `parameters`, best first. */
export function search(
  index: Index,
  parameters: SearchParameters,
  context: SearchContext,
): SearchResponse {
  const mask = filterMask(index, parameters)
  const legs = runLegs(index, parameters, context, mask)
  const ranked = rankTwice(index, legs, context)
  const dayOf = (document: number) => firstDayOf(index, document)
  const listed = listResults(parameters, ranked.ranked, dayOf)
  const found = { ...ranked, listed, count: countResults(index, legs) }
  const answer = respond(index, parameters, context, legs, found)
  if (!parameters.facets) return answer
  // Last, since it may search again.
  return { ...answer, facets: facetsOf(index, parameters, context, legs) }
}

/** The results as they are ranked, which tells whether anything answers, and as they are listed. */
export interface Found extends Ranked {
  readonly listed: readonly Hit[]
  /** How many results there are, listed or not. */
  readonly count: number
}

/** The answer with one page of what was found. */
export function respond(
  index: Index,
  parameters: SearchParameters,
  context: SearchContext,
  legs: Legs,
  { ranked, listed, look, feedback, count }: Found,
): SearchResponse {
  const page = pageOf(listed, parameters)
  const answer = firstAnswer(index, parameters.q, ranked, legs, context.baseSimilarityTo)
  const least = answer ? enoughEvidence(index, answer.document, legs) : Number.POSITIVE_INFINITY
  return {
    protocol: protocolVersion,
    query: parameters.q,
    mode: legs.mode,
    confident: answer !== undefined,
    ...(parameters.sort === 'date' ? { total: listed.length, found: count } : { total: count }),
    index: index.manifest.version,
    results: page.map((hit) =>
      createResult(index, hit, legs, look, least, parameters.explain, context),
    ),
    ...(legs.degraded && { degraded: legs.degraded }),
    ...(parameters.explain && feedback && { feedback: tellFeedback(index, feedback) }),
  }
}

/** The hits that are shown; none is beyond `limits.depth`. */
export function pageOf(
  listed: readonly Hit[],
  { offset, k }: Pick<SearchParameters, 'offset' | 'k'>,
): readonly Hit[] {
  return listed.slice(offset, Math.min(offset + k, limits.depth))
}

/** Share from which a passage is shown whatever the evidence of others: with four fifths of the query's pairs. */
const enoughAsAsked = 0.8 ** 3

function createResult(
  index: Index,
  { document, score, look: share, asAsked, alike }: Hit,
  legs: Legs,
  look: SecondLook | null,
  least: number,
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
  const head = resultHead(index, document, record, context)
  const sections = otherSections(index, document, record, head.url, passage, legs, least)
  return {
    ...head,
    score,
    similarity,
    ...excerpt,
    ...(sections.length > 0 && { sections }),
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
