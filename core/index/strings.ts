/**
 * Many strings as two typed arrays: their UTF-8 bytes, and where each begins.
 *
 * Reading one decodes that one only. Where they are sorted, one is found by binary
 * search over bytes; 17 comparisons find a word among 100,000, and no Map has to
 * be built when an isolate starts.
 */
import type { Section, Sections } from '../sections.ts'
import { joinLists } from './lists.ts'
import { lastUpTo } from './ordered.ts'

/** A column of strings. */
export interface Strings {
  /** N + 1 positions in `bytes`. */
  readonly starts: Uint32Array
  readonly bytes: Uint8Array
}

export const encoder = new TextEncoder()
/** Keeps every character, even a byte order mark at the start. */
export const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

export function countStrings(strings: Strings): number {
  return strings.starts.length - 1
}

/** The string at row `i`. */
export function stringAt(strings: Strings, i: number): string {
  return decoder.decode(strings.bytes.subarray(strings.starts[i], strings.starts[i + 1]))
}

/** Row of `text` in strings sorted by `compareCodePoints`; -1 if it is not there. */
export function findString(strings: Strings, text: string): number {
  const wanted = encode(text)
  let low = 0
  let high = countStrings(strings) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = compareBytes(strings, middle, wanted)
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** UTF-8 of `text`. The encoder costs more to call than the search does, and most words are ASCII. */
function encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return encoder.encode(text)
    bytes[i] = code
  }
  return bytes
}

/**
 * Rows of the strings that begin with `prefix`, in strings sorted by `compareCodePoints`:
 * the first of them and one past the last, equal where there are none.
 */
export function findPrefix(strings: Strings, prefix: string): [first: number, end: number] {
  const wanted = encode(prefix)
  const count = countStrings(strings)
  const first = lastUpTo(count, (row) => compareBytes(strings, row, wanted) < 0) + 1
  if (first === count || !beginsWith(strings, first, wanted)) return [first, first]
  // From the first row on, those that begin with the prefix come before all others.
  const last = lastUpTo(count - first, (row) => beginsWith(strings, first + row, wanted))
  return [first, first + last + 1]
}

function beginsWith({ starts, bytes }: Strings, row: number, wanted: Uint8Array): boolean {
  const start = starts[row]
  if (starts[row + 1] - start < wanted.length) return false
  return wanted.every((byte, i) => bytes[start + i] === byte)
}

/** Order of a row relative to UTF-8 bytes. */
function compareBytes({ starts, bytes }: Strings, row: number, wanted: Uint8Array): number {
  return compareRanges(bytes, starts[row], starts[row + 1], wanted, 0, wanted.length)
}

/** Order of row `i` of `a` and row `j` of `b` by code points; 0 for the same string. */
export function compareRows(a: Strings, i: number, b: Strings, j: number): number {
  const [startOfA, startOfB] = [a.starts[i], b.starts[j]]
  return compareRanges(a.bytes, startOfA, a.starts[i + 1], b.bytes, startOfB, b.starts[j + 1])
}

function compareRanges(
  a: Uint8Array,
  startOfA: number,
  endOfA: number,
  b: Uint8Array,
  startOfB: number,
  endOfB: number,
): number {
  const [length, other] = [endOfA - startOfA, endOfB - startOfB]
  const common = Math.min(length, other)
  for (let i = 0; i < common; i++) {
    const difference = a[startOfA + i] - b[startOfB + i]
    if (difference !== 0) return difference
  }
  return length - other
}

/**
 * Order of two strings by code points, which is the order of their UTF-8 bytes.
 *
 * JavaScript's own `<` compares UTF-16 code units and disagrees beyond U+FFFF.
 */
export function compareCodePoints(a: string, b: string): number {
  const common = Math.min(a.length, b.length)
  for (let i = 0; i < common; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return surrogatesLast(x) - surrogatesLast(y)
  }
  return a.length - b.length
}

function surrogatesLast(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}

/** A column of `strings`. */
export function joinStrings(strings: readonly string[]): Strings {
  // Empty ones skip the encoder: a search joins many.
  const encoded = strings.map((text) => (text === '' ? nothing : encoder.encode(text)))
  const { starts, all } = joinLists(encoded, Uint8Array)
  return { starts, bytes: all }
}

const nothing = new Uint8Array()

/** The sections that columns of strings are stored in, by their names. */
export function encodeStrings(
  columns: Readonly<Record<string, readonly string[]>>,
): Record<string, Section> {
  const sections: Record<string, Section> = {}
  for (const [name, strings] of Object.entries(columns)) {
    const { starts, bytes } = joinStrings(strings)
    sections[`${name}.starts`] = starts
    sections[`${name}.bytes`] = bytes
  }
  return sections
}

/** The strings stored under `name`, as views of the file. */
export function readStrings(file: Sections, name: string): Strings {
  return {
    starts: file.section(`${name}.starts`, 'Uint32Array'),
    bytes: file.section(`${name}.bytes`, 'Uint8Array'),
  }
}
