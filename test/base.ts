/** Tiny indexes with a base, whose files are in memory and made without a build. */
import { type Base, decodeColumns, encodeColumns, encodeHashes } from '../core/index/base.ts'
import { encodeCoarse, encodeVectors } from '../core/index/cells.ts'
import { encodeDays, encodeField, sortedUrls } from '../core/index/encode-segment.ts'
import { cutList, cutWordBlocks, mergePostings } from '../core/index/encode-word-blocks.ts'
import type { Manifest } from '../core/index/manifest.ts'
import { cutNames } from '../core/index/names.ts'
import { type Index, openIndex } from '../core/index/open.ts'
import type { Segment } from '../core/index/segment.ts'
import type { Shard } from '../core/index/shard.ts'
import { encodeTexts, packArticle } from '../core/index/texts.ts'
import { coarseBytes, packCoarse } from '../core/kernels/coarse.ts'
import type { Kernel } from '../core/kernels/kernel.ts'
import type { Library } from '../core/search/articles.ts'
import { openBase } from '../core/search/base/base.ts'
import type { ReadFile } from '../core/search/rooms.ts'
import type { Document } from '../core/text/document.ts'
import { type Article, chunkDocument } from '../core/text/passages.ts'
import { buildTinyIndex, postingListsOf, type TinyIndex } from './support.ts'

/** Options of a tiny index with a base. */
export interface TinyBase extends TinyIndex {
  /** How many of the last articles came since the base was built; by default none. */
  readonly fresh?: number
  /** Numbers of articles of the base that are removed; by default none. */
  readonly removed?: readonly number[]
  /** Passages in a cell; by default vectors are held. */
  readonly perCell?: number
  /** Most cells that a query reads; by default all. */
  readonly reads?: number
  /** Most postings of a list that are kept; by default all. */
  readonly mostPostings?: number
  /** Articles in a block of texts. */
  readonly perBlock?: number
  /** Compiled scan.wasm; by default the plain scan. */
  readonly kernel?: Kernel
}

/** An index of `documents`, in order of id, with a base; `read` collects the names of the files that are read. */
export async function openTinyBase(
  documents: readonly Document[],
  options: TinyBase = {},
): Promise<Library & { readonly manifest: Manifest; readonly read: string[] }> {
  const { fresh = 0, removed = [], fields = [], kernel = null } = options
  const old = documents.slice(0, documents.length - fresh)
  const whole = buildTinyIndex(old, { ...options, perSegment: old.length || 1 })
  const rest = buildTinyIndex(documents.slice(old.length), options)
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  const index = openIndex(whole.manifest, whole.shards)
  const base = { ...writeBase(index, old, options, files), removed }
  const gone = removed.reduce((sum, i) => sum + chunk(options)(old[i]).length, 0)
  const manifest: Manifest = {
    ...rest.manifest,
    fields,
    documents: old.length - removed.length + fresh,
    passages: whole.manifest.passages - gone + rest.manifest.passages,
    words: whole.manifest.words + rest.manifest.words,
    base,
  }
  const read: string[] = []
  const reader: ReadFile = async ({ file }, room) => {
    read.push(file)
    const bytes = files.get(file) as Uint8Array
    const kept = new Uint8Array(room, 0, bytes.length)
    kept.set(bytes)
    return kept
  }
  const bytes = files.get(base.columns.file) as Uint8Array<ArrayBuffer>
  const columns = decodeColumns(base.columns.file, bytes, fields)
  const opened = openIndex(manifest, rest.shards, kernel, columns)
  return { index: opened, base: await openBase(opened, columns, reader, kernel), manifest, read }
}

const chunk = ({ chunk = chunkDocument }: TinyIndex) => chunk

function writeBase(
  index: Index,
  documents: readonly Document[],
  options: TinyBase,
  files: Map<string, Uint8Array<ArrayBuffer>>,
): Omit<Base, 'removed'> {
  const write = (kind: string, bytes: Uint8Array<ArrayBuffer>): Shard => {
    const file = `${kind}-${files.size}`
    files.set(file, bytes)
    return { file, bytes: bytes.length, sha256: '' }
  }
  const [segment] = index.segments
  const { fields = [], mostPostings } = options
  const ofFields = fields.map((field) => encodeField(documents, field))
  // Places run backwards, so that they differ from articles' numbers.
  const places = Uint32Array.from(documents, (_, i) => documents.length - 1 - i)
  const { lengths, passageStarts, passageDocuments } = segment
  const columns = { lengths, days: encodeDays(documents), passageStarts, places }
  const lists = mergePostings([postingListsOf(segment)])
  const stored = [...lists].map((list) => cutList(list, passageDocuments, mostPostings))
  return {
    documents: documents.length,
    passages: index.passages,
    words: index.manifest.words,
    tokens: segment.tokens?.rows.length ?? 0,
    columns: write('columns', encodeColumns(columns, Object.assign({}, ...ofFields))),
    vectors: writeVectors(segment, index.manifest.model.dimensions, options, write),
    postings: [...cutWordBlocks(stored, segment, 450_000)].map(({ first, bytes }) => ({
      ...write('words', bytes),
      first,
    })),
    texts: writeTexts(documents, options, write),
    ids: writeNames(
      documents.map(({ id }, i) => [id, i]),
      write,
    ),
    urls: writeNames(sortedUrls(documents), write),
    hashes: write('hashes', encodeHashes(new Uint8Array())),
  }
}

type Write = (kind: string, bytes: Uint8Array<ArrayBuffer>) => Shard

/** Deals passages out to cells in turn, so that the passages of an article lie in different cells. */
function writeVectors(
  { codes, scales }: Segment,
  dimensions: number,
  { perCell, reads }: TinyBase,
  write: Write,
): Base['vectors'] {
  const vectorsOf = (passages: readonly number[]) => ({
    codes: Int8Array.from(
      passages.flatMap((p) => [...codes.subarray(p * dimensions, (p + 1) * dimensions)]),
    ),
    scales: Float32Array.from(passages, (passage) => scales[passage]),
  })
  const all = Array.from(scales.keys())
  const count = perCell ? Math.ceil(all.length / perCell) : 1
  const parts = Array.from({ length: count }, (_, cell) => all.filter((p) => p % count === cell))
  const rows = parts.flat()
  const vectors = parts.map((part) => {
    const shard = write('vectors', encodeVectors(vectorsOf(part)))
    return { ...shard, first: rows.indexOf(part[0]), rows: part.length }
  })
  if (!perCell) return { kind: 'exact', files: vectors.filter((file) => file.rows > 0) }
  const coarse = {
    codes: new Uint8Array(coarseBytes(all.length, dimensions)),
    scales: new Uint16Array(all.length),
    passages: Uint32Array.from(rows),
  }
  const inOrder = vectorsOf(rows)
  for (const row of all) {
    const vector = inOrder.codes.subarray(row * dimensions, (row + 1) * dimensions)
    packCoarse(vector, inOrder.scales[row], row, coarse.codes, coarse.scales)
  }
  return {
    kind: 'cells',
    coarse: [write('coarse', encodeCoarse({ first: 0, ...coarse }))],
    cells: vectors,
    centres: write('vectors', encodeVectors(vectorsOf(parts.map(([first]) => first)))),
    // With such an error every cell is worth reading.
    error: 10,
    reads: reads ?? count,
    recall: [],
  }
}

function writeTexts(
  documents: readonly Document[],
  { perBlock = 2, ...options }: TinyBase,
  write: Write,
): Base['texts'] {
  const inPlace = documents.toReversed()
  const blocks = Array.from(
    { length: Math.ceil(inPlace.length / perBlock) },
    (_, i) => i * perBlock,
  )
  return blocks.map((first) => {
    const articles = inPlace
      .slice(first, first + perBlock)
      .map((document): Article => ({ document, passages: chunk(options)(document) }))
    return { ...write('texts', encodeTexts(articles.map(packArticle))), first }
  })
}

function writeNames(names: Iterable<readonly [string, number]>, write: Write): Base['ids'] {
  return [...cutNames(names)].map(({ first, bytes }) => ({ ...write('names', bytes), first }))
}
