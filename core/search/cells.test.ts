import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../test/support.ts'
import { encodeCoarse, encodeVectors } from '../index/cells.ts'
import { coarseBytes, upperHalf } from '../kernels/estimator.ts'
import { articleAt, createPassageFilter, findNearest, openCells, rowsOf } from './cells.ts'

/**
 * Cells of two passages whose estimates are these and whose exact similarities are a hundredth more;
 * passages are numbered from the last cell on. A list of the cells that are read is filled.
 */
async function openWorld(estimates: readonly number[], reads: number) {
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
    if (file === 'centres') return axes(cells.map(() => 1))
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
  return { cells: await openCells(manifest, 4, files, null), read }
}

const axis = Float32Array.of(1, 0, 0, 0)

describe('findNearest', () => {
  test('reads the cells whose members are least surely among the nearest', async () => {
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

  test('says what is exact and what is an estimate, nearest first', async () => {
    const { cells } = await openWorld([0.9, 0.89, 0.1, 0.1, 0.5, 0.49], 1)
    const { passages, reads } = await findNearest(cells, axis, null, 4)

    expect(reads).toBe(1)
    expect(passages.map(({ passage, exact }) => [passage, exact])).toEqual([
      [4, false],
      [5, false],
      [0, true],
      [1, true],
    ])
    expect(passages[2].similarity).toBeCloseTo(0.51, 4)
  })

  test('finds as many as there are, and none among none', async () => {
    const { cells } = await openWorld([0.4, 0.2], 3)
    const none = { passes: () => false, few: new Uint32Array() }

    expect((await findNearest(cells, axis, null, 10)).passages).toHaveLength(2)
    expect((await findNearest(cells, axis, none, 10)).passages).toEqual([])
    expect((await findNearest(cells, axis, { ...none, few: null }, 10)).passages).toEqual([])
  })

  test('finds what passes alike whether it is listed or looked for', async () => {
    const { cells } = await openWorld([0.4, 0.2, 0.3, 0.1], 3)
    const passes = (passage: number) => passage === 0 || passage === 3
    const few = Uint32Array.of(0, 3)
    const listed = await findNearest(cells, axis, { passes, few }, 10)

    expect(listed.passages.map(({ passage }) => passage)).toEqual([0, 3])
    expect((await findNearest(cells, axis, { passes, few: null }, 10)).passages).toEqual(
      listed.passages,
    )
  })
})

describe('rowsOf', () => {
  test('finds each passage in its cell', async () => {
    const { cells } = await openWorld([0.4, 0.2, 0.3, 0.1, 0.6, 0.5], 3)

    expect([...rowsOf(cells, [0, 1, 2, 3, 4, 5])]).toEqual([4, 5, 2, 3, 0, 1])
    expect([...rowsOf(cells, [5, 1, 2, 3, 0])]).toEqual([1, 5, 2, 3, 4])
  })
})

describe('createPassageFilter', () => {
  const starts = Uint32Array.of(0, 2, 2, 5, 6)

  test('lists the passages of the articles that pass, if they are few', () => {
    const filter = createPassageFilter(Uint8Array.of(0, 1, 1, 0, 1), starts)

    expect([...(filter?.few ?? [])]).toEqual([2, 3, 4])
    expect([0, 1, 2, 3, 4, 5].map((passage) => filter?.passes(passage))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
    ])
  })

  test('lists none where they are many, and is none where none is left out', () => {
    const many = Uint32Array.of(0, 20_000, 20_001, 20_002)

    expect(createPassageFilter(Uint8Array.of(1, 0, 0), many)?.few).toHaveLength(20_000)
    expect(createPassageFilter(Uint8Array.of(1, 1, 0), many)?.few).toBeNull()
    expect(createPassageFilter(Uint8Array.of(1, 1, 1), many)).toBeNull()
    expect(createPassageFilter(null, many)).toBeNull()
  })

  test('knows whose every passage is, articles without one among them', () => {
    const random = seededRandom(3)
    const sizes = Array.from({ length: 200 }, () => Math.floor(random() * 4))
    const all = sizes.flatMap((size, article) => Array.from({ length: size }, () => article))
    const places = Uint32Array.of(0, ...sizes)
    for (let i = 1; i < places.length; i++) places[i] += places[i - 1]

    expect(all.map((_, passage) => articleAt(places, passage))).toEqual(all)
  })
})
