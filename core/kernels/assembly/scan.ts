/**
 * AssemblyScript, compiled to scan.wasm by `npm run kernels`: similarity of int8 rows to a query,
 * the best row of every group, and the highest of many values.
 *
 * Codes are widened to 16 bits and multiplied with the query in pairs
 * (i32x4.dot_i16x8_s). All of it is whole numbers until the sums are scaled, so core/kernels/scanner-plain.ts
 * gets the same bits without SIMD. Relaxed SIMD, which would be faster, is left out: its
 * results differ from processor to processor.
 *
 * Rows lie in blocks of eight, eight bytes of each in turn. So a step of the scan reads 64
 * consecutive bytes, at offsets that cost nothing, and loads the query once for eight rows; it takes
 * two thirds of the time of row after row, at 10,000 rows and at 100,000.
 *
 * All pointers are bytes into memory.
 */

import { sums } from './sums'

/** Lays `rows` rows of `dimensions` bytes at `from` into the blocks at `codes`, from row `first` on. */
export function pack(
  from: usize,
  codes: usize,
  first: i32,
  rows: i32,
  dimensions: i32,
  stride: i32,
): void {
  for (let row = first; row < first + rows; row++) {
    let to = codes + (row >> 3) * (stride << 3) + ((row & 7) << 3)
    // The last eight bytes may reach into the next row: the query is zero there.
    for (let d = 0; d < dimensions; d += 8, to += 64) store<u64>(to, load<u64>(from + d))
    from += dimensions
  }
}

/**
 * Writes the similarity of each row of `blocks` blocks to `out`.
 *
 * A row takes `stride` bytes, a multiple of 8; the query has as many 16-bit numbers.
 */
export function scan(
  codes: usize,
  scales: usize,
  out: usize,
  blocks: i32,
  query: usize,
  stride: i32,
  factor: f32,
): void {
  const factors = f32x4.splat(factor)
  const queryEnd = query + (stride << 1)
  for (let block = 0; block < blocks; block++, scales += 32, out += 32) {
    let a = i32x4.splat(0)
    let b = i32x4.splat(0)
    let c = i32x4.splat(0)
    let d = i32x4.splat(0)
    let e = i32x4.splat(0)
    let f = i32x4.splat(0)
    let g = i32x4.splat(0)
    let h = i32x4.splat(0)
    for (let q = query; q < queryEnd; q += 16, codes += 64) {
      const part = v128.load(q)
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load8x8_s(codes), part))
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load8x8_s(codes, 8), part))
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load8x8_s(codes, 16), part))
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load8x8_s(codes, 24), part))
      e = i32x4.add(e, i32x4.dot_i16x8_s(v128.load8x8_s(codes, 32), part))
      f = i32x4.add(f, i32x4.dot_i16x8_s(v128.load8x8_s(codes, 40), part))
      g = i32x4.add(g, i32x4.dot_i16x8_s(v128.load8x8_s(codes, 48), part))
      h = i32x4.add(h, i32x4.dot_i16x8_s(v128.load8x8_s(codes, 56), part))
    }
    const first = f32x4.mul(f32x4.convert_i32x4_s(sums(a, b, c, d)), v128.load(scales))
    const last = f32x4.mul(f32x4.convert_i32x4_s(sums(e, f, g, h)), v128.load(scales, 16))
    v128.store(out, f32x4.mul(first, factors))
    v128.store(out, f32x4.mul(last, factors), 16)
  }
}

/**
 * Writes the highest score of each group's rows to `bests` and the row, the first of equals, to
 * `rows`; -Infinity and 0 for a group whose byte in `mask` is 0. Group g has the rows from
 * `starts[g]` to `starts[g + 1]`.
 */
export function best(
  scores: usize,
  starts: usize,
  mask: usize,
  groups: i32,
  bests: usize,
  rows: usize,
): void {
  let row = load<u32>(starts)
  for (const end = mask + groups; mask < end; mask++, bests += 4, rows += 4) {
    starts += 4
    const next = load<u32>(starts)
    let most: f32 = -Infinity
    let at: u32 = 0
    if (load<u8>(mask)) {
      for (; row < next; row++) {
        const score = load<f32>(scores + (row << 2))
        // Select instead of branch: which of a few rows is best cannot be predicted.
        const isMore = score > most
        most = select<f32>(score, most, isMore)
        at = select<u32>(row, at, isMore)
      }
    }
    row = next
    store<f32>(bests, most)
    store<u32>(rows, at)
  }
}

/**
 * Writes to `rows` the places of the `k` highest of `count` values above `floor`, highest first,
 * equals in order of place; returns how many there are.
 */
export function top(values: usize, count: i32, k: i32, floor: f32, rows: usize): i32 {
  let found = 0
  let least = floor
  let leasts = f32x4.splat(least)
  for (let at = 0; at < count; at++) {
    // Nearly all lose to the least that is kept, so four are tested at once.
    while (at + 4 <= count && !v128.any_true(f32x4.gt(v128.load(values + (at << 2)), leasts)))
      at += 4
    if (at >= count) break
    const value = load<f32>(values + (at << 2))
    if (!(value > least)) continue
    if (found < k) found++
    let place = found - 1
    for (; place > 0; place--) {
      const before = load<u32>(rows + ((place - 1) << 2))
      if (!(value > load<f32>(values + (before << 2)))) break
      store<u32>(rows + (place << 2), before)
    }
    store<u32>(rows + (place << 2), at)
    if (found === k) {
      least = load<f32>(values + (load<u32>(rows + ((k - 1) << 2)) << 2))
      leasts = f32x4.splat(least)
    }
  }
  return found
}

/**
 * Writes an estimate of the similarity of each row of `blocks` blocks to `out`, and to `found` the
 * places, counted from the first, of those that reach `lowest`; returns how many these are.
 *
 * A row is `width` bytes of four two-bit codes; a block is sixteen rows, a byte of each in
 * turn. `tables` has two tables of sixteen bytes for every byte of a row: what its lower and its
 * upper two codes add, at most 127. A row's sum, below 65,536, is multiplied by `step`, offset by
 * `least` and multiplied by the row's own scale, the upper half of a float32.
 */
export function estimate(
  codes: usize,
  scales: usize,
  out: usize,
  found: usize,
  blocks: i32,
  tables: usize,
  width: i32,
  step: f32,
  least: f32,
  lowest: f32,
): i32 {
  // Always 15, but no constant to the compiler, which would create it anew at every use.
  const nibble = i8x16.splat(<i8>(15 | (width >> 31)))
  const tablesEnd = tables + (width << 5)
  let end = found
  for (let block = 0; block < blocks; block++, scales += 32, out += 64) {
    // Sums of byte pairs as 16-bit numbers, both bytes in one, and sums of the upper bytes alone.
    let both = i16x8.splat(0)
    let upper = i16x8.splat(0)
    for (let table = tables; table < tablesEnd; table += 32, codes += 16) {
      const code = v128.load(codes)
      const low = i8x16.swizzle(v128.load(table), v128.and(code, nibble))
      const high = i8x16.swizzle(v128.load(table, 16), v128.and(i16x8.shr_u(code, 4), nibble))
      const sum = i8x16.add(low, high)
      both = i16x8.add(both, sum)
      upper = i16x8.add(upper, i16x8.shr_u(sum, 8))
    }
    const lower = i16x8.sub(both, i16x8.shl(upper, 8))
    const first = v128.shuffle<i16>(lower, upper, 0, 8, 1, 9, 2, 10, 3, 11)
    const last = v128.shuffle<i16>(lower, upper, 4, 12, 5, 13, 6, 14, 7, 15)
    let reached =
      scaleSums(out, scales, i32x4.extend_low_i16x8_u(first), step, least, lowest) |
      (scaleSums(out + 16, scales + 8, i32x4.extend_high_i16x8_u(first), step, least, lowest) <<
        4) |
      (scaleSums(out + 32, scales + 16, i32x4.extend_low_i16x8_u(last), step, least, lowest) << 8) |
      (scaleSums(out + 48, scales + 24, i32x4.extend_high_i16x8_u(last), step, least, lowest) << 12)
    for (; reached; reached &= reached - 1, end += 2) {
      store<u16>(end, <u16>((block << 4) + ctz(reached)))
    }
  }
  return <i32>((end - found) >> 1)
}

/** Writes four estimates; returns a bit for each, set if it reaches `lowest`. */
function scaleSums(out: usize, scales: usize, sums: v128, step: f32, least: f32, lowest: f32): i32 {
  const value = f32x4.add(
    f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.splat(step)),
    f32x4.splat(least),
  )
  const scale = i32x4.shl(v128.load_ext<u16>(scales), 16)
  const estimates = f32x4.mul(value, scale)
  v128.store(out, estimates)
  return i32x4.bitmask(f32x4.ge(estimates, f32x4.splat(lowest)))
}

// The soft match of the second look, in the same file.
export { addRows, ask, compare, match } from './match'
