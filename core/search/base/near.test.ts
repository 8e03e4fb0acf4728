import { describe, expect, test } from 'vitest'
import { openTinyBase } from '../../../test/base.ts'
import {
  openTinyIndex,
  randomDocuments,
  randomVector,
  randomVectors,
  seededRandom,
} from '../../../test/support.ts'
import type { OpenBase } from './base.ts'
import { nearIn } from './near.ts'

/** Thirty articles in cells of four passages, six of them added since, and how near each passage is. */
async function openWorld(mask: Uint8Array | null = null) {
  const random = seededRandom(9)
  const vectorOf = randomVectors(random, 4)
  const documents = randomDocuments(random, 30)
  const options = { dimensions: 4, vectorOf }
  const whole = openTinyIndex(documents, options)
  const { index, base } = await openTinyBase(documents, { ...options, perCell: 4, fresh: 6 })
  const query = randomVector(random, 4)
  const { passages, similarities } = whole.scanner.scan(query, mask)
  const opened = base as OpenBase
  return {
    near: nearIn(index, opened, query, mask),
    truth: passages.slice(),
    ofArticles: [...similarities],
    all: Uint32Array.from(passages.keys()),
    ofBase: opened.manifest.passages,
  }
}

describe('nearIn', () => {
  test('estimates passages of the base and measures those added since', async () => {
    const { near, truth, all, ofBase } = await openWorld()
    const found = near.ofPassages(all).similarities

    expect(found).toHaveLength(truth.length)
    expect(found.subarray(ofBase)).toEqual(truth.subarray(ofBase))
    for (const passage of all.subarray(0, ofBase)) {
      expect(Math.abs(found[passage] - truth[passage])).toBeLessThan(0.5)
    }
    expect(found.subarray(0, ofBase)).not.toEqual(truth.subarray(0, ofBase))
  })

  test('gives the same of some passages, of one part or of both', async () => {
    const { near, all, ofBase } = await openWorld()
    const found = near.ofPassages(all).similarities
    const border = Uint32Array.of(2, ofBase - 1, ofBase, all.length - 1)

    for (const some of [border, border.subarray(0, 2), border.subarray(2), border.subarray(0, 0)]) {
      expect([...near.ofPassages(some).similarities]).toEqual(Array.from(some, (p) => found[p]))
    }
  })

  test('is exact for passages in the files that it may read', async () => {
    const { near, truth, all } = await openWorld()
    const { similarities: estimates, measure } = near.ofPassages(all)
    const none = await measure(0, [])
    const some = await measure(2, [])
    const whole = await measure(1000, [])

    expect(none).toEqual(estimates)
    expect(whole).toEqual(truth)
    const changed = some.filter((similarity, i) => similarity !== estimates[i])
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.length).toBeLessThanOrEqual(8)
    expect(some.every((found, i) => found === estimates[i] || found === truth[i])).toBe(true)
  })

  test('reads the files of passages in doubt before others', async () => {
    const { near, truth, all, ofBase } = await openWorld()
    const { measure } = near.ofPassages(all)
    for (const passage of all.subarray(0, ofBase)) {
      const similarities = await measure(1, [passage, ofBase])
      expect(similarities[passage]).toBe(truth[passage])
    }
  })

  test('finds only articles that pass, in both parts', async () => {
    const mask = Uint8Array.from({ length: 30 }, (_, article) => (article % 5 === 0 ? 1 : 0))
    const { near, ofArticles } = await openWorld(mask)
    const passing = ofArticles.flatMap((similarity, i) => (similarity > -Infinity ? [i] : []))

    expect(near.documents.toSorted((a, b) => a - b)).toEqual(passing)
    const met: number[] = []
    near.eachNear(-1.5, (document) => met.push(document))
    expect(met.toSorted((a, b) => a - b)).toEqual(passing)
  })
})
