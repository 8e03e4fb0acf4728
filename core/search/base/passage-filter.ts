/** Which passages a filter of articles leaves, where passages are estimated in cells (nearest.ts). */
import { lastUpTo } from '../../index/ordered.ts'

/** Passages that may be found. */
export interface PassageFilter {
  readonly passes: (passage: number) => boolean
  /** All of them, ascending, if they are few; null if they are many. */
  readonly few: Uint32Array | null
}

/** Most passages of a filter that are listed one by one; of more, cells are looked through. */
const mostListed = 20_000

/**
 * The passages of the articles that pass `mask`; null where no article is left out.
 *
 * @param mask          1 for each article that passes; null for no filter. It may be longer than the base;
 *   the rest is ignored
 * @param passageStarts first passage of each article, and one past the last
 */
export function createPassageFilter(
  mask: ArrayLike<number> | null,
  passageStarts: Uint32Array,
): PassageFilter | null {
  if (mask === null) return null
  const articles = passageStarts.length - 1
  let count = 0
  let passing = 0
  for (let article = 0; article < articles; article++) {
    if (mask[article] === 0) continue
    passing++
    count += passageStarts[article + 1] - passageStarts[article]
  }
  if (passing === articles) return null
  const passes = (passage: number) => mask[articleAt(passageStarts, passage)] !== 0
  if (count > mostListed) return { passes, few: null }
  const few = new Uint32Array(count)
  let at = 0
  for (let article = 0; article < articles; article++) {
    if (mask[article] === 0) continue
    for (let p = passageStarts[article]; p < passageStarts[article + 1]; p++) few[at++] = p
  }
  return { passes, few }
}

/** The article that a passage belongs to. */
export function articleAt(passageStarts: Uint32Array, passage: number): number {
  return lastUpTo(passageStarts.length - 1, (article) => passageStarts[article] <= passage)
}
