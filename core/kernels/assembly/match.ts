/**
 * AssemblyScript, compiled into scan.wasm by `npm run kernels`: soft matching of a query's tokens
 * with a passage's, as core/kernels/matcher.ts explains it.
 *
 * Products of codes and their sums are whole numbers and everything after them is float64 in a fixed
 * order, so the plain twin gets the same bits. A row is compared with the query once, however many
 * passages hold it, and most comparisons end with the first 64 dimensions: those of the row are
 * widened once for all tokens of the query, and compared four at a time.
 */

import { sums } from './sums'

/** Dimensions in which two tokens are compared first. */
const first: i32 = 64

/** Where things lie, in bytes; set by `ask`. */
let table: usize
let stride: i32
let seen: usize
let places: usize
let near: usize
let query: usize
let weights: usize
let count: i32
/** Squared similarity up to which two tokens have nothing to do with each other, and in the first 64 dimensions. */
let least: f64
let leastAtFirst: f64
/** How many rows of `near` may be kept, and are. */
let most: i32
let used: i32
/** Number of the question, which says whether what is `seen` belongs to it. */
let question: u32 = 0

/**
 * Begins a question: `tokens` has `size` rows of the table, 16-bit, and `worth` the weight of each,
 * float64; `wide` has room for their codes in 16 bits and three float64 each.
 */
export function ask(
  codes: usize,
  width: i32,
  stamps: usize,
  slots: usize,
  squares: usize,
  room: i32,
  tokens: usize,
  worth: usize,
  size: i32,
  wide: usize,
  threshold: f64,
  thresholdAtFirst: f64,
): void {
  table = codes
  stride = width
  seen = stamps
  places = slots
  near = squares
  query = wide
  weights = worth
  count = size
  least = threshold
  leastAtFirst = thresholdAtFirst
  most = room / size - 1
  used = 0
  question++
  for (let i = 0; i < size; i++) {
    const row = table + <i32>load<u16>(tokens + (i << 1)) * stride
    const to = wideOf(i)
    for (let d = 0; d < width; d += 16) {
      const code = v128.load(row + d)
      v128.store(to + (d << 1), i16x8.extend_low_i8x16_s(code))
      v128.store(to + (d << 1), i16x8.extend_high_i8x16_s(code), 16)
    }
    store<f64>(beginnings() + (i << 3), squaresOf(row, row + first))
    store<f64>(lengths() + (i << 3), squaresOf(row, row + stride))
  }
  // The padding to a multiple of four is near nothing.
  for (let i = size; i < inFours(); i++) store<f64>(beginnings() + (i << 3), Infinity)
}

/** Where the codes of one of the query's tokens lie. */
function wideOf(i: i32): usize {
  return query + ((i * stride) << 1)
}

/** The number of the query's tokens, rounded up to fours, in which they are compared. */
function inFours(): i32 {
  return (count + 3) & ~3
}

/** Squared length of each of the query's tokens in the first 64 dimensions, and in all. */
function beginnings(): usize {
  return wideOf(inFours())
}

function lengths(): usize {
  return beginnings() + (inFours() << 3)
}

/** What a passage holds of each of the query's tokens. */
function counts(): usize {
  return lengths() + (inFours() << 3)
}

/** Product of the row in hand and each of the query's tokens in the first 64 dimensions, 32-bit. */
function dots(): usize {
  return counts() + (inFours() << 3)
}

/** Each of these products in four parts. */
function parts(): usize {
  return dots() + (inFours() << 2)
}

/**
 * Where the squared similarities of a row of the table to each token of the query lie, those up to the
 * threshold as 0; 0 if there are none.
 */
export function compare(row: i32): usize {
  const stamp = seen + (row << 2)
  const place = places + (row << 1)
  if (load<u32>(stamp) === question) {
    const slot = <i32>load<u16>(place)
    return slot === 0 ? 0 : near + (((slot - 1) * count) << 3)
  }
  const out = near + ((used * count) << 3)
  const isNear = compareAll(table + row * stride, out)
  // Once all others are taken, the last place is reused.
  if (isNear && used === most) return out
  if (isNear) used++
  store<u32>(stamp, question)
  store<u16>(place, <u16>(isNear ? used : 0))
  return isNear ? out : 0
}

/** Writes the squared similarity of `row` to each token of the query; whether one is near. */
function compareAll(row: usize, out: usize): bool {
  const beginning = squaresOf(row, row + first)
  let left = compareBeginnings(row, leastAtFirst * <f64>beginning)
  if (left === 0) return false
  for (let i = 0; i < count; i++) store<f64>(out + (i << 3), 0)
  // The first 64 dimensions are summed already.
  const end = row + stride
  const length = <f64>(beginning + squaresOf(row + first, end))
  let isNear = false
  for (; left !== 0; left &= left - 1) {
    const i = ctz(left)
    const dot = load<i32>(dots() + (i << 2)) + dotOf(row + first, end, wideOf(i) + (first << 1))
    const square = squareOf(dot, length * load<f64>(lengths() + (i << 3)))
    store<f64>(out + (i << 3), square)
    if (square > 0) isNear = true
  }
  return isNear
}

/** Which of the query's tokens, by bit, are near to a row in the first 64 dimensions; keeps their products. */
function compareBeginnings(row: usize, bound: f64): u32 {
  const a = v128.load8x8_s(row)
  const b = v128.load8x8_s(row, 8)
  const c = v128.load8x8_s(row, 16)
  const d = v128.load8x8_s(row, 24)
  const e = v128.load8x8_s(row, 32)
  const f = v128.load8x8_s(row, 40)
  const g = v128.load8x8_s(row, 48)
  const h = v128.load8x8_s(row, 56)
  for (let i = 0; i < count; i++) {
    const wide = wideOf(i)
    const ab = i32x4.add(
      i32x4.dot_i16x8_s(a, v128.load(wide)),
      i32x4.dot_i16x8_s(b, v128.load(wide, 16)),
    )
    const cd = i32x4.add(
      i32x4.dot_i16x8_s(c, v128.load(wide, 32)),
      i32x4.dot_i16x8_s(d, v128.load(wide, 48)),
    )
    const ef = i32x4.add(
      i32x4.dot_i16x8_s(e, v128.load(wide, 64)),
      i32x4.dot_i16x8_s(f, v128.load(wide, 80)),
    )
    const gh = i32x4.add(
      i32x4.dot_i16x8_s(g, v128.load(wide, 96)),
      i32x4.dot_i16x8_s(h, v128.load(wide, 112)),
    )
    v128.store(parts() + (i << 4), i32x4.add(i32x4.add(ab, cd), i32x4.add(ef, gh)))
  }
  const bounds = f64x2.splat(bound)
  // Four at a time, as bits: a branch would be mispredicted too often.
  let left: u32 = 0
  for (let i = 0; i < count; i += 4) {
    const four = parts() + (i << 4)
    const products = sums(
      v128.load(four),
      v128.load(four, 16),
      v128.load(four, 32),
      v128.load(four, 48),
    )
    v128.store(dots() + (i << 2), products)
    const low = areNear(products, bounds, i)
    const high = areNear(swapped(products), bounds, i + 2)
    left |= (low | (high << 2)) << i
  }
  return left
}

/** Whether the first two of these products are near, by bit: those of the query's tokens from `i` on. */
function areNear(products: v128, bounds: v128, i: i32): u32 {
  const dot = f64x2.convert_low_i32x4_s(products)
  const least = f64x2.mul(bounds, v128.load(beginnings() + (i << 3)))
  return i64x2.bitmask(f64x2.gt(f64x2.mul(dot, f64x2.abs(dot)), least))
}

/** Squared cosine of two tokens from their product and that of their squared lengths; 0 if they are not near. */
function squareOf(product: i32, squares: f64): f64 {
  const dot = <f64>product
  return dot > 0 && dot * dot > least * squares ? (dot * dot) / squares : 0
}

/** Product of the codes up to `end` and those at `wide`. */
function dotOf(codes: usize, end: usize, wide: usize): i32 {
  let a = i32x4.splat(0)
  let b = i32x4.splat(0)
  for (; codes < end; codes += 16, wide += 32) {
    const code = v128.load(codes)
    a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(code), v128.load(wide)))
    b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(code), v128.load(wide, 16)))
  }
  return total(i32x4.add(a, b))
}

/** Squared length of the codes up to `end`. */
function squaresOf(codes: usize, end: usize): i32 {
  let squares = i32x4.splat(0)
  for (; codes < end; codes += 16) {
    const code = v128.load(codes)
    const low = i16x8.extend_low_i8x16_s(code)
    const high = i16x8.extend_high_i8x16_s(code)
    squares = i32x4.add(squares, i32x4.dot_i16x8_s(low, low))
    squares = i32x4.add(squares, i32x4.dot_i16x8_s(high, high))
  }
  return total(squares)
}

function total(sum: v128): i32 {
  const pairs = i32x4.add(sum, swapped(sum))
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1)
}

/**
 * Prefetch: reads a byte of every 64 of every row, so that cache misses overlap; returns the sum, so that the
 * compiler keeps the loads.
 */
function touch(tokens: usize, length: i32): i32 {
  let sum = 0
  for (const end = tokens + (length << 1); tokens < end; tokens += 2) {
    const row = table + <i32>load<u16>(tokens) * stride
    for (let d = 0; d < stride; d += 64) sum += load<i8>(row + d)
  }
  return sum
}

/** The score of a passage of `length` tokens, 16-bit rows of the table. */
export function match(tokens: usize, length: i32, saturation: f64): f64 {
  const sums = counts()
  store<i32>(sums, touch(tokens, length))
  for (let i = 0; i < count; i++) store<f64>(sums + (i << 3), 0)
  for (const end = tokens + (length << 1); tokens < end; tokens += 2) {
    const squares = compare(load<u16>(tokens))
    if (squares === 0) continue
    for (let i = 0; i < count; i++) {
      const sum = sums + (i << 3)
      store<f64>(sum, load<f64>(sum) + load<f64>(squares + (i << 3)))
    }
  }
  let score: f64 = 0
  for (let i = 0; i < count; i++) {
    const sum = load<f64>(sums + (i << 3))
    score += (load<f64>(weights + (i << 3)) * sum * 2.2) / (sum + saturation)
  }
  return score
}

/**
 * Adds up rows of a table, each times its factor: `length` tokens, 16-bit, in the first `width` dimensions,
 * a multiple of 8, into `sums`, float64. Rows are added in the order of the plain twin, what four do not
 * divide one by one and then four at a time.
 */
export function addRows(
  codes: usize,
  stride: i32,
  scales: usize,
  tokens: usize,
  length: i32,
  width: i32,
  sums: usize,
): void {
  const end = tokens + (length << 1)
  const four = tokens + ((length & 3) << 1)
  for (let d = 0; d < width; d += 8, codes += 8, sums += 64) {
    let a = f64x2.splat(0)
    let b = f64x2.splat(0)
    let c = f64x2.splat(0)
    let e = f64x2.splat(0)
    for (let at = tokens; at < end; ) {
      const to = at < four ? at + 2 : at + 8
      let sumA = f64x2.splat(0)
      let sumB = f64x2.splat(0)
      let sumC = f64x2.splat(0)
      let sumE = f64x2.splat(0)
      for (; at < to; at += 2) {
        const token = <i32>load<u16>(at)
        const scale = f64x2.splat(<f64>load<f32>(scales + (token << 2)))
        const wide = v128.load8x8_s(codes + token * stride)
        const low = i32x4.extend_low_i16x8_s(wide)
        const high = i32x4.extend_high_i16x8_s(wide)
        sumA = f64x2.add(sumA, f64x2.mul(f64x2.convert_low_i32x4_s(low), scale))
        sumB = f64x2.add(sumB, f64x2.mul(f64x2.convert_low_i32x4_s(swapped(low)), scale))
        sumC = f64x2.add(sumC, f64x2.mul(f64x2.convert_low_i32x4_s(high), scale))
        sumE = f64x2.add(sumE, f64x2.mul(f64x2.convert_low_i32x4_s(swapped(high)), scale))
      }
      a = f64x2.add(a, sumA)
      b = f64x2.add(b, sumB)
      c = f64x2.add(c, sumC)
      e = f64x2.add(e, sumE)
    }
    v128.store(sums, a)
    v128.store(sums, b, 16)
    v128.store(sums, c, 32)
    v128.store(sums, e, 48)
  }
}

/** Swaps the halves of four lanes. */
function swapped(four: v128): v128 {
  return i32x4.shuffle(four, four, 2, 3, 0, 1)
}
