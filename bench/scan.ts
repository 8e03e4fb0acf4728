/**
 * Finding the ten nearest of N vectors, by edgewise and by other libraries: they take turns in
 * one process, so that their ratios hold on a machine whose speed drifts. Recall is measured
 * against float32. The limit is reading the bytes of the int8 codes once.
 */
import type { Kernel } from '../core/kernels/kernel.ts'
import { createVectorScanner } from '../core/kernels/scanner.ts'
import { dot } from '../core/model/model.ts'
import { createVectors, quantize, type Vectors } from '../core/quantize.ts'
import { readKernel } from '../scripts/project.ts'
import { median, rounded } from './numbers.ts'
import { installPeers } from './packages.ts'
import { type Nearest, openPeer, type Peer, peers } from './peers.ts'
import { drawScan, tableScan } from './plot.ts'
import { type ScanResult, writeResults } from './results.ts'
import { startAssembly } from './temporary.ts'
import { createVectorSource } from './vectors.ts'

const dimensions = 256
const sizes = [1000, 10_000, 100_000, 1_000_000]
/** With more vectors, only edgewise is measured: the copies of all libraries do not fit in memory. */
const mostForAll = 100_000
const k = 10
const queryCount = 20
const rounds = 25
/** Milliseconds of a variant in a round; it runs as many queries as fit, at least one. */
const roundMs = 30

/** Prints a table for each size and writes the figures and their plot. */
export async function benchScan(): Promise<void> {
  const kernel = await readKernel()
  const read = await startReading()
  const installed = await installPeers(peers)
  const results: Record<string, ScanResult> = {}
  for (const size of sizes) {
    const result = await measureSize(size, kernel, read, installed)
    results[size] = result
    printTable(size, result)
  }
  await writeResults('scan', results)
  await drawScan()
  console.log(`\nFor README:\n${tableScan(results).join('\n')}`)
}

/** Reads `bytes` bytes of memory. */
type Read = (bytes: number) => void

async function startReading(): Promise<Read> {
  const { buffer, exports } = await startAssembly<{ read(from: number, bytes: number): number }>(
    'read',
    Math.max(...sizes) * dimensions,
  )
  // Pages that were never written are all the same page of zeros, which is read from cache.
  new Uint8Array(buffer).fill(1)
  return (bytes) => exports.read(0, bytes)
}

interface World {
  /** As float32; empty if only edgewise is measured. */
  readonly vectors: readonly Float32Array[]
  readonly quantized: Vectors
  readonly queries: readonly Float32Array[]
  /** Numbers of the ten vectors nearest to each query. */
  readonly truth: readonly number[][]
}

function createWorld(size: number): World {
  const draw = createVectorSource(dimensions, 20_220_612)
  const queries = Array.from({ length: queryCount }, draw)
  const best = queries.map(() => [] as { at: number; cosine: number }[])
  const quantized = createVectors(size, dimensions)
  const vectors: Float32Array[] = []
  for (let at = 0; at < size; at++) {
    const vector = draw()
    quantize(vector, at, quantized)
    if (size <= mostForAll) vectors.push(vector)
    for (const [i, query] of queries.entries()) keep(best[i], at, dot(vector, query))
  }
  const truth = best.map((found) => found.map(({ at }) => at))
  return { vectors, quantized, queries, truth }
}

/** Inserts a vector into `best`, which keeps the ten highest cosines in order. */
function keep(best: { at: number; cosine: number }[], at: number, cosine: number) {
  if (best.length === k && cosine <= best[k - 1].cosine) return
  const place = best.findIndex((other) => cosine > other.cosine)
  best.splice(place < 0 ? best.length : place, 0, { at, cosine })
  if (best.length > k) best.pop()
}

async function measureSize(
  size: number,
  kernel: Kernel,
  read: Read,
  peers: readonly Peer[],
): Promise<ScanResult> {
  const world = createWorld(size)
  const variants = await createVariants(world, kernel, peers)
  const limit = () => read(size * dimensions)
  const times = measureInTurn({ ...variants, limit }, world.queries)
  const timings = Object.fromEntries(
    Object.entries(variants).map(([name, nearest]) => {
      return [name, { ms: rounded(times[name]), recall: rounded(recallOf(nearest, world)) }]
    }),
  )
  const over = (name: string) => name in times && rounded(times[name] / times[ours])
  return {
    overLimit: rounded(times[ours] / times.limit),
    ...(over('Orama') && { overOrama: over('Orama') as number }),
    ...(over('voy') && { overVoy: over('voy') as number }),
    limitMs: rounded(times.limit),
    timings,
  }
}

const ours = 'edgewise, SIMD'

async function createVariants(
  { quantized, vectors }: World,
  kernel: Kernel,
  peers: readonly Peer[],
): Promise<Record<string, Nearest>> {
  const fast = createVectorScanner(quantized, dimensions, kernel)
  const variants: Record<string, Nearest> = { [ours]: (query) => fast.scanPassages(query).top(k) }
  if (vectors.length === 0) return variants
  const plain = createVectorScanner(quantized, dimensions, null)
  variants['edgewise, plain'] = (query) => plain.scanPassages(query).top(k)
  const arrays = vectors.map((vector) => Array.from(vector))
  variants['naive JavaScript'] = (query) => sortByCosine(arrays, Array.from(query))
  for (const peer of peers) {
    const nearest = vectors.length <= peer.most ? await openPeer(peer, vectors) : null
    if (nearest) variants[peer.name] = nearest
  }
  return variants
}

/** The usual tutorial's way: cosines of arrays of numbers, then a sort of all. */
function sortByCosine(vectors: readonly number[][], query: readonly number[]): number[] {
  return vectors
    .map((vector, at) => ({ at, cosine: cosineOf(vector, query) }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, k)
    .map(({ at }) => at)
}

function cosineOf(a: readonly number[], b: readonly number[]): number {
  let [product, squaresA, squaresB] = [0, 0, 0]
  for (let d = 0; d < a.length; d++) {
    product += a[d] * b[d]
    squaresA += a[d] * a[d]
    squaresB += b[d] * b[d]
  }
  return product / Math.sqrt(squaresA * squaresB)
}

/** Median milliseconds a query of each variant; every round runs all variants. */
function measureInTurn(
  variants: Readonly<Record<string, (query: Float32Array) => unknown>>,
  queries: readonly Float32Array[],
): Record<string, number> {
  const times: Record<string, number[]> = {}
  const counts: Record<string, number> = {}
  for (let round = -2; round < rounds; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const count = counts[name] ?? 1
      const started = performance.now()
      for (let i = 0; i < count; i++) run(queries[(round + 2 + i) % queries.length])
      const ms = (performance.now() - started) / count
      counts[name] = Math.max(1, Math.min(200, Math.floor(roundMs / ms)))
      // The first two rounds warm up.
      if (round >= 0) times[name] = [...(times[name] ?? []), ms]
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]))
}

function recallOf(nearest: Nearest, { queries, truth }: World): number {
  const shares = queries.map((query, i) => {
    const found = new Set(nearest(query))
    return truth[i].filter((at) => found.has(at)).length / k
  })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

function printTable(size: number, { limitMs, timings }: ScanResult) {
  console.log(
    `\n${size} vectors of ${dimensions} dimensions: ms a query, recall@10, times the limit`,
  )
  const row = (name: string, ms: number, recall: string) =>
    console.log(
      name.padEnd(20) +
        String(ms).padStart(9) +
        recall.padStart(8) +
        (ms / limitMs).toFixed(1).padStart(9),
    )
  row('reading once', limitMs, '')
  for (const [name, { ms, recall }] of Object.entries(timings)) row(name, ms, String(recall))
}
