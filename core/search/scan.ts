/**
 * The vector leg: exact similarity of the query to every passage, and an article
 * takes its best.
 *
 * A scan has nothing to tune and misses nothing, so the only errors left to measure
 * are the model's and the quantizer's. It costs about 0.6 ms per 1,000 passages of
 * 256 dimensions (bench/); when a corpus outgrows that, put the faster search beside
 * this one and keep it as the truth the other is judged by.
 */
import type { Index } from '../index/open.ts'
import type { Segment } from '../index/segment.ts'
import type { Mask } from './mask.ts'

/** How near every article is. */
export interface VectorsFound {
  /** Similarity of each article's nearest passage, [-1, 1]; -Infinity if the article is masked. */
  readonly similarities: Float32Array
  /** Number of that passage, the first of equally near ones. */
  readonly nearest: Uint32Array
}

/**
 * Similarity of every article to `query`.
 *
 * @param query unit vector of the index's dimensions; it is read, never changed
 */
export function scan(index: Index, query: Float32Array, mask: Mask): VectorsFound {
  checkDimensions(index, query)
  const similarities = new Float32Array(index.documents).fill(Number.NEGATIVE_INFINITY)
  const nearest = new Uint32Array(index.documents)
  for (const segment of index.segments) {
    const { firstDocument, firstPassage, passages, passageDocuments } = segment
    for (let row = 0; row < passages; row++) {
      const document = firstDocument + passageDocuments[row]
      if (mask !== null && mask[document] === 0) continue
      const similarity = similarityAt(segment, row, query)
      if (similarity > similarities[document]) {
        similarities[document] = similarity
        nearest[document] = firstPassage + row
      }
    }
  }
  return { similarities, nearest }
}

function checkDimensions(index: Index, query: Float32Array) {
  const { dimensions } = index.manifest.model
  if (query.length !== dimensions) {
    throw new RangeError(`query has ${query.length} dimensions; the index has ${dimensions}`)
  }
}

/** Cosine of `query` and the passage at `row` of a segment, up to quantization error. */
export function similarityAt(segment: Segment, row: number, query: Float32Array): number {
  const { codes, scales } = segment
  const at = row * query.length
  // Four sums, which a processor adds side by side; one alone takes twice as long.
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  const whole = query.length & ~3
  for (let i = 0; i < whole; i += 4) {
    a += codes[at + i] * query[i]
    b += codes[at + i + 1] * query[i + 1]
    c += codes[at + i + 2] * query[i + 2]
    d += codes[at + i + 3] * query[i + 3]
  }
  for (let i = whole; i < query.length; i++) a += codes[at + i] * query[i]
  return Math.fround((a + b + (c + d)) * scales[row])
}
