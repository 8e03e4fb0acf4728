import type { Shard } from '../../core/index/shard.ts'
import type { Article } from '../../core/text/passages.ts'
import type { IndexLimits } from '../index/build-steps.ts'
import type { createProgress } from '../progress.ts'
import type { Series } from '../shelf.ts'
import type { HeldOutQuery } from './cell-recall.ts'

/** What a base is made of. */
export interface BaseParts {
  /** In order of id. */
  readonly articles: Series<Article>
  /** First passage of each article, and one past the last of all. */
  readonly passageStarts: Uint32Array
  /** The segments of `articles`, in order, in the folder of the index. */
  readonly segments: readonly Shard[]
  /** Words of each article, as BM25 counts them. */
  readonly lengths: Uint32Array
  readonly dimensions: number
  /** Front matter fields to filter by. */
  readonly fields: readonly string[]
  /** Recall is measured with these. */
  readonly queries: readonly HeldOutQuery[]
  readonly limits: Pick<IndexLimits, 'heldVectorBytes' | 'cellPassages'>
  /** Shows the progress of each stage. */
  readonly follow: typeof createProgress
}
