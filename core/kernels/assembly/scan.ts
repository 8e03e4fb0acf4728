/**
 * AssemblyScript, compiled to scan.wasm by `npm run kernels`: similarity of int8 rows to a query.
 *
 * Codes are widened to 16 bits and multiplied with the query in pairs
 * (i32x4.dot_i16x8_s), 16 at a time in two independent sums. All of it is whole numbers
 * until the last line, so scanner.ts gets the same bits without SIMD. Relaxed SIMD, which
 * would be faster, is left out: its results differ from processor to processor.
 */

/**
 * Writes the similarity of each of `rows` rows to `out`.
 *
 * All pointers are bytes into memory. A row takes `stride` bytes, a multiple of 16; the query
 * has as many 16-bit numbers.
 */
export function scan(
  codes: usize,
  scales: usize,
  out: usize,
  rows: i32,
  query: usize,
  stride: i32,
  factor: f32,
): void {
  for (let row = 0; row < rows; row++) {
    let a = i32x4.splat(0)
    let b = i32x4.splat(0)
    const end = codes + stride
    for (let q = query; codes < end; codes += 16, q += 32) {
      const code = v128.load(codes)
      a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(code), v128.load(q)))
      b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(code), v128.load(q, 16)))
    }
    const sum = i32x4.add(a, b)
    const dot =
      i32x4.extract_lane(sum, 0) +
      i32x4.extract_lane(sum, 1) +
      i32x4.extract_lane(sum, 2) +
      i32x4.extract_lane(sum, 3)
    store<f32>(out, <f32>dot * load<f32>(scales) * factor)
    scales += 4
    out += 4
  }
}

// The soft match of the second look, in the same file.
export { ask, compare, match } from './match'
