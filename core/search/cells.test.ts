import { expect, test } from 'vitest'
import { encodeCell, encodeCoarse } from '../index/cells.ts'
import { coarseBytes } from '../kernels/estimator.ts'
import { findNearest, openCells } from './cells.ts'

/**
 * Cells of two passages whose estimates are these and whose exact similarities are a hundredth more;
 * a list of the files that are read is filled.
 */
async function openWorld(estimates: readonly number[], reads: number) {
  const rows = estimates.length
  const codes = new Uint8Array(coarseBytes(rows, 4)).fill(0xff)
  // Every level is the highest, three, so an estimate of the first axis is three times the scale.
  const scales = Float32Array.from(estimates, (estimate) => estimate / 3)
  const articleOf = Uint32Array.from(estimates, (_, row) => row)
  const coarse = encodeCoarse({
    first: 0,
    codes,
    scales,
    articleOf,
    ordinals: new Uint16Array(rows),
  })
  const shard = { sha256: '', bytes: 0 }
  const cells = Array.from({ length: rows / 2 }, (_, cell) => {
    return { ...shard, file: `cell ${cell}`, first: cell * 2, rows: 2 }
  })
  const read: string[] = []
  const files = async ({ file }: { file: string }) => {
    if (file === 'coarse') return coarse
    read.push(file)
    const first = Number(file.split(' ')[1]) * 2
    const exact = estimates.slice(first, first + 2).map((estimate) => (estimate + 0.01) / 127)
    return encodeCell({
      codes: Int8Array.of(127, 0, 0, 0, 127, 0, 0, 0),
      scales: Float32Array.from(exact),
    })
  }
  const manifest = {
    dimensions: 4,
    articles: rows,
    passages: rows,
    coarse: [{ ...shard, file: 'coarse' }],
    cells,
    reads,
    error: 0.02,
    recall: [],
  }
  return { cells: await openCells(manifest, files, null), read }
}

const axis = Float32Array.of(1, 0, 0, 0)

test('reads the cells whose members are least surely among the nearest', async () => {
  const { cells, read } = await openWorld([0.9, 0.89, 0.1, 0.1, 0.5, 0.49, 0.01, 0.02], 1)
  await findNearest(cells, axis, null, 3)

  expect(read).toEqual(['cell 2'])
})

test('says what is exact and what is an estimate, nearest first', async () => {
  const { cells } = await openWorld([0.9, 0.89, 0.1, 0.1, 0.5, 0.49], 1)
  const { passages, reads } = await findNearest(cells, axis, null, 4)

  expect(reads).toBe(1)
  expect(passages.map(({ article, exact }) => [article, exact])).toEqual([
    [0, false],
    [1, false],
    [4, true],
    [5, true],
  ])
  expect(passages[2].similarity).toBeCloseTo(0.51, 4)
})

test('finds as many as there are, and none among none', async () => {
  const { cells } = await openWorld([0.4, 0.2], 3)
  expect((await findNearest(cells, axis, null, 10)).passages).toHaveLength(2)
  expect((await findNearest(cells, axis, Uint8Array.of(0, 0), 10)).passages).toEqual([])
})
