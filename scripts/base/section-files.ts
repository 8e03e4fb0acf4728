/**
 * Files of sections (core/sections.ts) read in parts, for a build whose segments together do not fit
 * in memory.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { headBytesOf, placesIn, prologueBytes } from '../../core/sections.ts'

const types = { Uint8Array, Int8Array, Uint32Array, Float32Array }
type Types = typeof types

/** An open file. */
export interface SectionFile {
  /** Number of elements in a section; 0 if it is not there. */
  readonly count: (section: string) => number
  /** A whole section, as a copy. */
  readonly read: <T extends keyof Types>(section: string, type: T) => InstanceType<Types[T]>
  /** A section from its beginning, of which one buffer at a time is in memory. */
  readonly stream: <T extends keyof Types>(
    section: string,
    type: T,
  ) => SectionStream<InstanceType<Types[T]>>
  readonly close: () => void
}

/** The elements of a section, one after another. */
export interface SectionStream<Elements> {
  /** The next `count` elements, which the next call may overwrite. */
  readonly take: (count: number) => Elements
}

/** Size of a stream's buffer. */
const bufferBytes = 32_768

/** Opens a file that was just written: its sections are read on demand, and not checked. */
export function openSectionFile(path: string): SectionFile {
  const handle = openSync(path, 'r')
  const fill = (bytes: Uint8Array, position: number) => {
    const { length } = bytes
    if (readSync(handle, bytes, 0, length, position) !== length)
      throw new RangeError(`${path} ends before its section does`)
    return bytes
  }
  const head = new Uint8Array(headBytesOf(fill(new Uint8Array(prologueBytes), 0)))
  const places = placesIn(fill(head, 0))
  const placeOf = (section: string) => {
    const place = places.get(section)
    if (!place) throw new RangeError(`${path} has no ${section}`)
    return place
  }
  return {
    count: (section) => places.get(section)?.[1] ?? 0,
    read(section, type) {
      const [at, count] = placeOf(section)
      const elements = new types[type](count)
      fill(new Uint8Array(elements.buffer), at)
      return elements as never
    },
    stream(section, type) {
      const [at, count] = placeOf(section)
      return createStream(types[type], fill, at, count) as never
    },
    close: () => closeSync(handle),
  }
}

function createStream(
  Elements: Types[keyof Types],
  fill: (bytes: Uint8Array, position: number) => unknown,
  at: number,
  count: number,
): SectionStream<InstanceType<Types[keyof Types]>> {
  const width = Elements.BYTES_PER_ELEMENT
  let buffer = new Elements(Math.min(count, bufferBytes / width))
  /** The buffer holds elements `first` to `end`; those before `next` were taken. */
  let first = 0
  let end = 0
  let next = 0
  return {
    take(wanted) {
      if (next + wanted > end) {
        const size = Math.min(count - next, Math.max(wanted, bufferBytes / width))
        if (size < wanted) throw new RangeError(`${wanted} elements of ${count - next}`)
        if (size > buffer.length) buffer = new Elements(size)
        first = next
        end = next + size
        fill(new Uint8Array(buffer.buffer, 0, size * width), at + first * width)
      }
      next += wanted
      return buffer.subarray(next - wanted - first, next - first)
    },
  }
}
