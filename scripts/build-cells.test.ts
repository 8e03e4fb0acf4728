import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CellManifest } from '../core/index/cells.ts'
import type { Kernel } from '../core/kernels/kernel.ts'
import { createScanner } from '../core/kernels/scanner.ts'
import { normalized } from '../core/model/model.ts'
import { dequantize, quantize } from '../core/quantize.ts'
import { findExactly, findNearest, openCells } from '../core/search/cells.ts'
import { BadIndex } from '../core/sections.ts'
import { randomVector, seededRandom } from '../test/support.ts'
import { buildCells, createFileReader, type VectorSource } from './build-cells.ts'
import { readKernel } from './index-files.ts'

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

/** Passages of three to an article, around a few directions, in batches of `size`. */
function createWorld(size: number) {
  const random = seededRandom(5)
  const directions = Array.from({ length: 12 }, () => randomVector(random, dimensions))
  const codes = new Int8Array(passages * dimensions)
  const scales = new Float32Array(passages)
  for (let row = 0; row < passages; row++) {
    const noise = randomVector(random, dimensions)
    const vector = directions[row % 12].map((value, d) => value + 0.7 * noise[d])
    quantize(normalized(vector), row, codes, scales)
  }
  const articleOf = Uint32Array.from(scales, (_, row) => Math.floor(row / 3))
  const ordinals = Uint16Array.from(scales, (_, row) => row % 3)
  const source: VectorSource = {
    dimensions,
    articles,
    passages,
    async *batches() {
      for (let at = 0; at < passages; at += size) {
        yield {
          codes: codes.subarray(at * dimensions, (at + size) * dimensions),
          scales: scales.subarray(at, at + size),
          articleOf: articleOf.subarray(at, at + size),
          ordinals: ordinals.subarray(at, at + size),
        }
      }
    },
  }
  // The vector of an article's own passage, which it may not be answered with.
  const queries = Array.from({ length: 20 }, (_, article) => {
    return { vector: normalized(dequantize(codes, scales, article * 3, dimensions)), article }
  })
  const passageStarts = Uint32Array.from({ length: passages + 1 }, (_, row) => row)
  return { source, queries, block: { codes, scales, passageStarts } }
}

describe('buildCells', () => {
  test('writes the same bytes however the vectors are batched', async () => {
    const manifests: CellManifest[] = []
    for (const size of [passages, 77]) {
      const { source, queries } = createWorld(size)
      manifests.push(await buildCells(join(folder, String(size)), source, queries, kernel))
    }

    expect(manifests[0]).toEqual(manifests[1])
    expect(await readdir(join(folder, '77'))).toEqual(await readdir(join(folder, String(passages))))
  })

  test('loses no passage and keeps every one of them apart', async () => {
    const { source, queries } = createWorld(500)
    const manifest = await buildCells(folder, source, queries, kernel)
    const { ordinals, estimator } = await openCells(manifest, createFileReader(folder), kernel)

    const seen = Array.from(ordinals, (ordinal, row) => estimator.articleOf(row) * 3 + ordinal)
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: passages }, (_, i) => i))
    expect(manifest.cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(passages)
  })

  test('measures recall with filters and without, and states it', async () => {
    const { source, queries } = createWorld(500)
    const { recall, error } = await buildCells(folder, source, queries, kernel)

    // All three cells are read, so nothing is missed.
    expect(recall).toEqual([1, 0.1, 0.01].map((passing) => ({ passing, recall: 1 })))
    expect(error).toBeGreaterThan(0)
  })
})

describe('findNearest', () => {
  test('gives the bits of the exact scan where all cells are read, and the same without the kernel', async () => {
    const { source, queries, block } = createWorld(500)
    const built = await buildCells(folder, source, queries, kernel)
    const manifest = { ...built, reads: built.cells.length }
    const exact = createScanner([block], dimensions, kernel)
    for (const module of [kernel, null]) {
      const cells = await openCells(manifest, createFileReader(folder), module)
      for (const { vector } of queries) {
        const { passages: near } = await findNearest(cells, vector, null, 10)
        const { passages: wanted, top } = exact.scanPassages(vector)

        expect(near.every(({ exact }) => exact)).toBe(true)
        expect(near.map(({ similarity }) => similarity)).toEqual(top(10).map((row) => wanted[row]))
      }
    }
  })

  test('agrees with findExactly where all cells are read, ties and filters included', async () => {
    const { source, queries } = createWorld(500)
    const built = await buildCells(folder, source, queries, kernel)
    const cells = await openCells(built, createFileReader(folder), kernel)
    const mask = Uint8Array.from({ length: articles }, (_, article) => article % 3)
    for (const { vector } of queries) {
      const exactly = await findExactly(cells, vector, mask, 10)
      const { passages: near } = await findNearest(cells, vector, mask, 10)

      expect(near).toEqual(exactly.passages)
      expect(exactly.reads).toBe(built.cells.length)
    }
  })

  test('finds nothing that a filter leaves out', async () => {
    const { source, queries } = createWorld(500)
    const cells = await openCells(
      await buildCells(folder, source, queries, kernel),
      createFileReader(folder),
      kernel,
    )
    const mask = Uint8Array.from({ length: articles }, (_, article) => (article === 7 ? 1 : 0))
    const { passages: near } = await findNearest(cells, queries[0].vector, mask, 10)

    expect(near.map(({ article }) => article)).toEqual([7, 7, 7])
    expect(new Set(near.map(({ ordinal }) => ordinal))).toEqual(new Set([0, 1, 2]))
  })

  test('reads no more cells than it may, and none again that it just read', async () => {
    const { source, queries } = createWorld(500)
    const built = await buildCells(folder, source, queries, kernel)
    const cells = await openCells({ ...built, reads: 2 }, createFileReader(folder), kernel)

    expect((await findNearest(cells, queries[0].vector, null, 10)).reads).toBe(2)
    expect((await findNearest(cells, queries[0].vector, null, 10)).reads).toBe(0)
  })

  test('shows what it knows before it reads', async () => {
    const { source, queries } = createWorld(500)
    const built = await buildCells(folder, source, queries, kernel)
    const cells = await openCells(built, createFileReader(folder), kernel)
    let above = 0
    await findNearest(cells, queries[0].vector, null, 10, ({ articles: all }) => {
      above = all().filter((similarity) => similarity > 0).length
    })

    expect(above).toBeGreaterThan(0)
    expect(above).toBeLessThan(articles)
  })

  test('refuses a cell that is damaged', async () => {
    const { source, queries } = createWorld(500)
    const built = await buildCells(folder, source, queries, kernel)
    const read = createFileReader(folder)
    const cells = await openCells(
      built,
      async (shard, room) => {
        const bytes = await read(shard, room)
        return shard.file.startsWith('cell') ? bytes.fill(7, 40) : bytes
      },
      kernel,
    )

    await expect(findNearest(cells, queries[0].vector, null, 10)).rejects.toThrow(BadIndex)
  })
})
