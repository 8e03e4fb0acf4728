/**
 * Which judged queries are answered otherwise than people judged: numbers tell how many, only the queries tell
 * what to mend.
 */
import type { SearchResponse } from '../../core/protocol.ts'
import { rankingOf } from './askers.ts'
import type { JudgedQuery } from './judged-queries.ts'

/** A query that articles answer, none of which came first. */
export interface Miss {
  readonly query: string
  readonly kind: string
  /** Ids or addresses of the articles that answer. */
  readonly expect: readonly string[]
  /** Rank of the first of them, from 2; null if none is among the ten articles that were asked for. */
  readonly rank: number | null
  /** Id of the article that came first; null if nothing was found. */
  readonly first: string | null
}

/** Where answers are not what people judged; both lists in order of the queries. */
export interface Misses {
  /** Queries whose right article is not first. */
  readonly notFirst: readonly Miss[]
  /** Queries that no article answers, which were answered with confidence. */
  readonly tooConfident: readonly Pick<Miss, 'query' | 'kind' | 'first'>[]
}

/** Most misses of each list that are shown on a terminal. */
const mostListed = 20

/** What was missed of `queries`, each of which has its answer in `answers`. */
export function missesOf(
  queries: readonly JudgedQuery[],
  answers: readonly SearchResponse[],
): Misses {
  const notFirst: Miss[] = []
  const tooConfident: Omit<Miss, 'expect' | 'rank'>[] = []
  for (const [i, judged] of queries.entries()) {
    const { query, kind } = judged
    const expect = answersTo(judged)
    const rank = rankOf(judged, answers[i])
    const first = answers[i].results[0]?.id ?? null
    if (expect.length > 0 && rank !== 1) notFirst.push({ query, kind, expect, rank, first })
    if (expect.length === 0 && answers[i].confident) tooConfident.push({ query, kind, first })
  }
  return { notFirst, tooConfident }
}

/** Names of the articles that answer a query. */
export function answersTo({ relevant }: JudgedQuery): string[] {
  return Object.keys(relevant).filter((name) => relevant[name] > 0)
}

/** Rank of the first right article, from 1; null if none was found. */
export function rankOf({ relevant }: JudgedQuery, answer: SearchResponse): number | null {
  const at = rankingOf(answer, relevant).findIndex((name) => (relevant[name] ?? 0) > 0)
  return at < 0 ? null : at + 1
}

/** Misses as lines for a terminal, with an empty line before each list; no lines if nothing was missed. */
export function describeMisses({ notFirst, tooConfident }: Misses): string[] {
  return [
    ...listOf('The right article is not first', notFirst, ({ expect, rank, first }) => {
      const others = expect.length > 1 ? ` or another of ${expect.length}` : ''
      const place = rank === null ? 'not in ten' : `place ${rank}`
      return `${expect[0]}${others}: ${place}; ${cameFirst(first)}`
    }),
    ...listOf('Nothing answers, and the answer is confident', tooConfident, ({ first }) =>
      cameFirst(first),
    ),
  ]
}

function cameFirst(id: string | null): string {
  return id === null ? 'nothing is found' : `first is ${id}`
}

function listOf<Missed extends Pick<Miss, 'query' | 'kind'>>(
  what: string,
  missed: readonly Missed[],
  describe: (one: Missed) => string,
): string[] {
  if (missed.length === 0) return []
  const more = missed.length - mostListed
  return [
    '',
    `${what} (hybrid, ${missed.length}):`,
    ...missed
      .slice(0, mostListed)
      .flatMap((one) => [`  ${one.query} (${one.kind})`, `    ${describe(one)}`]),
    ...(more > 0 ? [`  and ${more} more; --json lists all.`] : []),
  ]
}
