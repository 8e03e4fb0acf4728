/** The articles nearest to an article of an index with a base. */
import { type Index, passagesOf, segmentOfPassage } from '../../index/open.ts'
import type { RelatedResponse } from '../../protocol.ts'
import { type Library, readArticle } from '../articles.ts'
import { filterMask } from '../mask.ts'
import { aboutOf, createMean, type RelatedContext, related, showRelated } from '../related.ts'
import { checkPage, type OpenBase, readVectors } from './base.ts'
import { candidateIndex, gatherCandidates, vectorsOfCandidates } from './candidates.ts'
import { loadArticles } from './load-articles.ts'
import { nearIn } from './near.ts'

/** Most passages of an article that its mean is taken of, spread evenly: each may be a file to read. */
const mostPassages = 6
/** Most files that are read to measure what is near. */
const mostFiles = 8

/**
 * The `k` articles nearest to `document`, nearest first, itself left out.
 *
 * @throws BadRequest if `k` is more than a page of an index with a base may have
 */
export async function findRelated(
  { index, base }: Library,
  document: number,
  k: number,
  context: RelatedContext,
): Promise<RelatedResponse> {
  if (!base) return related(index, document, k, context)
  checkPage(index, k)
  const { id, title, text } = await readArticle({ index, base }, document)
  const vector = await meanVector(index, base, document)
  // What is near lies in arrays that the next search overwrites: nothing may be awaited before it is measured.
  const near = nearIn(index, base, vector, maskOfOthers(index, document))
  const candidates = gatherCandidates(index, near.documents)
  const similarities = await near.ofPassages(candidates.passages).measure(mostFiles, [])
  const found = vectorsOfCandidates(candidates, similarities)
  const rows = found.top(k)
  const numbers = rows.map((row) => candidates.documents[row])
  const loaded = await loadArticles(index, base, numbers, (document, article) => {
    const row = candidates.documents.indexOf(document)
    const passage = found.nearest[row] - candidates.passageStarts[row]
    return new Map([[passage, { text: article.passageText(passage) }]])
  })
  const seen = candidateIndex(index, candidates, loaded)
  const beginning = `${title} ${text.slice(0, 600)}`
  const about = aboutOf(index, vector, beginning, context)
  return showRelated(seen, id, found, k, { ...context, about })
}

/** A mask of all that may be found but the article itself, as a long one might be all that is near. */
function maskOfOthers(index: Index, document: number): Uint8Array {
  const mask = filterMask(index, { filters: {} }) ?? index.scratch.mask.fill(1)
  mask[document] = 0
  return mask
}

/** Unit vector in the direction of the mean of an article's passages. */
async function meanVector(index: Index, base: OpenBase, document: number): Promise<Float32Array> {
  const [first, end] = passagesOf(index, document)
  const step = Math.max(1, (end - first) / mostPassages)
  const count = Math.min(end - first, mostPassages)
  const passages = Array.from({ length: count }, (_, i) => first + Math.floor(i * step))
  const mean = createMean(base.dimensions)
  if (document < base.manifest.documents) {
    const vectors = await readVectors(base, passages)
    for (const i of passages.keys()) mean.add(vectors, i)
  } else for (const passage of passages) mean.add(...segmentOfPassage(index, passage))
  return mean.direction()
}
