/**
 * Other libraries that search vectors in JavaScript, for side by side. One that cannot be installed or
 * does not run here is left out, and that is said.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { compileKernel, instantiate } from '../core/kernels/kernel.ts'
import { loadPackage, modules, type PackageName, packagesFolder } from './packages.ts'

/** Places of the ten vectors nearest to `query`, nearest first. */
export type Nearest = (query: Float32Array) => number[]

/** A library, and how vectors are put into it. */
export interface Peer {
  readonly name: string
  readonly package: PackageName
  /** More than this it takes too long to build, or to hold. */
  readonly most: number
  readonly open: (vectors: readonly Float32Array[]) => Promise<Nearest>
}

const k = 10

// biome-ignore lint/suspicious/noExplicitAny: as above
let voyBindings: any

/** Its script looks into the memory of the first module that ran, so there can only be one. */
async function startVoy() {
  const bindings = await loadPackage('voy-search/voy_search_bg.js')
  const compiled = await compileKernel(
    await readFile(join(modules, 'voy-search/voy_search_bg.wasm')),
  )
  bindings.__wbg_set_wasm(instantiate(compiled, { './voy_search_bg.js': bindings }))
  return bindings
}

/** All of them. */
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

/** What searches `vectors`; null, and a line printed, for a library that does not run here. */
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
