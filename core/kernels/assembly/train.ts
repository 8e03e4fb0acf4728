/**
 * AssemblyScript, compiled to train.wasm by `npm run kernels`: the arithmetic of a training step.
 *
 * Plain SIMD on float32, four numbers at a time. Every function adds in an order that its twin in
 * core/kernels/training-plain.ts repeats, so both give the same bits on every processor: sums over many
 * terms run in order, and where one vector is summed across, its four lanes are added last,
 * (0 + 1) + (2 + 3). Fused multiply-add (relaxed SIMD) rounds differently from machine to machine
 * and is left out.
 *
 * All pointers are bytes into memory that threads may share; no function writes anything there
 * but its result. Counts of numbers are multiples of 4, of 8 where a panel is 8 wide. A *panel*
 * holds a strip of a matrix so that a product reads it from end to end: for every depth
 * in turn, 4 rows (left factor) or 8 columns (right factor).
 */

/** out[d] = the sum of rows `rows[0..count)` of a row-major table, in that order. */
export function sumRows(table: usize, dimensions: i32, rows: usize, count: i32, out: usize): void {
  const bytes = (<usize>dimensions) << 2
  memory.fill(out, 0, bytes)
  const rest = rows + ((<usize>(count & 3)) << 2)
  const end = rows + ((<usize>count) << 2)
  for (; rows < rest; rows += 4) {
    const a = table + <usize>load<u32>(rows) * bytes
    for (let d: usize = 0; d < bytes; d += 16) {
      v128.store(out + d, f32x4.add(v128.load(out + d), v128.load(a + d)))
    }
  }
  // Four rows at a time: the sum is read and written a quarter as often.
  for (; rows < end; rows += 16) {
    const a = table + <usize>load<u32>(rows) * bytes
    const b = table + <usize>load<u32>(rows, 4) * bytes
    const c = table + <usize>load<u32>(rows, 8) * bytes
    const e = table + <usize>load<u32>(rows, 12) * bytes
    for (let d: usize = 0; d < bytes; d += 16) {
      let sum = f32x4.add(v128.load(out + d), v128.load(a + d))
      sum = f32x4.add(sum, v128.load(b + d))
      sum = f32x4.add(sum, v128.load(c + d))
      v128.store(out + d, f32x4.add(sum, v128.load(e + d)))
    }
  }
}

/** Writes `source` at length 1 to `out` and returns 1 / its length; zeros and 0 for the zero vector. */
export function normalize(source: usize, dimensions: i32, out: usize): f32 {
  const bytes = (<usize>dimensions) << 2
  const squares = dot(source, source, bytes)
  const inverse: f32 = squares > 0 ? 1 / sqrt<f32>(squares) : 0
  const factor = f32x4.splat(inverse)
  for (let d: usize = 0; d < bytes; d += 16) {
    v128.store(out + d, f32x4.mul(v128.load(source + d), factor))
  }
  return inverse
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let d: usize = 0; d < bytes; d += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + d), v128.load(b + d)))
  }
  return across(sum)
}

function across(sum: v128): f32 {
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  )
}

/** Four rows of `columns` numbers, transposed; `step` bytes from column to column, `stride` from row to row. */
export function transposeRows(
  source: usize,
  stride: usize,
  columns: i32,
  out: usize,
  step: usize,
): void {
  const bytes = (<usize>columns) << 2
  for (let c: usize = 0; c < bytes; c += 16) {
    const from = source + c
    storeTurned(
      v128.load(from),
      v128.load(from + stride),
      v128.load(from + 2 * stride),
      v128.load(from + 3 * stride),
      out + (c >> 2) * step,
      step,
    )
  }
}

function storeTurned(a: v128, b: v128, c: v128, d: v128, out: usize, step: usize): void {
  const lowAB = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const highAB = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const lowCD = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const highCD = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(out, v128.shuffle<f32>(lowAB, lowCD, 0, 1, 4, 5))
  v128.store(out + step, v128.shuffle<f32>(lowAB, lowCD, 2, 3, 6, 7))
  v128.store(out + 2 * step, v128.shuffle<f32>(highAB, highCD, 0, 1, 4, 5))
  v128.store(out + 3 * step, v128.shuffle<f32>(highAB, highCD, 2, 3, 6, 7))
}

/** Deals a row out to panels of 8 columns that lie `panel` bytes apart. */
export function dealRow(source: usize, columns: i32, out: usize, panel: usize): void {
  const end = source + ((<usize>columns) << 2)
  for (; source < end; source += 32, out += panel) {
    v128.store(out, v128.load(source))
    v128.store(out, v128.load(source, 16), 16)
  }
}

/**
 * The product of `rows` x `depth` panels of 4 rows and `depth` x `columns` panels of 8 columns,
 * row-major with `stride` bytes a row. Each number is a sum over the depth in order.
 *
 * A tile of 4 x 8 results stays in eight of the sixteen registers; two more hold the right
 * factor, and one a number of the left at a time.
 */
export function multiply(
  left: usize,
  rows: i32,
  right: usize,
  columns: i32,
  depth: i32,
  out: usize,
  stride: usize,
): void {
  const leftPanel = (<usize>depth) << 4
  const rightPanel = (<usize>depth) << 5
  for (let column = 0; column < columns; column += 8, right += rightPanel) {
    let panel = left
    let tile = out + ((<usize>column) << 2)
    for (let row = 0; row < rows; row += 4, panel += leftPanel, tile += 4 * stride) {
      multiplyTile(panel, right, depth, tile, stride)
    }
  }
}

function multiplyTile(left: usize, right: usize, depth: i32, out: usize, stride: usize): void {
  let a0 = f32x4.splat(0)
  let a1 = f32x4.splat(0)
  let b0 = f32x4.splat(0)
  let b1 = f32x4.splat(0)
  let c0 = f32x4.splat(0)
  let c1 = f32x4.splat(0)
  let d0 = f32x4.splat(0)
  let d1 = f32x4.splat(0)
  const end = left + ((<usize>depth) << 4)
  // Two depths an iteration halve the loop's own cost.
  for (; left < end; left += 32, right += 64) {
    let r0 = v128.load(right)
    let r1 = v128.load(right, 16)
    let factor = v128.load32_splat(left)
    a0 = f32x4.add(a0, f32x4.mul(factor, r0))
    a1 = f32x4.add(a1, f32x4.mul(factor, r1))
    factor = v128.load32_splat(left, 4)
    b0 = f32x4.add(b0, f32x4.mul(factor, r0))
    b1 = f32x4.add(b1, f32x4.mul(factor, r1))
    factor = v128.load32_splat(left, 8)
    c0 = f32x4.add(c0, f32x4.mul(factor, r0))
    c1 = f32x4.add(c1, f32x4.mul(factor, r1))
    factor = v128.load32_splat(left, 12)
    d0 = f32x4.add(d0, f32x4.mul(factor, r0))
    d1 = f32x4.add(d1, f32x4.mul(factor, r1))
    r0 = v128.load(right, 32)
    r1 = v128.load(right, 48)
    factor = v128.load32_splat(left, 16)
    a0 = f32x4.add(a0, f32x4.mul(factor, r0))
    a1 = f32x4.add(a1, f32x4.mul(factor, r1))
    factor = v128.load32_splat(left, 20)
    b0 = f32x4.add(b0, f32x4.mul(factor, r0))
    b1 = f32x4.add(b1, f32x4.mul(factor, r1))
    factor = v128.load32_splat(left, 24)
    c0 = f32x4.add(c0, f32x4.mul(factor, r0))
    c1 = f32x4.add(c1, f32x4.mul(factor, r1))
    factor = v128.load32_splat(left, 28)
    d0 = f32x4.add(d0, f32x4.mul(factor, r0))
    d1 = f32x4.add(d1, f32x4.mul(factor, r1))
  }
  v128.store(out, a0)
  v128.store(out, a1, 16)
  v128.store(out + stride, b0)
  v128.store(out + stride, b1, 16)
  v128.store(out + 2 * stride, c0)
  v128.store(out + 2 * stride, c1, 16)
  v128.store(out + 3 * stride, d0)
  v128.store(out + 3 * stride, d1, 16)
}

/**
 * Turns a row of cosines into e^(scale * (cosine - 1)), in place, adds it to `sums` column by
 * column and returns the row's sum.
 *
 * 1 is the greatest cosine, so nothing overflows and rows and columns can share one
 * exponential. `ids` holds three numbers a column, one array after the other; a column other than
 * `row` that shares one with it is no negative and becomes 0.
 */
export function exponentials(
  cosines: usize,
  columns: i32,
  scale: f32,
  ids: usize,
  row: i32,
  sums: usize,
): f32 {
  const bytes = (<usize>columns) << 2
  const ids1 = ids + bytes
  const ids2 = ids1 + bytes
  const own = (<usize>row) << 2
  const own0 = v128.load32_splat(ids + own)
  const own1 = v128.load32_splat(ids1 + own)
  const own2 = v128.load32_splat(ids2 + own)
  const self = i32x4.splat(row)
  let lanes = i32x4(0, 1, 2, 3)
  let total = f32x4.splat(0)
  for (let c: usize = 0; c < bytes; c += 16) {
    const exponent = f32x4.mul(
      f32x4.sub(v128.load(cosines + c), f32x4.splat(1)),
      f32x4.splat(scale),
    )
    const same = v128.or(
      v128.or(i32x4.eq(v128.load(ids + c), own0), i32x4.eq(v128.load(ids1 + c), own1)),
      i32x4.eq(v128.load(ids2 + c), own2),
    )
    const masked = v128.and(same, i32x4.ne(lanes, self))
    const value = v128.andnot(exponential(exponent), masked)
    v128.store(cosines + c, value)
    v128.store(sums + c, f32x4.add(v128.load(sums + c), value))
    total = f32x4.add(total, value)
    lanes = i32x4.add(lanes, i32x4.splat(4))
  }
  return across(total)
}

/**
 * e^x for x <= 1; 0 below -80. As 2^n times a polynomial of degree 6 in the remainder, after Cody
 * and Waite; off by less than 2 units in the last place.
 */
function exponential(x: v128): v128 {
  const isSmall = f32x4.lt(x, f32x4.splat(-80))
  x = f32x4.max(x, f32x4.splat(-80))
  // Adding and subtracting 1.5 * 2^23 rounds to a whole number.
  const big = f32x4.splat(12582912)
  const n = f32x4.sub(f32x4.add(f32x4.mul(x, f32x4.splat(<f32>Math.LOG2E)), big), big)
  x = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  x = f32x4.sub(x, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let y = f32x4.splat(1.98756915e-4)
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.3981999507e-3))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(8.3334519073e-3))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(4.1665795894e-2))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.6666665459e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(5.0000001201e-1))
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, x), x), x), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return v128.andnot(f32x4.mul(y, power), isSmall)
}

/** Four rows of exponentials, each times (its row's + its column's weight), as a panel. */
export function weighRows(
  source: usize,
  stride: usize,
  rowWeights: usize,
  columnWeights: usize,
  columns: i32,
  out: usize,
): void {
  const w0 = v128.load32_splat(rowWeights)
  const w1 = v128.load32_splat(rowWeights, 4)
  const w2 = v128.load32_splat(rowWeights, 8)
  const w3 = v128.load32_splat(rowWeights, 12)
  const bytes = (<usize>columns) << 2
  for (let c: usize = 0; c < bytes; c += 16) {
    const from = source + c
    const w = v128.load(columnWeights + c)
    storeTurned(
      f32x4.mul(v128.load(from), f32x4.add(w0, w)),
      f32x4.mul(v128.load(from + stride), f32x4.add(w1, w)),
      f32x4.mul(v128.load(from + 2 * stride), f32x4.add(w2, w)),
      f32x4.mul(v128.load(from + 3 * stride), f32x4.add(w3, w)),
      out + (c << 2),
      16,
    )
  }
}

/** Four columns of exponentials, each times (its row's + its column's weight), as a panel. */
export function weighColumns(
  source: usize,
  stride: usize,
  rowWeights: usize,
  columnWeights: usize,
  rows: i32,
  out: usize,
): void {
  const w = v128.load(columnWeights)
  for (let row = 0; row < rows; row++) {
    const weight = f32x4.add(v128.load32_splat(rowWeights), w)
    v128.store(out, f32x4.mul(v128.load(source), weight))
    source += stride
    rowWeights += 4
    out += 16
  }
}

/**
 * The gradient of a vector from that of its direction: the part of `gradient` orthogonal to `unit`,
 * times `factor`. Added to `out`.
 */
export function addTangent(
  unit: usize,
  gradient: usize,
  dimensions: i32,
  factor: f32,
  out: usize,
): void {
  const bytes = (<usize>dimensions) << 2
  const along = f32x4.splat(dot(unit, gradient, bytes))
  for (let d: usize = 0; d < bytes; d += 16) {
    const rest = f32x4.sub(v128.load(gradient + d), f32x4.mul(v128.load(unit + d), along))
    v128.store(out + d, f32x4.add(v128.load(out + d), f32x4.mul(rest, f32x4.splat(factor))))
  }
}

/**
 * One step of Adam on a row: its values, first and second moments.
 *
 * `rate` is the learning rate over 1 - 0.9^t, `correction` 1 / (1 - 0.999^t).
 */
export function adam(
  values: usize,
  first: usize,
  second: usize,
  gradient: usize,
  dimensions: i32,
  rate: f32,
  correction: f32,
): void {
  const bytes = (<usize>dimensions) << 2
  for (let d: usize = 0; d < bytes; d += 16) {
    const g = v128.load(gradient + d)
    const m = f32x4.add(
      f32x4.mul(v128.load(first + d), f32x4.splat(0.9)),
      f32x4.mul(g, f32x4.splat(0.1)),
    )
    const v = f32x4.add(
      f32x4.mul(v128.load(second + d), f32x4.splat(0.999)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(0.001)),
    )
    v128.store(first + d, m)
    v128.store(second + d, v)
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, f32x4.splat(correction))), f32x4.splat(1e-8))
    const step = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), root)
    v128.store(values + d, f32x4.sub(v128.load(values + d), step))
  }
}
