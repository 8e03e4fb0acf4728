import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { awkwardText, holds } from '../test/support.ts'
import { BadIndex, decodeSections, encodeSections, type Section } from './sections.ts'

/** A file of one section of each type, small enough to flip every bit of it. */
const small = {
  bytes: Uint8Array.of(1, 2, 255),
  codes: Int8Array.of(-127, 127),
  slots: Uint16Array.of(65535),
  starts: Uint32Array.of(0, 2 ** 32 - 1),
  headings: Int32Array.of(-1),
  scales: Float32Array.of(0.5, -0),
  none: new Uint8Array(),
}

const encodeSmall = () => encodeSections('test', { a: 1 }, small)
const decode = (bytes: Uint8Array<ArrayBuffer>) => decodeSections('file.bin', 'test', bytes)
const typeOf = (section: Section) => section.constructor.name as 'Uint8Array'

/** Any typed array, from any bytes. */
const anySection: fc.Arbitrary<Section> = fc
  .tuple(
    fc.constantFrom(Uint8Array, Int8Array, Uint16Array, Uint32Array, Int32Array, Float32Array),
    fc.uint8Array({ maxLength: 40 }),
  )
  .map(([type, bytes]) => new type(bytes.slice(0, bytes.length & ~3).buffer))

const bytesOf = ({ buffer, byteOffset, byteLength }: Section) =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** A file as the first format has it, 16 bytes a line. */
const golden = [
  '6564676577697365 01000000 9cf82ac9', // edgewise, version 1, checksum
  '70000000 98000000 7b226b696e64223a', // 112 bytes of header in 152; {"kind":
  '22676f6c64656e222c2261626f757422', // "golden","about"
  '3a7b2276223a317d2c2273656374696f', // :{"v":1},"sectio
  '6e73223a5b5b2261222c2255696e7431', // ns":[["a","Uint1
  '364172726179222c3133362c325d2c5b', // 6Array",136,2],[
  '2262222c22496e74384172726179222c', // "b","Int8Array",
  '3134342c315d5d7d2020202020202020', // 144,1]]}
  '2020202020202020 0100 0200 00000000', // a: 1, 2
  'ff 00000000000000', // b: -1
].join('')

describe('sections', () => {
  test('come back as they were, each at a multiple of 8', () => {
    const sections = fc.dictionary(awkwardText, anySection, { maxKeys: 8 })
    holds(
      fc.property(sections, fc.jsonValue({ maxDepth: 2 }), (sections, about) => {
        const file = decode(encodeSections('test', about, sections))
        for (const [name, section] of Object.entries(sections)) {
          const read = file.section(name, typeOf(section))
          expect(read.constructor).toBe(section.constructor)
          expect(bytesOf(read)).toEqual(bytesOf(section))
          expect(read.byteOffset % 8).toBe(0)
        }
        expect(file.about).toEqual(JSON.parse(JSON.stringify(about)))
      }),
    )
  })

  test('are views of the file, not copies', () => {
    const bytes = encodeSmall()

    expect(decode(bytes).section('starts', 'Uint32Array').buffer).toBe(bytes.buffer)
  })

  test('are read from the middle of a buffer', () => {
    const bytes = encodeSmall()
    const buffer = new Uint8Array(bytes.length + 16)
    buffer.set(bytes, 8)
    const file = decode(buffer.subarray(8, 8 + bytes.length))

    expect(file.section('codes', 'Int8Array')).toEqual(small.codes)
  })

  test('are taken from views of a larger buffer', () => {
    const view = Uint16Array.of(1, 2, 3, 4).subarray(1, 3)
    const bytes = encodeSections('test', null, { view })

    expect(decode(bytes).section('view', 'Uint16Array')).toEqual(Uint16Array.of(2, 3))
  })

  test('may be empty, and there may be none', () => {
    expect(decode(encodeSmall()).section('none', 'Uint8Array')).toHaveLength(0)
    expect(() => decode(encodeSections('test', null, {})).section('none', 'Uint8Array')).toThrow(
      BadIndex,
    )
  })

  test('have the bytes they always had', () => {
    const bytes = encodeSections(
      'golden',
      { v: 1 },
      { a: Uint16Array.of(1, 2), b: Int8Array.of(-1) },
    )

    expect(Buffer.from(bytes).toString('hex')).toBe(golden.replaceAll(' ', ''))
  })
})

describe('decodeSections', () => {
  test('notices every single flipped bit', () => {
    const bytes = encodeSmall()
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7)
      expect(() => decode(bytes), `bit ${bit}`).toThrow(BadIndex)
      bytes[bit >> 3] ^= 1 << (bit & 7)
    }
    expect(() => decode(bytes)).not.toThrow()
  })

  test('notices two words that changed places', () => {
    const bytes = encodeSmall()
    const words = new Uint32Array(bytes.buffer)
    ;[words[6], words[10]] = [words[10], words[6]]

    expect(() => decode(bytes)).toThrow('file.bin is damaged: its checksum does not match.')
  })

  test('refuses a file that is cut short, wherever', () => {
    const bytes = encodeSmall()
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decode(bytes.slice(0, length)), `${length} bytes`).toThrow(BadIndex)
    }
  })

  test('says how long a file is and should be', () => {
    const bytes = encodeSmall()
    const longer = new Uint8Array(bytes.length + 8)
    longer.set(bytes)

    expect(() => decode(longer)).toThrow(
      `file.bin has ${bytes.length + 8} bytes; it should have ${bytes.length}. Run npm run build.`,
    )
  })

  test('refuses what is no edgewise file', () => {
    expect(() => decode(new TextEncoder().encode('<!doctype html><title>Not found'))).toThrow(
      'file.bin is not an edgewise file. Run npm run build.',
    )
  })

  test('refuses another version by its number', () => {
    const bytes = encodeSmall()
    new DataView(bytes.buffer).setUint32(8, 99, true)

    expect(() => decode(bytes)).toThrow('file.bin has format version 99; this edgewise reads 1.')
  })

  test('refuses another kind by its name', () => {
    expect(() => decodeSections('file.bin', 'model', encodeSmall())).toThrow(
      'file.bin holds test; model is wanted.',
    )
  })

  test.each(['nothing', 'codes'])(
    'refuses the section %s where the type is not its own',
    (name) => {
      expect(() => decode(encodeSmall()).section(name, 'Uint8Array')).toThrow(
        `file.bin has no ${name} as Uint8Array.`,
      )
    },
  )
})
