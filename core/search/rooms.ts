/**
 * A cache of the files that were read last (LRU), in buffers that are reused, its *rooms*: dropped
 * cells came to 200 MB in workerd before it collected them, and an isolate has 128.
 *
 * A room that is reused for another file is overwritten, so nothing may look at the content of one
 * after it awaited something.
 */

import { lastUpTo } from '../index/ordered.ts'
import { type Shard, totalBytes } from '../index/shard.ts'

/**
 * The bytes of a file of the index, read into `room`, which is large enough, from its beginning on: the same
 * memory, though a runtime may transfer it to another buffer.
 */
export type ReadFile = (
  file: Pick<Shard, 'file' | 'bytes'>,
  room: ArrayBuffer,
) => Promise<Uint8Array<ArrayBuffer>>

/** Files in memory, up to a limit of bytes, and those being read. */
export interface Rooms<Content> {
  /** Most bytes of all rooms; a larger file has none. */
  readonly limit: number
  /** The content of a file, which now counts as used last; undefined if it is not there. */
  readonly recall: (file: string) => Content | undefined
  /** A room to read a file of `bytes` bytes into; at the limit, that of the file used longest ago. */
  readonly take: (bytes: number) => ArrayBuffer
  /** Keeps the content of a room that was taken. */
  readonly keep: (file: string, content: Content, room: ArrayBuffer) => void
  /** Says that a taken room of `bytes` bytes will not come back, so that another may be made in its place. */
  readonly lose: (bytes: number) => void
}

/**
 * Rooms of `limit` bytes in all; of more only while more are being read into.
 *
 * @param unit rooms have a multiple of `unit` bytes, so that one can be reused for another file
 */
export function createRooms<Content>(limit: number, unit: number): Rooms<Content> {
  const kept = new Map<string, { content: Content; room: ArrayBuffer }>()
  const free: ArrayBuffer[] = []
  /** Bytes of all rooms, those that are taken included. */
  let made = 0
  /** Evicts files used longest ago, until a new room of `size` fits the limit or an evicted one is large enough: returns that. */
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
      // Another query may have read it at the same time.
      else if (kept.has(file)) free.push(room)
      else kept.set(file, { content, room })
    },
    lose(bytes) {
      made -= bytes
    },
  }
}

/**
 * Unit of the rooms for `files`: the size of the largest, unless that is more than twice what nine in ten
 * of them take; then the largest takes several units.
 */
export function roomBytes(files: readonly Pick<Shard, 'bytes'>[]): number {
  const sizes = files.map(({ bytes }) => bytes).sort((a, b) => a - b)
  const most = sizes.at(-1) ?? 1
  const usual = sizes[Math.floor(0.9 * sizes.length)] ?? 1
  return most > 2 * usual ? usual : most
}

/** Bytes of files of a kind that an isolate keeps at least, whatever room there is: six blocks, or nine cells. */
export const leastKept = 2_700_000

/** Rooms for a share, [0, 1], of `files`, but for at least `leastBytes` of them. */
export function createRoomsFor<Content>(
  files: readonly Pick<Shard, 'bytes'>[],
  share: number,
  leastBytes = leastKept,
): Rooms<Content> {
  return createRooms(Math.max(leastBytes, share * totalBytes(files)), roomBytes(files))
}

/** How files of a kind are read, kept and decoded. */
export interface FileKind<Content> {
  readonly read: ReadFile
  readonly rooms: Rooms<Content>
  /** What is in the bytes of a file, as views of them. */
  readonly decode: (name: string, bytes: Uint8Array<ArrayBuffer>) => Content
}

/**
 * Visits the content of each of `files` once it is there, and returns how many had to be read. One that is
 * larger than all rooms is read each time.
 *
 * @param visit takes what it wants synchronously: later the room may be another file's
 */
export async function visitFiles<Content>(
  files: readonly Pick<Shard, 'file' | 'bytes'>[],
  { read, rooms, decode }: FileKind<Content>,
  visit: (content: Content, i: number) => void,
): Promise<number> {
  // What is there is visited first, or it might be evicted for what is read.
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
      // Reading may transfer the room and leave this buffer detached, of no bytes.
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

/**
 * Reads `files` one after another into one room.
 *
 * @param visit takes what it wants synchronously: later the room is the next file's
 */
export async function readInTurn<File extends Shard>(
  files: readonly File[],
  read: ReadFile,
  visit: (bytes: Uint8Array<ArrayBuffer>, file: File) => void,
): Promise<void> {
  let room = new ArrayBuffer(largest(files))
  for (const file of files) {
    const bytes = await read(file, room)
    visit(bytes, file)
    room = bytes.buffer
  }
}

/** Bytes of the largest of `files`. */
export function largest(files: readonly Shard[]): number {
  return files.reduce((most, { bytes }) => Math.max(most, bytes), 0)
}

/** Number of the last of `files`, which are in order, that begins at or before `at`. */
export function lastFrom(files: readonly { readonly first: number }[], at: number): number {
  return lastUpTo(files.length, (file) => files[file].first <= at)
}
