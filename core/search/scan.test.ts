import { describe, expect, test } from 'vitest'
import {
  createDocument,
  openTinyIndex,
  randomDocuments,
  randomVector,
  randomWhole,
  seededRandom,
} from '../../test/support.ts'
import { dequantize } from '../quantize.ts'
import { scan } from './scan.ts'

/** Random articles whose vectors are few, so that many are equally near, and a query. */
function createWorld(seed: number) {
  const random = seededRandom(seed)
  const dimensions = 1 + (seed % 9)
  const index = openTinyIndex(randomDocuments(random, seed % 7), {
    dimensions,
    perSegment: 1 + (seed % 3),
    vectorOf: () => Float32Array.from({ length: dimensions }, () => randomWhole(random, -1, 1)),
  })
  const query = randomVector(random, dimensions)
  const mask = Uint8Array.from({ length: index.documents }, () => randomWhole(random, 0, 1))
  return { index, query, mask: seed % 2 === 0 ? null : mask }
}

/** The same answer, by sorting all passages of each article. */
function scanBySorting({ index, query, mask }: ReturnType<typeof createWorld>) {
  const measured = Array.from(index.scanner.scan(query, null).passages)
  const passages = index.segments.flatMap(({ passageDocuments, firstDocument, firstPassage }) =>
    Array.from(passageDocuments, (document, row) => {
      const passage = firstPassage + row
      return { document: firstDocument + document, passage, similarity: measured[passage] }
    }),
  )
  return Array.from({ length: index.documents }, (_, document) => {
    if (mask?.[document] === 0) return [Number.NEGATIVE_INFINITY, 0]
    const [best] = passages
      .filter((passage) => passage.document === document)
      .sort((a, b) => b.similarity - a.similarity || a.passage - b.passage)
    return [best.similarity, best.passage]
  })
}

describe('scan', () => {
  test('agrees with sorting every passage, ties and masks included', () => {
    for (let seed = 0; seed < 300; seed++) {
      const world = createWorld(seed)
      const { similarities, nearest } = scan(world.index, world.query, world.mask)

      const found = Array.from(similarities, (similarity, i) => [similarity, nearest[i]])
      expect(found, `seed ${seed}`).toEqual(scanBySorting(world))
    }
  })

  test('takes the first of equally near passages', () => {
    const chunk = () => [0, 1, 2].map((at) => ({ span: [at, at] as const, heading: -1 }))
    const vectors = [Float32Array.of(0, 1), Float32Array.of(1, 0), Float32Array.of(1, 0)]
    const index = openTinyIndex([createDocument({ text: 'abc' })], {
      chunk,
      vectorOf: (_, { span }) => vectors[span[0]],
    })

    expect([...scan(index, Float32Array.of(1, 0), null).nearest]).toEqual([1])
  })

  test('is within 0.01 of the cosine of the vectors as they were', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = seededRandom(seed)
      const vector = randomVector(random, 64)
      const query = randomVector(random, 64)
      const index = openTinyIndex([createDocument()], { dimensions: 64, vectorOf: () => vector })
      const [similarity] = scan(index, query, null).similarities

      const cosine = vector.reduce((sum, value, d) => sum + value * query[d], 0)
      expect(Math.abs(similarity - cosine), `seed ${seed}`).toBeLessThan(0.01)
    }
  })

  test('gives a passage with the zero vector similarity 0', () => {
    const index = openTinyIndex([createDocument()], { vectorOf: () => new Float32Array(2) })

    expect([...scan(index, Float32Array.of(1, 0), null).similarities]).toEqual([0])
  })

  test('leaves the query as it was', () => {
    const query = Float32Array.of(0.5, 0.25)
    scan(openTinyIndex([createDocument()]), query, null)

    expect(query).toEqual(Float32Array.of(0.5, 0.25))
  })

  test('reads the vectors that the index holds', () => {
    const { index, query } = createWorld(13)
    const { similarities, nearest } = scan(index, query, null)
    const [segment] = index.segments
    const vector = dequantize(segment, nearest[0], query.length)

    expect(similarities[0]).toBeCloseTo(
      vector.reduce((sum, value, d) => sum + value * query[d], 0),
      3,
    )
  })

  test('says both sizes when query and index disagree', () => {
    expect(() => scan(openTinyIndex([createDocument()]), new Float32Array(3), null)).toThrow(
      new RangeError('query has 3 dimensions; the index has 2'),
    )
  })
})
