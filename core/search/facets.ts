/**
 * How many articles of a result set have each value of the fields that can be filtered by.
 *
 * All results are counted, not only those that are ranked or shown: what a number promises, a search with
 * that filter finds. A field that is filtered by is counted over what is found without its filter;
 * otherwise all values but the chosen ones would seem to have no articles, and nobody could see what
 * another value would find.
 *
 * A count is one pass over the field's lists of articles. Each segment has its values as sorted strings, so those
 * that occur are merged by their bytes, and only what is returned is decoded.
 */
import type { Index } from '../index/open.ts'
import type { Field, Segment } from '../index/segment.ts'
import {
  compareCodePoints,
  compareRows,
  countStrings,
  findString,
  type Strings,
  stringAt,
} from '../index/strings.ts'
import { topRows } from '../kernels/top.ts'
import { type FacetValue, limits, type SearchParameters, type SearchResponse } from '../protocol.ts'
import type { SearchContext } from './context.ts'
import { asStored, filterMask } from './mask.ts'
import { markResults } from './membership.ts'
import { type Legs, runLegs } from './rank.ts'

/** The values of every field. */
export type Facets = NonNullable<SearchResponse['facets']>

/**
 * The facets of a search of an index that is held whole. It searches once more for each field that is filtered by,
 * which overwrites what `legs` found.
 */
export function facetsOf(
  index: Index,
  parameters: SearchParameters,
  context: SearchContext,
  legs: Legs,
): Facets {
  const results = markResults(index, legs)
  const ofFiltered = countFiltered(index, parameters, (wider) =>
    markResults(index, runLegs(index, wider, context, filterMask(index, wider))),
  )
  return countAll(index, results, ofFiltered)
}

/**
 * The facets of the fields that are filtered by.
 *
 * @param resultsOf marks the results of a search, 1 for each article that is one
 */
export function countFiltered(
  index: Index,
  parameters: SearchParameters,
  resultsOf: (wider: SearchParameters) => Uint8Array,
): ReadonlyMap<string, FacetValue[]> {
  const { filters } = parameters
  const counted = Object.entries(filters).map(([field, chosen]) => {
    const { [field]: _, ...others } = filters
    const results = resultsOf({ ...parameters, filters: others })
    return [field, countField(index, field, results, chosen)] as const
  })
  return new Map(counted)
}

/** The facets of every field; those in `ofFiltered` are counted already. */
export function countAll(
  index: Index,
  results: Uint8Array,
  ofFiltered: ReadonlyMap<string, FacetValue[]>,
): Facets {
  const counted = index.manifest.fields.map((field) => {
    return [field, ofFiltered.get(field) ?? countField(index, field, results, [])] as const
  })
  return Object.fromEntries(counted)
}

/** The values that most results have, most first, and after them those `chosen` that are not among these. */
function countField(
  index: Index,
  field: string,
  results: Uint8Array,
  chosen: readonly string[],
): FacetValue[] {
  const met = index.segments
    .map((segment): readonly Met[] => meetValues(segment, field, results))
    .reduce(merge, [])
  const counts = met.map(({ count }) => count)
  const most = topRows(counts, limits.facetValues, 0).map((i) => ({
    value: stringAt(met[i].values, met[i].row),
    count: met[i].count,
  }))
  const told = new Set(most.map(({ value }) => value))
  const others = [...new Set(chosen.map(asStored))]
    .filter((value) => !told.has(value))
    .map((value) => ({ value, count: countOf(index, field, value, results) }))
    .sort((a, b) => b.count - a.count || compareCodePoints(a.value, b.value))
  return [...most, ...others]
}

/** A value that some results have: where its string lies, and how many they are. */
interface Met {
  readonly values: Strings
  readonly row: number
  readonly count: number
}

/** The values of a segment that any of the results has, in order. */
function meetValues(segment: Segment, field: string, results: Uint8Array): Met[] {
  const column = segment.fields.get(field)
  if (!column) return []
  const { values } = column
  const met: Met[] = []
  for (let row = 0; row < countStrings(values); row++) {
    const count = countRow(segment, column, row, results)
    if (count > 0) met.push({ values, row, count })
  }
  return met
}

/** How many results have one value, perhaps none. */
function countOf({ segments }: Index, field: string, value: string, results: Uint8Array): number {
  let count = 0
  for (const segment of segments) {
    const column = segment.fields.get(field)
    const row = column ? findString(column.values, value) : -1
    if (column && row >= 0) count += countRow(segment, column, row, results)
  }
  return count
}

function countRow(
  { firstDocument }: Segment,
  { rows, documents }: Field,
  row: number,
  results: Uint8Array,
): number {
  let count = 0
  for (let i = rows[row]; i < rows[row + 1]; i++) count += results[firstDocument + documents[i]]
  return count
}

/** Two sorted lists merged into one; counts of the same value are added up. */
function merge(a: readonly Met[], b: readonly Met[]): readonly Met[] {
  if (a.length === 0) return b
  const merged: Met[] = []
  let at = 0
  for (const other of b) {
    while (at < a.length && inOrder(a[at], other) < 0) merged.push(a[at++])
    const isSame = at < a.length && inOrder(a[at], other) === 0
    merged.push(isSame ? { ...other, count: a[at++].count + other.count } : other)
  }
  return [...merged, ...a.slice(at)]
}

function inOrder(a: Met, b: Met): number {
  return compareRows(a.values, a.row, b.values, b.row)
}
