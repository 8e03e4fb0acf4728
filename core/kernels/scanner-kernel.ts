/**
 * A scanner by the SIMD kernel (assembly/scan.ts).
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
 *   gathered      stride x 64    int8, rows that `compare` is asked for, as in `codes`
 *   gatheredScales   4 x 64         float32
 *   cosines       4 x 64 x 64    float32, written by `compare`
 */
import { createPlan, type Kernel, startKernel } from './kernel.ts'
import { roundQuery } from './row.ts'
import type { EmptyScanner } from './scanner.ts'
import { checkCompared, checkTop, lowest, mostCompared, mostTop } from './top.ts'

/** What assembly/scan.ts exports; all but counts, `stride`, `dimensions`, `factor`, `k` and `floor` are addresses. */
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

/** A scanner that runs the kernel over memory of its own, whose rows are yet to be loaded. */
export function createKernelScanner(
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
  const codeAt = (start: number, row: number) =>
    start + Math.floor(row / rowsOfBlock) * rowsOfBlock * stride + (row % rowsOfBlock) * 8
  const bytes = new Int8Array(buffer)
  const words = new Uint32Array(buffer)
  const gatheredScales = new Float32Array(buffer, places.gatheredScales, mostCompared)
  /** Copies a row to place `i` of those that are compared, eight bytes at a time. */
  const gather = (row: number, i: number) => {
    const from = codeAt(places.codes, row) / 4
    const to = codeAt(places.gathered, i) / 4
    for (let d = 0; d < 2 * stride; d += 16) {
      words[to + d] = words[from + d]
      words[to + d + 1] = words[from + d + 1]
    }
    gatheredScales[i] = allScales[row]
  }
  /** Writes a gathered row as the query, which stays zero beyond the dimensions. */
  const askFor = (i: number) => {
    const from = codeAt(places.gathered, i)
    for (let d = 0; d < dimensions; d++) rounded[d] = bytes[from + (d >> 3) * 64 + (d & 7)]
    return gatheredScales[i]
  }
  const cosines = new Float32Array(buffer, places.cosines, mostCompared ** 2)
  return {
    compare(compared) {
      checkCompared(compared)
      for (const [i, row] of compared.entries()) gather(row, i)
      const { gathered, gatheredScales, query } = places
      const blocks = Math.ceil(compared.length / rowsOfBlock)
      for (let i = 0; i < compared.length; i++) {
        const factor = askFor(i)
        const out = places.cosines + 4 * i * mostCompared
        scan(gathered, gatheredScales, out, blocks, query, stride, factor)
      }
      return cosines
    },
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
  const { place, end } = createPlan()
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
    gathered: place(stride * mostCompared),
    gatheredScales: place(4 * mostCompared),
    cosines: place(4 * mostCompared ** 2),
    end: end(),
  }
}

const roundUp = (at: number, to: number) => Math.ceil(at / to) * to
