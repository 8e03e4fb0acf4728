/**
 * A base ready to be searched: what stays in memory of it, and what reads the rest.
 *
 * A host that answers a query may be asked for so many files by each and no more, so what a query reads
 * is counted beforehand (search-base.ts).
 */
import type { Base, Columns } from '../index/base.ts'
import { decodeVectors } from '../index/cells.ts'
import type { Manifest } from '../index/manifest.ts'
import { blockOfName, decodeNames, findName, type NameBlock, type Names } from '../index/names.ts'
import type { Vectors } from '../index/segment.ts'
import type { Kernel } from '../kernels/kernel.ts'
import { createEmptyScanner, type Scanner } from '../kernels/scanner.ts'
import { type Cells, openCells, rowsOf } from './cells.ts'
import { createRooms, largest, lastFrom, type ReadFile, type Rooms, visitFiles } from './rooms.ts'
import { openTexts, type Texts } from './texts.ts'
import { openWordFiles, type WordFiles } from './word-files.ts'

/** A base whose files are at hand. */
export interface OpenBase {
  readonly manifest: Base
  readonly dimensions: number
  /** First passage of each article, and one past the last of all. */
  readonly passageStarts: Uint32Array
  /** Measures all passages; null where they are too many to be held. */
  readonly scanner: Scanner | null
  /** What finds the nearest of too many; null where all are held. */
  readonly cells: Cells | null
  readonly words: WordFiles
  readonly texts: Texts
  readonly read: ReadFile
  readonly names: Rooms<Names>
}

/**
 * Opens the base of `manifest`: reads the vectors that stay in memory, one file at a time.
 *
 * @throws BadIndex
 */
export async function openBase(
  manifest: Manifest,
  { passageStarts, places }: Columns,
  read: ReadFile,
  kernel: Kernel | null,
): Promise<OpenBase> {
  const base = manifest.base as Base
  const { dimensions } = manifest.model
  const { vectors } = base
  const isExact = vectors.kind === 'exact'
  return {
    ...{ manifest: base, dimensions, passageStarts, read },
    scanner: isExact
      ? await loadScanner(vectors.files, passageStarts, dimensions, read, kernel)
      : null,
    cells: isExact ? null : await openCells(vectors, dimensions, read, kernel),
    words: openWordFiles(base.postings, read),
    texts: openTexts(base.texts, places, read),
    names: createRooms<Names>(mostNames, largest([...base.ids, ...base.urls])),
  }
}

/** Blocks of names that an isolate keeps. */
const mostNames = 2

async function loadScanner(
  files: Extract<Base['vectors'], { kind: 'exact' }>['files'],
  passageStarts: Uint32Array,
  dimensions: number,
  read: ReadFile,
  kernel: Kernel | null,
): Promise<Scanner> {
  const scanner = createEmptyScanner(passageStarts, dimensions, kernel)
  let room = new ArrayBuffer(largest(files))
  for (const file of files) {
    const bytes = await read(file, room)
    scanner.load(file.first, decodeVectors(file.file, bytes))
    room = bytes.buffer
  }
  return scanner
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

/** Visits the stored vectors of some passages of the base, given in any order. */
export async function visitVectors(
  { manifest, cells, read }: OpenBase,
  passages: readonly number[],
  visit: (vectors: Vectors, row: number) => void,
): Promise<void> {
  const { vectors } = manifest
  const files = vectors.kind === 'exact' ? vectors.files : vectors.cells
  const rows = cells ? [...rowsOf(cells, passages)] : passages
  const fileOf = rows.map((row) => lastFrom(files, row))
  const chosen = [...new Set(fileOf)]
  const rooms = cells?.rooms ?? createRooms<Vectors>(1, largest(files))
  const visitFile = (found: Vectors, i: number) => {
    for (const [place, row] of rows.entries()) {
      if (fileOf[place] === chosen[i]) visit(found, row - files[chosen[i]].first)
    }
  }
  const wanted = chosen.map((file) => files[file])
  await visitFiles(wanted, { read, rooms, decode: decodeVectors }, visitFile)
}
