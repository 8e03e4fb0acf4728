import { expect, test } from 'vitest'
import { openTinyBase } from '../../../test/base.ts'
import { openTinyIndex, randomDocuments, seededRandom } from '../../../test/support.ts'
import type { ReadFile } from '../rooms.ts'
import { type OpenBase, readVectors } from './base.ts'

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
