/**
 * The ten nearest passages of an index that is too large for memory: what building cells takes,
 * what they find, and what a query of them costs workerd, files read included.
 *
 * The passages are real ones where a folder is given that holds enough, else vectors as in vectors.ts.
 */
import { type FileHandle, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { CellManifest } from '../core/index/cells.ts'
import { decodeModel, embed, type Model } from '../core/model/model.ts'
import { quantize } from '../core/quantize.ts'
import { chunkDocument } from '../core/text/passages.ts'
import { buildCells } from '../scripts/build-cells.ts'
import type { HeldOutQuery, VectorSource } from '../scripts/cell-recall.ts'
import { embeddedText } from '../scripts/embedded-text.ts'
import { modelFile, readKernel, readModel } from '../scripts/index-files.ts'
import { root } from '../scripts/site.ts'
import { createQuestions, median } from './articles.ts'
import { readCorpusFolder } from './corpus.ts'
import { type CellsResult, rounded, writeResults } from './results.ts'
import { createVectorSource } from './vectors.ts'
import { checkPlatform, compileConfig, measureIdle, startWorkerd } from './workerd.ts'

const sizes = [100_000, 1_000_000]
const queryCount = 120
const asked = 200
const batchRows = 32_768

/** Prints the table and writes the figures. */
export async function benchCells(folder: string | undefined): Promise<void> {
  checkPlatform()
  const place = await mkdtemp(join(tmpdir(), 'edgewise-bench-'))
  const handle = await open(join(place, 'vectors'), 'w+')
  try {
    const model = decodeModel('model', await readModel())
    const most = Math.max(...sizes)
    const all = folder
      ? await writeReal(handle, model, folder, most)
      : await writeSynthetic(handle, most)
    const idle = await measureIdle(place)
    const results: Record<string, CellsResult> = {}
    for (const size of sizes.filter((size) => size <= all.articleOf.length)) {
      const cells = join(place, `cells-${size}`)
      const source = sampleOf(handle, all, size, model.dimensions)
      const started = performance.now()
      const { manifest } = await buildCells(cells, source, all.queries, await readKernel())
      const buildSeconds = Math.round((performance.now() - started) / 1000)
      await writeFile(join(cells, 'cells.json'), JSON.stringify(manifest))
      const cost = await measure(place, cells, createQuestions(model, asked), idle)
      results[size] = { ...cost, ...describe(manifest), buildSeconds }
      console.log(`${size} passages`, results[size])
    }
    await writeResults('cells', results as never)
  } finally {
    await handle.close()
    await rm(place, { recursive: true })
  }
}

/** Whose passage each row of the file of vectors is, and queries that none of them says. */
interface Written {
  readonly articleOf: Uint32Array
  readonly scales: Float32Array
  readonly queries: readonly HeldOutQuery[]
}

/** Collects rows and writes their codes. */
function createWriter(handle: FileHandle, most: number, dimensions: number) {
  const codes = new Int8Array(batchRows * dimensions)
  const scales = new Float32Array(most)
  const articleOf = new Uint32Array(most)
  const factor = new Float32Array(batchRows)
  let rows = 0
  const flush = async () => {
    const pending = rows % batchRows || (rows > 0 ? batchRows : 0)
    await handle.write(codes, 0, pending * dimensions, (rows - pending) * dimensions)
  }
  return {
    isFull: () => rows === most,
    async push(vector: Float32Array, article: number) {
      quantize(vector, rows % batchRows, codes, factor)
      scales[rows] = factor[rows % batchRows]
      articleOf[rows++] = article
      if (rows % batchRows === 0) await flush()
    },
    async end() {
      if (rows % batchRows !== 0) await flush()
      return { scales: scales.subarray(0, rows), articleOf: articleOf.subarray(0, rows) }
    },
  }
}

async function writeReal(
  handle: FileHandle,
  model: Model,
  folder: string,
  most: number,
): Promise<Written> {
  const writer = createWriter(handle, most, model.dimensions)
  const queries: HeldOutQuery[] = []
  let article = 0
  for await (const document of readCorpusFolder(folder)) {
    if (writer.isFull()) break
    for (const passage of chunkDocument(document)) {
      if (!writer.isFull())
        await writer.push(embed(model, embeddedText(document, passage)), article)
    }
    // Ten words from the middle of an article, which itself may not answer.
    if (article % 1500 === 7) {
      const words = document.text.split(/\s+/)
      const text = words.slice(words.length >> 1, (words.length >> 1) + 10).join(' ')
      queries.push({ vector: embed(model, text), article })
    }
    article++
  }
  return { ...(await writer.end()), queries }
}

async function writeSynthetic(handle: FileHandle, most: number): Promise<Written> {
  const writer = createWriter(handle, most, 256)
  const draw = createVectorSource(256, 20_220_612)
  const queries = Array.from({ length: queryCount }, (_, article) => ({ vector: draw(), article }))
  for (let row = 0; row < most; row++) await writer.push(draw(), Math.floor(row / 5))
  return { ...(await writer.end()), queries }
}

/** `size` of the passages, spread evenly. */
function sampleOf(
  handle: FileHandle,
  { articleOf, scales }: Written,
  size: number,
  dimensions: number,
): VectorSource {
  const step = Math.floor(articleOf.length / size)
  const passageStarts = new Uint32Array(articleOf[articleOf.length - 1] + 2)
  for (let i = 0; i < size; i++) passageStarts[articleOf[i * step] + 1]++
  for (let i = 1; i < passageStarts.length; i++) passageStarts[i] += passageStarts[i - 1]
  return {
    dimensions,
    passageStarts,
    async *batches() {
      for (let from = 0; from < size; from += batchRows) {
        const count = Math.min(batchRows, size - from)
        const read = new Int8Array(count * step * dimensions)
        await handle.read(read, 0, read.length, from * step * dimensions)
        const batch = {
          codes: new Int8Array(count * dimensions),
          scales: new Float32Array(count),
        }
        for (let i = 0; i < count; i++) {
          const at = i * step * dimensions
          batch.codes.set(read.subarray(at, at + dimensions), i * dimensions)
          batch.scales[i] = scales[(from + i) * step]
        }
        yield batch
      }
    },
  }
}

function describe({ cells, coarse, recall, reads }: CellManifest) {
  return {
    recall: Object.fromEntries(recall.map(({ passing, recall }) => [passing, recall])),
    files: cells.length + coarse.length + 2,
    largestKb: Math.round(Math.max(...cells.map(({ bytes }) => bytes)) / 1000),
    reads,
  }
}

async function measure(
  place: string,
  cells: string,
  questions: readonly string[],
  idle: number,
): Promise<Pick<CellsResult, 'cpuMs' | 'firstMs' | 'isolateMb'>> {
  const folder = join(place, `worker-${questions.length}-${cells.split('-').at(-1)}`)
  await mkdir(folder)
  await build({
    entryPoints: [join(root, 'bench/workers/nearest.ts')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    external: ['scan.wasm', 'model.bin'],
    minify: true,
  })
  await writeFile(join(folder, 'scan.wasm'), await readFile(join(root, 'core/kernels/scan.wasm')))
  await writeFile(join(folder, 'model.bin'), await readFile(modelFile))
  const modules = [
    '(name = "worker.js", esModule = embed "worker.js")',
    '(name = "scan.wasm", wasm = embed "scan.wasm")',
    '(name = "model.bin", data = embed "model.bin")',
  ]
  const config = await writeConfig(folder, modules, cells)
  const running = await startWorkerd(await compileConfig(config), '--binary')
  try {
    const ask = async (q: string) => {
      const before = await running.cpu()
      const response = await fetch(`${running.address}/nearest?${new URLSearchParams({ q })}`)
      const text = await response.text()
      if (!response.ok) throw new Error(`${response.status} to ${q}: ${text}`)
      return (await running.cpu()) - before
    }
    await fetch(running.address)
    const costs: number[] = []
    for (const question of questions) costs.push(await ask(question))
    await fetch(`${running.address}/collect`)
    return {
      cpuMs: rounded(median(costs.slice(-100))),
      firstMs: rounded(costs[0]),
      isolateMb: rounded(((await running.memory()) - idle) / 1e6),
    }
  } finally {
    await running.stop()
  }
}

/** A configuration of workerd whose worker reads the files of a folder. */
async function writeConfig(
  folder: string,
  modules: readonly string[],
  files: string,
): Promise<string> {
  const config = join(folder, 'config.capnp')
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = ["--expose-gc"],
  services = [
    (name = "main", worker = (
      modules = [${modules.join(', ')}],
      bindings = [(name = "FILES", service = "files")],
      compatibilityDate = "2026-11-01")),
    (name = "files", disk = (path = ${JSON.stringify(files)}))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]);
`,
  )
  return config
}
