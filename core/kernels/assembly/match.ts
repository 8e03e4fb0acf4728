/**
 * AssemblyScript, compiled into scan.wasm by `npm run kernels`: soft matching of a query's tokens
 * with a passage's, as matcher.ts explains it.
 *
 * Products of codes are whole numbers and everything after them is float64 in a fixed order, so
 * the plain twin gets the same bits. A row is compared with the query once, however many
 * passages hold it.
 */

/** Where things lie, in bytes; set by `ask`. */
let table: usize
let stride: i32
let inverse: usize
let seen: usize
let places: usize
let near: usize
let query: usize
let count: i32
let threshold: f64
/** How many rows of `near` may be kept, and are. */
let most: i32
let used: i32
/** Number of the question, which says whether what is `seen` belongs to it. */
let question: u32 = 0

/** Writes 1 / length of each of `rows` rows to `out`, float64; 0 for a row of zeros. */
export function measure(codes: usize, rows: i32, width: i32, out: usize): void {
  for (let row = 0; row < rows; row++) {
    let squares = i32x4.splat(0)
    for (const end = codes + width; codes < end; codes += 16) {
      const code = v128.load(codes)
      const low = i16x8.extend_low_i8x16_s(code)
      const high = i16x8.extend_high_i8x16_s(code)
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(low, low))
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(high, high))
    }
    const length = sqrt<f64>(<f64>total(squares))
    store<f64>(out, length > 0 ? 1 / length : 0)
    out += 8
  }
}

/**
 * Begins a question: `tokens` has `size` rows of the table, 16-bit; `wide` room for their codes
 * in 16 bits, after them room for each one's inverse length, weight and sum, float64.
 */
export function ask(
  codes: usize,
  width: i32,
  lengths: usize,
  stamps: usize,
  slots: usize,
  squares: usize,
  room: i32,
  tokens: usize,
  size: i32,
  wide: usize,
  least: f64,
): void {
  table = codes
  stride = width
  inverse = lengths
  seen = stamps
  places = slots
  near = squares
  query = wide
  count = size
  threshold = least
  most = room / size - 1
  used = 0
  question++
  for (let i = 0; i < size; i++) {
    const row = <i32>load<u16>(tokens + (i << 1))
    const from = table + row * stride
    const to = wide + ((i * stride) << 1)
    for (let d = 0; d < width; d += 16) {
      const code = v128.load(from + d)
      v128.store(to + (d << 1), i16x8.extend_low_i8x16_s(code))
      v128.store(to + (d << 1), i16x8.extend_high_i8x16_s(code), 16)
    }
    store<f64>(lengthsOf() + (i << 3), load<f64>(inverse + (row << 3)))
  }
}

function lengthsOf(): usize {
  return query + ((count * stride) << 1)
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
  const length = load<f64>(inverse + (row << 3))
  const from = table + row * stride
  let isNear = false
  for (let i = 0; i < count; i++) {
    const dot = dotOf(from, query + ((i * stride) << 1))
    const similarity = <f64>dot * length * load<f64>(lengthsOf() + (i << 3))
    const is = similarity > threshold
    if (is) isNear = true
    store<f64>(out + (i << 3), is ? similarity * similarity : 0)
  }
  // The last place is used again and again, once all others are taken.
  if (isNear && used === most) return out
  if (isNear) used++
  store<u32>(stamp, question)
  store<u16>(place, <u16>(isNear ? used : 0))
  return isNear ? out : 0
}

function dotOf(codes: usize, wide: usize): i32 {
  let a = i32x4.splat(0)
  let b = i32x4.splat(0)
  for (const end = codes + stride; codes < end; codes += 16, wide += 32) {
    const code = v128.load(codes)
    a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(code), v128.load(wide)))
    b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(code), v128.load(wide, 16)))
  }
  return total(i32x4.add(a, b))
}

function total(sum: v128): i32 {
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  )
}

/** The score of a passage of `length` tokens, 16-bit rows of the table. */
export function match(tokens: usize, length: i32, saturation: f64): f64 {
  const weights = lengthsOf() + (count << 3)
  const sums = weights + (count << 3)
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
