import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CellManifest, decodeVectors } from '../../core/index/cells.ts'
import type { Shard } from '../../core/index/shard.ts'
import type { Kernel } from '../../core/kernels/kernel.ts'
import { createVectorScanner } from '../../core/kernels/scanner.ts'
import { dot, normalized } from '../../core/model/model.ts'
import { createVectors, dequantize, quantize } from '../../core/quantize.ts'
import { openCells, rowsOf } from '../../core/search/base/cells.ts'
import { findNearest } from '../../core/search/base/nearest.ts'
import { createPassageFilter } from '../../core/search/base/passage-filter.ts'
import { BadIndex } from '../../core/sections.ts'
import { randomVector, seededRandom } from '../../test/support.ts'
import { createFileReader, readShard } from '../index/index-files.ts'
import { readKernel } from '../project.ts'
import { buildCells } from './build-cells.ts'
import type { VectorSource } from './vector-source.ts'

const dimensions = 32
const passages = 3000
const articles = passages / 3

let folder: string
let kernel: Kernel
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  kernel = await readKernel()
})
afterEach(() => rm(folder, { recursive: true }))

/** Passages around a few directions, three to an article, in batches of `size`. */
function createWorld(size: number) {
  const random = seededRandom(5)
  const directions = Array.from({ length: 12 }, () => randomVector(random, dimensions))
  const all = createVectors(passages, dimensions)
  for (let row = 0; row < passages; row++) {
    const noise = randomVector(random, dimensions)
    const vector = directions[row % 12].map((value, d) => value + 0.7 * noise[d])
    quantize(normalized(vector), row, all)
  }
  const source: VectorSource = {
    dimensions,
    passageStarts: Uint32Array.from({ length: articles + 1 }, (_, article) => article * 3),
    *batches() {
      for (let at = 0; at < passages; at += size) {
        yield {
          codes: all.codes.subarray(at * dimensions, (at + size) * dimensions),
          scales: all.scales.subarray(at, at + size),
        }
      }
    },
  }
  // The vector of a passage of the article itself, which does not count as an answer.
  const queries = Array.from({ length: 20 }, (_, article) => {
    return { vector: normalized(dequantize(all, article * 3, dimensions)), article }
  })
  return { source, queries, vectors: all }
}

/** Cells of that world, in the folder of this test. */
async function openBuilt(size = 500) {
  const { source, queries, vectors } = createWorld(size)
  const { manifest, cellOf } = await buildCells(folder, source, queries, kernel)
  const open = (changed: Partial<CellManifest> = {}, module: Kernel | null = kernel) =>
    openCells({ ...manifest, ...changed }, dimensions, 0, createFileReader(folder), module)
  return { ...{ source, queries, vectors, manifest, cellOf, open }, vector: queries[0].vector }
}

describe('buildCells', () => {
  test('writes the same bytes however the vectors are batched', async () => {
    const manifests: CellManifest[] = []
    for (const size of [passages, 77]) {
      const { source, queries } = createWorld(size)
      const place = join(folder, String(size))
      manifests.push((await buildCells(place, source, queries, kernel)).manifest)
    }

    expect(manifests[0]).toEqual(manifests[1])
    expect(await readdir(join(folder, '77'))).toEqual(await readdir(join(folder, String(passages))))
  })

  test('loses no passage, and says in which cell each lies', async () => {
    const { manifest, cellOf, open } = await openBuilt()
    const cells = await open()
    const { estimator } = cells
    const rows = Array.from({ length: passages }, (_, row) => row)

    expect(rows.map(estimator.passageIn).toSorted((a, b) => a - b)).toEqual(rows)
    expect(manifest.cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(passages)
    for (const [passage, cell] of cellOf.entries()) {
      const { first, rows } = manifest.cells[cell]
      const [row] = rowsOf(cells, [passage])
      expect(estimator.passageIn(row)).toBe(passage)
      expect(row).toBeGreaterThanOrEqual(first)
      expect(row).toBeLessThan(first + rows)
    }
  })

  test('writes every vector as it came, and the centre of each cell', async () => {
    const { manifest, vectors: all, open } = await openBuilt()
    const { estimator } = await open()
    const read = async (file: Shard) => decodeVectors(file.file, await readShard(folder, file))
    const centres = await read(manifest.centres)
    for (const [cell, file] of manifest.cells.entries()) {
      const vectors = await read(file)
      const sum = new Float32Array(dimensions)
      for (let row = 0; row < file.rows; row++) {
        const passage = estimator.passageIn(file.first + row)
        const own = all.codes.subarray(passage * dimensions, (passage + 1) * dimensions)
        expect(vectors.codes.subarray(row * dimensions, (row + 1) * dimensions)).toEqual(own)
        expect(vectors.scales[row]).toBe(all.scales[passage])
        dequantize(vectors, row, dimensions).forEach((value, d) => {
          sum[d] += value
        })
      }
      const centre = dequantize(centres, cell, dimensions)
      expect(dot(centre, normalized(sum))).toBeGreaterThan(0.99)
    }
  })

  test('measures recall with filters and without, and states it', async () => {
    const { recall, error } = (await openBuilt()).manifest

    // All three cells may be read, so only passages that are hardly worth reading are missed.
    expect(recall.map(({ passing }) => passing)).toEqual([1, 0.1, 0.01])
    expect(Math.min(...recall.map(({ recall }) => recall))).toBeGreaterThan(0.98)
    expect(error).toBeGreaterThan(0)
  })

  test('counts for recall no passage of the article that a query was taken from', async () => {
    const { source, queries } = createWorld(500)
    const passageStarts = Uint32Array.of(0, passages)
    const own = queries.map((query) => ({ ...query, article: 0 }))
    const { manifest } = await buildCells(folder, { ...source, passageStarts }, own, kernel)

    expect(manifest.recall).toEqual([])
    // Estimates are as wrong as in any other article.
    expect(manifest.error).toBe((await openBuilt()).manifest.error)
  })
})

describe('findNearest', () => {
  test('gives the bits of the exact scan if all cells are read, with and without the kernel', async () => {
    const { queries, vectors, manifest, open } = await openBuilt()
    const exact = createVectorScanner(vectors, dimensions, kernel)
    for (const module of [kernel, null]) {
      const cells = await open({ reads: manifest.cells.length, error: 10 }, module)
      for (const { vector } of queries) {
        const { passages: near } = await findNearest(cells, vector, null, 10)
        const { passages: wanted, top } = exact.scanPassages(vector)

        expect(near.map(({ similarity }) => similarity)).toEqual(top(10).map((row) => wanted[row]))
      }
    }
  })

  test('finds nothing that a filter leaves out', async () => {
    const { source, vector, open } = await openBuilt()
    const mask = Uint8Array.from({ length: articles }, (_, article) => (article === 7 ? 1 : 0))
    const filter = createPassageFilter(mask, source.passageStarts)
    const { passages: near } = await findNearest(await open(), vector, filter, 10)

    expect(near.map(({ passage }) => passage).toSorted((a, b) => a - b)).toEqual([21, 22, 23])
  })

  test('reads no more cells than it may, and none that it has just read', async () => {
    const { queries, vector, open } = await openBuilt()
    // With such an error all cells are worth reading.
    const cells = await open({ reads: 2, error: 10 })
    // Lies between all cells, so that each has something near.
    const sums = vector.map((_, d) => queries.reduce((sum, query) => sum + query.vector[d], 0))
    const between = normalized(sums)

    expect((await findNearest(cells, between, null, 10)).reads).toBe(2)
    expect((await findNearest(cells, between, null, 10)).reads).toBe(0)
  })

  test('refuses a cell that is cut short', async () => {
    const { vector, manifest } = await openBuilt()
    const read = createFileReader(folder)
    const short: typeof read = async (shard, room) => {
      const bytes = await read(shard, room)
      return shard.file.startsWith('cell') ? bytes.subarray(0, -8) : bytes
    }
    const cells = await openCells(manifest, dimensions, 0, short, kernel)

    await expect(findNearest(cells, vector, null, 10)).rejects.toThrow(BadIndex)
  })
})
