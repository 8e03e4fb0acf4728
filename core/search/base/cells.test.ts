import { describe, expect, test } from 'vitest'
import { openTinyBase } from '../../../test/base.ts'
import { randomDocuments, seededRandom } from '../../../test/support.ts'
import type { OpenBase } from './base.ts'
import { type Cells, rowsOf } from './cells.ts'

/** Cells of the passages of thirty articles, dealt out to them in turn. */
async function openCellsOf(perCell: number): Promise<Cells> {
  const { base } = await openTinyBase(randomDocuments(seededRandom(8), 30), { perCell })
  return (base as OpenBase).cells as Cells
}

describe('openCells', () => {
  test('knows in which cell each passage lies', async () => {
    const { manifest, estimator, cellOf } = await openCellsOf(7)

    for (const [cell, { first, rows }] of manifest.cells.entries()) {
      for (let row = first; row < first + rows; row++) {
        expect(cellOf[estimator.passageIn(row)]).toBe(cell)
      }
    }
  })
})

describe('rowsOf', () => {
  test.each([1, 7, 1000])('finds each passage in its cell of %d', async (perCell) => {
    const cells = await openCellsOf(perCell)
    const passages = [...cells.cellOf.keys()]

    for (const some of [passages, passages.toReversed(), passages.slice(-1), [3, 3, 0], []]) {
      expect(Array.from(rowsOf(cells, some), cells.estimator.passageIn)).toEqual(some)
    }
  })
})
