import { describe, expect, test } from 'vitest'
import { blockOfName, cutNames, decodeNames, findName } from './names.ts'
import { compareCodePoints } from './strings.ts'

describe('names in blocks', () => {
  test('are found, each in one block, and others are not', () => {
    const names = Array.from({ length: 9000 }, (_, i) => `${'é漢😀/'.repeat(i % 9)}${i}`)
      .sort(compareCodePoints)
      .map((name, i) => [name, (i * 7) % 9000] as const)
    const blocks = [...cutNames(names)]
    const find = (name: string) => {
      const block = blockOfName(blocks, name)
      return block < 0 ? -1 : findName(decodeNames('ids', blocks[block].bytes), name)
    }

    expect(blocks.length).toBeGreaterThan(1)
    for (const [name, number] of names) expect(find(name), name).toBe(number)
    for (const name of ['', '0x', '\u{10ffff}']) expect(find(name)).toBe(-1)
  })

  test('of nothing are no blocks, and none begins before the first', () => {
    expect([...cutNames([])]).toEqual([])
    expect(blockOfName([], 'a')).toBe(-1)
    expect(blockOfName([{ first: 'b' }], 'a')).toBe(-1)
    expect(blockOfName([{ first: 'b' }], 'b')).toBe(0)
  })
})
