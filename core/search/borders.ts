/**
 * Pairs of characters that stand across the border of two words.
 *
 * Who asks for 麻辣火锅, spicy hotpot, asks for 麻辣, 辣火 and 火锅, since nothing tells where a word of Chinese ends. 辣火
 * is no word: a text that says 麻辣 and 火锅, each in its place, lacks nothing. So a pair is spared
 * where a text holds those on both sides of it. A character of Han means something by itself, which makes chance rare;
 * pairs of Kana or Thai are in any text, and are asked for as they stand.
 */
import { findWords } from '../text/words.ts'
import type { QueryWords } from './query-words.ts'

/** A pair of a query that may stand across a border. */
export interface Border {
  /** Its row among the words of the query. */
  readonly row: number
  readonly pair: string
  /** The pairs that share its first and its second character. */
  readonly sides: readonly [string, string]
}

const han = /\p{sc=Han}/u

/** The pairs of `query` that have a character of Han and another pair on each side; each once. */
export function findBorders(query: string, { written }: QueryWords): Border[] {
  if (!han.test(query)) return []
  const words = findWords(query)
  const found = new Map<string, Border>()
  for (const [i, { text, start, end }] of words.entries()) {
    const [before, behind] = [words[i - 1], words[i + 1]]
    // Only pairs overlap.
    if (!before || !behind || before.end <= start || behind.start >= end) continue
    const row = written.find((word) => word.text === text)?.word
    if (row === undefined || found.has(text) || !han.test(text)) continue
    found.set(text, { row, pair: text, sides: [before.text, behind.text] })
  }
  return [...found.values()]
}

/** Rows of those `borders` that `text` lacks and need not have. */
export function spareBorders(borders: readonly Border[], text: string): number[] {
  const held = new Set(findWords(text).map((word) => word.text))
  return borders
    .filter(({ pair, sides }) => !held.has(pair) && sides.every((side) => held.has(side)))
    .map(({ row }) => row)
}
