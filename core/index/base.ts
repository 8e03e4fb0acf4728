/**
 * The base of an index: the articles that do not fit in memory, in files that a query reads.
 *
 * Each kind has files of its own: vectors (cells.ts), postings (word-blocks.ts), texts (texts.ts), ids
 * and addresses (names.ts). What filtering and BM25 need of every article stays in memory, 20 bytes and
 * its field values: the *columns*. Articles added since are in segments that are held whole, numbered
 * after those of the base; removed ones are listed in the manifest. So a day's change writes a small
 * segment and a manifest and leaves the base as it is.
 *
 *   columns file
 *   lengths                u32   D     as in a segment
 *   days                   u32   2 D
 *   passageStarts          u32   D + 1
 *   places                 u32   D     where each article lies among the texts
 *   field:NAME…                        as in a segment
 */
import { decodeSections, encodeSections, type Section } from '../sections.ts'
import type { CellManifest, VectorFile } from './cells.ts'
import type { NameBlock } from './names.ts'
import { readField, type Segment } from './segment.ts'
import type { Shard } from './shard.ts'
import type { TextBlock } from './texts.ts'
import type { WordBlock } from './word-blocks.ts'

/** What the manifest says of a base. */
export interface Base {
  readonly documents: number
  readonly passages: number
  /** Sum of its articles' lengths in words, as BM25 counts them. */
  readonly words: number
  /** Content tokens of its passages, as the second look counts them; 0 where another model made the index. */
  readonly tokens: number
  /** Articles that were removed, or changed and are in a segment now; ascending. */
  readonly removed: readonly number[]
  readonly columns: Shard
  readonly vectors: BaseVectors
  readonly postings: readonly WordBlock[]
  readonly texts: readonly TextBlock[]
  readonly ids: readonly NameBlock[]
  readonly urls: readonly NameBlock[]
  /** What each article was made of, for a build that adds to the base; nothing else reads it. */
  readonly hashes: Shard
}

/**
 * All vectors in order of passage, to be held in memory, each file ending where an article ends; or
 * cells, some of which a query reads.
 */
export type BaseVectors =
  | { readonly kind: 'exact'; readonly files: readonly VectorFile[] }
  | ({ readonly kind: 'cells' } & CellManifest)

/** What is known of every article of a base. */
export type Columns = Pick<Segment, 'lengths' | 'days' | 'passageStarts' | 'fields'> & {
  readonly places: Uint32Array
}

/**
 * About how many bytes a block of postings or texts has. A query reads blocks whole, so they are small,
 * yet large enough that a million passages take only two thousand files.
 */
export function blockBytesFor(passages: number): number {
  return Math.min(mostBlockBytes, Math.max(64_000, Math.round(passages * 0.44)))
}

/** Most bytes of a block, unless a single list or article has more. */
const mostBlockBytes = 440_000

/** The files of a base that are read one at a time: everything but the columns. */
export function readFilesOf({ vectors, postings, texts, ids, urls }: Base): readonly Shard[] {
  const ofVectors =
    vectors.kind === 'exact'
      ? vectors.files
      : [vectors.centres, ...vectors.coarse, ...vectors.cells]
  return [...ofVectors, ...postings, ...texts, ...ids, ...urls]
}

/**
 * The bytes of columns.
 *
 * @param fields the sections of each field, as a segment has them
 */
export function encodeColumns(
  { lengths, days, passageStarts, places }: Omit<Columns, 'fields'>,
  fields: Readonly<Record<string, Section>>,
): Uint8Array<ArrayBuffer> {
  return encodeSections('columns', {}, { lengths, days, passageStarts, places, ...fields })
}

/**
 * The columns in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeColumns(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  fields: readonly string[],
): Columns {
  const file = decodeSections(name, 'columns', bytes)
  return {
    lengths: file.section('lengths', 'Uint32Array'),
    days: file.section('days', 'Uint32Array'),
    passageStarts: file.section('passageStarts', 'Uint32Array'),
    places: file.section('places', 'Uint32Array'),
    fields: new Map(fields.map((field) => [field, readField(file, field)])),
  }
}

/** Bytes of the hash of an article's content. */
export const hashBytes = 8

/** The bytes of a file of hashes, eight bytes an article. */
export function encodeHashes(hashes: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeSections('hashes', {}, { hashes })
}

/**
 * The hashes in `bytes`, as a view of them.
 *
 * @throws BadIndex
 */
export function decodeHashes(name: string, bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  return decodeSections(name, 'hashes', bytes).section('hashes', 'Uint8Array')
}
