/**
 * Articles in, index out: reads, cuts into passages, embeds and writes.
 *
 * A function of its inputs. Files are read in any order and sorted; today's date
 * comes in as an argument; nothing random or timed reaches a file. So the same articles
 * give the same bytes on every machine.
 */

import { type Confidence, type Manifest, manifestFormat } from '../core/index/manifest.ts'
import { type Article, type Entry, encodeSegment, groupArticles } from '../core/index/segment.ts'
import { createStaticEmbedder, type Embedder } from '../core/model/embedder.ts'
import { decodeModel } from '../core/model/model.ts'
import { tokenize } from '../core/model/tokens.ts'
import type { Vocabulary } from '../core/model/vocabulary.ts'
import { contextOf, type Document, headingPath } from '../core/text/document.ts'
import { chunkDocument, chunkerVersion, type Passage } from '../core/text/passages.ts'
import { countWords, findWords } from '../core/text/words.ts'
import { readModel, sha256, writeManifest, writeShard } from './index-files.ts'

/** What an index is made of besides the articles. */
export interface IndexOptions {
  readonly title: string
  readonly cors: readonly string[]
  readonly languages: readonly string[]
  readonly fields: readonly string[]
  readonly onProgress?: (done: number, total: number) => void
}

/** What a build made. */
export interface Built {
  readonly manifest: Manifest
  readonly bytes: number
  /** Share of the corpus's words that the model knows nothing of, [0, 1]. */
  readonly wordsWithoutVector: number
}

/**
 * Where similarity and evidence begin to mean something, for the embedded model. Measured on
 * seeds/ and on five test collections asked their own and foreign queries: own ones have
 * 0.4 and more, foreign ones seldom (docs/architecture.md).
 */
export const confidence: Confidence = { floor: 0.1, threshold: 0.36 }

/** Texts that a worker's model must embed as this one does: names, accents, numbers, a question. */
const probeTexts = [
  'Where is the control room of the missile battery being built?',
  'General Qamar Javed Bajwa’s visit, naïve café Müller',
  'COVID-19 in 2020: 1,234.56 cases',
]

/**
 * Writes the index of `documents` into `folder`.
 *
 * @param documents in order of id (`compareCodePoints`)
 */
export async function buildIndex(
  folder: string,
  documents: readonly Document[],
  options: IndexOptions,
): Promise<Built> {
  const modelBytes = await readModel()
  const model = decodeModel('model', modelBytes)
  const embedder = createStaticEmbedder(model)

  const articles = documents.map((document) => ({ document, passages: chunkDocument(document) }))
  const shards = []
  let words = 0
  let done = 0
  // One segment's vectors at a time, so that memory does not grow with the corpus.
  for (const group of groupArticles(articles, embedder.dimensions)) {
    const entries: Entry[] = []
    for (const article of group) {
      entries.push(await embedArticle(article, embedder))
      options.onProgress?.(++done, documents.length)
    }
    const segment = encodeSegment(entries, embedder.dimensions, options.fields)
    shards.push(await writeShard(folder, segment.bytes))
    words += segment.words
  }
  const probes = await embedder.embedQueries(probeTexts)
  const manifest = await writeManifest(folder, {
    format: manifestFormat,
    site: { title: options.title, cors: options.cors },
    languages: options.languages,
    fields: options.fields,
    chunker: chunkerVersion,
    model: {
      id: embedder.id,
      dimensions: embedder.dimensions,
      sha256: sha256(modelBytes),
      patch: null,
      probes: probeTexts.map((text, i) => ({ text, vector: rounded(probes[i]) })),
    },
    confidence,
    documents: documents.length,
    passages: articles.reduce((sum, { passages }) => sum + passages.length, 0),
    words,
    shards,
  })
  return {
    manifest,
    bytes: shards.reduce((sum, shard) => sum + shard.bytes, 0),
    wordsWithoutVector: shareWithoutVector(documents, model.vocabulary),
  }
}

async function embedArticle(article: Article, embedder: Embedder): Promise<Entry> {
  const texts = article.passages.map((passage) => embeddedText(article.document, passage))
  return { ...article, vectors: await embedder.embedPassages(texts) }
}

/** `title › heading › text`: a passage with what it stands under. */
export function embeddedText(
  { title, headings, text }: Document,
  { heading, span }: Passage,
): string {
  const context = contextOf(title, headingPath(headings, heading))
  const passage = text.slice(span[0], span[1])
  return [context, passage].filter((part) => part !== '').join(' › ')
}

/** Six digits are exact enough to tell models apart and short enough to read. */
function rounded(vector: Float32Array): number[] {
  return Array.from(vector, (value) => Number(value.toFixed(6)))
}

/** A letter or digit that the model's tokens, which are Latin, cannot spell. */
const foreign = /[^\p{ASCII}\p{sc=Latin}\P{L}]|[^\p{ASCII}\P{N}]/u

function shareWithoutVector(documents: readonly Document[], vocabulary: Vocabulary): number {
  let words = 0
  let without = 0
  for (const { title, text } of documents) {
    const all = `${title}\n${text}`
    words += countWords(all)
    // Nearly every article is all Latin, which a regular expression tells at once.
    if (!foreign.test(all)) continue
    for (const word of findWords(all)) {
      if (tokenize(vocabulary, word.text).length === 0) without++
    }
  }
  return words === 0 ? 0 : without / words
}
