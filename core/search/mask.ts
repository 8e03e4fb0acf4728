/**
 * Filters as a mask over articles, made once and applied by both legs.
 *
 * Filtering after ranking would lose results whenever the nearest articles are
 * the wrong ones; a mask before it costs nothing and keeps totals exact.
 */
import type { Index } from '../index/open.ts'
import type { Field, Segment } from '../index/segment.ts'
import { findString } from '../index/strings.ts'
import {
  BadRequest,
  normalizeQuestion,
  type SearchParameters,
  type SearchResponse,
} from '../protocol.ts'
import { daysOf } from '../text/dates.ts'

/** 1 for every article that may be found, 0 for the others; null if all may. */
export type Mask = Uint8Array | null

/**
 * The articles that pass every filter: dates inclusive, one of the values in each field; never those
 * that were removed. The array is the index's own and valid until the next search.
 *
 * @throws BadRequest for an impossible date, a time that ends before it begins, or a field the index does not have
 */
export function filterMask(
  index: Index,
  { from, to, filters }: Pick<SearchParameters, 'from' | 'to' | 'filters'>,
): Mask {
  const fields = Object.entries(filters)
  const removed = index.manifest.base?.removed ?? []
  const isFiltered = from !== undefined || to !== undefined || fields.length > 0
  if (!isFiltered && removed.length === 0) return null
  const mask = index.scratch.mask.fill(1)
  for (const document of removed) mask[document] = 0
  if (from !== undefined || to !== undefined) {
    const first = from === undefined ? 0 : dayOf('from', from, 0)
    const last = to === undefined ? Number.POSITIVE_INFINITY : dayOf('to', to, 1)
    if (first > last) {
      throw new BadRequest(`from is "${from}", which is after to, "${to}"; exchange them.`)
    }
    keepDates(index, mask, first, last)
  }
  for (const [field, values] of fields) keepValues(index, mask, field, values)
  return mask
}

/**
 * What an answer says of filter values that no article has: they find nothing, and are mostly misspelt.
 * Values of articles that were removed since count as known.
 */
export function tellUnknownValues(
  index: Index,
  filters: SearchParameters['filters'],
): Pick<SearchResponse, 'unknownValues'> {
  const isKnown = (field: string, value: string) =>
    index.segments.some(({ fields }) => {
      const column = fields.get(field)
      return column !== undefined && rowOf(column, value) >= 0
    })
  const unknown = Object.entries(filters)
    .map(([field, values]) => [field, values.filter((value) => !isKnown(field, value))] as const)
    .filter(([, values]) => values.length > 0)
  return unknown.length > 0 ? { unknownValues: Object.fromEntries(unknown) } : {}
}

function dayOf(name: string, date: string, end: 0 | 1): number {
  const days = daysOf(date)
  if (!days) {
    throw new BadRequest(
      `${name} is "${date}"; a year, month or day is wanted, like 2022, 2022-06 or 2022-06-12.`,
    )
  }
  return days[end]
}

function keepDates(index: Index, mask: Uint8Array, from: number, to: number) {
  for (const { days, documents, firstDocument } of index.segments) {
    for (let row = 0; row < documents; row++) {
      const first = days[row * 2]
      const last = days[row * 2 + 1]
      // An article without a date passes no filter by date.
      if (first === 0 || last < from || first > to) mask[firstDocument + row] = 0
    }
  }
}

function keepValues(index: Index, mask: Uint8Array, field: string, values: readonly string[]) {
  const known = index.manifest.fields
  if (!known.includes(field)) {
    const has = known.map((name) => `filter.${name}`).join(', ')
    throw new BadRequest(
      `filter.${field} is not a filter of this index; it has ${has || 'none: fields in edgewise.toml names them'}.`,
    )
  }
  const keep = index.scratch.passing.fill(0)
  for (const segment of index.segments) {
    const column = segment.fields.get(field)
    if (column) for (const value of values) markValue(segment, column, value, keep)
  }
  for (let i = 0; i < mask.length; i++) mask[i] &= keep[i]
}

function markValue(segment: Segment, column: Field, value: string, keep: Uint8Array) {
  const row = rowOf(column, value)
  if (row < 0) return
  for (let i = column.rows[row]; i < column.rows[row + 1]; i++) {
    keep[segment.firstDocument + column.documents[i]] = 1
  }
}

/** Row of a filter's value; -1 if no article has it. */
function rowOf({ values }: Field, value: string): number {
  return findString(values, asStored(value))
}

/** A filter's value in the spelling that an index stores; several may fold into one. */
export function asStored(value: string): string {
  return normalizeQuestion(value)
}
