import { describe, expect, test } from 'vitest'
import { createRuns } from './overlap.ts'

const words = (first: number, last: number) =>
  Array.from({ length: last - first }, (_, i) => `word${first + i}`).join(' ')

describe('createRuns', () => {
  test('finds a text that shares thirteen words in a row, with any case and punctuation', () => {
    const runs = createRuns([words(0, 40)])
    runs.meet(`Before, ${words(20, 33).toUpperCase().replaceAll(' ', ', ')} – after.`)

    expect(runs.holdsMet(words(0, 40))).toBe(true)
    expect(runs.holdsMet(words(20, 33))).toBe(true)
    expect(runs.holdsMet(words(21, 40))).toBe(false)
  })

  test('finds nothing for twelve words, for words in another order and in texts whose runs were not met', () => {
    const runs = createRuns([words(0, 40), words(100, 140)])
    runs.meet(words(20, 32))
    runs.meet(words(0, 40).split(' ').reverse().join(' '))
    runs.meet('')

    expect(runs.holdsMet(words(0, 40))).toBe(false)
    expect(runs.holdsMet(words(100, 140))).toBe(false)
  })

  test('tells texts that were met from others', () => {
    const runs = createRuns([words(0, 40), words(100, 140)])
    runs.meet(words(90, 150))

    expect(runs.holdsMet(words(0, 40))).toBe(false)
    expect(runs.holdsMet(words(100, 140))).toBe(true)
  })
})
