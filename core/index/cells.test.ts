import { describe, expect, test } from 'vitest'
import { BadIndex } from '../sections.ts'
import {
  decodeCoarse,
  decodeVectors,
  encodeCoarse,
  encodeVectors,
  mostCellBytes,
  partCells,
} from './cells.ts'

const coarse = {
  first: 32,
  codes: Uint8Array.of(1, 2, 3),
  scales: Uint16Array.of(0x3f00),
  passages: Uint32Array.of(70_000),
}

describe('coarse files and vectors', () => {
  test('give back what was written', () => {
    const cell = { codes: Int8Array.of(-127, 127), scales: Float32Array.of(0.25, 0.5) }

    expect(decodeCoarse('a', encodeCoarse(coarse))).toEqual(coarse)
    expect(decodeVectors('a', encodeVectors(cell))).toEqual(cell)
  })

  test('are not taken for each other', () => {
    expect(() => decodeVectors('x.bin', encodeCoarse(coarse))).toThrow(BadIndex)
  })
})

describe('partCells', () => {
  test('splits only cells that are too large for a file, evenly, and leaves out empty ones', () => {
    const most = Math.floor(mostCellBytes / 260)

    expect(partCells(Uint32Array.of(3, 0, most), 256)).toEqual([0, 3, 3 + most])
    expect(partCells(Uint32Array.of(2 * most + 1), 256)).toEqual([
      0,
      Math.floor((2 * most + 1) / 3),
      Math.floor((4 * most + 2) / 3),
      2 * most + 1,
    ])
    expect(partCells(new Uint32Array(), 256)).toEqual([0])
  })
})
