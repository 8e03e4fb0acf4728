/** An article that was found, and the order in which articles stand. */
import type { AsAsked } from './adjacency.ts'

/** A ranked article. */
export interface Hit {
  readonly document: number
  readonly score: number
  /** What the second look gave, as a share of its best; null if it was not read again. */
  readonly look: number | null
  /** The passage with the largest share of the query's pairs; null if none has enough, or none was searched. */
  readonly asAsked: AsAsked | null
  /** Mean score of the articles that are like it; null if it was compared with none. */
  readonly alike: number | null
}

/** Best first, equal scores in order of id. A difference of scores would be a new object for each comparison. */
export const byScore = (a: Hit, b: Hit) =>
  a.score > b.score ? -1 : a.score < b.score ? 1 : a.document - b.document
