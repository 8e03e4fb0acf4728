/**
 * Unit vectors as int8 codes with one float scale each.
 *
 * A vector of 256 numbers takes 260 bytes instead of 1,024. Every component is off
 * by at most half a scale; on the judged sets nDCG does not change (docs/architecture.md).
 */

/** Quantized vectors, end to end. */
export interface Vectors {
  /** Row-major rows x dimensions. */
  readonly codes: Int8Array
  /** One factor a row; `codes * scale` is about the unit vector. */
  readonly scales: Float32Array
}

/** Room for `count` vectors, all zero. */
export function createVectors(count: number, dimensions: number): Vectors {
  return { codes: new Int8Array(count * dimensions), scales: new Float32Array(count) }
}

/** Writes `vector` to `row` of `vectors`; zero stays zero. */
export function quantize(vector: Float32Array, row: number, { codes, scales }: Vectors): void {
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
  { codes, scales }: Vectors,
  row: number,
  dimensions: number,
): Float32Array {
  const from = row * dimensions
  const vector = new Float32Array(dimensions)
  for (let d = 0; d < dimensions; d++) vector[d] = codes[from + d] * scales[row]
  return vector
}

/** Copies `row` of some vectors to row `at` of others. */
export function copyVector({ codes, scales }: Vectors, row: number, to: Vectors, at: number): void {
  const dimensions = to.codes.length / to.scales.length
  to.codes.set(codes.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions)
  to.scales[at] = scales[row]
}
