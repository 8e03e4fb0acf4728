/**
 * What a corpus taught the model: the rows that changed and the words that were added.
 *
 * The base table stays as it is, in `model/`; a patch lies beside the index and is laid over
 * it when both are loaded. Five articles change some three thousand rows of 48,000.
 *
 *   section        type   length
 *   rows           u16    R      rows of the base that changed, ascending
 *   codes          i8     (R + A) x dimensions, those of the added words last
 *   scales         f32    R + A
 *   words          u8     the A added words, a line each, UTF-8
 */
import type { Kernel } from '../kernels/kernel.ts'
import { createMatcher, type Matcher } from '../kernels/matcher.ts'
import { BadIndex, decodeSections, encodeSections } from '../sections.ts'
import type { Model } from './model.ts'
import { countRows, withWords } from './vocabulary.ts'

/** Rows to lay over a base table. */
export interface Patch {
  /** Ascending. */
  readonly rows: Uint16Array
  /** Row-major, the changed rows and then the added ones. */
  readonly codes: Int8Array
  /** One factor a row of `codes`. */
  readonly scales: Float32Array
  /** In order of their rows. */
  readonly words: readonly string[]
}

/** Changes nothing. */
export const noPatch: Patch = {
  rows: new Uint16Array(),
  codes: new Int8Array(),
  scales: new Float32Array(),
  words: [],
}

/** The bytes of a patch of the model called `id`. */
export function encodePatch(
  { id, dimensions }: Pick<Model, 'id' | 'dimensions'>,
  { rows, codes, scales, words }: Patch,
): Uint8Array<ArrayBuffer> {
  const lines = new TextEncoder().encode(words.join('\n'))
  return encodeSections('patch', { id, dimensions }, { rows, codes, scales, words: lines })
}

/**
 * The patch in `bytes`, as views of them.
 *
 * @param name what to call the file in an error
 * @throws BadIndex for a damaged file and for one that belongs to another model
 */
export function decodePatch(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  model: Pick<Model, 'id' | 'dimensions'>,
): Patch {
  const file = decodeSections(name, 'patch', bytes)
  const { id, dimensions } = file.about as Pick<Model, 'id' | 'dimensions'>
  if (id !== model.id || dimensions !== model.dimensions) {
    throw new BadIndex(
      `${name} was taught to ${id} (${dimensions} dimensions); this is ${model.id} ` +
        `(${model.dimensions}). Run npm run build.`,
    )
  }
  const lines = new TextDecoder().decode(file.section('words', 'Uint8Array'))
  return {
    rows: file.section('rows', 'Uint16Array'),
    codes: file.section('codes', 'Int8Array'),
    scales: file.section('scales', 'Float32Array'),
    words: lines === '' ? [] : lines.split('\n'),
  }
}

/**
 * `base` with `patch` laid over it.
 *
 * @param place where the whole table shall lie, if its place is already there: rows of base and
 *   patch x dimensions
 */
export function patched(
  base: Model,
  patch: Patch,
  place: Int8Array = new Int8Array((base.vocabulary.rows + patch.words.length) * base.dimensions),
): Model {
  const { dimensions } = base
  const vocabulary = withWords(base.vocabulary, patch.words)
  const rows = countRows(vocabulary)
  const scales = new Float32Array(rows)
  scales.set(base.scales)
  place.set(base.table)
  const { length } = patch.rows
  patch.rows.forEach((row, i) => {
    place.set(patch.codes.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions)
    scales[row] = patch.scales[i]
  })
  place.set(patch.codes.subarray(length * dimensions), base.vocabulary.rows * dimensions)
  scales.set(patch.scales.subarray(length), base.vocabulary.rows)
  return { ...base, vocabulary, table: place, scales }
}

/** `base` with `patch` laid over it, and its tokens' matcher; the table lies once, where the matcher needs it. */
export function openTaught(
  base: Model,
  patch: Patch,
  kernel: Kernel | null,
): { taught: Model; matcher: Matcher } {
  const { dimensions } = base
  let taught = base
  const fill = (place: Int8Array) => {
    taught = patched(base, patch, place)
  }
  const rows = base.vocabulary.rows + patch.words.length
  const matcher = createMatcher({ rows, dimensions, fill }, kernel)
  return { taught, matcher }
}
