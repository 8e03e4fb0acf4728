/**
 * Other libraries that search vectors in JavaScript, for side by side.
 *
 * They are installed when a benchmark wants them, into .edgewise/peers/, so that neither
 * package.json nor `npm ci` knows them. One that cannot be installed or does not run here is
 * left out, and that is said.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileKernel, instantiate } from '../core/kernels/kernel.ts'
import { root } from '../scripts/site.ts'

const folder = join(root, '.edgewise/peers')
const modules = join(folder, 'node_modules')

/** Places of the ten vectors nearest to `query`, nearest first. */
export type Nearest = (query: Float32Array) => number[]

/** A library, and how vectors are put into it. */
export interface Peer {
  readonly name: string
  readonly version: string
  /** More than this it takes too long to build, or to hold. */
  readonly most: number
  readonly open: (vectors: readonly Float32Array[]) => Promise<Nearest>
}

const k = 10

/** Loads a package's file as whatever it exports; the packages are not there when types are checked. */
// biome-ignore lint/suspicious/noExplicitAny: a package that is not installed has no types
const load = (file: string): Promise<any> => import(pathToFileURL(join(modules, file)).href)

// biome-ignore lint/suspicious/noExplicitAny: as above
let voyBindings: any

/** Its script looks into the memory of the first module that ran, so there can only be one. */
async function startVoy() {
  const bindings = await load('voy-search/voy_search_bg.js')
  const compiled = await compileKernel(
    await readFile(join(modules, 'voy-search/voy_search_bg.wasm')),
  )
  bindings.__wbg_set_wasm(instantiate(compiled, { './voy_search_bg.js': bindings }))
  return bindings
}

const known: readonly (Peer & { readonly package: string })[] = [
  {
    name: 'Orama',
    package: '@orama/orama',
    version: '3.1.18',
    most: 10_000,
    open: async (vectors) => {
      const { create, insertMultiple, searchVector } = await load('@orama/orama/dist/esm/index.js')
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
    version: '0.6.3',
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
    version: '2.26.2',
    most: 100_000,
    open: async (vectors) => {
      const { exactSearch, MetricKind } = createRequire(join(folder, 'package.json'))('usearch')
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
    version: '2.26.2',
    most: 10_000,
    open: async (vectors) => {
      const { Index, MetricKind } = createRequire(join(folder, 'package.json'))('usearch')
      const index = new Index({ metric: MetricKind.IP, dimensions: vectors[0].length })
      for (const [i, vector] of vectors.entries()) index.add(BigInt(i), vector)
      return (query) => Array.from(index.search(query, k, 1).keys, Number)
    },
  },
]

/** The libraries that are installed or can be; a line is printed for those that cannot. */
export function installPeers(): Peer[] {
  const wanted = [...new Set(known.map((peer) => `${peer.package}@${peer.version}`))]
  if (!known.every((peer) => existsSync(join(modules, peer.package)))) {
    const command = ['install', '--no-save', '--no-package-lock', '--prefix', folder, ...wanted]
    try {
      execFileSync('npm', command, { stdio: 'ignore' })
    } catch {
      console.log(`Left out, since npm cannot install them: ${wanted.join(', ')}.`)
    }
  }
  return known.filter((peer) => existsSync(join(modules, peer.package)))
}

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
