/**
 * From the vectors of a text's tokens to the vector of the text.
 *
 * Done here and not by a library's pipeline, because most mistakes with sentence models
 * happen here, and so that padding never counts: what follows a shorter text of a batch
 * is left out by the text's length.
 */
import type { Pooling } from './models.ts'

/** A network's output for a batch: row-major texts x tokens x dimensions. */
export interface TokenStates {
  /** Floats of 16 or 32 bits. */
  readonly values: ArrayLike<number>
  /** Tokens of the longest text; shorter ones are padded at the end. */
  readonly tokens: number
  readonly dimensions: number
}

/**
 * One vector for each text, not normalized.
 *
 * @param lengths tokens of each text without padding, at least one
 */
export function pool(
  states: TokenStates,
  lengths: readonly number[],
  pooling: Pooling,
): number[][] {
  return lengths.map((length, text) => {
    const first = text * states.tokens
    if (pooling === 'mean') return meanOf(states, first, length)
    return rowAt(states, pooling === 'cls' ? first : first + length - 1)
  })
}

function rowAt({ values, dimensions }: TokenStates, row: number): number[] {
  return Array.from({ length: dimensions }, (_, d) => values[row * dimensions + d])
}

/** Mean of `length` rows, summed in order in double precision, so that it is the same in every batch. */
function meanOf({ values, dimensions }: TokenStates, first: number, length: number): number[] {
  const sum = new Array<number>(dimensions).fill(0)
  for (let row = first; row < first + length; row++) {
    const at = row * dimensions
    for (let d = 0; d < dimensions; d++) sum[d] += values[at + d]
  }
  return sum.map((value) => value / length)
}
