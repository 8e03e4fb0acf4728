/**
 * What a corpus taught the model: the rows that changed and the words that were added.
 *
 * The base table stays as it is, in `model/`; a patch lies beside the index and is laid over
 * it when both are loaded. Five articles change some thousand rows of 48,000.
 *
 *   section        type   length
 *   rows           u16    R      rows of the base that changed, ascending
 *   codes          i8     (R + A) x dimensions, those of the added words last
 *   scales         f32    R + A
 *   words          u8     the A added words, a line each, UTF-8
 */
import type { Kernel } from '../kernels/kernel.ts'
import {
  type AddRows,
  createMatcher,
  createSparseMatcher,
  type Matcher,
  mostPassageTokens,
} from '../kernels/matcher.ts'
import { copyVector, createVectors, quantize, type Vectors } from '../quantize.ts'
import { BadIndex, decodeSections, encodeSections } from '../sections.ts'
import { addRows, type Model, type ModelIdentity } from './model.ts'
import type { Lesson } from './training/lesson.ts'
import { countRows, withWords } from './vocabulary.ts'

/** Rows to lay over a base table; the vectors are those of the changed rows and then of the added ones. */
export interface Patch extends Vectors {
  /** Ascending. */
  readonly rows: Uint16Array
  /** In order of their rows. */
  readonly words: readonly string[]
}

/** Changes nothing. */
export const noPatch: Patch = { ...createVectors(0, 0), rows: new Uint16Array(), words: [] }

/** The rows of a lesson's `table`, as it was learned, that differ from the model's, in the model's order. */
export function createPatch(
  model: Model,
  { rows, words }: Pick<Lesson, 'rows' | 'words'>,
  table: Float32Array,
): Patch {
  const { dimensions } = model
  const all = createVectors(rows.length, dimensions)
  for (let i = 0; i < rows.length; i++) {
    quantize(table.subarray(i * dimensions, (i + 1) * dimensions), i, all)
  }
  const isAdded = (i: number) => rows[i] >= model.vocabulary.rows
  const isChanged = (i: number) => {
    const from = rows[i] * dimensions
    const codes = all.codes.subarray(i * dimensions, (i + 1) * dimensions)
    return (
      all.scales[i] !== model.scales[rows[i]] ||
      codes.some((code, d) => code !== model.table[from + d])
    )
  }
  const order = Array.from(rows.keys()).sort((a, b) => rows[a] - rows[b])
  const kept = order.filter((i) => isAdded(i) || isChanged(i))
  const vectors = createVectors(kept.length, dimensions)
  for (const [place, i] of kept.entries()) copyVector(all, i, vectors, place)
  const changed = kept.filter((i) => !isAdded(i)).map((i) => rows[i])
  return { ...vectors, rows: Uint16Array.from(changed), words }
}

/** The bytes of a patch of the model called `id`. */
export function encodePatch(
  { id, dimensions }: ModelIdentity,
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
  model: ModelIdentity,
): Patch {
  const file = decodeSections(name, 'patch', bytes)
  const { id, dimensions } = file.about as ModelIdentity
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
 * @param table  where to write the whole table, if the caller has room: rows of base and patch x
 *   dimensions
 * @param scales likewise, one a row
 */
export function patched(
  base: Model,
  patch: Patch,
  table: Int8Array = new Int8Array((base.vocabulary.rows + patch.words.length) * base.dimensions),
  scales: Float32Array = new Float32Array(base.vocabulary.rows + patch.words.length),
): Model {
  const { dimensions } = base
  const vocabulary = withWords(base.vocabulary, patch.words)
  scales.set(base.scales)
  table.set(base.table)
  const { length } = patch.rows
  patch.rows.forEach((row, i) => {
    table.set(patch.codes.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions)
    scales[row] = patch.scales[i]
  })
  table.set(patch.codes.subarray(length * dimensions), base.vocabulary.rows * dimensions)
  scales.set(patch.scales.subarray(length), base.vocabulary.rows)
  return { ...base, vocabulary, table, scales }
}

/** `base` with `patch` laid over it, and a matcher of its tokens; both share one table, the matcher's. */
export function openTaught(
  base: Model,
  patch: Patch,
  kernel: Kernel | null,
): { taught: Model; matcher: Matcher } {
  const { dimensions } = base
  let taught = base
  const fill = (table: Int8Array, scales: Float32Array) => {
    taught = patched(base, patch, table, scales)
  }
  const rows = base.vocabulary.rows + patch.words.length
  const matcher = createMatcher({ rows, dimensions, fill }, kernel)
  return { taught: { ...taught, addRows: matcher.addRows }, matcher }
}

/**
 * The same for where memory is short: of table and patch, only the few rows that a text or a question
 * needs are copied.
 */
export function openTaughtSparsely(
  base: Model,
  patch: Patch,
  kernel: Kernel | null,
): { taught: Model; matcher: Matcher } {
  const { dimensions } = base
  const vocabulary = withWords(base.vocabulary, patch.words)
  const scales = new Float32Array(countRows(vocabulary))
  scales.set(base.scales)
  // Row in the patch of each row that it changes or adds, -1 for the others.
  const places = new Int32Array(scales.length).fill(-1)
  patch.scales.forEach((scale, i) => {
    const row = patch.rows[i] ?? base.vocabulary.rows + i - patch.rows.length
    scales[row] = scale
    places[row] = i
  })
  const rowOf = (row: number) => {
    const [codes, place] = places[row] < 0 ? [base.table, row] : [patch.codes, places[row]]
    return codes.subarray(place * dimensions, (place + 1) * dimensions)
  }
  const addRows = createRowAdder(dimensions, rowOf, scales)
  const sparse = { rows: scales.length, dimensions, rowOf, scales, addRows }
  const matcher = createSparseMatcher(sparse, kernel)
  const taught = { ...base, vocabulary, scales, addRows: matcher.addRows ?? addRows }
  return { taught, matcher }
}

/** Adds up rows that lie anywhere, in the same order as rows of one table. */
function createRowAdder(
  dimensions: number,
  rowOf: (row: number) => Int8Array,
  scales: Float32Array,
): AddRows {
  const table = new Int8Array(mostPassageTokens * dimensions)
  const used = new Float32Array(mostPassageTokens)
  const inOrder = Uint16Array.from(used.keys())
  return (rows, width) => {
    for (const [i, row] of rows.entries()) {
      table.set(rowOf(row), i * dimensions)
      used[i] = scales[row]
    }
    return addRows({ table, scales: used, dimensions }, inOrder.subarray(0, rows.length), width)
  }
}
