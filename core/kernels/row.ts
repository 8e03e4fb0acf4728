/**
 * Similarity of a query and one row, in whole numbers: what every other way to measure must give.
 */

/** A query as whole numbers from -8191 to 8191, and the factor that makes them a unit vector. */
export function roundQuery(query: Float32Array, rounded: Int16Array): number {
  let largest = 0
  for (const value of query) largest = Math.max(largest, Math.abs(value))
  if (largest === 0) {
    rounded.fill(0)
    return 0
  }
  for (let d = 0; d < query.length; d++) rounded[d] = Math.round((query[d] / largest) * 8191)
  return Math.fround(largest / 8191)
}

/**
 * Cosine of a rounded query and the row at `row` of `codes`, up to quantization error.
 *
 * @param query  as `roundQuery` wrote it, as long as a row
 * @param factor as `roundQuery` gave it
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
