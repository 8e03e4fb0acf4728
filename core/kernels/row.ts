/**
 * Similarity of a query and one row, in whole numbers: the truth that every faster way must equal.
 */

/** The largest number of a rounded query: 14 bits. */
const mostRounded = 8191
/** Most that all may add up to, since their products with codes of at most 127 are summed in 32 bits. */
const mostTogether = (2 ** 31 - 1) / 127

/**
 * Writes a query as whole numbers from -8191 to 8191 (fewer levels above 2,064 dimensions) to `rounded`; returns the
 * factor that makes them a unit vector again.
 */
export function roundQuery(query: Float32Array, rounded: Int16Array): number {
  let largest = 0
  for (const value of query) largest = Math.max(largest, Math.abs(value))
  if (largest === 0) {
    rounded.fill(0)
    return 0
  }
  const most = Math.min(mostRounded, Math.floor(mostTogether / query.length))
  for (let d = 0; d < query.length; d++) rounded[d] = Math.round((query[d] / largest) * most)
  return Math.fround(largest / most)
}

/**
 * Cosine of a rounded query and the row at `row` of `codes`, up to quantization error.
 *
 * @param query  as `roundQuery` wrote it, as long as a row
 * @param factor as `roundQuery` returned it
 * @param scale  of the row
 */
export function measureRow(
  query: Int16Array,
  factor: number,
  codes: Int8Array,
  row: number,
  scale: number,
): number {
  let dot = 0
  const start = row * query.length
  for (let d = 0; d < query.length; d++) dot += codes[start + d] * query[d]
  return Math.fround(Math.fround(Math.fround(dot) * scale) * factor)
}
