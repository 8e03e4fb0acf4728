import { expect, test } from 'vitest'
import type { EncodedSegment } from '../../core/index/encode-segment.ts'
import type { Document } from '../../core/text/document.ts'
import { chunkDocument } from '../../core/text/passages.ts'
import { createDocument, randomDocuments, seededRandom } from '../../test/support.ts'
import { readKernel, readModel } from '../project.ts'
import { createSegmentMaker } from './own-segment.ts'
import { encodeInThreads } from './segment-threads.ts'

const chunk = (document: Document) => ({ document, passages: chunkDocument(document) })

test('segments from threads are those made without kernel and threads, in order, and every passage is counted', async () => {
  const bytes = await readModel()
  const groups = [1, 2, 3, 4, 5].map((seed) =>
    randomDocuments(seededRandom(seed), 1 + seed * 3).map(chunk),
  )
  let counted = 0
  const settings = { model: bytes, patch: null, kernel: await readKernel(), fields: ['topic'] }
  const onPassages = (count: number) => {
    counted += count
  }
  const made: EncodedSegment[] = []
  for await (const segment of encodeInThreads(groups, settings, onPassages)) made.push(segment)

  const makeSegment = createSegmentMaker({ ...settings, kernel: null })
  const wanted = groups.map((articles) => makeSegment(articles, () => {}))
  expect(made).toEqual(wanted)
  expect(counted).toBe(groups.flat().flatMap(({ passages }) => passages).length)
})

test('a failing thread fails the build when its segment is due', async () => {
  const groups = ['a', 'b', 'c'].map((id) => [chunk(createDocument({ id }))])
  const broken = { ...groups[1][0], passages: [{ span: [0, 0] as const, heading: 7 }] }
  const settings = { model: await readModel(), patch: null, kernel: null, fields: [] }
  const segments = encodeInThreads([groups[0], [broken], groups[2]], settings, () => {})

  expect((await segments.next()).value?.words).toBe(0)
  await expect(segments.next()).rejects.toThrow()
})
