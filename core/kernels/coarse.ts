/**
 * Vectors as two bits a dimension and a scale, which stay in memory where a corpus's eight-bit codes do not
 * fit (estimator.ts).
 *
 * A vector is stored as the nearest of -3, -1, 1 and 3 times its own scale in each dimension. Rows lie
 * in blocks of sixteen, a byte of each in turn, on disk as in memory: nothing is rearranged.
 */

/** Two-bit codes of some rows and which passages these are. */
export interface CoarseRows {
  /** Blocks of sixteen rows, rows rounded up; see `packCoarse`. */
  readonly codes: Uint8Array
  /** One factor a row, the upper half of a float32 (bfloat16): precise enough beside two-bit codes. */
  readonly scales: Uint16Array
  /** Passage in each row. */
  readonly passages: Uint32Array
}

/** Rows of a block. */
export const rowsAtOnce = 16
/** Most dimensions that can be estimated: more would overflow sixteen bits. */
export const mostDimensions = 1024

/** Bytes of a row of two-bit codes. */
export function coarseWidth(dimensions: number): number {
  if (dimensions > mostDimensions) {
    throw new RangeError(`${dimensions} dimensions; at most ${mostDimensions} can be estimated`)
  }
  return Math.ceil(dimensions / 4)
}

/** Bytes of the codes of `rows` rows. */
export function coarseBytes(rows: number, dimensions: number): number {
  return Math.ceil(rows / rowsAtOnce) * rowsAtOnce * coarseWidth(dimensions)
}

/** Where the first byte of a row lies among codes; the next is `rowsAtOnce` further on. */
export function startOfRow(row: number, width: number): number {
  return Math.floor(row / rowsAtOnce) * rowsAtOnce * width + (row % rowsAtOnce)
}

/**
 * Writes the two-bit codes of an eight-bit row at `row` of `codes` and its scale at `row` of `scales`.
 *
 * The levels are the best for normally distributed numbers (steps of 0.996 standard deviations), and
 * the scale makes the estimated product of the vector with itself exact.
 *
 * @param codes all zero in that row
 */
export function packCoarse(
  vector: Int8Array,
  scale: number,
  row: number,
  codes: Uint8Array,
  scales: Uint16Array,
): void {
  let squares = 0
  for (let d = 0; d < vector.length; d++) squares += vector[d] * vector[d]
  const step = 0.996 * Math.sqrt(squares / vector.length)
  const start = startOfRow(row, coarseWidth(vector.length))
  let product = 0
  for (let d = 0; d < vector.length; d++) {
    const level = vector[d] >= 0 ? (vector[d] >= step ? 3 : 2) : vector[d] >= -step ? 1 : 0
    product += (2 * level - 3) * vector[d]
    codes[start + (d >> 2) * rowsAtOnce] |= level << ((d & 3) * 2)
  }
  scales[row] = product === 0 ? 0 : upperHalf((scale * squares) / product)
}

const number = new Float32Array(1)
const bits = new Uint32Array(number.buffer)

/** The upper half of a float32, rounded to the nearest. */
export function upperHalf(value: number): number {
  number[0] = value
  return (bits[0] + 0x8000) >>> 16
}

/** The float32 whose upper half it is, and whose lower is zero. */
export function fromUpperHalf(half: number): number {
  bits[0] = half << 16
  return number[0]
}
