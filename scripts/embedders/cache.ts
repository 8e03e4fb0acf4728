/**
 * A cache of vectors on disk: a build that was killed goes on where it was, and a changed
 * article costs one article.
 *
 * There is one file for each way of embedding (model, revision, dtype, pooling), with a record
 * for each text, prefix included, by hash. Records are only ever appended, a slice at a time,
 * each with a checksum: a killed process can at worst leave a broken end, which the next reader
 * drops. Vectors are kept as the model gave them, before any cut, so that other dimensions need
 * no new ones. Probes notice a model that changed under its name (a server's can), and the file
 * is discarded.
 *
 *   0  "edgewiseVectors2"   then records of  32 bytes SHA-256 of the text
 *  16  length of vectors, u32                4 n bytes vector, float32
 *                                            4 bytes CRC-32 of both
 */
import { hash } from 'node:crypto'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'

/** Gives the vectors of texts, all of one length, in order. */
export type Send = (texts: readonly string[]) => Promise<ArrayLike<number>[]>

/** A `Send` with a cache. */
export interface CachedSend {
  readonly send: Send
  /** Number of texts so far that were not found. */
  readonly embedded: () => number
  readonly close: () => Promise<void>
}

const magic = 'edgewiseVectors2'
const headerBytes = magic.length + 4
const hashBytes = 32
/** Texts embedded between two writes: the most that being killed may cost. */
const slice = 64
/** Bytes read at a time when a file is opened. */
const readBytes = 4_000_000
/** Probes with a lower cosine say that another model made what is in the file. */
const sameModel = 0.9999

/**
 * `send` behind the cache in `file`.
 *
 * @param probes texts that are embedded each time to see whether the model is still the same
 */
export async function openCache(
  file: string,
  probes: readonly string[],
  send: Send,
): Promise<CachedSend> {
  await mkdir(dirname(file), { recursive: true })
  // Opened to append, so that two builds at once add whole slices in turn.
  const handle = await open(file, 'a+')
  try {
    const records = await readRecords(handle)
    await prove(records, probes, send)
    let embedded = 0
    return {
      send: remember(records, send, (count) => {
        embedded += count
      }),
      embedded: () => embedded,
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Discards everything if the probes now have other vectors. */
async function prove(records: Records, probes: readonly string[], send: Send): Promise<void> {
  const live = await send(probes)
  const kept = await Promise.all(probes.map((probe) => records.recall(probe)))
  if (kept.every((vector, i) => vector && cosine(vector, live[i]) >= sameModel)) return
  await records.forget()
  await records.keep(probes, live)
}

function remember(records: Records, send: Send, onEmbedded: (count: number) => void): Send {
  return async (texts) => {
    const vectors = await Promise.all(texts.map((text) => records.recall(text)))
    const missing = [...texts.keys()].filter((i) => vectors[i] === null)
    for (let from = 0; from < missing.length; from += slice) {
      const places = missing.slice(from, from + slice)
      const some = places.map((i) => texts[i])
      const fresh = await send(some)
      await records.keep(some, fresh)
      // As float32, like those read from the file, so that a resumed build makes the same bytes.
      for (const [row, i] of places.entries()) vectors[i] = Float32Array.from(fresh[row])
      onEmbedded(places.length)
    }
    return vectors as Float32Array[]
  }
}

interface Records {
  recall(text: string): Promise<Float32Array | null>
  keep(texts: readonly string[], vectors: readonly ArrayLike<number>[]): Promise<void>
  forget(): Promise<void>
}

async function readRecords(handle: FileHandle): Promise<Records> {
  /** First byte of each record by the hash of its text. */
  const places = new Map<string, number>()
  let dimensions = await readHeader(handle)
  let end = headerBytes
  if (dimensions === 0) await handle.truncate(0)
  else {
    end = await scan(handle, dimensions, (hash, at) => places.set(hash, at))
    await handle.truncate(end)
  }
  return {
    async recall(text) {
      const hash = hashOf(text)
      const at = places.get(hash.toString('latin1'))
      if (at === undefined) return null
      const record = Buffer.alloc(recordBytes(dimensions))
      await handle.read(record, { position: at })
      // If another build wrote at the same time, another record may lie there.
      if (!hash.equals(record.subarray(0, hashBytes)) || !isWhole(record)) return null
      return Float32Array.from({ length: dimensions }, (_, d) =>
        record.readFloatLE(hashBytes + d * 4),
      )
    },
    async keep(texts, vectors) {
      if (texts.length === 0) return
      const parts: Uint8Array[] = []
      if (places.size === 0) {
        dimensions = vectors[0].length
        await handle.truncate(0)
        parts.push(headerOf(dimensions))
        end = headerBytes
      }
      for (const [i, text] of texts.entries()) {
        const hash = hashOf(text)
        if (vectors[i].length !== dimensions) {
          throw new RangeError(`a vector of ${vectors[i].length}; the others have ${dimensions}`)
        }
        const record = recordOf(hash, vectors[i])
        places.set(hash.toString('latin1'), end)
        end += record.length
        parts.push(record)
      }
      await handle.appendFile(Buffer.concat(parts))
    },
    async forget() {
      places.clear()
      await handle.truncate(0)
    },
  }
}

/** Length of the vectors in a file; 0 for a new file, or one that is not a cache. */
async function readHeader(handle: FileHandle): Promise<number> {
  const header = Buffer.alloc(headerBytes)
  const { bytesRead } = await handle.read(header, { position: 0 })
  const isOurs = bytesRead === headerBytes && header.toString('latin1', 0, magic.length) === magic
  return isOurs ? header.readUInt32LE(magic.length) : 0
}

function headerOf(dimensions: number): Uint8Array {
  const header = Buffer.alloc(headerBytes)
  header.write(magic, 'latin1')
  header.writeUInt32LE(dimensions, magic.length)
  return header
}

/** Calls `onRecord` for each record of a file; returns where the last whole one ends. */
async function scan(
  handle: FileHandle,
  dimensions: number,
  onRecord: (hash: string, at: number) => void,
): Promise<number> {
  const size = recordBytes(dimensions)
  const buffer = Buffer.alloc(Math.max(1, Math.floor(readBytes / size)) * size)
  let end = headerBytes
  for (;;) {
    const { bytesRead } = await handle.read(buffer, { position: end })
    const whole = Math.floor(bytesRead / size)
    for (let i = 0; i < whole; i++) {
      const record = buffer.subarray(i * size, (i + 1) * size)
      if (!isWhole(record)) return end
      onRecord(record.toString('latin1', 0, hashBytes), end)
      end += size
    }
    if (whole === 0) return end
  }
}

function recordBytes(dimensions: number): number {
  return hashBytes + dimensions * 4 + 4
}

function isWhole(record: Buffer): boolean {
  return crc32(record.subarray(0, -4)) === record.readUInt32LE(record.length - 4)
}

function recordOf(hash: Buffer, vector: ArrayLike<number>): Buffer {
  const values = Float32Array.from(vector)
  const record = Buffer.alloc(recordBytes(values.length))
  hash.copy(record)
  Buffer.from(values.buffer).copy(record, hashBytes)
  record.writeUInt32LE(crc32(record.subarray(0, -4)), record.length - 4)
  return record
}

function hashOf(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0]
  for (let d = 0; d < Math.max(a.length, b.length); d++) {
    dot += a[d] * b[d]
    aa += a[d] * a[d]
    bb += b[d] * b[d]
  }
  return dot / Math.sqrt(aa * bb)
}
