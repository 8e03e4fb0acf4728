/** The articles nearest to an article, by the mean of its passages. */
import {
  type Index,
  idAt,
  passageAt,
  passagesOf,
  recordAt,
  segmentOfPassage,
} from '../index/open.ts'
import { dot, type EmbedText, normalized } from '../model/model.ts'
import { protocolVersion, type RelatedResponse } from '../protocol.ts'
import { dequantize, type Vectors } from '../quantize.ts'
import type { SearchContext } from './context.ts'
import type { SimilarityTo } from './excerpt.ts'
import { excerptOf, resultHead } from './result.ts'
import { scan, type VectorsFound } from './scan.ts'

/** How related articles are shown. */
export type RelatedContext = Pick<SearchContext, 'urlOf'> & {
  /** Unit vector of a sentence by the embedded model, to choose the one that is shown. */
  readonly embed?: EmbedText
}

/** The `k` articles nearest to `document`, nearest first, itself left out. */
export function related(
  index: Index,
  document: number,
  k: number,
  context: RelatedContext,
): RelatedResponse {
  const [first, end] = passagesOf(index, document)
  const mean = createMean(index.manifest.model.dimensions)
  for (let passage = first; passage < end; passage++) mean.add(...segmentOfPassage(index, passage))
  const vector = mean.direction()
  const found = scan(index, vector, null)
  found.similarities[document] = Number.NEGATIVE_INFINITY
  const about = aboutOf(index, vector, beginningOf(index, document), context)
  return showRelated(index, idAt(index, document), found, k, { ...context, about })
}

/** The answer: the `k` nearest of what was found. */
export function showRelated(
  index: Index,
  id: string,
  { similarities, nearest, top }: VectorsFound,
  k: number,
  { urlOf, embed, about }: RelatedContext & { readonly about?: Float32Array },
): RelatedResponse {
  const { floor } = index.manifest.confidence
  const similarityTo: SimilarityTo | undefined =
    embed && about && ((text) => dot(embed(text), about))
  const asked = { words: [], written: [], sequence: [], content: false }
  return {
    protocol: protocolVersion,
    id,
    index: index.manifest.version,
    results: top(k)
      .filter((other) => similarities[other] > 0 && similarities[other] >= floor)
      .map((other) => {
        const record = recordAt(index, other)
        const legs = { asked, words: null, near: [] }
        return {
          ...resultHead(index, other, record, { urlOf }),
          score: similarities[other],
          similarity: similarities[other],
          ...excerptOf(index, other, nearest[other], record, legs, { similarityTo }).excerpt,
        }
      }),
  }
}

/**
 * The vector that sentences are compared with. They are embedded by the embedded model, so in an index
 * of another model it is that of the article's beginning by the embedded model.
 */
export function aboutOf(
  { manifest }: Index,
  vector: Float32Array,
  beginning: string,
  { embed }: RelatedContext,
): Float32Array | undefined {
  return manifest.model.kind === 'static' ? vector : embed?.(beginning)
}

/** An article's title and its first passage, which tell what it is about. */
function beginningOf(index: Index, document: number): string {
  const { title } = recordAt(index, document)
  const [first, end] = passagesOf(index, document)
  return first === end ? title : `${title} ${passageAt(index, document, first).text}`
}

/** Adds up stored vectors; `direction` is that of their mean, a unit vector. */
export function createMean(dimensions: number) {
  const sum = new Float32Array(dimensions)
  return {
    add(vectors: Vectors, row: number) {
      dequantize(vectors, row, dimensions).forEach((value, d) => {
        sum[d] += value
      })
    },
    direction: () => normalized(sum),
  }
}
