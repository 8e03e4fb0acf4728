/** The articles nearest to an article, by the mean of its passages. */
import { type Index, idAt, passageAt, passagesOf, recordAt } from '../index/open.ts'
import { dot, normalized } from '../model/model.ts'
import { protocolVersion, type RelatedResponse } from '../protocol.ts'
import { dequantize } from '../quantize.ts'
import { excerptOf, resultHead } from './result.ts'
import { scan } from './scan.ts'
import type { SearchContext } from './search.ts'

/** The `k` articles nearest to `document`, nearest first, itself left out. */
export function related(
  index: Index,
  document: number,
  k: number,
  { urlOf, embed }: Pick<SearchContext, 'urlOf'> & { embed?: (text: string) => Float32Array },
): RelatedResponse {
  const vector = meanVector(index, document)
  const { similarities, nearest, top } = scan(index, vector, null)
  const { floor } = index.manifest.confidence
  similarities[document] = Number.NEGATIVE_INFINITY
  // Sentences are chosen by the embedded model, so against a vector of another model it needs its own.
  const isOwn = index.manifest.model.kind === 'static'
  const about = embed && (isOwn ? vector : embed(beginningOf(index, document)))
  const similarityTo = about && ((text: string) => dot(embed(text), about))
  const asked = { words: [], written: [], content: false }
  return {
    protocol: protocolVersion,
    id: idAt(index, document),
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

/** What an article is about, in few words: its title and its first passage. */
function beginningOf(index: Index, document: number): string {
  const { title } = recordAt(index, document)
  const [first, end] = passagesOf(index, document)
  return first === end ? title : `${title} ${passageAt(index, document, first).text}`
}

/** Unit vector of the mean of an article's passages. */
function meanVector(index: Index, document: number): Float32Array {
  const { dimensions } = index.manifest.model
  const [first, end] = passagesOf(index, document)
  const mean = new Float32Array(dimensions)
  for (const segment of index.segments) {
    const from = Math.max(first, segment.firstPassage)
    const to = Math.min(end, segment.firstPassage + segment.passages)
    for (let passage = from; passage < to; passage++) {
      const row = passage - segment.firstPassage
      dequantize(segment.codes, segment.scales, row, dimensions).forEach((value, d) => {
        mean[d] += value
      })
    }
  }
  return normalized(mean)
}
