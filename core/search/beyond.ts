/**
 * The results of an index with a base that are no candidates: they are counted but never shown.
 *
 * Candidates are counted elsewhere, once they are measured, or more would be promised than can be shown. Of all others,
 * those count that hold enough words or were estimated to be near.
 */
import type { Index } from '../index/open.ts'
import type { Candidates } from './candidates.ts'
import { holdsEnough, shareOf } from './membership.ts'
import type { Near } from './near.ts'
import type { WordsFound } from './words.ts'

/** What both legs found in all articles, null for a leg that does not rank, and which are candidates. */
export interface AllFound {
  readonly candidates: Candidates
  readonly words: WordsFound | null
  readonly near: Near | null
}

/** How many there are, by the rule of `countResults`. */
export function countBeyond(index: Index, { candidates, words, near }: AllFound): number {
  const { floor } = index.manifest.confidence
  const least = leastWeight(words, near)
  const isByWords = (document: number) => words !== null && holdsEnough(words, document, least)
  const others = new Set(candidates.documents)
  let count = words ? countByWords(words, least) : 0
  for (const document of others) if (isByWords(document)) count--
  near?.eachNear(floor, (document) => {
    if (!isByWords(document) && !others.has(document)) count++
  })
  return count
}

/** 1 for each of them, and a preliminary mark for each candidate. The array is the caller's own. */
export function markBeyond(index: Index, { words, near }: AllFound): Uint8Array {
  const marks = new Uint8Array(index.documents)
  const least = leastWeight(words, near)
  if (words) {
    for (let document = 0; document < marks.length; document++) {
      if (holdsEnough(words, document, least)) marks[document] = 1
    }
  }
  near?.eachNear(index.manifest.confidence.floor, (document) => {
    marks[document] = 1
  })
  return marks
}

/** Least weight of the words of a result: half of all, or any where no vector ranks. */
function leastWeight(words: WordsFound | null, near: Near | null): number {
  return near && words ? shareOf(words.weight, 0.5) : 0
}

/** How many of all articles `holdsEnough`; a plain loop, since it visits every one and is compiled early. */
function countByWords({ heldWeight }: WordsFound, least: number): number {
  const documents = heldWeight.length
  // Every word weighs something, so what holds none has no weight.
  const enough = Math.max(least, Number.MIN_VALUE)
  let count = 0
  for (let document = 0; document < documents; document++) {
    if (heldWeight[document] >= enough) count++
  }
  return count
}
