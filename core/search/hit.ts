/** An article that was found, and the order in which articles stand. */
import type { AsAsked } from './adjacency.ts'

/** An article in its place. */
export interface Hit {
  readonly document: number
  readonly score: number
  /** What the second look gave, as a share of its best; null for who was not looked at again. */
  readonly look: number | null
  /** The passage that has most of the query as it was asked; null where none has, or nobody looked. */
  readonly asAsked: AsAsked | null
  /** Mean score of the articles that are like it; null for who was compared with none. */
  readonly alike: number | null
}

/** Best first, equal scores in order of id. */
export const byScore = (a: Hit, b: Hit) => b.score - a.score || a.document - b.document
