/**
 * Similarity of a query to every passage and article, by a SIMD kernel or by plain TypeScript.
 *
 * Both work on whole numbers: the query is rounded to 14 bits, the codes have 8, and their
 * products add up without rounding in any order. So both give the same bits, on every
 * processor, and the plain one is the truth that the fast one is tested by. The kernel comes as a compiled
 * module, because a worker may not compile one; without it the plain one runs.
 *
 * A scan allocates nothing but the few rows that `top` gives: what it finds lies in
 * arrays of the scanner, which hold until its next scan.
 *
 * The kernel's memory for P passages of D articles, in this order, each part from a multiple of 16;
 * R is P rounded up to 8, stride the dimensions rounded up to 8:
 *
 *   query         2 x stride     16-bit numbers, zero beyond the dimensions
 *   scales        4 x R          float32
 *   passages      4 x R          float32, written by each scan
 *   starts        4 x (D + 1)    u32, first passage of each article
 *   mask          D              1 for an article that may be found
 *   similarities  4 x D          float32, written by each scan
 *   nearest       4 x D          u32, written by each scan
 *   rows          4 x mostTop    u32, written by each `top`
 *   codes         stride x R     int8, eight rows by eight bytes in turn (assembly/scan.ts)
 *   arriving      64 KiB         rows on their way to `codes`
 *   eight         8 x 4          float32, the similarities of one block, written by `measure`
 */

import { type Kernel, startKernel } from './kernel.ts'
import { measureRow, roundQuery } from './row.ts'
import { topRows } from './top.ts'

/** Passage vectors and whose they are, as they lie in a segment. */
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
  /** The `k` nearest articles, likewise, by `similarities` as they are then; masked ones never. */
  readonly top: (k: number) => number[]
}

/** Measures every passage against a query, a unit vector that is read and never changed. */
export interface Scanner {
  readonly scanPassages: (query: Float32Array) => PassagesFound
  /** @param mask 1 for each article that may be found, 0 for the others; null for all */
  readonly scan: (query: Float32Array, mask: Uint8Array | null) => ArticlesFound
  /**
   * Cosine of the query and the nearest row of each of these articles, in their order; -Infinity for one
   * without rows. What a scan found stays as it is.
   */
  readonly measure: (query: Float32Array, articles: readonly number[]) => number[]
}

/** More of the nearest are never asked for. */
const mostTop = 256
/** Below every cosine, above what is masked. */
const lowest = -2

/** A scanner whose rows are yet to be loaded. */
export interface EmptyScanner extends Scanner {
  /**
   * Copies rows to where they belong.
   *
   * @param first row of the first of them
   */
  readonly load: (first: number, vectors: Pick<VectorBlock, 'codes' | 'scales'>) => void
}

/** A scanner of the rows of `blocks`, end to end; copies them if there is a kernel to use. */
export function createScanner(
  blocks: readonly VectorBlock[],
  dimensions: number,
  kernel: Kernel | null,
): Scanner {
  const starts = joinStarts(blocks)
  if (!kernel) return createPlainScanner(starts, dimensions, [...blocks])
  const scanner = createKernelScanner(starts, dimensions, kernel)
  let first = 0
  for (const block of blocks) {
    scanner.load(first, block)
    first += block.scales.length
  }
  return scanner
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
  if (kernel) return createKernelScanner(starts, dimensions, kernel)
  const rows = starts[starts.length - 1]
  const all = { codes: new Int8Array(rows * dimensions), scales: new Float32Array(rows) }
  return {
    ...createPlainScanner(starts, dimensions, [all]),
    load(first, { codes, scales }) {
      all.codes.set(codes, first * dimensions)
      all.scales.set(scales, first)
    },
  }
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

function createPlainScanner(
  starts: Uint32Array,
  dimensions: number,
  blocks: readonly Pick<VectorBlock, 'codes' | 'scales'>[],
): Scanner {
  const articles = starts.length - 1
  const rounded = new Int16Array(dimensions)
  const passages = new Float32Array(starts[articles])
  const similarities = new Float32Array(articles)
  const nearest = new Uint32Array(articles)
  const topOf = (values: Float32Array) => (k: number) => topRows(values, checkTop(k), lowest)
  const passagesFound = { passages, top: topOf(passages) }
  const articlesFound = { passages, similarities, nearest, top: topOf(similarities) }
  const scanPassages = (query: Float32Array) => {
    measureAll(blocks, rounded, roundQuery(query, rounded), passages)
    return passagesFound
  }
  const blockStarts = blocks.map((_, i) =>
    blocks.slice(0, i).reduce((sum, { scales }) => sum + scales.length, 0),
  )
  return {
    scanPassages,
    measure(query, measured) {
      const factor = roundQuery(query, rounded)
      const measureAt = (row: number) => {
        const block = blockStarts.findLastIndex((first) => first <= row)
        const { codes, scales } = blocks[block]
        const at = row - blockStarts[block]
        return measureRow(rounded, factor, codes, at, scales[at])
      }
      return measured.map((article) => {
        let most = Number.NEGATIVE_INFINITY
        for (let row = starts[article]; row < starts[article + 1]; row++)
          most = Math.max(most, measureAt(row))
        return most
      })
    },
    scan(query, mask) {
      scanPassages(query)
      for (let article = 0; article < articles; article++) {
        similarities[article] = Number.NEGATIVE_INFINITY
        nearest[article] = 0
        if (mask?.[article] === 0) continue
        for (let row = starts[article]; row < starts[article + 1]; row++) {
          if (passages[row] <= similarities[article]) continue
          similarities[article] = passages[row]
          nearest[article] = row
        }
      }
      return articlesFound
    },
  }
}

/** Writes the similarity of each row to `out`. */
function measureAll(
  blocks: readonly Pick<VectorBlock, 'codes' | 'scales'>[],
  query: Int16Array,
  factor: number,
  out: Float32Array,
) {
  let at = 0
  for (const { codes, scales } of blocks) {
    for (let row = 0; row < scales.length; row++) {
      out[at++] = measureRow(query, factor, codes, row, scales[row])
    }
  }
}

/** What assembly/scan.ts exports; all but counts and the last two of `scan` and `top` are places. */
interface Exports {
  readonly pack: (
    from: number,
    codes: number,
    first: number,
    rows: number,
    dimensions: number,
    stride: number,
  ) => void
  readonly scan: (
    codes: number,
    scales: number,
    out: number,
    blocks: number,
    query: number,
    stride: number,
    factor: number,
  ) => void
  readonly best: (
    scores: number,
    starts: number,
    mask: number,
    groups: number,
    bests: number,
    rows: number,
  ) => void
  readonly top: (values: number, count: number, k: number, floor: number, rows: number) => number
}

function createKernelScanner(
  starts: Uint32Array,
  dimensions: number,
  kernel: Kernel,
): EmptyScanner {
  const articles = starts.length - 1
  const rows = starts[articles]
  const stride = roundUp(dimensions, 8)
  const places = planMemory(rows, articles, stride)
  const { buffer, exports } = startKernel<Exports>(kernel, places.end)
  const { pack, scan, best, top } = exports

  new Uint32Array(buffer, places.starts, articles + 1).set(starts)
  const allScales = new Float32Array(buffer, places.scales, rows)
  const arriving = new Int8Array(buffer, places.arriving, arrivingBytes)
  const step = Math.max(1, Math.floor(arrivingBytes / dimensions) - 1)
  const load: EmptyScanner['load'] = (first, { codes, scales }) => {
    allScales.set(scales, first)
    for (let row = 0; row < scales.length; row += step) {
      const some = Math.min(step, scales.length - row)
      arriving.set(codes.subarray(row * dimensions, (row + some) * dimensions))
      pack(places.arriving, places.codes, first + row, some, dimensions, stride)
    }
  }

  const rounded = new Int16Array(buffer, places.query, stride)
  const allowed = new Uint8Array(buffer, places.mask, articles)
  const rowsFound = new Uint32Array(buffer, places.rows, mostTop)
  const topOf = (values: number, count: number) => (k: number) => {
    if (checkTop(k) === 0) return []
    return Array.from(rowsFound.subarray(0, top(values, count, k, lowest, places.rows)))
  }
  const passages = new Float32Array(buffer, places.passages, rows)
  const passagesFound = { passages, top: topOf(places.passages, rows) }
  const articlesFound = {
    passages,
    similarities: new Float32Array(buffer, places.similarities, articles),
    nearest: new Uint32Array(buffer, places.nearest, articles),
    top: topOf(places.similarities, articles),
  }
  const blocks = roundUp(rows, rowsOfBlock) / rowsOfBlock
  const scanPassages = (query: Float32Array) => {
    const factor = roundQuery(query, rounded)
    const { codes, scales, passages } = places
    scan(codes, scales, passages, blocks, places.query, stride, factor)
    return passagesFound
  }
  const eight = new Float32Array(buffer, places.eight, rowsOfBlock)
  return {
    load,
    scanPassages,
    measure(query, measured) {
      const factor = roundQuery(query, rounded)
      return measured.map((article) => {
        let most = Number.NEGATIVE_INFINITY
        for (let row = starts[article]; row < starts[article + 1]; ) {
          const block = Math.floor(row / rowsOfBlock)
          const codes = places.codes + block * rowsOfBlock * stride
          const scales = places.scales + block * rowsOfBlock * 4
          scan(codes, scales, places.eight, 1, places.query, stride, factor)
          const end = Math.min(starts[article + 1], (block + 1) * rowsOfBlock)
          for (; row < end; row++) most = Math.max(most, eight[row % rowsOfBlock])
        }
        return most
      })
    },
    scan(query, mask) {
      scanPassages(query)
      if (mask) allowed.set(mask)
      else allowed.fill(1)
      const { passages, starts, similarities, nearest } = places
      best(passages, starts, places.mask, articles, similarities, nearest)
      return articlesFound
    },
  }
}

const arrivingBytes = 65536
/** Rows that lie in turn, so that one step of the kernel reads all of them. */
const rowsOfBlock = 8

/** Where each part of the kernel's memory begins, and where it ends; see the table above. */
function planMemory(rows: number, articles: number, stride: number) {
  const padded = roundUp(rows, rowsOfBlock)
  let end = 0
  const place = (bytes: number) => {
    const at = end
    end = roundUp(end + bytes, 16)
    return at
  }
  return {
    query: place(2 * stride),
    scales: place(4 * padded),
    passages: place(4 * padded),
    starts: place(4 * (articles + 1)),
    mask: place(articles),
    similarities: place(4 * articles),
    nearest: place(4 * articles),
    rows: place(4 * mostTop),
    codes: place(stride * padded),
    arriving: place(arrivingBytes + 8),
    eight: place(4 * rowsOfBlock),
    end,
  }
}

function checkTop(k: number): number {
  if (!(k >= 0 && k <= mostTop)) throw new RangeError(`k is ${k}; 0 to ${mostTop} is wanted`)
  return k
}

const roundUp = (at: number, to: number) => Math.ceil(at / to) * to
