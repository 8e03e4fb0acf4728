/**
 * A shelf: items written to a file one after another and read back by number, so that a build of any
 * number of articles holds only those it works on. Of each item, eight bytes stay in memory: where it
 * begins.
 *
 * The file is unlinked as soon as it is open, so it is gone when the process is, however that ends. It lies in
 * a folder that the caller names, since the system's folder for temporary files is often in memory.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'

/** Items that can be iterated again and again, and read by number: an array, or a shelf. */
export interface Series<Item> extends Iterable<Item> {
  readonly length: number
  /** Undefined if there is none of that number. */
  at(number: number): Item | undefined
}

/** A series that grows, and lies in a file. */
export interface Shelf<Item> extends Series<Item> {
  /** Adds an item that structured cloning can copy; each read gives a new copy. */
  put(item: Item): void
  /** Discards all items. */
  close(): void
}

/** Bytes that are written at a time, and read at a time when items are read in order. */
const writtenTogether = 1_000_000
const readTogether = 250_000

/** An empty shelf with its file in `folder`, which is created if it is not there. */
export function createShelf<Item>(folder: string): Shelf<Item> {
  const file = openNameless(folder)
  /** Where each item begins, and where the next one will. */
  const starts = [0]
  let waiting: Buffer[] = []
  let written = 0
  const write = () => {
    const bytes = Buffer.concat(waiting)
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at)
    written += bytes.length
    waiting = []
  }
  /** The bytes read last, where they begin in the file, and the number asked for last. */
  let [bytes, first, last] = [Buffer.alloc(0), 0, -1]
  const at = (number: number): Item | undefined => {
    if (number < 0 || number >= starts.length - 1) return undefined
    const [start, end] = [starts[number], starts[number + 1]]
    if (end > written) write()
    if (start < first || end > first + bytes.length) {
      const more = number === last + 1 ? Math.min(start + readTogether, written) : end
      bytes = Buffer.allocUnsafeSlow(Math.max(end, more) - start)
      first = start
      readSync(file, bytes, 0, bytes.length, start)
    }
    last = number
    return deserialize(bytes.subarray(start - first, end - first))
  }
  return {
    get length() {
      return starts.length - 1
    },
    at,
    put(item) {
      const bytes = serialize(item)
      waiting.push(bytes)
      starts.push(starts[starts.length - 1] + bytes.length)
      if (starts[starts.length - 1] - written >= writtenTogether) write()
    },
    *[Symbol.iterator]() {
      for (let number = 0; number < starts.length - 1; number++) yield at(number) as Item
    },
    close: () => closeSync(file),
  }
}

/** A file to write and read that is already unlinked. */
function openNameless(folder: string): number {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `shelf-${randomUUID()}.part`)
  const file = openSync(path, 'wx+')
  rmSync(path)
  return file
}

/** `length` items, each made from its number whenever it is read. */
export function createSeries<Item>(length: number, make: (number: number) => Item): Series<Item> {
  return {
    length,
    at: (number) => (number >= 0 && number < length ? make(number) : undefined),
    *[Symbol.iterator]() {
      for (let number = 0; number < length; number++) yield make(number)
    },
  }
}

/** The items of `all` that `numbers` names, in that order; nothing is copied. */
export function arrange<Item>(all: Series<Item>, numbers: ArrayLike<number>): Series<Item> {
  return createSeries(numbers.length, (place) => all.at(numbers[place]) as Item)
}
