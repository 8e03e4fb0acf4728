/**
 * The results of an index with a base that are no candidates: they are counted but never shown.
 *
 * Candidates are counted elsewhere, once they are measured, or more would be promised than can be shown. Of all others,
 * those count that hold enough words or were estimated to be near.
 */
import type { Index } from '../../index/open.ts'
import { shareOf } from '../membership.ts'
import type { WordsFound } from '../words.ts'
import type { Candidates } from './candidates.ts'
import type { Near } from './near.ts'

/** What both legs found in all articles, null for a leg that does not rank, and which are candidates. */
export interface AllFound {
  readonly candidates: Candidates
  readonly words: WordsFound | null
  readonly near: Near | null
}

/** The results that are no candidates. */
export interface Beyond {
  readonly count: number
  /** 1 for each of them, and a preliminary mark for each candidate. */
  readonly marks: Uint8Array
}

/** Finds them by the rule of `countResults`. */
export function findBeyond(index: Index, { candidates, words, near }: AllFound): Beyond {
  const marks = new Uint8Array(index.documents)
  let count = 0
  if (words) {
    const { heldWeight, weight } = words
    // Where no vector ranks, any word is enough; every word weighs something, so what holds none has no weight.
    const least = Math.max(near ? shareOf(weight, 0.5) : 0, Number.MIN_VALUE)
    // A plain loop without a branch, since it visits every article.
    for (let document = 0; document < marks.length; document++) {
      marks[document] = heldWeight[document] >= least ? 1 : 0
      count += marks[document]
    }
  }
  near?.eachNear(index.manifest.confidence.floor, (document) => {
    if (marks[document] === 0) count++
    marks[document] = 1
  })
  for (const document of candidates.documents) count -= marks[document]
  return { count, marks }
}
