/**
 * The parts of a query, in Node: embedding it, scanning, words. Variants run in turn in one
 * process, so that their ratio holds on a machine whose speed drifts.
 */

import type { Manifest } from '../core/index/manifest.ts'
import { openIndex } from '../core/index/open.ts'
import { encodeSegment } from '../core/index/segment.ts'
import { createContentTokenizer } from '../core/model/content.ts'
import { decodeModel, embed } from '../core/model/model.ts'
import { noPatch, openTaught } from '../core/model/patch.ts'
import { embeddedConfidence } from '../core/search/fallback.ts'
import { topRows } from '../core/search/fuse.ts'
import { scan } from '../core/search/scan.ts'
import { search } from '../core/search/search.ts'
import { createReader, lookAgain, type Reader, readAgain } from '../core/search/second-look.ts'
import { findByWords, queryWords } from '../core/search/words.ts'
import { chunkDocument } from '../core/text/passages.ts'
import { embeddedText } from '../scripts/build-index.ts'
import { readKernel, readModel } from '../scripts/index-files.ts'
import { createArticles, createQuestions, median } from './articles.ts'

const rounds = 30

/** Prints the table. */
export async function benchScan(): Promise<void> {
  const model = decodeModel('model', await readModel())
  const documents = createArticles(model, 1500)
  const tokensOf = createContentTokenizer(model.vocabulary)
  const entries = documents.map((document) => {
    const passages = chunkDocument(document)
    const texts = passages.map((passage) => embeddedText(document, passage))
    const vectors = texts.map((text) => embed(model, text))
    return { document, passages, vectors, tokens: texts.map((text) => tokensOf(text, 'en')) }
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
  const kernel = await readKernel()
  const index = openIndex(manifest, [segment.bytes], kernel)
  const plain = openIndex(manifest, [segment.bytes])
  const reader = createReader(index, model.vocabulary, openTaught(model, noPatch, kernel).matcher)
  const plainReader = createReader(
    index,
    model.vocabulary,
    openTaught(model, noPatch, null).matcher,
  )
  const questions = createQuestions(model, 20)
  const vectors = questions.map((question) => embed(model, question))
  const asked = questions.map((question) => queryWords(['en'], question))
  const words = asked.map(({ words }) => words)
  const urlOf = (id: string) => id
  const firstLooks = questions.map((_, i) => {
    const found = scan(plain, vectors[i], null)
    const kept = { ...found, passages: found.passages.slice() }
    return { asked: asked[i], words: findByWords(index, words[i], null), vectors: kept }
  })
  const firstDocuments = firstLooks.map(({ vectors }) =>
    topRows(vectors.similarities, readAgain, -2),
  )
  const parameters = { mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false } as const

  const variants: Record<string, (i: number) => unknown> = {
    'embed a question of ten words': (i) => embed(model, questions[i]),
    'scan all passages': (i) => scan(index, vectors[i], null),
    'scan them without the kernel': (i) => scan(plain, vectors[i], null),
    'find by words': (i) => findByWords(index, words[i], null),
    'look at 20 articles again': (i) => lookAtAll(reader as Reader, i),
    'look at them without the kernel': (i) => lookAtAll(plainReader as Reader, i),
    'whole search': (i) =>
      search(index, { ...parameters, q: questions[i] }, { vector: vectors[i], reader, urlOf }),
    'whole search without a second look': (i) =>
      search(index, { ...parameters, q: questions[i] }, { vector: vectors[i], urlOf }),
  }
  function lookAtAll(reader: Reader, i: number) {
    const look = lookAgain(index, reader, firstLooks[i])
    for (const document of firstDocuments[i]) look?.scoreOf(document)
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
