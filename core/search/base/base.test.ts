import { expect, test } from 'vitest'
import { openTinyBase } from '../../../test/base.ts'
import { openTinyIndex, randomDocuments, seededRandom } from '../../../test/support.ts'
import type { Base, BaseVectors } from '../../index/base.ts'
import type { ReadFile } from '../rooms.ts'
import { leastIsolateBytes, type OpenBase, readVectors } from './base.ts'

test.each([undefined, 3])(
  'readVectors keeps the order it was asked in (cells of %s)',
  async (perCell) => {
    const documents = randomDocuments(seededRandom(10), 20)
    const [segment] = openTinyIndex(documents, { perSegment: 20 }).segments
    const opened = (await openTinyBase(documents, { perCell })).base as OpenBase
    let files = 0
    // A file that was asked for later comes sooner.
    const read: ReadFile = async (file, room) => {
      for (let turns = 100 - 10 * files++; turns > 0; turns--) await null
      return opened.read(file, room)
    }
    const passages = [9, 2, 14, 3, 9, 0]
    const { codes, scales } = await readVectors({ ...opened, read }, passages)

    expect([...scales]).toEqual(passages.map((passage) => segment.scales[passage]))
    const { dimensions } = opened
    const rowOf = (all: Int8Array, row: number) => [
      ...all.subarray(row * dimensions, (row + 1) * dimensions),
    ]
    for (const [i, passage] of passages.entries())
      expect(rowOf(codes, i)).toEqual(rowOf(segment.codes, passage))
  },
)

test.each([
  [1_000_000, 150_000, 0, 108.1],
  [750_000, 750_000, 0, 114.1],
  [1_000_000, 150_000, 17, 125.1],
])('of %i passages in %i articles, %i MB taught, an isolate holds %d MB', async (...counts) => {
  const [passages, documents, taught, megabytes] = counts
  const { manifest } = await openTinyBase(randomDocuments(seededRandom(10), 20), { perCell: 3 })
  const fileOf = (bytes: number) => ({ file: 'a', bytes, sha256: '' })
  const large = { ...fileOf(1e9), first: 0, rows: 0 }
  const { vectors, ...others } = manifest.base as Base
  const base: Base = {
    ...others,
    ...{ passages, documents, columns: fileOf(20 * documents) },
    ...{ postings: [{ ...large, first: '' }], texts: [large] },
    vectors: { ...vectors, kind: 'cells', cells: [large] } as BaseVectors,
  }
  const patch = taught > 0 ? fileOf(taught * 1e6) : null
  const model = { ...manifest.model, dimensions: 256, patch }
  const bytes = leastIsolateBytes(
    { ...manifest, shards: [], model, base, documents, passages },
    base,
  )

  expect(bytes / 1e6).toBeCloseTo(megabytes, 1)
})
