/**
 * Which articles are results: raw scores decide, because a fused score only compares within one answer.
 */
import type { Index } from '../index/open.ts'
import type { PassageLegs } from './excerpt.ts'

/** Relative error that a sum of float32 may have. */
const lostInSums = 1e-5

/**
 * Whether an article belongs to the results: it is near enough, or holds words that make up half of
 * the query, by weight. Where no vector ranks, one word is enough, since nothing else is known.
 */
export function isResult(
  index: Pick<Index, 'manifest'>,
  document: number,
  { words, vectors }: PassageLegs,
): boolean {
  const holdsAny = words !== null && words.held[document] > 0
  if (!vectors) return holdsAny
  if (vectors.similarities[document] >= index.manifest.confidence.floor) return true
  return holdsAny && words.heldWeight[document] >= shareOf(words.weight, 0.5)
}

/** Least weight of words that make up a share of all `weight`, a little lowered for rounding in sums. */
export function shareOf(weight: number, share: number): number {
  return share * weight * (1 - lostInSums)
}

/** How many articles are results, all of them and not only those that are ranked. */
export function countResults(index: Index, legs: PassageLegs): number {
  let total = 0
  for (let document = 0; document < index.documents; document++) {
    if (isResult(index, document, legs)) total++
  }
  return total
}

/** 1 for each article that is a result, 0 for the others; the array is the caller's own. */
export function markResults(
  index: Pick<Index, 'manifest' | 'documents'>,
  legs: PassageLegs,
): Uint8Array {
  const marks = new Uint8Array(index.documents)
  for (let document = 0; document < index.documents; document++) {
    if (isResult(index, document, legs)) marks[document] = 1
  }
  return marks
}
