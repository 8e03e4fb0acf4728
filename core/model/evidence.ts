/**
 * How long to learn, by what held-out queries say after ever more steps.
 *
 * The most is gained by learning the articles by heart, which costs what the base table knew
 * of the language: judged queries did best at four fifths of it (docs/architecture.md).
 */

/** For each query 1 / rank of what it should find, [0, 1]; the same queries in every list. */
export type Scores = readonly number[]

/** Rehearsals without a new best after which nothing better is expected. */
const patience = 2
/** Share of the greatest gain that is enough. */
const enough = 0.8

/** Whether the best of `scores`, in order of steps, lies so far back that nothing better is expected. */
export function hasPeaked(scores: readonly Scores[]): boolean {
  const means = scores.map(meanOf)
  return means.length - 1 - means.indexOf(Math.max(...means)) > patience
}

/**
 * Which of `scores`, in order of steps, gains enough over the first of them; 0, the first itself,
 * where the gain may be chance: no more than its standard error, or that of one query.
 */
export function chooseScores(scores: readonly Scores[]): number {
  const gains = scores.map((later) => meanOf(later) - meanOf(scores[0]))
  const chosen = gains.findIndex((gain) => gain >= enough * Math.max(...gains))
  const differences = scores[chosen].map((score, i) => score - scores[0][i])
  return gains[chosen] > standardError(differences) ? chosen : 0
}

/** The scores of both courses side by side, as far as both went. */
export function joinCourses(some: readonly Scores[], others: readonly Scores[]): Scores[] {
  const both = Math.min(some.length, others.length)
  return some.slice(0, both).map((scores, i) => [...scores, ...others[i]])
}

/** Share of the queries that find what they should first, [0, 1]. */
export function shareFirst(scores: Scores): number {
  return meanOf(scores.map((score) => (score === 1 ? 1 : 0)))
}

/** Of the mean of `values`; not a number for one value, which nothing is more than. */
function standardError(values: readonly number[]): number {
  const mean = meanOf(values)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1) / values.length)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
