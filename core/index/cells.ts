/**
 * The vectors of an index that is too large for memory, as files.
 *
 * Passages that point the same way lie together in a *cell*, a file that a query reads whole.
 * Two bits of every dimension of every passage stay in memory and say which cells are worth reading
 * (core/kernels/estimator.ts). Rows are in order of cell, and of passage within one.
 *
 *   coarse file     first row in `about`; rows are a multiple of 16 but in the last
 *   codes           u8    two-bit codes in blocks
 *   scales          u16   R
 *   passages        u32   R   number of the passage in each row
 *
 *   vectors file
 *   codes, scales   i8, f32   as in a segment
 */

import type { CoarseRows } from '../kernels/coarse.ts'
import { decodeSections, encodeSections } from '../sections.ts'
import type { Shard } from './manifest.ts'
import type { Vectors } from './segment.ts'

/** What is known of an index's cells before a file of them is read. */
export interface CellManifest {
  /** In order; all of them stay in memory. */
  readonly coarse: readonly Shard[]
  /** In order of row. */
  readonly cells: readonly VectorFile[]
  /** A vectors file: the direction that the passages of each cell gather around. */
  readonly centres: Shard
  /** Standard deviation of an estimate from the exact similarity, among the best. */
  readonly error: number
  /** Cells that a query reads at most. */
  readonly reads: number
  /** How many of the ten nearest passages are found, [0, 1], as measured when it was built. */
  readonly recall: readonly MeasuredRecall[]
}

/** A file of vectors, those of a cell or of passages in order. */
export interface VectorFile extends Shard {
  /** Its first row. */
  readonly first: number
  readonly rows: number
}

/** Recall of queries whose filters leave a share of the articles. */
export interface MeasuredRecall {
  /** Share of the articles that pass, 1 for no filter. */
  readonly passing: number
  /** Mean of the queries. */
  readonly recall: number
}

/** Rows of a coarse file. */
export interface CoarseFile extends CoarseRows {
  /** Row of the first. */
  readonly first: number
}

/** The bytes of a coarse file. */
export function encodeCoarse({ first, codes, scales, passages }: CoarseFile) {
  return encodeSections('coarse', { first }, { codes, scales, passages })
}

/**
 * The rows in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeCoarse(name: string, bytes: Uint8Array<ArrayBuffer>): CoarseFile {
  const file = decodeSections(name, 'coarse', bytes)
  return {
    first: (file.about as { first: number }).first,
    codes: file.section('codes', 'Uint8Array'),
    scales: file.section('scales', 'Uint16Array'),
    passages: file.section('passages', 'Uint32Array'),
  }
}

/** The bytes of a vectors file. */
export function encodeVectors({ codes, scales }: Vectors): Uint8Array<ArrayBuffer> {
  return encodeSections('vectors', {}, { codes, scales })
}

/**
 * The vectors in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeVectors(name: string, bytes: Uint8Array<ArrayBuffer>): Vectors {
  const file = decodeSections(name, 'vectors', bytes, 'trusted')
  return {
    codes: file.section('codes', 'Int8Array'),
    scales: file.section('scales', 'Float32Array'),
  }
}

/** A cell beyond this is stored in parts; 260 bytes a passage of 256 dimensions. */
export const mostCellBytes = 480_000
/**
 * Passages that a cell has on average before it is parted: files of about 290 kB at 256 dimensions. With 1,000
 * as many of the nearest are found after the same reads, in a fifth more files.
 */
export const cellPassages = 1400

/** Where the rows of each cell begin, and where the last end, none larger than a file may be. */
export function partCells(sizes: Uint32Array, dimensions: number): number[] {
  const most = Math.floor(mostCellBytes / (dimensions + 4))
  const starts = [0]
  for (const size of sizes) {
    const parts = Math.ceil(size / most)
    const from = starts[starts.length - 1]
    for (let part = 1; part <= parts; part++) starts.push(from + Math.floor((size * part) / parts))
  }
  return starts
}
