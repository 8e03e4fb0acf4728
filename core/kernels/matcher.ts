/**
 * Soft matching: how much of a query's tokens a passage holds, near tokens counted in part.
 *
 * Every token of the query is compared with every token of the passage in the table's own
 * geometry. An exact one counts 1 and a near one the square of its cosine, from a threshold below which
 * chance begins; the counts saturate and are weighed as in BM25. It is the static cousin of late
 * interaction (ColBERT, Khattab and Zaharia 2020) and of translation models (Berger and
 * Lafferty 1999), and because it says which token stands for which, it also explains.
 *
 * The table is trained so that its first 64 dimensions work alone, so two tokens that are far apart in
 * these are not compared in all. That spares four of five comparisons and loses one near
 * pair in twenty; nDCG@10 in the mean of six judged sets went from 54.03 to 54.02.
 *
 * Products of codes are whole numbers, also squared, and the rest is float64 in a fixed order, so
 * kernel and plain TypeScript give the same bits. The kernel's memory, each part from a multiple of 16:
 *
 *   table     int8, rows x dimensions
 *   scales    float32, one a row
 *   seen      u32, number of the question for which a row was compared
 *   places    u16, its place in `near` + 1, 0 for a row near no token of the query
 *   near      32,768 float64, squared similarities to each token of the query
 *   wide      16-bit codes of the query's tokens, then their squared lengths, counts and products
 *   weights   32 float64, what they are worth
 *   tokens    1,024 u16, those of the query or of one passage
 *   sums      float64, one a dimension
 */
import { createPlan, type Kernel, startKernel } from './kernel.ts'

/** Matches passages against one query at a time. */
export interface Matcher {
  /**
   * Begins a query. What the matcher says from now on is of this one.
   *
   * @param tokens  rows of the table, each once, 1 to `mostQueryTokens`
   * @param weights what each is worth
   */
  ask(tokens: readonly number[], weights: readonly number[]): void
  /**
   * Sum over the query's tokens of weight x 2.2 x count / (count + saturation), where a count adds
   * up the squared cosines to the passage's tokens, those over the threshold.
   *
   * @param tokens     rows of the table, as often as they occur; those after `mostPassageTokens` are left out
   * @param saturation count at which a token has earned 1.1 times its weight, greater than 0
   */
  match(tokens: Uint16Array, saturation: number): number
  /** The query's token that a row is nearest to, the first of equals; null for a row near to none of them. */
  nearest(row: number): NearestToken | null
  /** The table's `AddRows`; null without a kernel. */
  readonly addRows: AddRows | null
}

/**
 * Adds up rows of a table, at most `mostPassageTokens`, each times its factor, in the first dimensions. The
 * array may be longer, and is the adder's own, which its next sum overwrites.
 */
export type AddRows = (rows: readonly number[], dimensions: number) => Float64Array

/** A token of the query, and how near it is. */
export interface NearestToken {
  /** Its place among those that were asked for. */
  readonly place: number
  /** Squared cosine, over the threshold. */
  readonly square: number
}

/** The table in which tokens are compared. */
export interface MatcherTable {
  /** At most 65,536. */
  readonly rows: number
  readonly dimensions: number
  /** Writes the codes, row-major rows x dimensions, and one factor a row to where they will lie. */
  readonly fill: (table: Int8Array, scales: Float32Array) => void
}

/** Most tokens of a query. */
export const mostQueryTokens = 32
/** Most tokens of a passage, further ones are ignored; most have at most 150 words, a title and headings. */
export const mostPassageTokens = 1024
/** Squared cosine up to which two tokens have nothing to do with each other: that of 0.2. */
const threshold = 0.04
/** Dimensions in which two tokens are compared first, and the threshold there: that of 0.15. */
const firstDimensions = 64
const thresholdAtFirst = 0.0225
/** Squared similarities that are kept for a query; rows beyond are compared each time. */
const room = 32768

/** A matcher; without a kernel, or if the dimensions are no multiple of 64, the plain one. */
export function createMatcher(table: MatcherTable, kernel: Kernel | null): Matcher {
  return kernel && table.dimensions % firstDimensions === 0
    ? createKernelMatcher(table, kernel)
    : createPlainMatcher(table)
}

/** Rows that a sparse matcher has room for: 2 MB of 256 dimensions. */
const roomForRows = 8192

/** A table whose rows lie anywhere. */
export interface SparseTable {
  /** At most 65,536. */
  readonly rows: number
  readonly dimensions: number
  /** The codes of a row. */
  readonly rowOf: (row: number) => Int8Array
  /** One factor a row. */
  readonly scales: Float32Array
  /** Adds up rows for which there is no room. */
  readonly addRows: AddRows
}

/**
 * A matcher that has no table of its own, for where memory is short: rows are copied as a question needs
 * them, at most 8,192, and further tokens match nothing. Otherwise it gives the same.
 */
export function createSparseMatcher(sparse: SparseTable, kernel: Kernel | null): Matcher {
  const { rows, dimensions, rowOf, scales } = sparse
  let table = new Int8Array()
  let factors = new Float32Array()
  const fill: MatcherTable['fill'] = (place, factorPlace) => {
    table = place as typeof table
    factors = factorPlace as typeof factors
  }
  // The last row stays empty, for rows that find no room.
  const matcher = createMatcher({ rows: roomForRows + 1, dimensions, fill }, kernel)
  /** Place + 1 of each row that was copied, 0 for the others; and which these are. */
  const places = new Uint16Array(rows)
  const copied = new Uint16Array(roomForRows)
  let count = 0
  const placeOf = (row: number) => {
    if (places[row] > 0) return places[row] - 1
    if (count === roomForRows) return roomForRows
    table.set(rowOf(row), count * dimensions)
    factors[count] = scales[row]
    copied[count] = row
    places[row] = ++count
    return count - 1
  }
  const buffered = new Uint16Array(mostPassageTokens)
  const { addRows } = matcher
  return {
    ask(tokens, weights) {
      for (let i = 0; i < count; i++) places[copied[i]] = 0
      count = 0
      matcher.ask(tokens.map(placeOf), weights)
    },
    match(tokens, saturation) {
      const length = Math.min(tokens.length, mostPassageTokens)
      for (let i = 0; i < length; i++) buffered[i] = placeOf(tokens[i])
      return matcher.match(buffered.subarray(0, length), saturation)
    },
    nearest: (row) => matcher.nearest(placeOf(row)),
    addRows:
      addRows &&
      ((some, width) => {
        const at = some.map(placeOf)
        return at.includes(roomForRows) ? sparse.addRows(some, width) : addRows(at, width)
      }),
  }
}

function createPlainMatcher({ rows, dimensions, fill }: MatcherTable): Matcher {
  const table = new Int8Array(rows * dimensions)
  fill(table, new Float32Array(rows))
  let query: readonly number[] = []
  let worth: readonly number[] = []
  let known = new Map<number, Float64Array | null>()

  /** Squared cosine of two rows in their first `width` dimensions; 0 up to `least`. */
  const squareOf = (a: number, b: number, width: number, least: number) => {
    const dot = dotOf(width, a, b)
    const squares = dotOf(width, a, a) * dotOf(width, b, b)
    return dot > 0 && dot * dot > least * squares ? (dot * dot) / squares : 0
  }
  const dotOf = (width: number, a: number, b: number) => {
    const [rowA, rowB, end] = [a * dimensions, b * dimensions, Math.min(width, dimensions)]
    let dot = 0
    for (let d = 0; d < end; d++) dot += table[rowA + d] * table[rowB + d]
    return dot
  }
  const compare = (row: number) => {
    const before = known.get(row)
    if (before !== undefined) return before
    const squares = Float64Array.from(query, (token) =>
      squareOf(row, token, firstDimensions, thresholdAtFirst) > 0
        ? squareOf(row, token, dimensions, threshold)
        : 0,
    )
    const near = squares.some((square) => square > 0) ? squares : null
    known.set(row, near)
    return near
  }
  return {
    nearest: (row) => nearestIn(compare(row) ?? [], 0, query.length),
    addRows: null,
    ask(tokens, weights) {
      query = tokens
      worth = weights
      known = new Map()
    },
    match(tokens, saturation) {
      const counts = new Float64Array(query.length)
      for (const token of tokens.subarray(0, mostPassageTokens)) {
        compare(token)?.forEach((square, i) => {
          counts[i] += square
        })
      }
      return counts.reduce(
        (sum, count, i) => sum + (worth[i] * count * 2.2) / (count + saturation),
        0,
      )
    },
  }
}

/** The greatest of `count` squares from `first` on; null if all are 0. */
function nearestIn(squares: ArrayLike<number>, first: number, count: number): NearestToken | null {
  let place = 0
  for (let i = 1; i < count; i++) if (squares[first + i] > squares[first + place]) place = i
  const square = squares[first + place]
  return square > 0 ? { place, square } : null
}

interface MatchKernel {
  ask(
    table: number,
    stride: number,
    seen: number,
    places: number,
    near: number,
    room: number,
    tokens: number,
    weights: number,
    count: number,
    wide: number,
    threshold: number,
    thresholdAtFirst: number,
  ): void
  compare(row: number): number
  match(tokens: number, length: number, saturation: number): number
  addRows(
    table: number,
    stride: number,
    scales: number,
    tokens: number,
    length: number,
    width: number,
    sums: number,
  ): void
}

function createKernelMatcher({ rows, dimensions, fill }: MatcherTable, kernel: Kernel): Matcher {
  const { place, end } = createPlan()
  const tableAt = place(rows * dimensions)
  const scalesAt = place(4 * rows)
  const seenAt = place(4 * rows)
  const placesAt = place(2 * rows)
  const nearAt = place(8 * room)
  const wideAt = place(mostQueryTokens * (2 * dimensions + 3 * 8 + 5 * 4))
  const weightsAt = place(8 * mostQueryTokens)
  const tokensAt = place(2 * mostPassageTokens)
  const sumsAt = place(8 * dimensions)
  const { buffer, exports } = startKernel<MatchKernel>(kernel, end())
  fill(new Int8Array(buffer, tableAt, rows * dimensions), new Float32Array(buffer, scalesAt, rows))

  const worth = new Float64Array(buffer, weightsAt, mostQueryTokens)
  const buffered = new Uint16Array(buffer, tokensAt, mostPassageTokens)
  const sums = new Float64Array(buffer, sumsAt, dimensions)
  const near = new Float64Array(buffer, nearAt, room)
  let count = 0
  return {
    ask(tokens, weights) {
      count = tokens.length
      buffered.set(tokens)
      worth.set(weights)
      exports.ask(
        tableAt,
        dimensions,
        seenAt,
        placesAt,
        nearAt,
        room,
        tokensAt,
        weightsAt,
        count,
        wideAt,
        threshold,
        thresholdAtFirst,
      )
    },
    match(tokens, saturation) {
      const length = Math.min(tokens.length, mostPassageTokens)
      buffered.set(length < tokens.length ? tokens.subarray(0, length) : tokens)
      return exports.match(tokensAt, length, saturation)
    },
    nearest(row) {
      const at = exports.compare(row)
      return at === 0 ? null : nearestIn(near, (at - nearAt) / 8, count)
    },
    addRows(rows, width) {
      if (rows.length > mostPassageTokens)
        throw new RangeError(
          `${rows.length} rows to add up; at most ${mostPassageTokens} are wanted`,
        )
      for (let i = 0; i < rows.length; i++) buffered[i] = rows[i]
      const whole = Math.ceil(width / 8) * 8
      exports.addRows(tableAt, dimensions, scalesAt, tokensAt, rows.length, whole, sumsAt)
      return sums
    },
  }
}
