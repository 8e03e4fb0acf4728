/**
 * The parts of a query, in Node: embedding it, scanning, words. Variants run in turn in one
 * process, so that their ratio holds on a machine whose speed drifts.
 */

import type { Manifest } from '../core/index/manifest.ts'
import { openIndex } from '../core/index/open.ts'
import { encodeSegment } from '../core/index/segment.ts'
import { decodeModel, embed } from '../core/model/model.ts'
import { embeddedConfidence } from '../core/search/fallback.ts'
import { scan } from '../core/search/scan.ts'
import { search } from '../core/search/search.ts'
import { findByWords, queryWords } from '../core/search/words.ts'
import { chunkDocument } from '../core/text/passages.ts'
import { readKernel, readModel } from '../scripts/index-files.ts'
import { createArticles, createQuestions, median } from './articles.ts'

const rounds = 30

/** Prints the table. */
export async function benchQuery(): Promise<void> {
  const model = decodeModel('model', await readModel())
  const documents = createArticles(model, 1500)
  const entries = documents.map((document) => {
    const passages = chunkDocument(document)
    const vectors = passages.map(({ span }) => embed(model, document.text.slice(...span)))
    return { document, passages, vectors }
  })
  const segment = encodeSegment(entries, model.dimensions, [])
  const manifest = {
    version: 'bench',
    languages: ['en'],
    fields: [] as string[],
    model: { id: model.id, dimensions: model.dimensions },
    confidence: embeddedConfidence,
    documents: documents.length,
    passages: entries.reduce((sum, { passages }) => sum + passages.length, 0),
    words: segment.words,
    shards: [{ file: 'bench', bytes: segment.bytes.length, sha256: '' }],
  } as unknown as Manifest
  const index = openIndex(manifest, [segment.bytes], await readKernel())
  const plain = openIndex(manifest, [segment.bytes])
  const questions = createQuestions(model, 20)
  const vectors = questions.map((question) => embed(model, question))
  const words = questions.map((question) => queryWords(['en'], question).words)
  const parameters = { mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false } as const

  const variants: Record<string, (i: number) => unknown> = {
    'embed a question of ten words': (i) => embed(model, questions[i]),
    'scan all passages': (i) => scan(index, vectors[i], null),
    'scan them without the kernel': (i) => scan(plain, vectors[i], null),
    'find by words': (i) => findByWords(index, words[i], null),
    'whole search': (i) =>
      search(index, { ...parameters, q: questions[i] }, { vector: vectors[i], urlOf: (id) => id }),
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
