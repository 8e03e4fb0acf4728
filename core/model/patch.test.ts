import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { randomWhole, seededRandom, tinyModel } from '../../test/support.ts'
import { compileKernel } from '../kernels/kernel.ts'
import { BadIndex } from '../sections.ts'
import { addRows, embed } from './model.ts'
import {
  createPatch,
  decodePatch,
  encodePatch,
  noPatch,
  openTaught,
  openTaughtSparsely,
  patched,
} from './patch.ts'

const random = seededRandom(1)
const row = () => Array.from({ length: 16 }, () => randomWhole(random, -127, 127))
const model = tinyModel({ cat: row(), dog: row(), un: row(), '##s': row() })
const taught = Float32Array.from({ length: 3 * 16 }, () => random() - 0.5)
/** Dog and two new words; the rows of a lesson come in any order. */
const patch = createPatch(model, { rows: Uint16Array.of(5, 1, 4), words: ['cats', '猫'] }, taught)

describe('createPatch', () => {
  test('holds the rows that changed in order, those of new words last', () => {
    const added = patched(model, patch)

    expect(Array.from(patch.rows)).toEqual([1])
    expect(patch.scales).toHaveLength(3)
    for (const [i, row] of [5, 1, 4].entries()) {
      for (let d = 0; d < 16; d++) {
        const value = added.table[16 * row + d] * added.scales[row]
        expect(Math.abs(value - taught[16 * i + d])).toBeLessThanOrEqual(added.scales[row] / 1.99)
      }
    }
  })

  test('leaves out rows that are as they were', () => {
    const scales = Float32Array.from(model.scales, () => 1)
    const same = Float32Array.from(model.table, (code) => code)
    const rows = Uint16Array.of(0, 1, 2, 3)
    const base = { ...model, scales }
    // 127 is the largest code, so these quantize to themselves.
    for (const row of rows) base.table[16 * row] = same[16 * row] = 127

    expect(createPatch(base, { rows, words: [] }, same).rows).toHaveLength(0)
    same[20]++
    expect(Array.from(createPatch(base, { rows, words: [] }, same).rows)).toEqual([1])
  })
})

describe('a patch', () => {
  test('is read as it was written', () => {
    expect(decodePatch('p', encodePatch(model, patch), model)).toEqual(patch)
    expect(decodePatch('p', encodePatch(model, noPatch), model)).toEqual(noPatch)
  })

  test('of another model is refused, and both are named', () => {
    const bytes = encodePatch({ id: 'other', dimensions: 16 }, patch)

    expect(() => decodePatch('p.bin', bytes, model)).toThrow(
      'p.bin was taught to other (16 dimensions); this is tiny (16). Run npm run build.',
    )
    expect(() =>
      decodePatch('p', encodePatch({ id: 'tiny', dimensions: 8 }, patch), model),
    ).toThrow(BadIndex)
  })

  test('that is damaged is refused, wherever', () => {
    const bytes = encodePatch(model, patch)
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = bytes.slice()
      damaged[at] ^= 4
      expect(() => decodePatch('p', damaged, model), `byte ${at}`).toThrow(BadIndex)
    }
    expect(() => decodePatch('p', bytes.slice(0, -8), model)).toThrow(BadIndex)
  })
})

describe('patched', () => {
  test('keeps what was not taught, and finds the new words', () => {
    const { table, scales, vocabulary } = patched(model, patch)

    expect(table.subarray(0, 16)).toEqual(model.table.subarray(0, 16))
    expect(table.subarray(32, 64)).toEqual(model.table.subarray(32, 64))
    expect(scales).toHaveLength(6)
    expect(vocabulary.added?.words).toEqual(['cats', '猫'])
    expect(embed(patched(model, patch), 'cats')).not.toEqual(embed(model, 'cats'))
    expect(embed(patched(model, patch), '猫')).not.toEqual(new Float32Array(16))
  })

  test('changes nothing with no patch, nor the base with one', () => {
    const before = model.table.slice()
    const { table, scales } = patched(model, noPatch)
    patched(model, patch)

    expect({ table, scales }).toEqual({ table: before, scales: model.scales })
    expect(model.table).toEqual(before)
  })
})

test('openTaught gives the same with the kernel as without', async () => {
  const path = join(import.meta.dirname, '../kernels/scan.wasm')
  const kernel = await compileKernel(await readFile(path))
  const matches = [kernel, null].map((kernel) => {
    const { taught, matcher } = openTaught(model, patch, kernel)
    matcher.ask([1, 5], [1, 0.5])
    return [taught.table, matcher.match(Uint16Array.of(0, 4, 5, 1), 1)]
  })

  expect(matches[0]).toEqual(matches[1])
  expect(matches[0][0]).toEqual(patched(model, patch).table)
  expect(matches[0][1]).toBeGreaterThan(0)
})

test('openTaught gives a model that adds rows up to the same bits with the kernel as without', async () => {
  const path = join(import.meta.dirname, '../kernels/scan.wasm')
  const kernel = await compileKernel(await readFile(path))
  const random = seededRandom(7)
  const codes = () => Array.from({ length: 64 }, () => randomWhole(random, -127, 127))
  const words = Array.from({ length: 40 }, (_, row) => [`word${row}`, codes()] as const)
  // Factors so far apart that a sum depends on its order.
  const scales = Float32Array.from(words, () => random() * 10 ** randomWhole(random, -12, 12))
  const base = { ...tinyModel(Object.fromEntries(words)), scales }
  const { taught: fast } = openTaught(base, noPatch, kernel)
  const { taught: plain } = openTaught(base, noPatch, null)

  expect(plain.addRows).toBeNull()
  for (let length = 0; length < 30; length++) {
    const tokens = Array.from({ length }, () => randomWhole(random, 0, 39))
    for (const dimensions of [64, 24, 8]) {
      const sums = fast.addRows?.(tokens, dimensions).slice(0, dimensions)
      expect(sums, `${tokens}`).toEqual(addRows(plain, tokens, dimensions))
    }
    expect(embed(fast, tokens, 7)).toEqual(embed(plain, tokens, 7))
  }
})

test('openTaughtSparsely gives the same with rows that lie in base and patch', () => {
  for (const laid of [patch, noPatch]) {
    const whole = openTaught(model, laid, null)
    const sparse = openTaughtSparsely(model, laid, null)
    for (const text of ['cat dog cats 猫 uns', 'dog', 'nothing', 'cat '.repeat(3000)]) {
      const [some, all] = [embed(sparse.taught, text), embed(whole.taught, text)]
      for (const [d, value] of all.entries()) expect(some[d]).toBeCloseTo(value, 5)
    }
    const tokens = Uint16Array.of(0, 1, 2, 3)
    for (const { matcher } of [whole, sparse]) matcher.ask([1], [1])
    expect(sparse.matcher.match(tokens, 1)).toBe(whole.matcher.match(tokens, 1))
  }
})

test('a text of more tokens than a kernel takes at once is embedded all the same', async () => {
  const kernel = await compileKernel(
    await readFile(join(import.meta.dirname, '../kernels/scan.wasm')),
  )
  const rows = (first: number) => Array.from({ length: 64 }, (_, d) => first + (d % 7))
  const wide = tinyModel({ cat: rows(3), dog: rows(-5) })
  const { taught: fast } = openTaught(wide, noPatch, kernel)
  const text = 'cat dog cat '.repeat(1000)

  for (const [d, value] of embed(wide, text).entries())
    expect(embed(fast, text)[d]).toBeCloseTo(value, 5)
})
