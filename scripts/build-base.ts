/**
 * The base of an index (core/index/base.ts) from segments that lie on disk and the articles they were
 * made of.
 *
 * Segments are read in parts, so that what is in memory beside the articles is what their number takes: 90
 * bytes a passage while vectors are laid in cells, and buffers.
 */
import { join } from 'node:path'
import {
  type Base,
  type BaseVectors,
  blockBytesFor,
  encodeColumns,
  encodeHashes,
  hashBytes,
} from '../core/index/base.ts'
import { encodeVectors, type VectorFile } from '../core/index/cells.ts'
import type { Shard } from '../core/index/manifest.ts'
import { cutNames, type NameBlock } from '../core/index/names.ts'
import { type Article, encodeDays, encodeField, sortedUrls } from '../core/index/segment.ts'
import { encodeTexts, type TextBlock } from '../core/index/texts.ts'
import { mostDimensions } from '../core/kernels/estimator.ts'
import type { Section } from '../core/sections.ts'
import { hashDocument } from './article-hash.ts'
import { type SegmentFile, writePostings } from './base-postings.ts'
import { buildCells } from './build-cells.ts'
import type { HeldOutQuery, VectorSource } from './cell-recall.ts'
import { UserError } from './command.ts'
import { readKernel, writeShard } from './index-files.ts'
import type { createProgress } from './progress.ts'
import { openSectionFile } from './section-files.ts'
import { packInThreads } from './text-threads.ts'

/** What a base is made of. */
export interface BaseParts {
  /** In order of id. */
  readonly articles: readonly Article[]
  /** The segments of `articles`, in order, in the folder of the index. */
  readonly segments: readonly Shard[]
  /** Words of each article, as BM25 counts them. */
  readonly lengths: Uint32Array
  readonly dimensions: number
  /** Front matter fields to filter by. */
  readonly fields: readonly string[]
  /** What recall is measured with. */
  readonly queries: readonly HeldOutQuery[]
  readonly limits: {
    /** Vectors that an isolate may hold, in bytes; beyond, they are laid in cells. */
    readonly heldVectorBytes?: number
    /** Passages that a cell has on average. */
    readonly cellPassages?: number
  }
  /** Shows how each stage goes. */
  readonly follow: typeof createProgress
}

/** 100,000 vectors of 256 dimensions: an exact scan of them costs less than reading cells. */
const heldVectorBytes = 26_000_000
/** Of vectors that are held; they are read one file at a time. */
const vectorFileBytes = 1_000_000
/** Letters of the articles that a thread packs at once. */
const packedTogether = 2_000_000

/** Writes the files of a base into `folder`. */
export async function buildBase(folder: string, parts: BaseParts): Promise<Base> {
  const { articles, lengths } = parts
  const passageStarts = startsOf(articles)
  const { vectors, order } = await writeVectors(folder, parts, passageStarts)
  const places = new Uint32Array(articles.length)
  order.forEach((article, place) => {
    places[article] = place
  })
  return {
    documents: articles.length,
    passages: passageStarts[articles.length],
    words: lengths.reduce((sum, length) => sum + length, 0),
    tokens: countTokens(folder, parts.segments),
    removed: [],
    columns: await writeColumns(folder, parts, passageStarts, places),
    vectors,
    postings: await writeAllPostings(folder, parts, passageStarts),
    texts: await writeTexts(folder, parts, order, blockBytesFor(passageStarts[articles.length])),
    ...(await writeNames(folder, articles)),
    hashes: await writeHashes(folder, articles),
  }
}

/** Content tokens of all passages; 0 where another model embedded them. */
function countTokens(folder: string, segments: readonly Shard[]): number {
  return segments.reduce((sum, { file }) => {
    const segment = openSectionFile(join(folder, file))
    const count = segment.count('tokens')
    segment.close()
    return sum + count
  }, 0)
}

function startsOf(articles: readonly Article[]): Uint32Array {
  const starts = new Uint32Array(articles.length + 1)
  for (const [i, { passages }] of articles.entries()) starts[i + 1] = starts[i] + passages.length
  return starts
}

/** The vectors, and the articles in order of place: by the cell of the first passage, then by number. */
async function writeVectors(
  folder: string,
  parts: BaseParts,
  passageStarts: Uint32Array,
): Promise<{ vectors: BaseVectors; order: Uint32Array }> {
  const { segments, dimensions, queries, limits, follow } = parts
  const order = passageStarts.slice(0, -1).map((_, article) => article)
  const source: VectorSource = {
    dimensions,
    passageStarts,
    *batches() {
      for (const { file } of segments) {
        const segment = openSectionFile(join(folder, file))
        const codes = segment.read('codes', 'Int8Array')
        const scales = segment.read('scales', 'Float32Array')
        segment.close()
        yield { codes, scales }
      }
    },
  }
  const bytes = passageStarts[passageStarts.length - 1] * (dimensions + 4)
  if (bytes <= (limits.heldVectorBytes ?? heldVectorBytes)) {
    return { vectors: { kind: 'exact', files: await writeExact(folder, source) }, order }
  }
  if (dimensions > mostDimensions) {
    throw new UserError(
      `Vectors have ${dimensions} dimensions; of so many passages they may have ${mostDimensions}. ` +
        `Cut them with --dimensions ${mostDimensions}, if the model allows it.`,
    )
  }
  const progress = follow('Laying out vectors', 'passages')
  const onProgress = progress.update
  const { manifest, cellOf } = await buildCells(folder, source, queries, await readKernel(), {
    perCell: limits.cellPassages,
    onProgress,
  }).finally(progress.stop)
  const cellOfArticle = (article: number) => cellOf[passageStarts[article]]
  order.sort((a, b) => cellOfArticle(a) - cellOfArticle(b) || a - b)
  return { vectors: { kind: 'cells', ...manifest }, order }
}

/** Vectors in order of passage, which are few enough to be held here as well. */
async function writeExact(
  folder: string,
  { batches, dimensions, passageStarts }: VectorSource,
): Promise<VectorFile[]> {
  const passages = passageStarts[passageStarts.length - 1]
  const codes = new Int8Array(passages * dimensions)
  const scales = new Float32Array(passages)
  let at = 0
  for await (const batch of batches()) {
    codes.set(batch.codes, at * dimensions)
    scales.set(batch.scales, at)
    at += batch.scales.length
  }
  const most = Math.floor(vectorFileBytes / (dimensions + 4))
  const files: VectorFile[] = []
  let first = 0
  for (let article = 0; article < passageStarts.length - 1; article++) {
    const end = passageStarts[article + 1]
    const isLast = end === passages
    if (!isLast && passageStarts[article + 2] - first <= most) continue
    const part = {
      codes: codes.subarray(first * dimensions, end * dimensions),
      scales: scales.subarray(first, end),
    }
    files.push({
      ...(await writeShard(folder, encodeVectors(part), 'vectors')),
      first,
      rows: end - first,
    })
    first = end
  }
  return files
}

async function writeColumns(
  folder: string,
  { articles, lengths, fields }: BaseParts,
  passageStarts: Uint32Array,
  places: Uint32Array,
): Promise<Shard> {
  const documents = articles.map(({ document }) => document)
  const sections: Record<string, Section> = {}
  for (const field of fields) Object.assign(sections, encodeField(documents, field))
  const columns = { lengths, days: encodeDays(documents), passageStarts, places }
  return writeShard(folder, encodeColumns(columns, sections), 'columns')
}

async function writeAllPostings(
  folder: string,
  { articles, segments, follow }: BaseParts,
  passageStarts: Uint32Array,
) {
  const articleOf = new Uint32Array(passageStarts[articles.length])
  for (let article = 0; article < articles.length; article++) {
    articleOf.fill(article, passageStarts[article], passageStarts[article + 1])
  }
  let firstPassage = 0
  const files = segments.map(({ file }): SegmentFile => {
    const path = join(folder, file)
    const segment = openSectionFile(path)
    const passages = segment.count('passageDocuments')
    segment.close()
    firstPassage += passages
    return { path, firstPassage: firstPassage - passages }
  })
  const progress = follow('Merging words', 'postings')
  return writePostings(folder, files, articleOf, progress.update).finally(progress.stop)
}

/** Articles in order of place, in blocks. */
async function writeTexts(
  folder: string,
  { articles, follow }: BaseParts,
  order: Uint32Array,
  blockBytes: number,
): Promise<TextBlock[]> {
  const progress = follow('Packing texts', 'articles')
  let done = 0
  const onProgress = (count: number) => {
    done += count
    progress.update(done, articles.length)
  }
  const blocks: TextBlock[] = []
  let block: Uint8Array[] = []
  let bytes = 0
  let first = 0
  const finish = async () => {
    blocks.push({ first, ...(await writeShard(folder, encodeTexts(block), 'texts')) })
    first += block.length
    block = []
    bytes = 0
  }
  try {
    for await (const packed of packInThreads(groupByLetters(articles, order), onProgress)) {
      // Each has four bytes more, for where it begins; the head takes some, too.
      if (block.length > 0 && bytes + packed.length + 4 > blockBytes - 500) await finish()
      block.push(packed)
      bytes += packed.length + 4
    }
    if (block.length > 0) await finish()
  } finally {
    progress.stop()
  }
  return blocks
}

function groupByLetters(articles: readonly Article[], order: Uint32Array): Article[][] {
  const groups: Article[][] = []
  let room = 0
  for (const number of order) {
    const article = articles[number]
    if (room <= 0) {
      groups.push([])
      room = packedTogether
    }
    groups[groups.length - 1].push(article)
    room -= article.document.text.length
  }
  return groups
}

async function writeNames(
  folder: string,
  articles: readonly Article[],
): Promise<Pick<Base, 'ids' | 'urls'>> {
  const documents = articles.map(({ document }) => document)
  const write = async (kind: string, names: readonly (readonly [string, number])[]) => {
    const blocks: NameBlock[] = []
    for (const { first, bytes } of cutNames(names))
      blocks.push({ first, ...(await writeShard(folder, bytes, kind)) })
    return blocks
  }
  const ids = documents.map(({ id }, article) => [id, article] as const)
  return { ids: await write('ids', ids), urls: await write('urls', sortedUrls(documents)) }
}

async function writeHashes(folder: string, articles: readonly Article[]): Promise<Shard> {
  const hashes = new Uint8Array(articles.length * hashBytes)
  articles.forEach(({ document }, i) => {
    hashes.set(hashDocument(document), i * hashBytes)
  })
  return writeShard(folder, encodeHashes(hashes), 'hashes')
}
