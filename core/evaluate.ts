/**
 * How good a ranking is, by the measures the field reports (trec_eval's definitions).
 */

/** Gain of each relevant document of one query; a document that is not listed has gain 0. */
export type Judgement = Readonly<Record<string, number>>

/** Means over judged queries, each [0, 1]. */
export interface Quality {
  readonly 'ndcg@10': number
  readonly 'recall@10': number
  readonly 'mrr@10': number
}

/**
 * The quality of one ranking.
 *
 * nDCG has linear gain and divides by log2(rank + 1); recall is the share of the relevant
 * documents among the first ten; MRR is one over the rank of the first relevant one.
 *
 * @param ranking ids, best first, each once
 * @returns null if nothing is relevant: such a query cannot be measured
 */
export function judge(ranking: readonly string[], judgement: Judgement): Quality | null {
  const gains = Object.values(judgement).filter((gain) => gain > 0)
  if (gains.length === 0) return null
  const gainOf = (id: string) => (Object.hasOwn(judgement, id) ? Math.max(0, judgement[id]) : 0)
  const first = ranking.slice(0, 10).map(gainOf)
  const hit = first.findIndex((gain) => gain > 0)
  return {
    'ndcg@10': discounted(first) / discounted(gains.sort((a, b) => b - a).slice(0, 10)),
    'recall@10': first.filter((gain) => gain > 0).length / gains.length,
    'mrr@10': hit < 0 ? 0 : 1 / (hit + 1),
  }
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0)
}

/** The mean of each measure; zeros for no queries. */
export function meanQuality(qualities: readonly Quality[]): Quality {
  const mean = (measure: keyof Quality) =>
    qualities.reduce((sum, quality) => sum + quality[measure], 0) / Math.max(1, qualities.length)
  return { 'ndcg@10': mean('ndcg@10'), 'recall@10': mean('recall@10'), 'mrr@10': mean('mrr@10') }
}
