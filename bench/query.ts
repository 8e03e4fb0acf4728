/**
 * The parts of a query, in Node: embedding, scanning, words, the second look. Variants take turns in one
 * process, so that their ratios hold on a machine whose speed drifts.
 */

import type { Manifest } from '../core/index/manifest.ts'
import { openIndex } from '../core/index/open.ts'
import type { Kernel } from '../core/kernels/kernel.ts'
import { decodeModel, embed } from '../core/model/model.ts'
import { noPatch, openTaught } from '../core/model/patch.ts'
import type { SearchContext } from '../core/search/context.ts'
import { embeddedConfidence } from '../core/search/query/fallback.ts'
import { queryWords } from '../core/search/query/query-words.ts'
import { scan } from '../core/search/scan.ts'
import { search } from '../core/search/search.ts'
import { createReader, lookAgain, type Reader, readAgain } from '../core/search/second-look.ts'
import { findByWords } from '../core/search/words.ts'
import { chunkDocument } from '../core/text/passages.ts'
import { createSegmentMaker } from '../scripts/index/own-segment.ts'
import { readKernel, readModel } from '../scripts/project.ts'
import { createArticles, createQuestions } from './articles.ts'
import { median } from './numbers.ts'

const rounds = 30
const fields = ['tag', 'author']

/** Prints the median time of each part. */
export async function benchQuery(): Promise<void> {
  const bytes = await readModel()
  const kernel = await readKernel()
  const model = decodeModel('model', bytes)
  const documents = [...createArticles(model, 1500)].map((document, i) => ({
    ...document,
    fields: { tag: [`tag ${i % 300}`, `tag ${i % 7}`], author: [`author ${i % 50}`] },
  }))
  const articles = documents.map((document) => ({ document, passages: chunkDocument(document) }))
  const makeSegment = createSegmentMaker({ model: bytes, patch: null, kernel, fields })
  const segment = makeSegment(articles, () => {})
  const manifest = {
    version: 'bench',
    languages: ['en'],
    fields,
    model: { id: model.id, dimensions: model.dimensions },
    confidence: embeddedConfidence,
    documents: documents.length,
    passages: articles.reduce((sum, { passages }) => sum + passages.length, 0),
    words: segment.words,
    shards: [{ file: 'bench', bytes: segment.bytes.length, sha256: '' }],
  } as unknown as Manifest
  const index = openIndex(manifest, [segment.bytes], kernel)
  const plain = openIndex(manifest, [segment.bytes])
  const readerBy = (used: Kernel | null) =>
    createReader(index, model.vocabulary, openTaught(model, noPatch, used).matcher) as Reader
  const [reader, plainReader] = [readerBy(kernel), readerBy(null)]
  const questions = createQuestions(model, 20)
  const vectors = questions.map((question) => embed(model, question))
  const asked = questions.map((question) => queryWords(['en'], question))
  const parameters = { mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false } as const
  const urlOf = (id: string) => id
  const ask = (i: number, changes: Partial<SearchContext>, facets = false) => {
    const context = { vector: vectors[i], urlOf, ...changes }
    return search(index, { ...parameters, q: questions[i], facets }, context)
  }
  const found = questions.map((_, i) => {
    const words = findByWords(index, asked[i].words, null)
    const near = scan(index, vectors[i], null)
    // Copied, since the next search would overwrite them.
    const first = {
      asked: asked[i],
      words: { ...words, weightByPassage: words.weightByPassage.slice() },
      vectors: { ...near, passages: near.passages.slice() },
    }
    return { first, documents: near.top(readAgain) }
  })
  const lookAtAll = (used: Reader, i: number) => {
    const look = lookAgain(index, used, found[i].first)
    for (const document of found[i].documents) look?.scoreOf(document)
  }

  const variants: Record<string, (i: number) => unknown> = {
    'embed a question of ten words': (i) => embed(model, questions[i]),
    'scan all passages': (i) => scan(index, vectors[i], null),
    'scan all passages, without SIMD': (i) => scan(plain, vectors[i], null),
    'find by words': (i) => findByWords(index, asked[i].words, null),
    'look at 20 articles again': (i) => lookAtAll(reader, i),
    'look at them again, without SIMD': (i) => lookAtAll(plainReader, i),
    'whole search': (i) => ask(i, { reader }),
    'whole search with facets': (i) => ask(i, { reader }, true),
    'whole search, no shared scores': (i) => ask(i, { reader, alike: false }),
    'also without feedback': (i) => ask(i, { reader, feedback: false }),
    'also without a second look': (i) => ask(i, {}),
  }
  const times: Record<string, number[]> = {}
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const started = performance.now()
      for (let i = 0; i < questions.length; i++) run(i)
      times[name] = [...(times[name] ?? []), (performance.now() - started) / questions.length]
    }
  }
  console.log(`${manifest.documents} articles, ${manifest.passages} passages; ms a question\n`)
  for (const [name, values] of Object.entries(times)) {
    console.log(`${name.padEnd(32)}${median(values).toFixed(3).padStart(8)}`)
  }
}
