/**
 * A batch as a trainer holds it: texts end to end in the memory; ids, by which two pairs are known to be no
 * negatives of each other; and the inverse, the texts that each row occurs in, so that a thread that
 * moves a row can add up its whole gradient alone.
 */

import type { TrainerShape } from './trainer-layout.ts'
import { type Layout, padTo, updateParts } from './trainer-layout.ts'

/** Texts as rows of the table: text i is `tokens[starts[i]]` up to `starts[i + 1]`. */
export interface TokenTexts {
  readonly tokens: ArrayLike<number>
  /** One more than there are texts; begins with 0. */
  readonly starts: ArrayLike<number>
}

/** Pairs that are learned in one step; unless told otherwise, each is a negative of every other. */
export interface Batch {
  readonly queries: TokenTexts
  /** As many; passage i belongs to query i. */
  readonly passages: TokenTexts
  /** One number a pair; pairs of the same number (an article's) are no negatives of each other. */
  readonly groups?: ArrayLike<number>
}

/** The memory as numbers. */
export interface Views {
  readonly floats: Float32Array
  readonly whole: Int32Array
  readonly doubles: Float64Array
}

/**
 * Writes a batch to the memory and returns its number of pairs.
 *
 * @throws RangeError for one that is empty, too large, or names a row that is not there
 */
export function loadBatch(views: Views, layout: Layout, shape: TrainerShape, batch: Batch): number {
  const pairs = batch.queries.starts.length - 1
  if (pairs < 1 || pairs > padTo(shape.pairs) || batch.passages.starts.length - 1 !== pairs) {
    throw new RangeError(
      `${pairs} queries and ${batch.passages.starts.length - 1} passages; ` +
        `as many of each and 1 to ${padTo(shape.pairs)} are wanted`,
    )
  }
  const padded = padTo(pairs)
  const starts = layout.starts >> 2
  let at = 0
  for (const [side, texts] of [batch.queries, batch.passages].entries()) {
    const first = starts + side * padded
    for (let i = 0; i < pairs; i++) views.whole[first + i] = at + texts.starts[i]
    views.whole.fill(at + texts.starts[pairs], first + pairs, first + padded)
    loadTokens(views, layout, shape, at, texts)
    at += texts.starts[pairs]
  }
  views.whole[starts + 2 * padded] = at
  loadIds(views, layout, batch, padded)
  return pairs
}

function loadTokens(
  { whole }: Views,
  layout: Layout,
  { rows, tokens: most }: TrainerShape,
  at: number,
  { tokens, starts }: TokenTexts,
) {
  const count = starts[starts.length - 1]
  if (at + count > most) throw new RangeError(`${at + count} tokens; at most ${most} are wanted`)
  for (let i = 0; i < count; i++) {
    const row = tokens[i]
    if (!(row >= 0 && row < rows)) throw new RangeError(`row ${row}; there are ${rows}`)
    whole[(layout.tokens >> 2) + at + i] = row
  }
}

/** Writes three ids a pair, for its group, query and passage: pairs that share one are no negatives. */
function loadIds({ whole }: Views, layout: Layout, batch: Batch, padded: number) {
  const pairs = batch.queries.starts.length - 1
  const ids = layout.ids >> 2
  for (let i = 0; i < pairs; i++) whole[ids + i] = batch.groups ? batch.groups[i] : i
  for (const [side, texts] of [batch.queries, batch.passages].entries()) {
    const first = new Map<string, number>()
    for (let i = 0; i < pairs; i++) {
      const key = keyOf(texts, i)
      if (!first.has(key)) first.set(key, i)
      whole[ids + (side + 1) * padded + i] = first.get(key) as number
    }
  }
}

/** The text's tokens as a string, so that a Map finds equal ones. */
function keyOf({ tokens, starts }: TokenTexts, text: number): string {
  let key = ''
  for (let i = starts[text]; i < starts[text + 1]; i++) {
    key += String.fromCharCode(tokens[i] & 0xffff, tokens[i] >>> 16)
  }
  return key
}

/** Cost of Adam for a row, in rows that could be added up meanwhile. */
const adamWork = 8

/** Writes which rows the batch touches, the texts each occurs in, and slices of about equal work. */
export function noteRows({ whole }: Views, layout: Layout, pairs: number) {
  const texts = 2 * padTo(pairs)
  const [starts, tokens] = [layout.starts >> 2, layout.tokens >> 2]
  const [touched, touchedStarts] = [layout.touched >> 2, layout.touchedStarts >> 2]
  const [counts, slices] = [layout.rowCounts >> 2, layout.slices >> 2]
  const total = whole[starts + texts]
  let rows = 0
  for (let i = 0; i < total; i++) {
    if (whole[counts + whole[tokens + i]]++ === 0) whole[touched + rows++] = whole[tokens + i]
  }

  const share = (total + adamWork * rows) / updateParts
  let slice = 0
  let at = 0
  for (let k = 0; k < rows; k++) {
    while (at + adamWork * k >= slice * share) whole[slices + slice++] = k
    whole[touchedStarts + k] = at
    at += whole[counts + whole[touched + k]]
    // From here on, the count is where the row's next text goes.
    whole[counts + whole[touched + k]] = whole[touchedStarts + k]
  }
  while (slice <= updateParts) whole[slices + slice++] = rows
  whole[touchedStarts + rows] = at

  for (let text = 0; text < texts; text++) {
    for (let i = whole[starts + text]; i < whole[starts + text + 1]; i++) {
      whole[(layout.occurrences >> 2) + whole[counts + whole[tokens + i]]++] = text
    }
  }
  for (let k = 0; k < rows; k++) whole[counts + whole[touched + k]] = 0
}
