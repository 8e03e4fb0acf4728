/**
 * Two rankings into one: a weighted sum of min-max normalised scores.
 *
 * Each leg's scores are stretched to [0, 1] over the articles that either leg
 * ranked among its first hundred, and added half and half. On eight judged sets that
 * beat reciprocal rank fusion by 1.5 nDCG@10 (docs/architecture.md): how far
 * ahead an article lies tells more than its place.
 */

/** How many of each leg's best articles are fused. */
export const fusedDepth = 100

/** Rows with the `k` highest of `scores` above `floor`, best first; equal scores in order of row. */
export function topRows(scores: Float32Array, k: number, floor: number): number[] {
  const rows: number[] = []
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]
    if (!(score > floor)) continue
    if (rows.length === k && score <= scores[rows[k - 1]]) continue
    let place = rows.length
    while (place > 0 && score > scores[rows[place - 1]]) place--
    rows.splice(place, 0, row)
    if (rows.length > k) rows.pop()
  }
  return rows
}

/**
 * The mean of the legs' normalised scores for each candidate, [0, 1].
 *
 * A leg that scores all candidates alike says nothing and gives 0.5.
 *
 * @param legs each leg's score of every article; finite for every candidate
 */
export function fuse(candidates: readonly number[], legs: readonly Float32Array[]): Float64Array {
  const fused = new Float64Array(candidates.length)
  for (const scores of legs) {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (const candidate of candidates) {
      least = Math.min(least, scores[candidate])
      most = Math.max(most, scores[candidate])
    }
    const range = most - least
    candidates.forEach((candidate, i) => {
      fused[i] += (range === 0 ? 0.5 : (scores[candidate] - least) / range) / legs.length
    })
  }
  return fused
}
