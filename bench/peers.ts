/**
 * Other libraries for vector search in JavaScript, to compare with. One that cannot be installed or
 * does not run here is left out, and a line says so.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { compileKernel, instantiate } from '../core/kernels/kernel.ts'
import { loadPackage, modules, type PackageName, packagesFolder } from './packages.ts'

/** Places of the ten vectors nearest to `query`, nearest first. */
export type Nearest = (query: Float32Array) => number[]

/** A library, and how to search vectors with it. */
export interface Peer {
  readonly name: string
  readonly package: PackageName
  /** Most vectors: with more it takes too long, or too much memory. */
  readonly most: number
  readonly open: (vectors: readonly Float32Array[]) => Promise<Nearest>
}

const k = 10

// biome-ignore lint/suspicious/noExplicitAny: a package that is not installed has no types
let voyBindings: any

/** Starts voy, once: its script uses the memory of the first module that was instantiated. */
async function startVoy() {
  const bindings = await loadPackage('voy-search/voy_search_bg.js')
  const compiled = await compileKernel(
    await readFile(join(modules, 'voy-search/voy_search_bg.wasm')),
  )
  bindings.__wbg_set_wasm(instantiate(compiled, { './voy_search_bg.js': bindings }))
  return bindings
}

/** All libraries. */
export const peers: readonly Peer[] = [
  {
    name: 'Orama',
    package: '@orama/orama',
    most: 10_000,
    open: async (vectors) => {
      const { create, insertMultiple, searchVector } = await loadPackage(
        '@orama/orama/dist/esm/index.js',
      )
      const schema = { vector: `vector[${vectors[0].length}]` }
      const database = create({ schema })
      const rows = vectors.map((vector, i) => ({ id: String(i), vector: Array.from(vector) }))
      await insertMultiple(database, rows)
      return (query) =>
        searchVector(database, {
          mode: 'vector',
          vector: { value: Array.from(query), property: 'vector' },
          similarity: 0,
          limit: k,
        }).hits.map(({ id }: { id: string }) => Number(id))
    },
  },
  {
    name: 'voy',
    package: 'voy-search',
    most: 10_000,
    open: async (vectors) => {
      voyBindings ??= await startVoy()
      const embeddings = vectors.map((vector, i) => {
        return { id: String(i), title: '', url: '', embeddings: Array.from(vector) }
      })
      const voy = new voyBindings.Voy({ embeddings })
      return (query) => voy.search(query, k).neighbors.map(({ id }: { id: string }) => Number(id))
    },
  },
  {
    name: 'usearch, exact',
    package: 'usearch',
    most: 100_000,
    open: async (vectors) => {
      const { exactSearch, MetricKind } = createRequire(join(packagesFolder, 'package.json'))(
        'usearch',
      )
      const dimensions = vectors[0].length
      const all = new Float32Array(vectors.length * dimensions)
      for (const [i, vector] of vectors.entries()) all.set(vector, i * dimensions)
      return (query) => {
        const { keys } = exactSearch(all, query, dimensions, k, MetricKind.IP, 1)
        return Array.from(keys, Number)
      }
    },
  },
  {
    name: 'usearch, HNSW',
    package: 'usearch',
    most: 10_000,
    open: async (vectors) => {
      const { Index, MetricKind } = createRequire(join(packagesFolder, 'package.json'))('usearch')
      const index = new Index({ metric: MetricKind.IP, dimensions: vectors[0].length })
      for (const [i, vector] of vectors.entries()) index.add(BigInt(i), vector)
      return (query) => Array.from(index.search(query, k, 1).keys, Number)
    },
  },
]

/** The search of `vectors` by a library; null, and a line is printed, if it does not run here. */
export async function openPeer(
  peer: Peer,
  vectors: readonly Float32Array[],
): Promise<Nearest | null> {
  try {
    return await peer.open(vectors)
  } catch (error) {
    console.log(`Left out: ${peer.name} does not run here (${(error as Error).message}).`)
    return null
  }
}
