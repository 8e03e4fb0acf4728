/**
 * Quality on public test collections in BEIR's layout: the vectors alone over whole documents,
 * which checks the model against what it was published with, then the product's way, by
 * leg. The collections are not part of the project; name the folder that holds them.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { judge, meanQuality, type Quality } from '../core/evaluate.ts'
import type { Manifest } from '../core/index/manifest.ts'
import { type Index, idAt, openIndex } from '../core/index/open.ts'
import { type Article, encodeSegment, groupArticles } from '../core/index/segment.ts'
import type { Kernel } from '../core/kernels/kernel.ts'
import { createContentTokenizer } from '../core/model/content.ts'
import { decodeModel, embed, type Model } from '../core/model/model.ts'
import { noPatch, openTaught } from '../core/model/patch.ts'
import type { Mode } from '../core/protocol.ts'
import { embeddedConfidence } from '../core/search/fallback.ts'
import { scan } from '../core/search/scan.ts'
import { search } from '../core/search/search.ts'
import { createReader } from '../core/search/second-look.ts'
import type { Document } from '../core/text/document.ts'
import { chunkDocument } from '../core/text/passages.ts'
import { UserError } from '../scripts/command.ts'
import { embeddedText } from '../scripts/embedded-text.ts'
import { readKernel, readModel } from '../scripts/index-files.ts'
import { type JudgedQuery, readBeir } from '../scripts/judged.ts'

/** Prints the table for every collection in `folder`, with the embedded model or that of a file. */
export async function benchCollections(
  folder: string | undefined,
  modelFile?: string,
): Promise<void> {
  const names = folder && existsSync(folder) ? readdirSync(folder).sort() : []
  const collections = names.filter((name) => existsSync(join(folder as string, name, 'qrels')))
  if (collections.length === 0) {
    throw new UserError(
      `${folder ?? 'No folder'} holds no test collection; a folder of folders in the layout of BEIR is wanted.`,
    )
  }
  const model = decodeModel(modelFile ?? 'model', await readModel(modelFile))
  const kernel = await readKernel()
  console.log(`nDCG@10 × 100\n\n${row('', ['whole documents', '', 'passages', '', ''])}`)
  console.log(row('', ['semantic', '', 'words', 'semantic', 'hybrid']))
  for (const name of collections) {
    const { documents, queries } = await readBeir(join(folder as string, name))
    const whole = await judgeWhole(model, documents, queries)
    const index = createIndex(
      model,
      documents.map((document) => ({ document, passages: chunkDocument(document) })),
      embeddedText,
    )
    const modes = ['words', 'semantic', 'hybrid'] as const
    const numbers = modes.map((mode) => percent(judgeMode(model, kernel, index, queries, mode)))
    console.log(row(name, [percent(whole), '', ...numbers]))
  }
}

/** One vector a document, of its title and text, ranked by cosine alone. */
async function judgeWhole(model: Model, documents: Document[], queries: readonly JudgedQuery[]) {
  const articles = documents.map((document) => {
    const span = [0, document.text.length] as const
    return { document, passages: [{ span, heading: -1 }] }
  })
  const index = createIndex(model, articles, ({ title, text }) =>
    [title, text].filter((part) => part !== '').join('. '),
  )
  return meanQuality(
    queries.flatMap(({ query, relevant }) => {
      const rows = scan(index, embed(model, query), null).top(10)
      return (
        judge(
          rows.map((document) => idAt(index, document)),
          relevant,
        ) ?? []
      )
    }),
  )
}

function judgeMode(
  model: Model,
  kernel: Kernel,
  index: Index,
  queries: readonly JudgedQuery[],
  mode: Mode,
): Quality {
  const parameters = { mode, k: 10, offset: 0, filters: {}, explain: false }
  const urlOf = (id: string) => id
  const reader = createReader(index, model.vocabulary, openTaught(model, noPatch, kernel).matcher)
  return meanQuality(
    queries.flatMap(({ query, relevant }) => {
      const context = { vector: embed(model, query), reader, urlOf }
      const { results } = search(index, { ...parameters, q: query }, context)
      return (
        judge(
          results.map(({ id }) => id),
          relevant,
        ) ?? []
      )
    }),
  )
}

function createIndex(
  model: Model,
  articles: readonly Article[],
  textOf: (document: Document, passage: Article['passages'][number]) => string,
): Index {
  const tokensOf = createContentTokenizer(model.vocabulary)
  const segments = groupArticles(articles, model.dimensions).map((group) =>
    encodeSegment(
      group.map(({ document, passages }) => ({
        document,
        passages,
        vectors: passages.map((passage) => embed(model, textOf(document, passage))),
        tokens: passages.map((passage) => tokensOf(textOf(document, passage), document.language)),
      })),
      model.dimensions,
      [],
    ),
  )
  const manifest = {
    languages: ['en'],
    fields: [] as string[],
    model: { dimensions: model.dimensions },
    confidence: embeddedConfidence,
    documents: articles.length,
    passages: articles.reduce((sum, { passages }) => sum + passages.length, 0),
    words: segments.reduce((sum, { words }) => sum + words, 0),
    shards: segments.map((_, i) => ({ file: `segment ${i}` })),
  } as unknown as Manifest
  return openIndex(
    manifest,
    segments.map(({ bytes }) => bytes),
  )
}

function percent(quality: Quality): string {
  return (100 * quality['ndcg@10']).toFixed(2)
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(12) + cells.map((cell) => cell.padEnd(10)).join('')
}
