/** A base ready to be searched: the part that stays in memory, and what reads the rest. */
import type { Base, BaseVectors, Columns } from '../../index/base.ts'
import { decodeVectors } from '../../index/cells.ts'
import { bundledFiles, type Manifest } from '../../index/manifest.ts'
import {
  blockOfName,
  decodeNames,
  findName,
  type NameBlock,
  type Names,
} from '../../index/names.ts'
import type { Index } from '../../index/open.ts'
import { type Shard, totalBytes } from '../../index/shard.ts'
import type { Kernel } from '../../kernels/kernel.ts'
import { createEmptyScanner, type Scanner } from '../../kernels/scanner.ts'
import { BadRequest } from '../../protocol.ts'
import { copyVector, createVectors, type Vectors } from '../../quantize.ts'
import {
  createRoomsFor,
  largest,
  lastFrom,
  leastKept,
  type ReadFile,
  type Rooms,
  readInTurn,
  visitFiles,
} from '../rooms.ts'
import { type Cells, openCells, rowsOf } from './cells.ts'
import { openTexts, type Texts } from './texts.ts'
import { visitRows } from './vector-files.ts'
import { openWordFiles, type WordFiles } from './word-files.ts'

/**
 * Bytes that an isolate may hold before files are evicted for others, of the 128 MB that a host allows it; the
 * rest is for searches under way. Of these bytes, those taken whatever the index: model, copied rows of it,
 * code. And those of a search's scratch, for each article.
 */
const [isolateBytes, fixedBytes, scratchBytes] = [100_000_000, 22_000_000, 20]
/** Bytes for the blocks of names that an isolate keeps: two of them. */
const leastNames = 1_000_000

/**
 * Most results on a page, since the text of each may lie in a file of its own: with what else a search or related
 * articles read, that makes 45 files and a few, where a host lets a request read fifty.
 */
export const mostResults = 25

/** A base whose files can be read. */
export interface OpenBase {
  readonly manifest: Base
  readonly dimensions: number
  /** First passage of each article, and one past the last of all. */
  readonly passageStarts: Uint32Array
  /** Measures all passages; null where there are too many to hold their vectors. */
  readonly scanner: Scanner | null
  /** Finds the nearest where vectors lie in files; null where all are held. */
  readonly cells: Cells | null
  readonly words: WordFiles
  readonly texts: Texts
  readonly read: ReadFile
  readonly names: Rooms<Names>
}

/**
 * Opens the base of `index`: reads the vectors that stay in memory, one file at a time.
 *
 * @throws BadIndex
 */
export async function openBase(
  index: Index,
  { passageStarts, places }: Columns,
  read: ReadFile,
  kernel: Kernel | null,
): Promise<OpenBase> {
  const base = index.manifest.base as Base
  const { dimensions } = index.manifest.model
  const share = shareKept(index, base)
  return {
    ...{ manifest: base, dimensions, passageStarts, read },
    ...(await openVectors(base.vectors, passageStarts, dimensions, share, read, kernel)),
    words: openWordFiles(base.postings, share, read),
    texts: openTexts(base.texts, places, share, read),
    names: createRoomsFor<Names>([...base.ids, ...base.urls], 0, leastNames),
  }
}

/** Share, [0, 1], of the files that searches read for which an isolate has room beside what it always holds. */
function shareKept(index: Index, base: Base): number {
  const files = readBySearches(base).flat()
  return Math.min(1, Math.max(0, isolateBytes - alwaysHeld(index, base)) / totalBytes(files))
}

/** About how many bytes an isolate holds at least of an index with a base, searches under way aside. */
export function leastIsolateBytes(manifest: Manifest, base: Base): number {
  // Segments are small, so what the manifest does not say, the passages of removed articles, hardly matters.
  const passages = Math.max(manifest.passages, base.passages)
  const documents = manifest.documents + base.removed.length
  const kept = readBySearches(base).map((files) => Math.min(leastKept, totalBytes(files)))
  const always = alwaysHeld({ manifest, documents, passages }, base)
  return kept.reduce((sum, bytes) => sum + bytes, always)
}

/** Bytes that an isolate holds whatever was asked: all but the files that searches read. */
function alwaysHeld(
  { manifest, documents, passages }: Pick<Index, 'manifest' | 'documents' | 'passages'>,
  base: Base,
): number {
  const { dimensions } = manifest.model
  const fresh = (dimensions + 8) * (passages - base.passages)
  const vectorBytes = base.vectors.kind === 'exact' ? dimensions + 8 : dimensions / 4 + 8
  const scratch = scratchBytes * documents
  return (
    fixedBytes + totalBytes(bundledFiles(manifest)) + fresh + vectorBytes * base.passages + scratch
  )
}

/** The files that searches read, by kind. */
function readBySearches({ postings, texts, vectors }: Base): readonly (readonly Shard[])[] {
  return [postings, texts, vectors.kind === 'cells' ? vectors.cells : []]
}

async function openVectors(
  vectors: BaseVectors,
  passageStarts: Uint32Array,
  dimensions: number,
  share: number,
  read: ReadFile,
  kernel: Kernel | null,
): Promise<Pick<OpenBase, 'scanner' | 'cells'>> {
  if (vectors.kind === 'cells') {
    return { scanner: null, cells: await openCells(vectors, dimensions, share, read, kernel) }
  }
  const scanner = createEmptyScanner(passageStarts, dimensions, kernel)
  await readInTurn(vectors.files, read, (bytes, { file, first }) => {
    scanner.load(first, decodeVectors(file, bytes))
  })
  return { scanner, cells: null }
}

/** @throws BadRequest if `k` results are more than a page of the index may have */
export function checkPage({ passages }: Pick<Index, 'passages'>, k: number): void {
  if (k <= mostResults) return
  throw new BadRequest(
    `k is ${k}; of an index as large as this one, ${passages} passages, at most ` +
      `${mostResults} results are shown at a time. Ask for ${mostResults} at most.`,
  )
}

/** Number of the base's article with that id or address among `blocks`; -1 if there is none. */
export async function findByName(
  { read, names }: OpenBase,
  blocks: readonly NameBlock[],
  name: string,
): Promise<number> {
  const block = blocks[blockOfName(blocks, name)]
  if (!block) return -1
  let found = -1
  await visitFiles([block], { read, rooms: names, decode: decodeNames }, (names) => {
    found = findName(names, name)
  })
  return found
}

/** The stored vectors of some passages of the base, in their order. */
export async function readVectors(
  { manifest, dimensions, cells, read }: OpenBase,
  passages: readonly number[],
): Promise<Vectors> {
  const { vectors } = manifest
  const files = vectors.kind === 'exact' ? vectors.files : vectors.cells
  const rows = cells ? rowsOf(cells, passages) : Uint32Array.from(passages)
  const wanted = new Set(Array.from(rows, (row) => files[lastFrom(files, row)]))
  const rooms = cells?.rooms ?? createRoomsFor<Vectors>(files, 0, largest(files))
  const found = createVectors(rows.length, dimensions)
  await visitRows([...wanted], rows, { read, rooms }, (vectors, row, i) => {
    copyVector(vectors, row, found, i)
  })
  return found
}
