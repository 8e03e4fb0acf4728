/**
 * Names of articles (ids or addresses) in files, one of which is read to find a name: for an index whose
 * names do not fit in memory.
 *
 *   names     strings   N   sorted
 *   numbers   u32       N   article of each
 */
import { decodeSections, encodeSections } from '../sections.ts'
import { lastUpTo } from './ordered.ts'
import type { Shard } from './shard.ts'
import {
  compareCodePoints,
  encodeStrings,
  findString,
  readStrings,
  type Strings,
} from './strings.ts'

/** A file of names. */
export interface NameBlock extends Shard {
  /** Its first name. */
  readonly first: string
}

/** A block that was read. */
export interface Names {
  readonly names: Strings
  readonly numbers: Uint32Array
}

/** Characters of the names in a block, the last of which may exceed it. */
const blockCharacters = 200_000

/** The blocks of `names`, which are sorted (`compareCodePoints`). */
export function* cutNames(
  names: Iterable<readonly [name: string, article: number]>,
): Generator<{ first: string; bytes: Uint8Array<ArrayBuffer> }> {
  let some: [string, number][] = []
  let length = 0
  for (const [name, article] of names) {
    some.push([name, article])
    length += name.length
    if (length < blockCharacters) continue
    yield encodeNames(some)
    some = []
    length = 0
  }
  if (some.length > 0) yield encodeNames(some)
}

function encodeNames(some: readonly [string, number][]) {
  const names = some.map(([name]) => name)
  const numbers = Uint32Array.from(some, ([, article]) => article)
  const sections = { ...encodeStrings({ names }), numbers }
  return { first: names[0], bytes: encodeSections('names', {}, sections) }
}

/**
 * The names in `bytes`, as views of them.
 *
 * @throws BadIndex
 */
export function decodeNames(name: string, bytes: Uint8Array<ArrayBuffer>): Names {
  const file = decodeSections(name, 'names', bytes)
  return { names: readStrings(file, 'names'), numbers: file.section('numbers', 'Uint32Array') }
}

/** The article called `name`; -1 if there is none in this block. */
export function findName({ names, numbers }: Names, name: string): number {
  const row = findString(names, name)
  return row < 0 ? -1 : numbers[row]
}

/** Number of the last of `blocks` that begins at or before `name`; -1 if all begin after it. */
export function blockOfName(blocks: readonly Pick<NameBlock, 'first'>[], name: string): number {
  return lastUpTo(blocks.length, (block) => compareCodePoints(blocks[block].first, name) <= 0)
}
