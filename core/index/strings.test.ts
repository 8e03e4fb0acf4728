import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCharacter, awkwardText, holds } from '../../test/support.ts'
import { decodeSections, encodeSections } from '../sections.ts'
import {
  compareCodePoints,
  countStrings,
  encodeStrings,
  findPrefix,
  findString,
  readStrings,
  stringAt,
} from './strings.ts'

/** `strings` written to a file and read from it. */
function stored(strings: readonly string[]) {
  const bytes = encodeSections('test', null, encodeStrings({ names: strings }))
  return readStrings(decodeSections('file.bin', 'test', bytes), 'names')
}

/** Strings of few characters, from both sides of where UTF-8 and UTF-16 change length. */
const tricky = fc
  .array(fc.oneof(fc.constantFrom(...'a\x7f\x80߿ࠀ\ud7ff\ue000\uffff😀'), anyCharacter), {
    maxLength: 4,
  })
  .map((characters) => characters.join('').toWellFormed())

describe('strings', () => {
  test('come back as they were, each alone', () => {
    holds(
      fc.property(fc.array(awkwardText), (texts) => {
        const strings = stored(texts)
        expect(countStrings(strings)).toBe(texts.length)
        texts.forEach((text, i) => {
          expect(stringAt(strings, i)).toBe(text.toWellFormed())
        })
      }),
    )
  })

  test('keep a byte order mark', () => {
    expect(stringAt(stored(['\ufeffa']), 0)).toBe('\ufeffa')
  })
})

describe('findString', () => {
  test.each([
    ['a', 0],
    ['', -1],
    ['ab', 1],
    ['abc', -1],
    ['z', -1],
    ['\uffff', 2],
    ['😀', 3],
  ])('finds %j at %d', (text, row) => {
    expect(findString(stored(['a', 'ab', '\uffff', '😀']), text)).toBe(row)
  })

  test('finds nothing among none', () => {
    expect(findString(stored([]), '')).toBe(-1)
  })

  test('agrees with looking at every string', () => {
    holds(
      fc.property(fc.uniqueArray(tricky, { maxLength: 20 }), tricky, (texts, other) => {
        const sorted = texts.sort(compareCodePoints)
        const strings = stored(sorted)
        for (const text of [...sorted, other]) {
          expect(findString(strings, text)).toBe(sorted.indexOf(text))
        }
      }),
      300,
    )
  })
})

describe('findPrefix', () => {
  test.each([
    ['a', [0, 3]],
    ['ab', [1, 3]],
    ['abc', [2, 3]],
    ['abcd', [3, 3]],
    ['', [0, 5]],
    ['b', [3, 3]],
    ['z', [4, 5]],
    ['😀', [5, 5]],
  ])('finds those that begin with %j at %j', (prefix, rows) => {
    expect(findPrefix(stored(['a', 'ab', 'abc', 'c', 'z']), prefix)).toEqual(rows)
  })

  test('agrees with looking at every string', () => {
    holds(
      fc.property(fc.uniqueArray(tricky, { maxLength: 20 }), tricky, (texts, prefix) => {
        const sorted = texts.sort(compareCodePoints)
        const [first, end] = findPrefix(stored(sorted), prefix)
        expect(sorted.slice(first, end)).toEqual(sorted.filter((text) => text.startsWith(prefix)))
      }),
      500,
    )
  })
})

describe('compareCodePoints', () => {
  test('puts what lies beyond U+FFFF last, unlike <', () => {
    expect(['😀', '\uffff', '\ue000', 'z'].sort(compareCodePoints)).toEqual([
      ...['z', '\ue000', '\uffff', '😀'],
    ])
  })

  test('agrees with comparing the bytes of UTF-8', () => {
    holds(
      fc.property(tricky, tricky, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b))
        expect(Math.sign(compareCodePoints(a, b))).toBe(bytes)
      }),
      1000,
    )
  })
})
