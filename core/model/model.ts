/**
 * The embedded model: a table of token vectors.
 *
 * A text's vector is the mean of its tokens' vectors, scaled to length 1 (a static
 * embedding model, as in model2vec). There is no attention and nothing to run, so
 * the same few lines serve the build, the worker and a browser, and a ten-word query
 * costs about 20 microseconds. How much a word weighs was learned: it is the length of its vector.
 */
import { type AddRows, mostPassageTokens } from '../kernels/matcher.ts'
import { decodeSections, encodeSections } from '../sections.ts'
import { tokenize } from './tokens.ts'
import {
  createVocabulary,
  readVocabulary,
  type Vocabulary,
  vocabularySections,
} from './vocabulary.ts'

/** What a model is called and how large it is. */
export interface ModelIdentity {
  /** Name and revision; another table has another id. */
  readonly id: string
  /** Length of its vectors. */
  readonly dimensions: number
}

/** A model ready to embed. */
export interface Model extends ModelIdentity {
  readonly vocabulary: Vocabulary
  /** Row-major tokens x dimensions. */
  readonly table: Int8Array
  /** One factor a token; `table * scale` is the token's vector. */
  readonly scales: Float32Array
  /** Adds up rows of the taught table, where `table` is not it or the kernel is faster. */
  readonly addRows?: AddRows | null
}

/** Embeds a text, or its tokens, synchronously; into `room`, if the caller has an array of that length. */
export type EmbedText = (text: string | readonly number[], room?: Float32Array) => Float32Array

interface About extends ModelIdentity {
  readonly rows: number
  readonly firstPiece: number
  readonly longestPiece: number
}

/**
 * The unit vector of a text, or of a text's tokens; all zero without a known token.
 *
 * @param dimensions how many of the first dimensions to use: the model was trained so that the
 *   first ones work alone (Matryoshka), at their share of the cost
 * @param room where to write the vector, for a caller that embeds many and keeps none
 */
export function embed(
  model: Model,
  text: string | readonly number[],
  dimensions: number = model.dimensions,
  room: Float32Array = new Float32Array(dimensions),
): Float32Array {
  const tokens = typeof text === 'string' ? tokenize(model.vocabulary, text) : text
  const byKernel = dimensions % 8 === 0 ? model.addRows : null
  const sum = byKernel
    ? addInParts(byKernel, tokens, dimensions)
    : addRows(model, tokens, dimensions)
  for (let d = 0; d < dimensions; d++) room[d] = sum[d]
  return normalize(room)
}

/** The sum by `add`; in parts for a text of more tokens than it takes at once, like an endless word. */
function addInParts(add: AddRows, tokens: readonly number[], dimensions: number): Float64Array {
  if (tokens.length <= mostPassageTokens) return add(tokens, dimensions)
  const sum = new Float64Array(dimensions)
  for (let from = 0; from < tokens.length; from += mostPassageTokens) {
    const part = add(tokens.slice(from, from + mostPassageTokens), dimensions)
    for (let d = 0; d < dimensions; d++) sum[d] += part[d]
  }
  return sum
}

/** The tokens' vectors added up, float64: the kernel's plain twin, which adds in the same order. */
export function addRows(
  model: Pick<Model, 'table' | 'scales' | 'dimensions'>,
  tokens: ArrayLike<number>,
  dimensions: number,
): Float64Array {
  const { table, scales } = model
  const sum = new Float64Array(dimensions)
  const rest = tokens.length % 4
  for (let i = 0; i < rest; i++) {
    const row = tokens[i] * model.dimensions
    const scale = scales[tokens[i]]
    for (let d = 0; d < dimensions; d++) sum[d] += table[row + d] * scale
  }
  // Four rows at a time: the sum is read and written a quarter as often, at a third of the cost.
  for (let i = rest; i < tokens.length; i += 4) {
    const [a, b, c, e] = [tokens[i], tokens[i + 1], tokens[i + 2], tokens[i + 3]]
    const [rowA, rowB] = [a * model.dimensions, b * model.dimensions]
    const [rowC, rowE] = [c * model.dimensions, e * model.dimensions]
    const [scaleA, scaleB, scaleC, scaleE] = [scales[a], scales[b], scales[c], scales[e]]
    for (let d = 0; d < dimensions; d++) {
      sum[d] +=
        table[rowA + d] * scaleA +
        table[rowB + d] * scaleB +
        table[rowC + d] * scaleC +
        table[rowE + d] * scaleE
    }
  }
  return sum
}

/** `vector` at length 1; zero stays zero. */
export function normalized(vector: Float32Array): Float32Array {
  return normalize(vector.slice())
}

function normalize(vector: Float32Array): Float32Array {
  let squares = 0
  for (let d = 0; d < vector.length; d++) squares += vector[d] * vector[d]
  const length = Math.sqrt(squares)
  if (length > 0) for (let d = 0; d < vector.length; d++) vector[d] /= length
  return vector
}

/** Sum of products over the length of `a`, which is at most that of `b`; cosine of two unit vectors. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d]
  return sum
}

/** Whether a vector has any direction. */
export function isZero(vector: Float32Array): boolean {
  return vector.every((value) => value === 0)
}

/** The bytes of a model's single file. */
export function encodeModel(
  identity: ModelIdentity,
  tokens: readonly string[],
  table: Int8Array,
  scales: Float32Array,
): Uint8Array<ArrayBuffer> {
  if (scales.length !== tokens.length || table.length !== tokens.length * identity.dimensions) {
    throw new RangeError(
      `${tokens.length} tokens of ${identity.dimensions} dimensions; ` +
        `the table has ${table.length} values and ${scales.length} scales`,
    )
  }
  const vocabulary = createVocabulary(tokens)
  const { rows, firstPiece, longestPiece } = vocabulary
  const { id, dimensions } = identity
  const about: About = { id, dimensions, rows, firstPiece, longestPiece }
  return encodeSections('model', about, { ...vocabularySections(vocabulary), scales, table })
}

/**
 * The model in `bytes`, as views of them.
 *
 * @param name what to call the file in an error
 * @throws BadIndex
 */
export function decodeModel(name: string, bytes: Uint8Array<ArrayBuffer>): Model {
  const file = decodeSections(name, 'model', bytes)
  const about = file.about as About
  return {
    id: about.id,
    dimensions: about.dimensions,
    vocabulary: readVocabulary(file, about),
    table: file.section('table', 'Int8Array'),
    scales: file.section('scales', 'Float32Array'),
  }
}
