/**
 * The vectors of an index that is too large for memory, as files.
 *
 * Passages that point the same way lie together in a *cell*, a file that a query reads whole.
 * Two bits of every dimension of every passage stay in memory and say which cells are worth reading
 * (core/kernels/estimator.ts). Rows are in order of cell, and of passage within one.
 *
 *   coarse file     first row in `about`; R is a multiple of 16, except in the last
 *   codes           u8    two-bit codes in blocks
 *   scales          u16   R
 *   passages        u32   R   number of the passage in each row
 *
 *   vectors file
 *   codes, scales   i8, f32   as in a segment
 */

import type { CoarseRows } from '../kernels/coarse.ts'
import type { Vectors } from '../quantize.ts'
import { decodeSections, encodeSections } from '../sections.ts'
import type { Shard } from './shard.ts'

/** What is known of an index's cells before a file of them is read. */
export interface CellManifest {
  /** In order; all of them stay in memory. */
  readonly coarse: readonly Shard[]
  /** In order of row. */
  readonly cells: readonly VectorFile[]
  /** A vectors file: the centre of each cell. */
  readonly centres: Shard
  /** Standard deviation of estimates from the exact similarity, over the nearest passages. */
  readonly error: number
  /** How many cells a query reads at most. */
  readonly reads: number
  /** Share of the ten nearest passages that is found, [0, 1], as measured at build time. */
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
  /** Mean over the queries. */
  readonly recall: number
}

/** Rows of a coarse file. */
export interface CoarseFile extends CoarseRows {
  /** Number of its first row. */
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
 * Mean passages of a cell before large ones are split: files of about 290 kB at 256 dimensions. With 1,000,
 * the same number of reads finds as many of the nearest, in a fifth more files.
 */
export const cellPassages = 1400

/** First row of each cell and one past the last of all; a cell too large for a file is split evenly. */
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
