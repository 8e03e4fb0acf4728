/**
 * The base of an index (core/index/base.ts) from segments and the articles they were made of, neither of
 * which lie in memory.
 *
 * Both are read in parts, so that what is in memory is what their number takes: 90 bytes a passage while
 * vectors are laid in cells, then some 300 an article (id, address, date, fields), and buffers.
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
import type { Document } from '../core/text/document.ts'
import { hashDocument } from './article-hash.ts'
import { type SegmentFile, writePostings } from './base-postings.ts'
import { buildCells } from './build-cells.ts'
import type { HeldOutQuery, VectorSource } from './cell-recall.ts'
import { UserError } from './command.ts'
import { readKernel, writeShard } from './index-files.ts'
import type { createProgress } from './progress.ts'
import { openSectionFile } from './section-files.ts'
import { arrange, type Series } from './shelf.ts'
import { packInThreads } from './text-threads.ts'

/** What a base is made of. */
export interface BaseParts {
  /** In order of id. */
  readonly articles: Series<Article>
  /** First passage of each article, and one past the last of all. */
  readonly passageStarts: Uint32Array
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
  const { articles, passageStarts, lengths } = parts
  const { vectors, order } = await writeVectors(folder, parts)
  const places = new Uint32Array(articles.length)
  order.forEach((article, place) => {
    places[article] = place
  })
  const postings = await writeAllPostings(folder, parts)
  const texts = await writeTexts(
    folder,
    parts,
    order,
    blockBytesFor(passageStarts[articles.length]),
  )
  const { known, hashes } = lookThrough(articles)
  return {
    documents: articles.length,
    passages: passageStarts[articles.length],
    words: lengths.reduce((sum, length) => sum + length, 0),
    tokens: countTokens(folder, parts.segments),
    removed: [],
    columns: await writeColumns(folder, parts, known, places),
    vectors,
    postings,
    texts,
    ...(await writeNames(folder, known)),
    hashes: await writeShard(folder, encodeHashes(hashes), 'hashes'),
  }
}

/** What articles are found and filtered by. */
type Known = Pick<Document, 'id' | 'url' | 'date' | 'fields'>

/** What is known of each article besides its text, and its hash, end to end. */
function lookThrough(articles: Series<Article>): { known: Known[]; hashes: Uint8Array } {
  const hashes = new Uint8Array(articles.length * hashBytes)
  const known = Array.from(articles, ({ document }, i): Known => {
    hashes.set(hashDocument(document), i * hashBytes)
    const { id, url, date, fields } = document
    return { id, url, date, fields }
  })
  return { known, hashes }
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

/** The vectors, and the articles in order of place: by the cell of the first passage, then by number. */
async function writeVectors(
  folder: string,
  { segments, passageStarts, dimensions, queries, limits, follow }: BaseParts,
): Promise<{ vectors: BaseVectors; order: Uint32Array }> {
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
    const files = await writeExact(folder, source)
    return { vectors: { kind: 'exact', files }, order: numbered(passageStarts.length - 1) }
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
  const order = orderByCell(cellOf, passageStarts)
  return { vectors: { kind: 'cells', ...manifest }, order }
}

/**
 * Articles by the cell of their first passage, then by number; one without passages lies where the next
 * one does that has some, or last.
 *
 * @param cellOf of each passage
 */
export function orderByCell(cellOf: ArrayLike<number>, passageStarts: Uint32Array): Uint32Array {
  const cellOfArticle = (article: number) => cellOf[passageStarts[article]] ?? cellOf.length
  return numbered(passageStarts.length - 1).sort(
    (a, b) => cellOfArticle(a) - cellOfArticle(b) || a - b,
  )
}

/** The numbers below `count`. */
function numbered(count: number): Uint32Array {
  return new Uint32Array(count).map((_, number) => number)
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
  { passageStarts, lengths, fields }: BaseParts,
  documents: readonly Known[],
  places: Uint32Array,
): Promise<Shard> {
  const sections: Record<string, Section> = {}
  for (const field of fields) Object.assign(sections, encodeField(documents, field))
  const columns = { lengths, days: encodeDays(documents), passageStarts, places }
  return writeShard(folder, encodeColumns(columns, sections), 'columns')
}

async function writeAllPostings(
  folder: string,
  { articles, segments, passageStarts, follow }: BaseParts,
) {
  const passageDocuments = new Uint32Array(passageStarts[articles.length])
  for (let article = 0; article < articles.length; article++) {
    passageDocuments.fill(article, passageStarts[article], passageStarts[article + 1])
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
  const owners = { passageDocuments, passageStarts }
  return writePostings(folder, files, owners, progress.update).finally(progress.stop)
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
    for await (const packed of packInThreads(
      groupByLetters(arrange(articles, order)),
      onProgress,
    )) {
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

function* groupByLetters(articles: Iterable<Article>): Generator<Article[]> {
  let group: Article[] = []
  let letters = 0
  for (const article of articles) {
    group.push(article)
    letters += article.document.text.length
    if (letters < packedTogether) continue
    yield group
    group = []
    letters = 0
  }
  if (group.length > 0) yield group
}

async function writeNames(
  folder: string,
  documents: readonly Known[],
): Promise<Pick<Base, 'ids' | 'urls'>> {
  const write = async (kind: string, names: readonly (readonly [string, number])[]) => {
    const blocks: NameBlock[] = []
    for (const { first, bytes } of cutNames(names))
      blocks.push({ first, ...(await writeShard(folder, bytes, kind)) })
    return blocks
  }
  const ids = documents.map(({ id }, article) => [id, article] as const)
  return { ids: await write('ids', ids), urls: await write('urls', sortedUrls(documents)) }
}
