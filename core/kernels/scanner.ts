/**
 * Similarity of a query to every passage and article, by a SIMD kernel or by plain TypeScript.
 *
 * Both work on whole numbers: the query is rounded to 14 bits (row.ts), the codes have 8, and their
 * products add up in 32 bits, without rounding in any order. So both give the same bits, on every
 * processor, and the plain one is the truth that the fast one is tested by. The kernel comes as a compiled
 * module, because a worker may not compile one; without it the plain one runs.
 *
 * A scan allocates nothing but the few rows that `top` returns: what it finds lies in
 * arrays of the scanner, which are valid until its next scan.
 */

import type { Kernel } from './kernel.ts'
import { createKernelScanner } from './scanner-kernel.ts'
import { createPlainScanner } from './scanner-plain.ts'

/** Passage vectors and the articles they belong to, as they lie in a segment. */
export interface VectorBlock {
  /** Row-major rows x dimensions. */
  readonly codes: Int8Array
  /** One factor a row. */
  readonly scales: Float32Array
  /** First row of each article, and one past the last of all. */
  readonly passageStarts: Uint32Array
}

/** How near passages are to a query; the array is the scanner's own, which its next scan overwrites. */
export interface PassagesFound {
  /** Cosine of the query and each row, through all blocks, up to quantization error. */
  readonly passages: Float32Array
  /** The `k` nearest rows, nearest first, equals in order of row; k from 0 to 256. */
  readonly top: (k: number) => number[]
}

/** How near articles are to a query; the arrays are the scanner's own, which its next scan overwrites. */
export interface ArticlesFound {
  /** Cosine of the query and each row, as in `PassagesFound`. */
  readonly passages: Float32Array
  /** That of each article's nearest row, [-1, 1]; -Infinity if the article is masked. */
  readonly similarities: Float32Array
  /** Number of that row, the first of equally near ones; 0 if the article is masked. */
  readonly nearest: Uint32Array
  /** The `k` nearest articles, likewise, by the current `similarities`; never masked ones. */
  readonly top: (k: number) => number[]
}

/** Measures every passage against a query, a unit vector that is read and never changed. */
export interface Scanner {
  readonly scanPassages: (query: Float32Array) => PassagesFound
  /** @param mask 1 for each article that may be found, 0 for the others; null for all */
  readonly scan: (query: Float32Array, mask: Uint8Array | null) => ArticlesFound
  /**
   * Cosine of the query and the nearest row of each of these articles, in their order; -Infinity for one
   * without rows. Leaves what a scan found as it is.
   */
  readonly measure: (query: Float32Array, articles: readonly number[]) => number[]
  /**
   * Cosines of these rows, 64 at most, with each other: those of the i-th begin at i x `mostCompared`. The array is
   * the scanner's own, which its next comparison overwrites. Leaves what a scan found as it is.
   *
   * @throws RangeError for more rows
   */
  readonly compare: (rows: readonly number[]) => Float32Array
}

/** A scanner whose rows are yet to be loaded. */
export interface EmptyScanner extends Scanner {
  /**
   * Copies rows into place.
   *
   * @param first row of the first of them
   */
  readonly load: (first: number, vectors: Pick<VectorBlock, 'codes' | 'scales'>) => void
}

/** A scanner of the rows of `blocks`, end to end, which are copied; by the kernel if there is one. */
export function createScanner(
  blocks: readonly VectorBlock[],
  dimensions: number,
  kernel: Kernel | null,
): Scanner {
  const scanner = createEmptyScanner(joinStarts(blocks), dimensions, kernel)
  let first = 0
  for (const block of blocks) {
    scanner.load(first, block)
    first += block.scales.length
  }
  return scanner
}

/** A scanner of vectors that belong to no articles. */
export function createVectorScanner(
  vectors: Omit<VectorBlock, 'passageStarts'>,
  dimensions: number,
  kernel: Kernel | null,
): Scanner {
  const passageStarts = Uint32Array.from({ length: vectors.scales.length + 1 }, (_, row) => row)
  return createScanner([{ ...vectors, passageStarts }], dimensions, kernel)
}

/**
 * A scanner for rows that come in parts, each held twice only while it is copied.
 *
 * @param starts first row of each article, and one past the last of all
 */
export function createEmptyScanner(
  starts: Uint32Array,
  dimensions: number,
  kernel: Kernel | null,
): EmptyScanner {
  return kernel
    ? createKernelScanner(starts, dimensions, kernel)
    : createPlainScanner(starts, dimensions)
}

/** The first row of each article through all blocks, and one past the last. */
function joinStarts(blocks: readonly VectorBlock[]): Uint32Array {
  const articles = blocks.reduce((sum, { passageStarts }) => sum + passageStarts.length - 1, 0)
  const starts = new Uint32Array(articles + 1)
  let article = 0
  let row = 0
  for (const { passageStarts, scales } of blocks) {
    for (let i = 0; i + 1 < passageStarts.length; i++) starts[article++] = row + passageStarts[i]
    row += scales.length
  }
  starts[article] = row
  return starts
}
