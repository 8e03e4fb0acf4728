/**
 * Pairs of characters that stand across the border of two words.
 *
 * A query of 麻辣火锅, spicy hotpot, becomes 麻辣, 辣火 and 火锅, since nothing tells where a Chinese word ends. 辣火 is no
 * word: a text that says 麻辣 and 火锅 in different places lacks nothing. So a pair is not required where a
 * text holds the pairs on both sides of it. A Han character means something by itself, so that rarely happens by chance;
 * pairs of Kana or Thai are in any text, and all are required.
 */
import { findWords } from '../../text/words.ts'
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

/** The pairs of `query` that have a Han character and overlap another pair on each side; each once. */
export function findBorders(query: string, { written }: QueryWords): Border[] {
  if (!han.test(query)) return []
  const words = findWords(query)
  const found = new Map<string, Border>()
  for (const [i, { text, start, end }] of words.entries()) {
    const [before, behind] = [words[i - 1], words[i + 1]]
    // Words that overlap are pairs.
    if (!before || !behind || before.end <= start || behind.start >= end) continue
    const row = written.find((word) => word.text === text)?.word
    if (row === undefined || found.has(text) || !han.test(text)) continue
    found.set(text, { row, pair: text, sides: [before.text, behind.text] })
  }
  return [...found.values()]
}

/** Rows of those `borders` that `text` lacks but need not have. */
export function spareBorders(borders: readonly Border[], text: string): number[] {
  const held = new Set(findWords(text).map((word) => word.text))
  return borders
    .filter(({ pair, sides }) => !held.has(pair) && sides.every((side) => held.has(side)))
    .map(({ row }) => row)
}
