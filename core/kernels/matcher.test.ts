import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomWhole, seededRandom } from '../../test/support.ts'
import { compileKernel, type Kernel } from './kernel.ts'
import {
  createMatcher,
  createSparseMatcher,
  mostPassageTokens,
  mostQueryTokens,
} from './matcher.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(await readFile(join(import.meta.dirname, 'scan.wasm')))
})

/** Rows of a table with `dimensions` codes each, end to end. */
function tableOf(dimensions: number, codes: readonly number[]) {
  const fill = (table: Int8Array) => table.set(codes)
  return { rows: codes.length / dimensions, dimensions, fill }
}

describe('createMatcher', () => {
  test('gives the same bits with the kernel and without', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seededRandom(seed)
      const rows = randomWhole(random, 1, 60)
      const dimensions = 64 * randomWhole(random, 1, 3)
      const levels = seed % 2 ? 2 : 127
      const codes = Array.from({ length: rows * dimensions }, () =>
        randomWhole(random, -levels, levels),
      )
      const table = tableOf(dimensions, codes)
      const fast = createMatcher(table, kernel)
      const plain = createMatcher(table, null)

      for (let question = 0; question < 3; question++) {
        const tokens = Array.from({ length: rows }, (_, row) => row)
          .filter(() => random() < 0.3)
          .slice(0, mostQueryTokens)
        if (tokens.length === 0) continue
        const weights = tokens.map(() => random() * 8)
        fast.ask(tokens, weights)
        plain.ask(tokens, weights)
        for (let passage = 0; passage < 5; passage++) {
          const length = randomWhole(random, 0, 40)
          const held = Uint16Array.from({ length }, () => randomWhole(random, 0, rows - 1))
          const saturation = 0.1 + random()
          expect(fast.match(held, saturation)).toBe(plain.match(held, saturation))
        }
        for (let row = 0; row < rows; row++) expect(fast.nearest(row)).toEqual(plain.nearest(row))
      }
    }
  })

  test('keeps giving the same bits when more rows are near than it remembers', () => {
    const random = seededRandom(1)
    const [rows, dimensions] = [3000, 64]
    const codes = Array.from({ length: rows * dimensions }, () => randomWhole(random, 1, 127))
    const table = tableOf(dimensions, codes)
    const fast = createMatcher(table, kernel)
    const plain = createMatcher(table, null)
    const tokens = Array.from({ length: mostQueryTokens }, (_, row) => row)
    const weights = tokens.map(() => 1)
    fast.ask(tokens, weights)
    plain.ask(tokens, weights)

    for (let first = 0; first < rows; first += 500) {
      const held = Uint16Array.from({ length: 500 }, (_, i) => first + i)
      expect(fast.match(held, 1)).toBe(plain.match(held, 1))
      expect(fast.match(held, 1)).toBe(plain.match(held, 1))
    }
  })

  test('counts an exact token 1, a near one its squared cosine, a far one nothing', () => {
    // The second row has cosine 0.6 to the first, the third 0.1, the fourth is its opposite.
    const matcher = createMatcher(tableOf(2, [100, 0, 60, 80, 10, 99, -100, 0]), null)

    matcher.ask([0], [1])

    expect(matcher.nearest(0)).toEqual({ place: 0, square: 1 })
    expect(matcher.nearest(1)?.square).toBeCloseTo(0.36)
    expect(matcher.nearest(2)).toBeNull()
    expect(matcher.nearest(3)).toBeNull()
    matcher.ask([2, 0, 0], [1, 1, 1])
    expect(matcher.nearest(0)).toEqual({ place: 1, square: 1 })
    matcher.ask([0], [1])
    expect(matcher.match(Uint16Array.of(0), 1.2)).toBeCloseTo(1)
    expect(matcher.match(Uint16Array.of(1, 2, 3), 1.2)).toBeCloseTo((0.36 * 2.2) / 1.56)
  })

  test('gives 0 for an empty passage and for a token without a vector', () => {
    const matcher = createMatcher(tableOf(2, [100, 0, 0, 0]), null)

    matcher.ask([0, 1], [1, 1])

    expect(matcher.match(Uint16Array.of(), 1)).toBe(0)
    expect(matcher.match(Uint16Array.of(1), 1)).toBe(0)
  })

  test('leaves out a passage’s tokens after the first 1,024', () => {
    const dimensions = 64
    const codes = [...Array(dimensions).fill(9), ...Array(dimensions).fill(0)]
    const held = new Uint16Array(mostPassageTokens + 1).fill(1)
    held[mostPassageTokens] = 0

    for (const used of [kernel, null]) {
      const matcher = createMatcher(tableOf(dimensions, codes), used)
      matcher.ask([0], [1])
      expect(matcher.match(held, 1)).toBe(0)
    }
  })
})

describe('createSparseMatcher', () => {
  const random = seededRandom(4)
  const [rows, dimensions] = [20_000, 64]
  const codes = Int8Array.from({ length: rows * dimensions }, () => randomWhole(random, -127, 127))
  const rowOf = (row: number) => codes.subarray(row * dimensions, (row + 1) * dimensions)
  const scales = Float32Array.from({ length: rows }, () => random())
  const fill = (table: Int8Array, factors: Float32Array) => {
    table.set(codes)
    factors.set(scales)
  }
  const whole = { rows, dimensions, fill }
  const noRoom = () => Float64Array.of(7)
  const table = { rows, dimensions, rowOf, scales, addRows: noRoom }
  const passage = (length: number) =>
    Uint16Array.from({ length }, () => randomWhole(random, 0, rows - 1))

  test('gives the same as one that has the whole table, question after question', () => {
    for (const module of [kernel, null]) {
      const sparse = createSparseMatcher(table, module)
      const matcher = createMatcher(whole, module)
      for (let question = 0; question < 20; question++) {
        const tokens = [...new Set(passage(5))]
        for (const one of [sparse, matcher])
          one.ask(
            tokens,
            tokens.map(() => 1),
          )
        for (let i = 0; i < 5; i++) {
          const held = passage(100)
          expect(sparse.match(held, 1)).toBe(matcher.match(held, 1))
          expect(sparse.nearest(held[0])).toEqual(matcher.nearest(held[0]))
          const some = [...passage(20)]
          expect(sparse.addRows?.(some, 64).slice()).toEqual(matcher.addRows?.(some, 64).slice())
        }
      }
    }
  })

  test('gives 0 for rows that it has no room for', () => {
    const sparse = createSparseMatcher(table, kernel)
    sparse.ask([0], [1])
    for (let at = 1; at < 9000; at += 1000)
      sparse.match(
        Uint16Array.from({ length: 1000 }, (_, i) => at + i),
        1,
      )

    expect(sparse.match(Uint16Array.of(19_999), 1)).toBe(0)
    expect(sparse.match(Uint16Array.of(0), 1)).toBeCloseTo(1.1)
    expect(sparse.addRows?.([0, 19_999], 64)).toEqual(noRoom())
    expect(sparse.addRows?.([0, 1], 64)).toHaveLength(64)
  })
})
