/** The rows of vectors that lie in files: cells, or passages in order. */
import { decodeVectors, type VectorFile } from '../index/cells.ts'
import type { Vectors } from '../index/segment.ts'
import { type FileKind, visitFiles } from './rooms.ts'

/**
 * Shows those of `rows` that lie in `files`, some of an index, and says how many files had to be read.
 *
 * @param visit takes what it wants of a row of a file at once; `i` is the row's place in `rows`
 */
export function visitRows(
  files: readonly VectorFile[],
  rows: Uint32Array,
  { read, rooms }: Omit<FileKind<Vectors>, 'decode'>,
  visit: (vectors: Vectors, row: number, i: number) => void,
): Promise<number> {
  return visitFiles(files, { read, rooms, decode: decodeVectors }, (vectors, file) => {
    const { first, rows: count } = files[file]
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] - first
      if (row >= 0 && row < count) visit(vectors, row, i)
    }
  })
}
