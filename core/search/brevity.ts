/**
 * What the similarity of a short article is worth.
 *
 * A vector is the mean of its words', and that of few words lies wherever chance takes it: among many stubs, some are
 * nearer to any query than what answers it. So a similarity counts as if the article held two more words that have
 * nothing to do with the query. Where all articles are short these are fewer, since there it would only part the longer
 * from the shorter.
 */
import { type Index, segmentOfDocument } from '../index/open.ts'

/** Words that are added, and their most as a share of an article's mean length. */
const addedWords = 2
const addedShare = 0.05

/** Similarities of `candidates` as they count for ranking, each with those words added to its article. */
export function weighBrevity(
  index: Index,
  candidates: readonly number[],
  similarities: readonly number[],
): number[] {
  const added = Math.min(addedWords, addedShare * index.meanLength)
  return similarities.map((similarity, i) => {
    const [{ lengths }, row] = segmentOfDocument(index, candidates[i])
    const length = Math.max(1, lengths[row])
    return (similarity * length) / (length + added)
  })
}
