/** The vectors of an index that is being built, read from its segments as often as needed. */
import { join } from 'node:path'
import type { Shard } from '../../core/index/shard.ts'
import type { Vectors } from '../../core/quantize.ts'
import { openSectionFile } from './section-files.ts'

/** Vectors that can be read any number of times. */
export interface VectorSource {
  readonly dimensions: number
  /** First passage of each article, and one past the last. */
  readonly passageStarts: Uint32Array
  /** All vectors in order of passage. */
  readonly batches: () => Iterable<Vectors>
}

/** Number of passages. */
export function countPassages({ passageStarts }: Pick<VectorSource, 'passageStarts'>): number {
  return passageStarts[passageStarts.length - 1]
}

/** The vectors of `segments` in `folder`, a segment at a time. */
export function* readVectors(folder: string, segments: readonly Shard[]): Generator<Vectors> {
  for (const { file } of segments) {
    const segment = openSectionFile(join(folder, file))
    const codes = segment.read('codes', 'Int8Array')
    const scales = segment.read('scales', 'Float32Array')
    segment.close()
    yield { codes, scales }
  }
}

/** The vectors of the rows from `first` to `end`, as views. */
export function rowsBetween(
  { codes, scales }: Vectors,
  first: number,
  end: number,
  dimensions: number,
): Vectors {
  return {
    codes: codes.subarray(first * dimensions, end * dimensions),
    scales: scales.subarray(first, end),
  }
}
