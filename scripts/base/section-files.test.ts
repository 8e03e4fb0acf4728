import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeSections } from '../../core/sections.ts'
import { randomWhole, seededRandom } from '../../test/support.ts'
import { openSectionFile } from './section-files.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  path = join(folder, 'file.bin')
})
afterEach(() => rm(folder, { recursive: true }))

const numbers = Uint32Array.from({ length: 50_000 }, (_, i) => i * 80_000)
const bytes = Uint8Array.from({ length: 100_001 }, (_, i) => i % 251)
const write = () => writeFile(path, encodeSections('test', { a: 1 }, { numbers, bytes }))

describe('a file of sections', () => {
  test('can be read a section at a time', async () => {
    await write()
    const file = openSectionFile(path)

    expect(file.count('numbers')).toBe(50_000)
    expect(file.read('numbers', 'Uint32Array')).toEqual(numbers)
    expect(file.read('bytes', 'Uint8Array')).toEqual(bytes)
    expect(() => file.read('none', 'Uint8Array')).toThrow(`${path} has no none`)
    file.close()
  })

  test('can be streamed in pieces of any size, two sections in turn', async () => {
    await write()
    for (let seed = 0; seed < 20; seed++) {
      const random = seededRandom(seed)
      const file = openSectionFile(path)
      const ofNumbers = file.stream('numbers', 'Uint32Array')
      const ofBytes = file.stream('bytes', 'Uint8Array')
      for (let at = 0; at < numbers.length; ) {
        const most = seed % 3 === 0 ? 30_000 : 7000
        const count = Math.min(randomWhole(random, 0, most), numbers.length - at)
        expect(ofNumbers.take(count)).toEqual(numbers.subarray(at, at + count))
        expect(ofBytes.take(count * 2)).toEqual(bytes.subarray(at * 2, (at + count) * 2))
        at += count
      }
      expect(ofBytes.take(1)).toEqual(bytes.subarray(-1))
      expect(() => ofBytes.take(1)).toThrow(RangeError)
      file.close()
    }
  })
})
