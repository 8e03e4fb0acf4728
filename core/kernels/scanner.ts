/**
 * Similarity of a query to every passage vector, by a SIMD kernel or by plain TypeScript.
 *
 * Both work on whole numbers: the query is rounded to 14 bits, the codes have 8, and their
 * products add up without rounding in any order. So both give the same bits, on every
 * processor, and the plain one is the truth that the fast one is tested by. The kernel comes as a compiled
 * module, because a worker may not compile one; without it the plain one runs.
 *
 * The kernel's memory, in this order, each part from a multiple of 16:
 *
 *   query      2 x stride   16-bit numbers, zero beyond the dimensions
 *   scales     4 x P        float32
 *   out        4 x P        float32, written by each scan
 *   codes      stride x P   int8; stride is the dimensions rounded up to 16
 */

/** A compiled kernel: a WebAssembly.Module, which a worker imports and others compile. */
export type Kernel = object

// Every runtime has WebAssembly and each declares it in types of its own; this is what is used of it.
interface WebAssemblyApi {
  readonly compile: (bytes: Uint8Array) => Promise<Kernel>
  readonly Memory: new (size: {
    readonly initial: number
    readonly maximum?: number
    readonly shared?: boolean
  }) => { readonly buffer: ArrayBuffer }
  readonly Instance: new (
    kernel: Kernel,
    imports: { readonly env: { readonly memory: object } },
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

export const { compile, Memory, Instance } = (
  globalThis as unknown as { WebAssembly: WebAssemblyApi }
).WebAssembly

/** Compiles the bytes of a kernel, where a runtime may: Node and browsers. */
export const compileKernel = compile

/** Vectors as they lie in a segment. */
export interface VectorBlock {
  /** Row-major rows x dimensions. */
  readonly codes: Int8Array
  /** One factor a row. */
  readonly scales: Float32Array
}

/** Measures every passage against a query. */
export interface Scanner {
  /**
   * Cosine of `query`, a unit vector, and each row, through all blocks, up to quantization
   * error. The array is the scanner's own and holds until the next call.
   */
  scan(query: Float32Array): Float32Array
}

/** A scanner of the rows of `blocks`, end to end; copies them if there is a kernel to use. */
export function createScanner(
  blocks: readonly VectorBlock[],
  dimensions: number,
  kernel: Kernel | null,
): Scanner {
  return kernel
    ? createKernelScanner(blocks, dimensions, kernel)
    : createPlainScanner(blocks, dimensions)
}

/** A query as whole numbers from -8191 to 8191, and the factor that makes them a unit vector. */
function roundQuery(query: Float32Array, rounded: Int16Array): number {
  let largest = 0
  for (const value of query) largest = Math.max(largest, Math.abs(value))
  if (largest === 0) {
    rounded.fill(0)
    return 0
  }
  for (let d = 0; d < query.length; d++) rounded[d] = Math.round((query[d] / largest) * 8191)
  return Math.fround(largest / 8191)
}

function createPlainScanner(blocks: readonly VectorBlock[], dimensions: number): Scanner {
  const rounded = new Int16Array(dimensions)
  const out = new Float32Array(countRows(blocks))
  return {
    scan(query) {
      const factor = roundQuery(query, rounded)
      let at = 0
      for (const { codes, scales } of blocks) {
        for (let row = 0; row < scales.length; row++) {
          let dot = 0
          const start = row * dimensions
          for (let d = 0; d < dimensions; d++) dot += codes[start + d] * rounded[d]
          out[at++] = Math.fround(Math.fround(dot) * scales[row]) * factor
        }
      }
      return out
    },
  }
}

type ScanKernel = (
  codes: number,
  scales: number,
  out: number,
  rows: number,
  query: number,
  stride: number,
  factor: number,
) => void

function createKernelScanner(
  blocks: readonly VectorBlock[],
  dimensions: number,
  kernel: Kernel,
): Scanner {
  const rows = countRows(blocks)
  const stride = align(dimensions)
  const scalesAt = align(2 * stride)
  const outAt = align(scalesAt + 4 * rows)
  const codesAt = align(outAt + 4 * rows)
  const bytes = codesAt + stride * rows
  const memory = new Memory({ initial: Math.ceil(bytes / 65536) })
  const { exports } = new Instance(kernel, { env: { memory } })
  const scan = exports.scan as ScanKernel

  const scales = new Float32Array(memory.buffer, scalesAt, rows)
  const codes = new Int8Array(memory.buffer, codesAt, stride * rows)
  let at = 0
  for (const block of blocks) {
    scales.set(block.scales, at)
    if (stride === dimensions) codes.set(block.codes, at * stride)
    else copyRows(block.codes, dimensions, codes.subarray(at * stride), stride)
    at += block.scales.length
  }

  const rounded = new Int16Array(memory.buffer, 0, stride)
  const out = new Float32Array(memory.buffer, outAt, rows)
  return {
    scan(query) {
      const factor = roundQuery(query, rounded)
      scan(codesAt, scalesAt, outAt, rows, 0, stride, factor)
      return out
    },
  }
}

function copyRows(from: Int8Array, width: number, to: Int8Array, stride: number) {
  for (let row = 0; row * width < from.length; row++) {
    to.set(from.subarray(row * width, (row + 1) * width), row * stride)
  }
}

function countRows(blocks: readonly VectorBlock[]): number {
  return blocks.reduce((sum, { scales }) => sum + scales.length, 0)
}

const align = (at: number) => Math.ceil(at / 16) * 16
