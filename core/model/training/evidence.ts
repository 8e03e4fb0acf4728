/**
 * How long to learn, by how well held-out queries do after more and more steps.
 *
 * They do best when the articles are learned by heart, which costs what the base table knew of
 * the language: judged queries did best at four fifths of that gain (docs/architecture.md).
 */

/** The reciprocal rank of what each query should find, [0, 1]; the same queries in every list. */
export type Scores = readonly number[]

/** Validations without a new best after which nothing better is expected. */
const patience = 2
/** Share of the greatest gain that is enough. */
const enough = 0.8

/** Whether the best of `scores`, which are in order of steps, lies so far back that learning may stop early. */
export function hasPeaked(scores: readonly Scores[]): boolean {
  const means = scores.map(meanOf)
  return means.length - 1 - means.indexOf(Math.max(...means)) > patience
}

/**
 * The first of `scores`, in order of steps, that gains enough over number 0, which was not taught; 0
 * where the gain may be chance: no more than its standard error, or that of a single query.
 */
export function chooseScores(scores: readonly Scores[]): number {
  const gains = scores.map((later) => meanOf(later) - meanOf(scores[0]))
  const chosen = gains.findIndex((gain) => gain >= enough * Math.max(...gains))
  const differences = scores[chosen].map((score, i) => score - scores[0][i])
  return gains[chosen] > standardError(differences) ? chosen : 0
}

/** The scores of both runs, joined step by step as far as both went. */
export function joinRuns(some: readonly Scores[], others: readonly Scores[]): Scores[] {
  const both = Math.min(some.length, others.length)
  return some.slice(0, both).map((scores, i) => [...scores, ...others[i]])
}

/** Share of the queries that find what they should first, [0, 1]. */
export function shareFirst(scores: Scores): number {
  return meanOf(scores.map((score) => (score === 1 ? 1 : 0)))
}

/** Of the mean of `values`; NaN for a single one, which no gain exceeds. */
function standardError(values: readonly number[]): number {
  const mean = meanOf(values)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1) / values.length)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
