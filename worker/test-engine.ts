/**
 * A small engine for tests: a few articles under a model of four words.
 *
 * Everything is real, encoded and opened again, so a test sees what a request would. The
 * model knows only `army`, `road`, `rocket` and `school`, each in a direction of its own, so it is
 * easy to see what is near what.
 */

import { encodeSegment } from '../core/index/encode-segment.ts'
import { type Manifest, type ManifestModel, manifestFormat } from '../core/index/manifest.ts'
import { compareCodePoints } from '../core/index/strings.ts'
import { createContentTokenizer } from '../core/model/content.ts'
import { decodeModel, embed, encodeModel } from '../core/model/model.ts'
import { type Engine, openEngine, type QuerySide } from '../core/search/engine.ts'
import { contextOf, type Document, headingPath } from '../core/text/document.ts'
import { chunkDocument } from '../core/text/passages.ts'
import { createApp, type Services } from './app.ts'

const tokens = ['army', 'road', 'rocket', 'school']
const dimensions = tokens.length
const modelBytes = encodeModel(
  { id: 'test-model-1', dimensions },
  tokens,
  Int8Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 127 : 0)),
  new Float32Array(4).fill(1 / 127),
)
const model = decodeModel('test-model-1', modelBytes)
const tokensOf = createContentTokenizer(model.vocabulary)

/** An article; whatever is left out is empty. */
export type TestArticle = Pick<Document, 'id'> & Partial<Document>

/** Another model than the embedded one, and what embeds queries for it. */
export interface OtherModel {
  readonly model: ManifestModel
  readonly embedPassage: (text: string) => Float32Array
  readonly side: QuerySide
}

const ownModel: ManifestModel = {
  id: model.id,
  kind: 'static',
  dimensions,
  revision: null,
  dtype: null,
  pooling: null,
  prefixes: { query: '', passage: '' },
  tokenizer: null,
  sha256: '',
  patch: null,
  fallback: false,
  probes: [{ text: 'army road', vector: [...embed(model, 'army road')] }],
}

/** An engine of these articles; `changes` replace what the manifest would say. */
export async function openTestEngine(
  articles: readonly TestArticle[] = testArticles,
  changes: Partial<Manifest> = {},
  other: OtherModel | null = null,
): Promise<Engine> {
  const fields = ['topic', 'author']
  const used = other?.model ?? ownModel
  const embedOwn = (text: string) => embed(model, text)
  const entries = articles
    .map(completeArticle)
    .sort((a, b) => compareCodePoints(a.id, b.id))
    .map((document) => {
      const passages = chunkDocument(document)
      const texts = passages.map(({ span, heading }) => {
        const context = contextOf(document.title, headingPath(document.headings, heading))
        return `${context} ${document.text.slice(...span)}`
      })
      const vectors = texts.map(other?.embedPassage ?? embedOwn)
      return {
        document,
        passages,
        vectors,
        ...(other === null && { tokens: texts.map((text) => tokensOf(text, document.language)) }),
        ...(used.fallback && { fallback: texts.map(embedOwn) }),
      }
    })
  const { bytes, words } = encodeSegment(entries, used.dimensions, fields)
  const manifest: Manifest = {
    format: manifestFormat,
    version: 'index0000001',
    site: { title: 'Test articles', cors: ['*'] },
    languages: ['en'],
    fields,
    chunker: 1,
    model: used,
    confidence: { floor: 0.3, threshold: 0.6 },
    documents: entries.length,
    passages: entries.reduce((sum, entry) => sum + entry.passages.length, 0),
    words,
    shards: [{ file: 'segment.bin', bytes: bytes.length, sha256: '' }],
    base: null,
    ...changes,
  }
  return openEngine(manifest, [bytes], modelBytes, other?.side)
}

/** An app that answers from an engine; `changes` replace its other services. */
export function createTestApp(engine: Engine, changes: Partial<Services> = {}) {
  return createApp({ load: async () => engine, version: '1.2.3', ...changes })
}

function completeArticle(article: TestArticle): Document {
  return {
    title: article.id,
    url: null,
    date: null,
    source: null,
    language: 'en',
    fields: {},
    keywords: [],
    text: '',
    headings: [],
    ...article,
  }
}

const roadText =
  'The road crosses three valleys.\n\nTrucks use it in summer. In winter the road is closed & guarded.'

const partText = 'The road to school. '

/** An article of two sections that answer the same. */
export const manual: TestArticle = {
  id: 'manual',
  text: partText.repeat(2),
  headings: ['Cars', 'Bikes & <b>'].map((text, i) => ({
    ...{ depth: 2, text, at: i * partText.length },
    anchor: text.slice(0, 5).trim().toLowerCase(),
  })),
}

/** Two ids with slashes, one with its own address, one with a path, one heading, two topics. */
export const testArticles: readonly TestArticle[] = [
  {
    id: 'news/army visit',
    title: 'An army visit',
    url: 'https://example.org/army-visit',
    date: '2022-06-12',
    source: 'Example Press',
    fields: { topic: ['defence'], author: ['Ann'] },
    text: 'The army met an army. They agreed to meet again.',
  },
  {
    id: 'news/road',
    title: 'A road',
    date: '2022-06',
    fields: { topic: ['trade'], author: ['Bob', 'Ann'] },
    text: roadText,
    headings: [
      { depth: 2, text: 'In winter', anchor: 'in-winter', at: roadText.indexOf('Trucks') },
    ],
  },
  {
    id: 'rocket',
    title: 'A rocket',
    url: '/stories/rocket',
    date: '2017',
    fields: { topic: ['defence'] },
    text: 'The rocket flew over the road.',
  },
]
