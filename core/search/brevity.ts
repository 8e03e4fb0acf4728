/**
 * What the similarity of a short article is worth.
 *
 * A text's vector is the mean of its words' vectors, and the mean of few words may point anywhere: among many stubs,
 * some are nearer to a query than the article that answers it. So a similarity counts as if the article held two more
 * words that have nothing to do with the query. If all articles are short, fewer words are added, since length then
 * tells nothing.
 */
import { type Index, lengthAt } from '../index/open.ts'

/** Words added to an article, and the most as a share of the mean length of all articles. */
const addedWords = 2
const addedShare = 0.05

/** Similarities of `candidates` as they count for ranking, with those words added to each article. */
export function weighBrevity(
  index: Index,
  candidates: readonly number[],
  similarities: ArrayLike<number>,
): Float64Array {
  const added = Math.min(addedWords, addedShare * index.meanLength)
  const weighed = new Float64Array(candidates.length)
  for (let i = 0; i < weighed.length; i++) {
    const length = Math.max(1, lengthAt(index, candidates[i]))
    weighed[i] = (similarities[i] * length) / (length + added)
  }
  return weighed
}
