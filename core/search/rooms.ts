/**
 * The files that were read last, in rooms that are used again: cells that were thrown away
 * came to 200 MB in workerd before it looked for them, and an isolate has 128.
 *
 * A room that is given up for another file is written over, so nobody may look at what lies in one
 * after waiting for something.
 */

import { type Shard, totalBytes } from '../index/manifest.ts'
import { lastUpTo } from '../index/ordered.ts'

/**
 * The bytes of a file of the index, read into `room`, which has space for them: the same memory from its
 * beginning on, though a runtime may move it to another buffer on the way.
 */
export type ReadFile = (
  file: Pick<Shard, 'file' | 'bytes'>,
  room: ArrayBuffer,
) => Promise<Uint8Array<ArrayBuffer>>

/** Files in memory, so many bytes of them at most, and those on their way. */
export interface Rooms<Content> {
  /** Bytes of all rooms; a larger file has none. */
  readonly limit: number
  /** What is in that file, which is the latest used from now on; undefined if it is not there. */
  readonly recall: (file: string) => Content | undefined
  /** Room for a file of so many bytes to be read into; where no more may be made, that of files used longest ago. */
  readonly take: (bytes: number) => ArrayBuffer
  /** Keeps what lies in a room that was taken. */
  readonly keep: (file: string, content: Content, room: ArrayBuffer) => void
  /** Says that a room of so many bytes, which was taken, does not come back, so that another may be made for it. */
  readonly lose: (bytes: number) => void
}

/**
 * Rooms that come to `limit` bytes; more of them only while more are being filled.
 *
 * @param unit all rooms have so many bytes or a multiple of them, so that one can be used for another file
 */
export function createRooms<Content>(limit: number, unit: number): Rooms<Content> {
  const kept = new Map<string, { content: Content; room: ArrayBuffer }>()
  const free: ArrayBuffer[] = []
  /** Bytes of all rooms, also of those that were taken. */
  let made = 0
  /** Gives up what was used longest ago for a room of so many bytes, if that takes no more than it has. */
  const giveUp = (size: number): ArrayBuffer | undefined => {
    for (const [file, { room }] of kept) {
      if (made + size <= limit) return undefined
      kept.delete(file)
      if (room.byteLength >= size) return room
      made -= room.byteLength
    }
    return undefined
  }
  return {
    limit,
    recall(file) {
      const found = kept.get(file)
      if (!found) return undefined
      kept.delete(file)
      kept.set(file, found)
      return found.content
    },
    take(bytes) {
      const size = unit * Math.ceil(bytes / unit)
      const fitting = free.findIndex((room) => room.byteLength >= size)
      const used = fitting < 0 ? giveUp(size) : free.splice(fitting, 1)[0]
      if (used) return used
      made += size
      return new ArrayBuffer(size)
    },
    keep(file, content, room) {
      if (made > limit) made -= room.byteLength
      // Two queries may have read it at the same time.
      else if (kept.has(file)) free.push(room)
      else kept.set(file, { content, room })
    },
    lose(bytes) {
      made -= bytes
    },
  }
}

/**
 * Bytes of a room for any of `files`: what the largest takes, unless that is twice of what nine in ten
 * take; then it has several.
 */
export function roomBytes(files: readonly Pick<Shard, 'bytes'>[]): number {
  const sizes = files.map(({ bytes }) => bytes).sort((a, b) => a - b)
  const most = sizes.at(-1) ?? 1
  const usual = sizes[Math.floor(0.9 * sizes.length)] ?? 1
  return most > 2 * usual ? usual : most
}

/** Bytes of blocks that an isolate keeps, whatever there is room for. */
const leastKept = 3_000_000

/** Rooms for a share, [0, 1], of `files`; for so many bytes of them at least. */
export function createRoomsFor<Content>(
  files: readonly Pick<Shard, 'bytes'>[],
  share: number,
  leastBytes = leastKept,
): Rooms<Content> {
  return createRooms(Math.max(leastBytes, share * totalBytes(files)), roomBytes(files))
}

/** How files of a kind are read, kept and understood. */
export interface FileKind<Content> {
  readonly read: ReadFile
  readonly rooms: Rooms<Content>
  /** What is in the bytes of a file, as views of them. */
  readonly decode: (name: string, bytes: Uint8Array<ArrayBuffer>) => Content
}

/**
 * Shows what is in each of `files`, once it is there, and says how many had to be read. One that is
 * larger than all rooms is read each time.
 *
 * @param visit takes what it wants at once: the room is another file's after the next wait
 */
export async function visitFiles<Content>(
  files: readonly Pick<Shard, 'file' | 'bytes'>[],
  { read, rooms, decode }: FileKind<Content>,
  visit: (content: Content, i: number) => void,
): Promise<number> {
  // What is there is looked at first, or it might be given up for what is read.
  const missing = [...files.entries()].filter(([i, { file }]) => {
    const known = rooms.recall(file)
    if (known) visit(known, i)
    return !known
  })
  await Promise.all(
    missing.map(async ([i, file]) => {
      if (file.bytes > rooms.limit) {
        visit(decode(file.file, await read(file, new ArrayBuffer(file.bytes))), i)
        return
      }
      const room = rooms.take(file.bytes)
      // Reading may move it to another buffer and leave this one empty.
      const { byteLength } = room
      try {
        const bytes = await read(file, room)
        const content = decode(file.file, bytes)
        visit(content, i)
        rooms.keep(file.file, content, bytes.buffer)
      } catch (error) {
        rooms.lose(byteLength)
        throw error
      }
    }),
  )
  return missing.length
}

/** Bytes of the largest of `files`. */
export function largest(files: readonly Shard[]): number {
  return files.reduce((most, { bytes }) => Math.max(most, bytes), 0)
}

/** Number of the last of `files`, which are in order, that begins at or before `at`. */
export function lastFrom(files: readonly { readonly first: number }[], at: number): number {
  return lastUpTo(files.length, (file) => files[file].first <= at)
}
