/** How articles are grouped into the segments of an index. */
import type { Article } from '../text/passages.ts'

/** About how many bytes a segment may take; a host serves files up to 25 MiB. */
const segmentBytes = 12_000_000
/** More than two segments are rounded up to a multiple of this, so that as many cores build them at once. */
const sideBySide = 4

/**
 * About how many bytes passages with that many characters take: each costs its vector and its text, and
 * postings and records about as much again.
 */
function estimateBytes(passages: number, characters: number, dimensions: number): number {
  return passages * (dimensions + 40) + characters * 2
}

/** Bytes for each segment of an index, so that all are about equally large. */
export function evenSegmentBytes(passages: number, characters: number, dimensions: number): number {
  const all = estimateBytes(passages, characters, dimensions)
  const few = Math.ceil(all / segmentBytes)
  const count = few > 2 ? Math.ceil(few / sideBySide) * sideBySide : few
  // A hundredth more: room left at the end of each would otherwise add up to a further segment.
  return Math.min(segmentBytes, (1.01 * all) / count)
}

/**
 * Groups articles into the segments of an index, in order; holds those of one at a time.
 *
 * @param most bytes of a segment, as estimated; one article may have more
 */
export function* groupArticles(
  articles: Iterable<Article>,
  dimensions: number,
  most = segmentBytes,
): Generator<Article[]> {
  let group: Article[] = []
  let room = most
  for (const article of articles) {
    const { passages, document } = article
    const bytes = estimateBytes(passages.length, document.text.length, dimensions)
    if (bytes > room && group.length > 0) {
      yield group
      group = []
      room = most
    }
    group.push(article)
    room -= bytes
  }
  if (group.length > 0) yield group
}
