/**
 * Asks a table the queries that were held out of a corpus, against all passages, sixteen at a time.
 *
 * The arithmetic is the training kernel's (core/kernels/training.ts), so that ten thousand passages
 * are asked 250 queries in a fraction of a second, and its plain twin gives the same ranks. Only sixteen
 * passages are held at a time, so memory does not grow with the corpus.
 *
 *   table      rows x dimensions
 *   tokens     rows of one text
 *   vector     the sum of them
 *   units      16 unit vectors
 *   queries    all queries, in panels of 4
 *   passages   the 16 at hand, in panels of 8
 *   cosines    queries x 16
 */
import type { Kernel } from '../../kernels/kernel.ts'
import { createTrainingMemory, openTrainingKernel } from '../../kernels/training.ts'
import type { TokenCorpus } from './token-corpus.ts'
import { block, padTo } from './trainer-layout.ts'
import type { ValidationSet } from './validation-set.ts'

/** Asks a table the queries of a validation set. */
export interface Validator {
  /** Row-major rows x dimensions, all zero at first: fill it, then ask. */
  readonly table: Float32Array
  /** For each query the reciprocal rank of its own passage among those of other articles, (0, 1]. */
  ask(): number[]
}

/** A text in parts. */
type Text = readonly ArrayLike<number>[]

/**
 * A validator for tables of `rows` x `dimensions`, the latter a multiple of 16.
 *
 * @param kernel train.wasm, compiled; null for plain code
 */
export function createValidator(
  corpus: TokenCorpus,
  { queries, searched }: ValidationSet,
  { rows, dimensions }: { readonly rows: number; readonly dimensions: number },
  kernel: Kernel | null,
): Validator {
  const asked = queries.map(({ query }): Text => [query])
  const textOf = (paragraph: number, i: number): Text => {
    if (i < queries.length) return queries[i].rest
    return [corpus.titleOf(paragraph), corpus.headingOf(paragraph), corpus.textOf(paragraph)]
  }
  const longest = searched.reduce(
    (most, paragraph, i) => Math.max(most, lengthOf(textOf(paragraph, i))),
    Math.max(0, ...asked.map(lengthOf)),
  )
  const articles = searched.map((paragraph) => corpus.documentOf(paragraph))
  const count = padTo(queries.length)
  const bytes = 4 * dimensions

  const tokensAt = rows * bytes
  const vectorAt = tokensAt + 4 * padTo(longest)
  const unitsAt = vectorAt + bytes
  const queriesAt = unitsAt + block * bytes
  const passagesAt = queriesAt + count * bytes
  const cosinesAt = passagesAt + block * bytes
  const memory = createTrainingMemory(cosinesAt + 4 * count * block)
  const training = openTrainingKernel(kernel, memory)
  const floats = new Float32Array(memory.buffer)
  const tokens = new Int32Array(memory.buffer, tokensAt, padTo(longest))
  const cosines = floats.subarray(cosinesAt >> 2, (cosinesAt >> 2) + count * block)

  /** Unit vectors of up to 16 texts as panels of `width`; zero where there is no text. */
  function embedBlock(texts: readonly Text[], panels: number, width: 4 | 8) {
    for (let i = 0; i < block; i++) {
      let length = 0
      for (const part of texts[i] ?? []) {
        tokens.set(part, length)
        length += part.length
      }
      training.sumRows(0, dimensions, tokensAt, length, vectorAt)
      training.normalize(vectorAt, dimensions, unitsAt + i * bytes)
    }
    for (let i = 0; i < block; i += 4) {
      const inPanel = i % width
      const out = panels + (i - inPanel) * bytes + 4 * inPanel
      training.transposeRows(unitsAt + i * bytes, bytes, dimensions, out, 4 * width)
    }
  }

  /** Cosines of all queries with the sixteen passages from `first` on. */
  function compare(first: number) {
    const texts = searched.slice(first, first + block).map((p, i) => textOf(p, first + i))
    embedBlock(texts, passagesAt, 8)
    training.multiply(queriesAt, count, passagesAt, block, dimensions, cosinesAt, 4 * block)
  }

  return {
    table: floats.subarray(0, rows * dimensions),
    ask() {
      for (let first = 0; first < count; first += block) {
        embedBlock(asked.slice(first, first + block), queriesAt + first * bytes, 4)
      }
      const wanted = new Float32Array(queries.length)
      for (let first = 0; first < count; first += block) {
        compare(first)
        for (let q = first; q < Math.min(first + block, wanted.length); q++) {
          wanted[q] = cosines[q * block + q - first]
        }
      }
      const ranks = new Float64Array(queries.length).fill(1)
      for (let first = 0; first < searched.length; first += block) {
        compare(first)
        const some = Math.min(block, searched.length - first)
        for (let q = 0; q < ranks.length; q++) {
          for (let i = 0; i < some; i++) {
            const isOther = articles[first + i] !== articles[q]
            if (isOther && cosines[q * block + i] > wanted[q]) ranks[q]++
          }
        }
      }
      return Array.from(ranks, (rank) => 1 / rank)
    },
  }
}

function lengthOf(text: Text): number {
  return text.reduce((sum, part) => sum + part.length, 0)
}
