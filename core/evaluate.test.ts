import { describe, expect, test } from 'vitest'
import { type Judgement, judge, meanQuality } from './evaluate.ts'

const ids = (count: number) => Array.from({ length: count }, (_, i) => `d${i}`)

describe('judge', () => {
  test.each<[string, string[], Judgement, number, number, number]>([
    ['the only one first', ['a', 'x'], { a: 1 }, 1, 1, 1],
    ['the only one second', ['x', 'a'], { a: 1 }, 1 / Math.log2(3), 1, 1 / 2],
    ['none', ['x', 'y'], { a: 1 }, 0, 0, 0],
    ['one of two', ['a', 'x'], { a: 1, b: 1 }, 1 / (1 + 1 / Math.log2(3)), 1 / 2, 1],
    ['two of two, apart', ['a', 'x', 'b'], { a: 1, b: 1 }, 1.5 / (1 + 1 / Math.log2(3)), 1, 1],
    ['nothing at all', [], { a: 1 }, 0, 0, 0],
  ])('measures %s', (_, ranking, judgement, ndcg, recall, mrr) => {
    const quality = judge(ranking, judgement)

    expect(quality?.['ndcg@10']).toBeCloseTo(ndcg, 12)
    expect(quality?.['recall@10']).toBe(recall)
    expect(quality?.['mrr@10']).toBe(mrr)
  })

  test('weighs graded gains by rank', () => {
    const best = 3 + 1 / Math.log2(3)

    expect(judge(['b', 'a'], { a: 3, b: 1 })?.['ndcg@10']).toBeCloseTo(
      (1 + 3 / Math.log2(3)) / best,
    )
    expect(judge(['a', 'b'], { a: 3, b: 1 })?.['ndcg@10']).toBe(1)
  })

  test('looks at the first ten only', () => {
    const quality = judge([...ids(10), 'a'], { a: 1 })

    expect(quality).toEqual({ 'ndcg@10': 0, 'recall@10': 0, 'mrr@10': 0 })
    expect(judge([...ids(9), 'a'], { a: 1 })).toMatchObject({ 'recall@10': 1, 'mrr@10': 0.1 })
  })

  test('is full nDCG where ten of twelve relevant ones fill the first ten', () => {
    const judgement = Object.fromEntries(ids(12).map((id) => [id, 1]))

    expect(judge(ids(12), judgement)).toEqual({ 'ndcg@10': 1, 'recall@10': 10 / 12, 'mrr@10': 1 })
  })

  test('cannot measure a query that nothing is relevant to', () => {
    expect(judge(['a'], {})).toBeNull()
    expect(judge(['a'], { a: 0, b: -1 })).toBeNull()
  })

  test('counts gains of zero or less as not relevant', () => {
    expect(judge(['b', 'c', 'a'], { a: 1, b: 0, c: -2 })).toMatchObject({
      'ndcg@10': 0.5,
      'mrr@10': 1 / 3,
    })
  })

  test('gives an id named like an inherited property no gain', () => {
    expect(judge(['constructor', 'a'], { a: 1 })?.['mrr@10']).toBe(0.5)
  })

  test('leaves ranking and judgement as they were', () => {
    const ranking = Object.freeze(['a', 'b'])
    const judgement = Object.freeze({ a: 1, b: 3 })
    judge(ranking, judgement)

    expect([ranking, judgement]).toEqual([['a', 'b'], { a: 1, b: 3 }])
  })
})

describe('meanQuality', () => {
  test('is the mean of each measure', () => {
    const one = { 'ndcg@10': 1, 'recall@10': 0.5, 'mrr@10': 0 }
    const other = { 'ndcg@10': 0, 'recall@10': 0.5, 'mrr@10': 0.5 }

    expect(meanQuality([one, other])).toEqual({ 'ndcg@10': 0.5, 'recall@10': 0.5, 'mrr@10': 0.25 })
  })

  test('is zero for none', () => {
    expect(meanQuality([])).toEqual({ 'ndcg@10': 0, 'recall@10': 0, 'mrr@10': 0 })
  })
})
