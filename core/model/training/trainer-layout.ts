/**
 * Where everything of a trainer lies, in one memory that all its threads see.
 *
 *   control      what runs now (crew.ts), and the batch's pairs and rates
 *   values       rows x dimensions, the table; then Adam's first and second moments, as large
 *   tokens       rows of the table, text after text; starts: where each text begins
 *   ids          three a pair: group, query, passage; pairs that share one are no negatives
 *   touched      rows of the table in this batch, each with the texts it occurs in
 *   gradients    one vector a text
 *   measures     twice, for all dimensions and for the first ones: see `Measure`
 *   scratch      for each thread: 16 rows of weights, 16 of products, one vector
 *
 * A batch of n pairs is computed as `padded` pairs, n rounded up to 16. Text t is query t, text
 * padded + t its passage. Addresses are bytes, each from a multiple of 64, so that
 * threads do not share a cache line.
 */

/** How large a trainer is. */
export interface TrainerShape {
  /** Rows of the table. */
  readonly rows: number
  /** Of a row; a multiple of 16. */
  readonly dimensions: number
  /** How many first dimensions are to work alone: a multiple of 16 below `dimensions`; 0 for none. */
  readonly shortDimensions: number
  /** Pairs of the largest batch. */
  readonly pairs: number
  /** Tokens of the largest batch, both sides together. */
  readonly tokens: number
  /** Threads that will work on a step, the caller's included. */
  readonly threads: number
}

/** Cosines in all dimensions, or in the first ones. */
export interface Measure {
  readonly dimensions: number
  /** Weight in the loss. */
  readonly weight: number
  /** Unit vectors, one a text. */
  readonly units: number
  /** 1 / length, one a text. */
  readonly inverses: number
  /** Panels: queries by 4, passages by 8, and both by 8 dimensions. */
  readonly queryRows: number
  readonly passageRows: number
  readonly queryColumns: number
  readonly passageColumns: number
  /** padded x padded cosines, then exponentials. */
  readonly cosines: number
  /** Cosine of each query and its own passage. */
  readonly own: number
  /** Sums of rows and of columns of exponentials, then their reciprocals. */
  readonly rowWeights: number
  readonly columnWeights: number
  /** Sums of columns over each block of 16 rows. */
  readonly columnSums: number
}

/** Addresses of everything. */
export interface Layout {
  readonly control: number
  readonly loss: number
  readonly values: number
  readonly first: number
  readonly second: number
  readonly tokens: number
  readonly starts: number
  readonly ids: number
  readonly touched: number
  readonly touchedStarts: number
  readonly occurrences: number
  readonly rowCounts: number
  readonly slices: number
  readonly gradients: number
  readonly measures: readonly Measure[]
  /** Of thread 0; each has `scratchBytes`. */
  readonly scratch: number
  readonly scratchBytes: number
  readonly products: number
  readonly vector: number
  readonly bytes: number
}

/** Parts of the last phase, whatever the batch. */
export const updateParts = 64
/** Rows of a part elsewhere, and what a batch is rounded up to. */
export const block = 16

/** `count` rounded up to whole blocks. */
export const padTo = (count: number) => Math.ceil(count / block) * block

/** Weight of the first dimensions in the loss. */
const shortWeight = 0.3

export function layOut(shape: TrainerShape): Layout {
  const { rows, dimensions, shortDimensions, threads } = shape
  const pairs = padTo(shape.pairs)
  let bytes = 0
  const take = (numbers: number) => {
    const at = bytes
    bytes += Math.ceil((4 * numbers) / 64) * 64
    return at
  }
  const measure = (size: number, weight: number): Measure => ({
    dimensions: size,
    weight,
    units: take(2 * pairs * size),
    inverses: take(2 * pairs),
    queryRows: take(pairs * size),
    passageRows: take(pairs * size),
    queryColumns: take(pairs * size),
    passageColumns: take(pairs * size),
    cosines: take(pairs * pairs),
    own: take(pairs),
    rowWeights: take(pairs),
    columnWeights: take(pairs),
    columnSums: take((pairs / block) * pairs),
  })
  const most = Math.min(rows, shape.tokens)
  const common = {
    control: take(16),
    loss: take(2),
    values: take(rows * dimensions),
    first: take(rows * dimensions),
    second: take(rows * dimensions),
    tokens: take(shape.tokens),
    starts: take(2 * pairs + 1),
    ids: take(3 * pairs),
    touched: take(most),
    touchedStarts: take(most + 1),
    occurrences: take(shape.tokens),
    rowCounts: take(rows),
    slices: take(updateParts + 1),
    gradients: take(2 * pairs * dimensions),
    measures: [
      measure(dimensions, 1),
      ...(shortDimensions > 0 ? [measure(shortDimensions, shortWeight)] : []),
    ],
  }
  const scratch = bytes
  const products = take(block * pairs)
  const vector = take(block * dimensions)
  take(dimensions)
  const scratchBytes = bytes - scratch
  return {
    ...common,
    scratch,
    scratchBytes,
    products: products + block * pairs * 4 - scratch,
    vector: vector + block * dimensions * 4 - scratch,
    bytes: scratch + threads * scratchBytes,
  }
}
