import { describe, expect, test } from 'vitest'
import { encodeCoarse, encodeVectors } from '../../index/cells.ts'
import { coarseBytes, upperHalf } from '../../kernels/coarse.ts'
import { openCells } from './cells.ts'
import { findNearest } from './nearest.ts'
import type { PassageFilter } from './passage-filter.ts'

/**
 * Cells of two passages whose estimates are these and whose exact similarities are a hundredth more;
 * passages are numbered from the last cell backwards. Cells that are read are added to a list. `near` has the
 * cosines of cells' centres and the axis, 1 if left out.
 */
async function openWorld(
  estimates: readonly number[],
  reads: number,
  near: readonly number[] = [],
) {
  const rows = estimates.length
  const codes = new Uint8Array(coarseBytes(rows, 4)).fill(0xff)
  // Every level is the highest, three, so an estimate of the first axis is three times the scale.
  const scales = Uint16Array.from(estimates, (estimate) => upperHalf(estimate / 3))
  const passages = Uint32Array.from(estimates, (_, row) => rows - 2 - row + 2 * (row % 2))
  const axes = (scales: readonly number[]) =>
    encodeVectors({
      codes: Int8Array.from(scales.flatMap(() => [127, 0, 0, 0])),
      scales: Float32Array.from(scales, (scale) => scale / 127),
    })
  const shard = { sha256: '', bytes: 0 }
  const cells = Array.from({ length: rows / 2 }, (_, cell) => {
    return { ...shard, file: `cell ${cell}`, first: cell * 2, rows: 2 }
  })
  const read: string[] = []
  const files = async ({ file }: { file: string }) => {
    if (file === 'coarse') return encodeCoarse({ first: 0, codes, scales, passages })
    if (file === 'centres') return axes(cells.map((_, cell) => near[cell] ?? 1))
    read.push(file)
    const first = Number(file.split(' ')[1]) * 2
    return axes(estimates.slice(first, first + 2).map((estimate) => estimate + 0.01))
  }
  const manifest = {
    coarse: [{ ...shard, file: 'coarse' }],
    centres: { ...shard, file: 'centres' },
    cells,
    reads,
    error: 0.02,
    recall: [],
  }
  return { cells: await openCells(manifest, 4, 0, files, null), read }
}

const axis = Float32Array.of(1, 0, 0, 0)

describe('findNearest', () => {
  test('reads the cells whose members are most uncertain to be among the nearest', async () => {
    const { cells, read } = await openWorld([0.9, 0.89, 0.1, 0.1, 0.5, 0.49, 0.01, 0.02], 1)
    await findNearest(cells, axis, null, 3)

    expect(read).toEqual(['cell 2'])
  })

  test('reads none that is hardly worth it', async () => {
    const estimates = [0.9, 0.89, 0.1, 0.1, 0.5, 0.49, 0.53, 0.01]
    const { cells, read } = await openWorld(estimates, 4)
    await findNearest(cells, axis, null, 3)

    // What is sure to be among the three nearest or sure not to be is not measured.
    expect(read).toEqual(['cell 3', 'cell 2'])
  })

  test('measures what was read and keeps estimates of the rest, nearest first', async () => {
    const { cells } = await openWorld([0.9, 0.89, 0.1, 0.1, 0.5, 0.49], 1)
    const { passages, reads } = await findNearest(cells, axis, null, 4)

    expect(reads).toBe(1)
    expect(passages.map(({ passage }) => passage)).toEqual([4, 5, 0, 1])
    for (const [i, similarity] of [0.9, 0.89, 0.51, 0.5].entries())
      expect(Math.abs(passages[i].similarity - similarity)).toBeLessThan(0.003)
  })

  test('finds as many as there are, and none among none', async () => {
    const { cells } = await openWorld([0.4, 0.2], 3)
    const none = { passes: () => false, few: new Uint32Array() }

    expect((await findNearest(cells, axis, null, 10)).passages).toHaveLength(2)
    expect((await findNearest(cells, axis, none, 10)).passages).toEqual([])
    expect((await findNearest(cells, axis, { ...none, few: null }, 10)).passages).toEqual([])
  })

  test('finds the same passages whether those that pass are listed or looked for in cells', async () => {
    const { cells } = await openWorld([0.4, 0.2, 0.3, 0.1], 3)
    const passes = (passage: number) => passage === 0 || passage === 3
    const few = Uint32Array.of(0, 3)
    const listed = await findNearest(cells, axis, { passes, few }, 10)

    expect(listed.passages.map(({ passage }) => passage)).toEqual([0, 3])
    expect((await findNearest(cells, axis, { passes, few: null }, 10)).passages).toEqual(
      listed.passages,
    )
  })

  test('gives similarity 0 to the zero vector, in order of row', async () => {
    const { cells } = await openWorld([0.4, 0.2, 0.3, 0.1], 1)
    const { passages } = await findNearest(cells, new Float32Array(4), null, 3)

    expect(passages.map(({ passage, similarity }) => [passage, Math.abs(similarity)])).toEqual([
      [2, 0],
      [3, 0],
      [0, 0],
    ])
  })

  test('estimates no cell far from the nearest, except the first ones and where a filter leaves fewer', async () => {
    const estimates = new Array(80).fill(0.5)
    const countFound = async (near: readonly number[], filter: PassageFilter | null) => {
      const { cells } = await openWorld(estimates, 1, near)
      return (await findNearest(cells, axis, filter, 250)).passages.length
    }
    const one = [0.9, ...new Array(39).fill(0.26)]
    const some = [...new Array(34).fill(0.9), 0.28, ...new Array(5).fill(0.26)]

    expect(await countFound([], null)).toBe(80)
    expect(await countFound(one, null)).toBe(2 * 32)
    expect(await countFound(some, null)).toBe(2 * 35)
    expect(await countFound(one, { passes: () => true, few: null })).toBe(80)
  })
})
