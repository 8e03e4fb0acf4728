/** Rows of vectors that lie in files: in cells, or in order of passage. */
import { decodeVectors, type VectorFile } from '../../index/cells.ts'
import type { Vectors } from '../../quantize.ts'
import { type FileKind, visitFiles } from '../rooms.ts'

/**
 * Visits those of `rows` that lie in `files`, some of an index's, and returns how many files had to be read.
 *
 * @param visit takes what it wants synchronously; `row` is a row's place in its file, `i` that in `rows`
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
