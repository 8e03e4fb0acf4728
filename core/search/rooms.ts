/**
 * The files that were read last, in rooms that are used again: cells that were thrown away
 * came to 200 MB in workerd before it looked for them, and an isolate has 128.
 *
 * A room that is given up for another file is written over, so nobody may look at what lies in one
 * after waiting for something.
 */

import type { Shard } from '../index/manifest.ts'
import { lastUpTo } from '../index/ordered.ts'

/**
 * The bytes of a file of the index, read into `room`, which has space for them: the same memory from its
 * beginning on, though a runtime may move it to another buffer on the way.
 */
export type ReadFile = (
  file: Pick<Shard, 'file' | 'bytes'>,
  room: ArrayBuffer,
) => Promise<Uint8Array<ArrayBuffer>>

/** Files in memory, at most a certain number, and those on their way. */
export interface Rooms<Content> {
  /** Bytes of a room; a larger file has none. */
  readonly bytes: number
  /** What is in that file, which is the latest used from now on; undefined if it is not there. */
  readonly recall: (file: string) => Content | undefined
  /** Room for a file to be read into; if there is none, that of the file used longest ago. */
  readonly take: () => ArrayBuffer
  /** Keeps what lies in a room that was taken. */
  readonly keep: (file: string, content: Content, room: ArrayBuffer) => void
  /** Says that a room that was taken does not come back, so that another may be made for it. */
  readonly lose: () => void
}

/** How many rooms of so many bytes an isolate keeps of blocks: 3 MB of them, and six at least. */
export function keptRooms(bytes: number): number {
  return Math.max(6, Math.floor(3_000_000 / Math.max(1, bytes)))
}

/** `limit` rooms of `bytes` bytes; more of them only while more are being filled. */
export function createRooms<Content>(limit: number, bytes: number): Rooms<Content> {
  const kept = new Map<string, { content: Content; room: ArrayBuffer }>()
  const free: ArrayBuffer[] = []
  let taken = 0
  const giveUp = (): ArrayBuffer | undefined => {
    const [oldest] = kept
    if (!oldest) return undefined
    kept.delete(oldest[0])
    return oldest[1].room
  }
  return {
    bytes,
    recall(file) {
      const found = kept.get(file)
      if (!found) return undefined
      kept.delete(file)
      kept.set(file, found)
      return found.content
    },
    take() {
      const isFull = kept.size + free.length + taken >= limit
      taken++
      return free.pop() ?? (isFull ? giveUp() : undefined) ?? new ArrayBuffer(bytes)
    },
    keep(file, content, room) {
      taken--
      const hasSpace = kept.size + free.length + taken < limit
      // Two queries may have read it at the same time.
      if (!kept.has(file) && hasSpace) kept.set(file, { content, room })
      else if (hasSpace) free.push(room)
    },
    lose() {
      taken--
    },
  }
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
 * larger than a room is read each time, so that a single one does not make all rooms as large.
 *
 * @param visit takes what it wants at once: the room is another file's after the next wait
 */
export async function visitFiles<Content>(
  files: readonly Pick<Shard, 'file' | 'bytes'>[],
  { read, rooms, decode }: FileKind<Content>,
  visit: (content: Content, i: number) => void,
): Promise<number> {
  let reads = 0
  await Promise.all(
    files.map(async (file, i) => {
      const known = rooms.recall(file.file)
      if (known) {
        visit(known, i)
        return
      }
      reads++
      if (file.bytes > rooms.bytes) {
        visit(decode(file.file, await read(file, new ArrayBuffer(file.bytes))), i)
        return
      }
      const room = rooms.take()
      try {
        const bytes = await read(file, room)
        const content = decode(file.file, bytes)
        visit(content, i)
        rooms.keep(file.file, content, bytes.buffer)
      } catch (error) {
        rooms.lose()
        throw error
      }
    }),
  )
  return reads
}

/** Bytes of the largest of `files`. */
export function largest(files: readonly Shard[]): number {
  return files.reduce((most, { bytes }) => Math.max(most, bytes), 0)
}

/** Number of the last of `files`, which are in order, that begins at or before `at`. */
export function lastFrom(files: readonly { readonly first: number }[], at: number): number {
  return lastUpTo(files.length, (file) => files[file].first <= at)
}
