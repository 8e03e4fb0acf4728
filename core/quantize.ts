/**
 * Unit vectors as int8 codes with one float scale each.
 *
 * A vector of 256 numbers takes 260 bytes instead of 1,024. Every component is off
 * by at most half a scale; on the judged sets nDCG does not change (docs/architecture.md).
 */

/** Writes the codes of `vector` at `row` of `codes` and its scale at `row` of `scales`; zero stays zero. */
export function quantize(
  vector: Float32Array,
  row: number,
  codes: Int8Array,
  scales: Float32Array,
): void {
  let largest = 0
  for (const value of vector) largest = Math.max(largest, Math.abs(value))
  scales[row] = largest / 127
  if (largest === 0) return
  const at = row * vector.length
  // Divides by the scale as it is stored, in float32; clamped, since rounding a tiny scale could give 128.
  for (let d = 0; d < vector.length; d++) {
    codes[at + d] = Math.max(-127, Math.min(127, Math.round(vector[d] / scales[row])))
  }
}

/** The vector at `row`, off by at most half a scale in each component. */
export function dequantize(
  codes: Int8Array,
  scales: Float32Array,
  row: number,
  dimensions: number,
): Float32Array {
  const from = row * dimensions
  const vector = new Float32Array(dimensions)
  for (let d = 0; d < dimensions; d++) vector[d] = codes[from + d] * scales[row]
  return vector
}
