import { describe, expect, test } from 'vitest'
import { blockBytesFor } from '../../core/index/base.ts'
import { createDocument, randomWhole, seededRandom } from '../../test/support.ts'
import { newFolder } from '../embedders/support.ts'
import { createSilence } from '../progress.ts'
import type { BaseParts } from './parts.ts'
import { writeTexts } from './texts.ts'

describe('writeTexts', () => {
  test('fills blocks with as many articles as they have room for', async () => {
    const random = seededRandom(3)
    // Letters by chance, which hardly get smaller; one article has more than a block.
    const articles = Array.from({ length: 40 }, (_, i) => {
      const length = i === 20 ? 150_000 : randomWhole(random, 1000, 30_000)
      const letter = () => String.fromCharCode(randomWhole(random, 0x21, 0x7e))
      const text = Array.from({ length }, letter).join('')
      return { document: createDocument({ id: `a${i}`, text }), passages: [] }
    })
    const passageStarts = new Uint32Array(articles.length + 1)
    const parts: Partial<BaseParts> = { articles, passageStarts, follow: createSilence }
    const order = Uint32Array.from(articles.keys())
    const blocks = await writeTexts(newFolder(), parts as BaseParts, order)

    const most = blockBytesFor(0)
    const ends = [...blocks.slice(1).map(({ first }) => first), articles.length]
    const counts = ends.map((end, i) => end - blocks[i].first)
    const large = blocks.filter(({ bytes }) => bytes > most)
    expect(large).toEqual([expect.objectContaining({ first: 20 })])
    expect(counts[blocks.indexOf(large[0])]).toBe(1)
    for (const [i, { bytes }] of blocks.slice(1).entries())
      expect(blocks[i].bytes + bytes).toBeGreaterThan(most)
  })
})
