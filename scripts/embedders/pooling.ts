/**
 * From the vectors of a text's tokens to the vector of the text.
 *
 * Done here and not by a pipeline, because it is where most mistakes with sentence models
 * happen, and so that padding never counts: what is added behind a shorter text of a
 * batch is left out by its mask.
 */
import type { Pooling } from '../models.ts'

/** Numbers as a network gives them: floats of 16 or 32 bits. */
export type Floats = ArrayLike<number>

/** What a network made of a batch: row-major texts x tokens x dimensions. */
export interface TokenStates {
  readonly values: Floats
  /** Of the longest text; shorter ones are padded behind. */
  readonly tokens: number
  readonly dimensions: number
}

/**
 * One vector a text, not normalised.
 *
 * @param lengths tokens of each text that count, at least one
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

/** Summed in double precision, in order: the same in every batch. */
function meanOf({ values, dimensions }: TokenStates, first: number, length: number): number[] {
  const sum = new Array<number>(dimensions).fill(0)
  for (let row = first; row < first + length; row++) {
    const at = row * dimensions
    for (let d = 0; d < dimensions; d++) sum[d] += values[at + d]
  }
  return sum.map((value) => value / length)
}
