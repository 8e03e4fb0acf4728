/**
 * The results in the order that was asked for: best first, or newest first.
 *
 * A search finds much that is hardly related, which does no harm at the end of a list. By date all of it would stand
 * among what answers, so only the ten best and those with at least half of the best score are listed, in order of their
 * dates. On six judged sets that leaves some twenty, in which the share of relevant ones is two to seven times that of
 * the first hundred.
 */
import { type Index, segmentOfDocument } from '../index/open.ts'
import type { SearchParameters } from '../protocol.ts'
import type { Hit } from './hit.ts'

/** Share of the best score from which an article is listed. */
const leastShare = 0.5
/** First articles that are listed whatever they score: where one stands out, few others would be left. */
const leastListed = 10

/**
 * The results as they are listed; by date, those of equal dates as they are ranked, and those without one last.
 *
 * @param ranked best first
 * @param dayOf  first day of an article's date as a number like 20220612, 0 for none
 */
export function listResults(
  { sort = 'relevance' }: Pick<SearchParameters, 'sort'>,
  ranked: readonly Hit[],
  dayOf: (document: number) => number,
): readonly Hit[] {
  if (sort === 'relevance') return ranked
  const least = leastShare * (ranked[0]?.score ?? 0)
  return ranked
    .filter(({ score }, i) => i < leastListed || score >= least)
    .sort((a, b) => dayOf(b.document) - dayOf(a.document))
}

/** First day of an article's date as a number like 20220612; 0 where it has none. */
export function firstDayOf(index: Index, document: number): number {
  const [{ days }, row] = segmentOfDocument(index, document)
  return days[row * 2]
}

/** Whether any article has a date. */
export function hasDates({ segments }: Pick<Index, 'segments'>): boolean {
  return segments.some(({ days }) => days.some((day) => day > 0))
}
