/**
 * The one format in which edgewise stores typed arrays in a file.
 *
 * The model and every shard of an index are such files: a small JSON header that
 * names the sections, then the sections themselves, little-endian and aligned to
 * 8 bytes, so that reading a file is making views of it. Nothing is copied or
 * parsed but the header, whose size does not depend on how much the file holds.
 *
 *   0  'edgewise'          16  byte length of the header
 *   8  format version      20  byte length of the file
 *  12  checksum of all     24  header, then the sections it names
 *      that follows it
 *
 * The checksum is four interleaved chains of xor and multiply over 32-bit words.
 * It notices every single flipped bit and practically every other accident. Against
 * tampering, SHA-256 is compared, as build and deploy do.
 */

/** Bytes that are not what they should be: cut short, altered, of another version or model. */
export class BadIndex extends Error {
  override readonly name = 'BadIndex'
}

/** Raised whenever a file of the previous version can no longer be read. */
const formatVersion = 1

/** What a section may hold. */
export type Section = Uint8Array | Int8Array | Uint16Array | Uint32Array | Int32Array | Float32Array

const types = { Uint8Array, Int8Array, Uint16Array, Uint32Array, Int32Array, Float32Array }
type TypeName = keyof typeof types

interface Header {
  readonly kind: string
  readonly about: unknown
  /** Name, type, first byte from the start of the file, number of elements. */
  readonly sections: readonly (readonly [string, TypeName, number, number])[]
}

/** A file that was read. */
export interface Sections {
  /** What the writer said of it. */
  readonly about: unknown
  /** The section of that name and type, a view into the file. */
  section<T extends TypeName>(name: string, type: T): InstanceType<(typeof types)[T]>
  /** Whether there is such a section. */
  has(name: string): boolean
}

const magic = Uint8Array.from('edgewise', (character) => character.charCodeAt(0))
const fixedBytes = 24
const align = (at: number) => Math.ceil(at / 8) * 8

/** The bytes of a file of the given kind; `about` is any small JSON value. */
export function encodeSections(
  kind: string,
  about: unknown,
  sections: Readonly<Record<string, Section>>,
): Uint8Array<ArrayBuffer> {
  const header = (places: Header['sections']) =>
    new TextEncoder().encode(JSON.stringify({ kind, about, sections: places }))
  const entries = Object.entries(sections)
  // Offsets are part of the header and depend on its length, so each gets room for ten digits.
  const widest = entries.map(([name, data]) => [name, typeOf(data), 1e9, data.length] as const)
  const headerBytes = align(fixedBytes + header(widest).length) - fixedBytes

  let end = fixedBytes + headerBytes
  const places = entries.map(([name, data]) => {
    const at = end
    end = align(at + data.byteLength)
    return [name, typeOf(data), at, data.length] as const
  })

  const bytes = new Uint8Array(end)
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  bytes.fill(0x20, fixedBytes, fixedBytes + headerBytes)
  bytes.set(header(places), fixedBytes)
  entries.forEach(([, data], i) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), places[i][2])
  })
  view.setUint32(8, formatVersion, true)
  view.setUint32(16, headerBytes, true)
  view.setUint32(20, end, true)
  view.setUint32(12, checksum(bytes, 16), true)
  return bytes
}

function typeOf(data: Section): TypeName {
  // Not the constructor's name, which is `Buffer` for Node's buffers.
  return data[Symbol.toStringTag] as TypeName
}

/**
 * Reads a file of that kind; sections are views of `bytes`.
 *
 * @param name  what to call the file in an error
 * @param bytes must begin at a multiple of 8 in its buffer
 * @param trust `trusted` skips the checksum, for files that a query reads: it would take a tenth of the query's time
 * @throws BadIndex
 */
export function decodeSections(
  name: string,
  kind: string,
  bytes: Uint8Array<ArrayBuffer>,
  trust: 'trusted' | 'checked' = 'checked',
): Sections {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < fixedBytes || magic.some((byte, i) => bytes[i] !== byte)) {
    throw new BadIndex(`${name} is not an edgewise file. Run npm run build.`)
  }
  const version = view.getUint32(8, true)
  if (version !== formatVersion) {
    throw new BadIndex(
      `${name} has format version ${version}; this edgewise reads ${formatVersion}. Run npm run build.`,
    )
  }
  const size = view.getUint32(20, true)
  if (size !== bytes.length) {
    throw new BadIndex(
      `${name} has ${bytes.length} bytes; it should have ${size}. Run npm run build.`,
    )
  }
  if (trust === 'checked' && view.getUint32(12, true) !== checksum(bytes, 16)) {
    throw new BadIndex(`${name} is damaged: its checksum does not match. Run npm run build.`)
  }
  const headerBytes = bytes.subarray(fixedBytes, fixedBytes + view.getUint32(16, true))
  const header = parseHeader(name, headerBytes)
  if (header.kind !== kind) {
    throw new BadIndex(`${name} holds ${header.kind}; ${kind} is wanted. Run npm run build.`)
  }
  const places = new Map(header.sections.map((place) => [place[0], place]))
  return {
    about: header.about,
    has: (section) => places.has(section),
    section(section, type) {
      const place = places.get(section)
      if (place?.[1] !== type)
        throw new BadIndex(`${name} has no ${section} as ${type}. Run npm run build.`)
      return new types[type](bytes.buffer, bytes.byteOffset + place[2], place[3]) as never
    },
  }
}

function parseHeader(name: string, bytes: Uint8Array): Header {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new BadIndex(`${name} is damaged: its header cannot be read. Run npm run build.`, {
      cause,
    })
  }
}

/** First bytes of a file, which tell how long its header is. */
export const prologueBytes = fixedBytes

/** Bytes from the beginning of a file to its first section, by its prologue. */
export function headBytesOf(prologue: Uint8Array): number {
  const { buffer, byteOffset } = prologue
  return fixedBytes + new DataView(buffer, byteOffset).getUint32(16, true)
}

/**
 * Where each section lies in a file, from its head alone: first byte and number of elements. For
 * files that a build has just written and reads in parts; nothing is checked.
 */
export function placesIn(head: Uint8Array): ReadonlyMap<string, readonly [at: number, n: number]> {
  const { sections } = JSON.parse(new TextDecoder().decode(head.subarray(fixedBytes))) as Header
  return new Map(sections.map(([name, , at, count]) => [name, [at, count]]))
}

/** Checksum of `bytes` from the byte `from` on; both lengths are multiples of 4. */
function checksum(bytes: Uint8Array<ArrayBuffer>, from: number): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + from, (bytes.length - from) >> 2)
  // FNV's prime is odd, so each step is invertible: no later step can hide a changed word.
  const prime = 0x01000193
  let a = 1
  let b = 2
  let c = 3
  let d = 4
  const whole = words.length & ~3
  for (let i = 0; i < whole; i += 4) {
    a = Math.imul(a ^ words[i], prime)
    b = Math.imul(b ^ words[i + 1], prime)
    c = Math.imul(c ^ words[i + 2], prime)
    d = Math.imul(d ^ words[i + 3], prime)
  }
  for (let i = whole; i < words.length; i++) a = Math.imul(a ^ words[i], prime)
  let sum = words.length
  for (const lane of [a, b, c, d]) sum = Math.imul(sum ^ lane, prime)
  return sum >>> 0
}
