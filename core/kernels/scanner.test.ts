import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomVector, randomWhole, seededRandom } from '../../test/support.ts'
import { compileKernel, type Kernel } from './kernel.ts'
import { createScanner, createVectorScanner, type Scanner, type VectorBlock } from './scanner.ts'
import { mostCompared, topRows } from './top.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(await readFile(join(import.meta.dirname, 'scan.wasm')))
})

/** Blocks of random codes in articles of 0 to 4 rows; few levels make many ties. */
function createBlocks(random: () => number, dimensions: number, levels: number): VectorBlock[] {
  return Array.from({ length: randomWhole(random, 0, 3) }, () => {
    const passageStarts = [0]
    for (let left = randomWhole(random, 0, 9); left > 0; left--) {
      passageStarts.push((passageStarts.at(-1) as number) + randomWhole(random, 0, 4))
    }
    const rows = passageStarts.at(-1) as number
    const code = () => Math.floor(random() * (2 * levels + 1)) - levels
    return {
      codes: Int8Array.from({ length: rows * dimensions }, code),
      scales: Float32Array.from({ length: rows }, () => (1 + Math.floor(random() * 3)) / 381),
      passageStarts: Uint32Array.from(passageStarts),
    }
  })
}

/** Cosine of each of `rows` and each of them. */
function compareWith(scanner: Scanner, rows: readonly number[]): number[][] {
  const cosines = scanner.compare(rows)
  return rows.map((_, i) => [...cosines.subarray(i * mostCompared, i * mostCompared + rows.length)])
}

describe('createScanner', () => {
  test('gives the same bits with the kernel and without, ties and masks included', () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const random = seededRandom(seed)
      const dimensions = randomWhole(random, 1, 20)
      const blocks = createBlocks(random, dimensions, seed % 2 ? 1 : 127)
      const query = randomVector(random, dimensions)
      const articles = blocks.reduce((sum, block) => sum + block.passageStarts.length - 1, 0)
      const mask = seed % 3 ? Uint8Array.from({ length: articles }, () => random() * 2) : null
      const k = randomWhole(random, 0, 12)
      const other = randomVector(random, dimensions)
      const some = Array.from({ length: articles }, (_, i) => i).filter(() => random() < 0.5)
      const [fast, plain] = [kernel, null].map((module) => {
        const scanner = createScanner(blocks, dimensions, module)
        const found = scanner.scan(query, mask)
        const top = [...found.top(k), ...scanner.scanPassages(query).top(k)]
        const measured = scanner.measure(other, some)
        const rows = Array.from(found.passages.keys()).toReversed().slice(0, 9)
        const cosines = compareWith(scanner, rows)
        return { ...found, top: [...top, ...measured, ...cosines.flat()] }
      })

      // Compared as bytes: `toEqual` on thousands of arrays takes a minute.
      const same = (['passages', 'similarities', 'nearest'] as const).every((name) =>
        Buffer.from(new Uint8Array(fast[name].slice().buffer)).equals(
          new Uint8Array(plain[name].slice().buffer),
        ),
      )
      if (!same || fast.top.join() !== plain.top.join()) {
        expect(fast, `seed ${seed}`).toEqual(plain)
      }
    }
  })

  test('gives the same bits at the dimensions of models, query after query', () => {
    for (const dimensions of [64, 100, 256, 384, 1027]) {
      const random = seededRandom(dimensions)
      const blocks = [1, 2, 3].flatMap(() => createBlocks(random, dimensions, 127))
      const fast = createScanner(blocks, dimensions, kernel)
      const plain = createScanner(blocks, dimensions, null)
      for (let i = 0; i < 5; i++) {
        const query = randomVector(random, dimensions)
        const { top: fastTop, ...found } = fast.scan(query, null)
        const { top: plainTop, ...wanted } = plain.scan(query, null)

        expect(found).toEqual(wanted)
        expect(fastTop(5)).toEqual(plainTop(5))
      }
    }
  })

  test('copies more rows than arrive at a time', () => {
    const random = seededRandom(7)
    const rows = 700
    const codes = Int8Array.from({ length: rows * 256 }, () => randomWhole(random, -127, 127))
    const blocks = [
      { codes: codes.subarray(0, 256 * 13), rows: 13 },
      { codes: codes.subarray(256 * 13), rows: rows - 13 },
    ].map(({ codes, rows }): VectorBlock => {
      const passageStarts = Uint32Array.of(0, rows)
      return { codes, scales: new Float32Array(rows).fill(1 / 127), passageStarts }
    })
    const query = randomVector(random, 256)

    expect(createScanner(blocks, 256, kernel).scan(query, null).passages).toEqual(
      createScanner(blocks, 256, null).scan(query, null).passages,
    )
  })

  test('finds the highest of thousands as sorting does', () => {
    const random = seededRandom(3)
    const scales = Float32Array.from({ length: 5000 }, () => randomWhole(random, 1, 900))
    const vectors = { codes: new Int8Array(5000).fill(1), scales }
    const scanner = createVectorScanner(vectors, 1, kernel)
    const { similarities, top } = scanner.scan(Float32Array.of(1), null)

    expect(top(256)).toEqual(topRows(similarities, 256, -2))
  })

  test('measures some articles as a scan does, and leaves what that found', () => {
    for (const module of [kernel, null]) {
      for (let seed = 0; seed < 200; seed++) {
        const random = seededRandom(seed)
        const blocks = [...createBlocks(random, 16, 127), ...createBlocks(random, 16, 127)]
        const articles = blocks.reduce((sum, block) => sum + block.passageStarts.length - 1, 0)
        const scanner = createScanner(blocks, 16, module)
        const [query, other] = [randomVector(random, 16), randomVector(random, 16)]
        const all = Array.from({ length: articles }, (_, i) => i)
        const wanted = [...scanner.scan(other, null).similarities]
        const { passages, similarities } = scanner.scan(query, null)
        const before = [passages.slice(), similarities.slice()]

        expect(scanner.measure(other, all), `seed ${seed}`).toEqual(wanted)
        expect([passages, similarities], `seed ${seed}`).toEqual(before)
      }
    }
  })

  test('compares rows with each other, and leaves what a scan found', () => {
    const random = seededRandom(5)
    for (const dimensions of [3, 64, 250]) {
      const codes = Int8Array.from({ length: 100 * dimensions }, () =>
        randomWhole(random, -127, 127),
      )
      const scales = Float32Array.from({ length: 100 }, () => 1 / randomWhole(random, 500, 900))
      const rows = Array.from({ length: 64 }, () => randomWhole(random, 0, 99))
      const [fast, plain] = [kernel, null].map((module) => {
        const scanner = createVectorScanner({ codes, scales }, dimensions, module)
        const { passages } = scanner.scan(randomVector(seededRandom(1), dimensions), null)
        const before = passages.slice()
        const cosines = compareWith(scanner, rows)

        expect(passages).toEqual(before)
        expect(() => scanner.compare([...rows, 0])).toThrow('65 rows came to be compared')
        return cosines
      })

      expect(fast).toEqual(plain)
      for (const [i, j] of [
        [0, 0],
        [0, 63],
        [40, 7],
      ]) {
        const [a, b] = [i, j].map((at) =>
          codes.subarray(rows[at] * dimensions, (rows[at] + 1) * dimensions),
        )
        const dot = a.reduce((sum, code, d) => sum + code * b[d], 0)
        expect(fast[i][j]).toBeCloseTo(dot * scales[rows[i]] * scales[rows[j]], 5)
      }
    }
  })

  test('is off by less than a thousandth from the dot product of the codes', () => {
    const random = seededRandom(1)
    const codes = Int8Array.from({ length: 20 * 256 }, () => randomWhole(random, -127, 127))
    const scales = new Float32Array(20).fill(1 / 2000)
    const vector = randomVector(random, 256)
    const { passages } = createVectorScanner({ codes, scales }, 256, kernel).scan(vector, null)

    scales.forEach((scale, row) => {
      const own = codes.subarray(row * 256, (row + 1) * 256)
      const exact = own.reduce((sum, code, d) => sum + code * vector[d], 0) * scale
      expect(Math.abs(passages[row] - exact)).toBeLessThan(0.001)
    })
  })

  test.each([
    ['all at most', 127, 1],
    ['all at least', -127, 1],
    ['opposite', 127, -1],
  ])('does not overflow when codes and query are %s', (_, code, sign) => {
    // As many as settings allow; from 2,065 on a query rounded to 14 bits would.
    for (const dimensions of [2048, 2065, 8192]) {
      const codes = new Int8Array(dimensions).fill(code)
      const vectors = { codes, scales: Float32Array.of(1 / 127) }
      const query = new Float32Array(dimensions).fill(sign / Math.sqrt(dimensions))
      const expected = Math.sign(code) * sign * Math.sqrt(dimensions)
      const [fast, plain] = [kernel, null].map((module) => {
        return createVectorScanner(vectors, dimensions, module).scan(query, null).passages
      })

      expect(fast).toEqual(plain)
      expect(plain[0]).toBeCloseTo(expected, 1)
    }
  })

  test('gives zero for the zero vector, also after another query', () => {
    for (const module of [kernel, null]) {
      const vectors = { codes: Int8Array.of(1, 2), scales: Float32Array.of(1) }
      const scanner = createVectorScanner(vectors, 2, module)
      scanner.scan(Float32Array.of(1, 0), null)

      expect(scanner.scan(new Float32Array(2), null).passages).toEqual(Float32Array.of(0))
    }
  })

  test('forgets the mask of the query before', () => {
    for (const module of [kernel, null]) {
      const vectors = { codes: Int8Array.of(1), scales: Float32Array.of(1) }
      const scanner = createVectorScanner(vectors, 1, module)
      const one = Float32Array.of(1)

      expect(scanner.scan(one, Uint8Array.of(0)).top(1)).toEqual([])
      expect(scanner.scan(one, null).top(1)).toEqual([0])
    }
  })

  test('finds nothing among no rows', () => {
    for (const module of [kernel, null]) {
      const found = createScanner([], 4, module).scan(new Float32Array(4), null)

      expect(found.passages).toHaveLength(0)
      expect(found.top(10)).toEqual([])
    }
  })

  test.each([-1, 257, Number.NaN])('refuses the top %d', (k) => {
    for (const module of [kernel, null]) {
      const found = createScanner([], 4, module).scan(new Float32Array(4), null)

      expect(() => found.top(k)).toThrow(RangeError)
    }
  })
})
