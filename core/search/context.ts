import type { SimilarityTo } from './excerpt.ts'
import type { Reader } from './second-look.ts'

/** What a search needs besides the index. */
export interface SearchContext {
  /** Unit vector of the query; null if it has none. */
  readonly vector: Float32Array | null
  /** Why it has none, for people; left out where the model knows no word of the text. */
  readonly lost?: string
  /** Cosine of the query and a sentence, to choose the one that answers; words alone without it. */
  readonly similarityTo?: SimilarityTo
  /** Cosine of the query and a passage by the untaught model, to tell what is confident. */
  readonly baseSimilarityTo?: (text: string) => number
  /** Takes the second look; left out, there is none. */
  readonly reader?: Reader | null
  /** Whether results are then ranked once more by feedback; true if left out. */
  readonly feedback?: boolean
  /** Whether articles that are alike then share their scores; true if left out. */
  readonly alike?: boolean
  /** Absolute address of an article; `url` is its own, if it has one. */
  readonly urlOf: (id: string, url: string | null) => string
}
