/**
 * How good the answers are on public test collections in BEIR's layout, part by part: each column
 * adds one part to the column before, which shows a part that does not pay. Other libraries
 * search the same documents by words. The collections are not part of the project; name their
 * folder.
 */
import { basename } from 'node:path'
import { judge, meanQuality } from '../core/evaluate.ts'
import { encodeSegment } from '../core/index/encode-segment.ts'
import { groupArticles } from '../core/index/group-articles.ts'
import type { Manifest } from '../core/index/manifest.ts'
import { type Index, idAt, openIndex } from '../core/index/open.ts'
import type { Kernel } from '../core/kernels/kernel.ts'
import { topRows } from '../core/kernels/top.ts'
import { createContentTokenizer } from '../core/model/content.ts'
import { decodeModel, embed, type Model } from '../core/model/model.ts'
import { decodePatch, noPatch, openTaught, type Patch } from '../core/model/patch.ts'
import type { Mode } from '../core/protocol.ts'
import { createRandom } from '../core/random.ts'
import type { SearchContext } from '../core/search/context.ts'
import { embeddedConfidence } from '../core/search/query/fallback.ts'
import { readHeld } from '../core/search/query/spelling.ts'
import { scan } from '../core/search/scan.ts'
import { search } from '../core/search/search.ts'
import { createReader } from '../core/search/second-look.ts'
import type { Document } from '../core/text/document.ts'
import { type Article, chunkDocument } from '../core/text/passages.ts'
import { listCollections, readBeir } from '../scripts/evaluate/beir.ts'
import type { JudgedQuery } from '../scripts/evaluate/judged-queries.ts'
import { embeddedText } from '../scripts/index/embedded-text.ts'
import { lessonsFolder, teachArticles } from '../scripts/index/teach-articles.ts'
import { readKernel, readModel } from '../scripts/project.ts'
import { misspell } from './misspell.ts'
import { installPeers } from './packages.ts'
import { type Figures, type JudgedSet, qualityTable, writeQuality } from './quality-table.ts'
import { type Asker, k, type TextPeer, textPeers } from './text-peers.ts'

/** Models and libraries that are judged. */
interface Bench {
  readonly base: Model
  readonly kernel: Kernel
  readonly peers: readonly TextPeer[]
  /** Another table to judge instead of the embedded one. */
  readonly modelFile?: string
}

/**
 * Prints the table for every collection in `folder` and writes it to bench/quality.json.
 *
 * @param modelFile another table to judge instead of the embedded one; then nothing is written
 */
export async function benchQuality(
  folder: string | undefined,
  { modelFile }: { readonly modelFile?: string },
): Promise<void> {
  const folders = await listCollections(folder)
  const base = decodeModel(modelFile ?? 'model', await readModel(modelFile))
  const kernel = await readKernel()
  const bench = { base, kernel, modelFile, peers: await installPeers(textPeers) }
  const results: Record<string, JudgedSet> = {}
  for (const one of folders) results[basename(one)] = await judgeSet(one, bench)
  console.log(`nDCG@10 × 100; documents and queries in brackets\n\n${qualityTable(results)}`)
  if (modelFile === undefined) await writeQuality(results)
}

async function judgeSet(folder: string, bench: Bench): Promise<JudgedSet> {
  const { documents, queries } = await readBeir(folder)
  const figures = {
    ...judgeBase(bench, documents, queries),
    ...(await judgeTaught(bench, documents, queries)),
    ...(await judgePeers(bench, documents, queries)),
  }
  return { documents: documents.length, queries: queries.length, figures }
}

/** Figures without teaching. */
function judgeBase(
  { base, kernel }: Bench,
  documents: Document[],
  queries: readonly JudgedQuery[],
): Figures {
  const asker = createAsker(base, noPatch, kernel, documents)
  return {
    documents: judgeRankings(queries, createWholeAsker(base, documents)),
    words: judgeRankings(queries, asker('words')),
    semantic: judgeRankings(queries, asker('semantic')),
    hybrid: judgeRankings(queries, asker('hybrid', { reader: null })),
    secondLook: judgeRankings(queries, asker('hybrid', { feedback: false })),
    feedback: judgeRankings(queries, asker('hybrid', { alike: false })),
    alike: judgeRankings(queries, asker('hybrid')),
  }
}

/**
 * Figures with teaching: without and with rows for the articles' own words, then with spelling correction, also on
 * misspelt queries.
 */
async function judgeTaught(
  { base, kernel, modelFile }: Bench,
  documents: Document[],
  queries: readonly JudgedQuery[],
): Promise<Figures> {
  const taughtWith = async (mostWords?: number) => {
    const { patch } = await teachArticles(documents, lessonsFolder, { modelFile, mostWords })
    const known = patch ? decodePatch('patch', patch, base) : noPatch
    return createAsker(base, known, kernel, documents)
  }
  const [without, taught] = [await taughtWith(0), await taughtWith()]
  const random = createRandom(queries.length)
  const misspelt = queries.map((one) => ({ ...one, query: misspell(one.query, random) }))
  return {
    teaching: judgeRankings(queries, without('hybrid')),
    newWords: judgeRankings(queries, taught('hybrid')),
    spelling: judgeRankings(queries, taught('hybrid', {}, 'corrected')),
    misspeltWritten: judgeRankings(misspelt, taught('hybrid')),
    misspelt: judgeRankings(misspelt, taught('hybrid', {}, 'corrected')),
    semanticTaught: judgeRankings(queries, taught('semantic')),
  }
}

async function judgePeers(
  { peers }: Bench,
  documents: Document[],
  queries: readonly JudgedQuery[],
): Promise<Figures> {
  const figures: Partial<Record<TextPeer['name'], number>> = {}
  for (const { name, open } of peers) {
    figures[name] = judgeRankings(queries, await open(documents))
  }
  return figures
}

/** Mean nDCG@10 × 100, rounded to hundredths; further digits would depend on the machine. */
function judgeRankings(queries: readonly JudgedQuery[], ask: Asker): number {
  const judged = queries.flatMap(({ query, relevant, itself }) => {
    const others = ask(query).filter((id) => id !== itself)
    return judge(others, relevant) ?? []
  })
  return Number((100 * meanQuality(judged)['ndcg@10']).toFixed(2))
}

/**
 * Searches `documents`, indexed as by a build, in any mode. With `corrected`, unknown words are read as others first;
 * with `apart`, adjacency of words does not count.
 */
export function createAsker(base: Model, patch: Patch, kernel: Kernel, documents: Document[]) {
  const { taught, matcher } = openTaught(base, patch, kernel)
  const articles = documents.map((document) => ({ document, passages: chunkDocument(document) }))
  const index = createIndex(taught, articles, embeddedText, kernel)
  const reader = createReader(index, taught.vocabulary, matcher)
  const apart = reader && { ...reader, searched: 0 }
  const known = { index, vocabulary: taught.vocabulary }
  return (mode: Mode, without: Partial<SearchContext> = {}, read?: 'corrected' | 'apart'): Asker =>
    (query) => {
      const q = (read === 'corrected' && readHeld(known, query)) || query
      const context = {
        vector: embed(taught, q),
        reader: read === 'apart' ? apart : reader,
        urlOf: (id: string) => id,
        ...without,
      }
      const parameters = { q, mode, k, offset: 0, filters: {}, explain: false }
      return search(index, parameters, context).results.map(({ id }) => id)
    }
}

/** Ranks documents by the cosine of one vector each, of title and text: what the table alone can do. */
function createWholeAsker(model: Model, documents: Document[]): Asker {
  const articles = documents.map((document) => {
    const span = [0, document.text.length] as const
    return { document, passages: [{ span, heading: -1 }] }
  })
  const index = createIndex(model, articles, ({ title, text }) =>
    [title, text].filter((part) => part !== '').join('. '),
  )
  return (query) => {
    const { similarities } = scan(index, embed(model, query), null)
    const rows = topRows(similarities, k, Number.NEGATIVE_INFINITY)
    return rows.map((document) => idAt(index, document))
  }
}

function createIndex(
  model: Model,
  articles: readonly Article[],
  textOf: (document: Document, passage: Article['passages'][number]) => string,
  kernel: Kernel | null = null,
): Index {
  const tokensOf = createContentTokenizer(model.vocabulary)
  const segments = Array.from(groupArticles(articles, model.dimensions), (group) =>
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
    kernel,
  )
}
