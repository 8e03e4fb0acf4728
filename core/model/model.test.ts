import { readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { tinyModel } from '../../test/support.ts'
import { decodeModel, embed, encodeModel, isZero, normalized } from './model.ts'
import { tokenize } from './tokens.ts'

const modelFile = new URL('../../model/edgewise-en-1.bin', import.meta.url)
const model = decodeModel('edgewise-en-1.bin', readFileSync(modelFile))

/** A text, the rows of its tokens and its unit vector, as the training program gave them. */
interface Probe {
  readonly text: string
  readonly tokens: readonly number[]
  readonly vector: readonly number[]
}

const probes: Probe[] = readFileSync(new URL('../../model/probes.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

describe('the embedded model', () => {
  test('is edgewise-en-1, in at most 13,000,000 bytes', () => {
    expect(model.id).toBe('edgewise-en-1')
    expect(statSync(modelFile).size).toBeLessThanOrEqual(13_000_000)
    expect(model.table).toHaveLength(model.vocabulary.rows * model.dimensions)
  })

  test('comes with twenty awkward texts', () => {
    expect(probes).toHaveLength(20)
  })

  test.each(probes)('reads and embeds $text as it did in training', ({ text, tokens, vector }) => {
    const embedded = embed(model, text)

    expect(tokenize(model.vocabulary, text)).toEqual(tokens)
    expect(embedded).toHaveLength(vector.length)
    embedded.forEach((value, d) => {
      expect(Math.abs(value - vector[d])).toBeLessThan(1e-5)
    })
  })

  test('has no two tokens in one place and finds each by its letters', () => {
    const { letters, lengths, rows, firstPiece } = model.vocabulary
    const text = new TextDecoder().decode(letters)
    let at = 0
    for (let row = 0; row < rows; row++) {
      if (row % 101 === 0 && row < firstPiece) {
        expect(tokenize(model.vocabulary, text.slice(at, at + lengths[row]))).toEqual([row])
      }
      at += lengths[row]
    }
    expect(at).toBe(letters.length)
  })
})

describe('embed', () => {
  const tiny = tinyModel({ east: [3, 0], north: [0, 4], west: [-3, 0], '##er': [3, 0] })

  test.each([
    ['east', [1, 0]],
    ['north north', [0, 1]],
    ['east north', [0.6, 0.8]],
    ['norther', [0.6, 0.8]],
  ])('points %j where its tokens lead', (text, vector) => {
    expect(embed(tiny, text)).toEqual(Float32Array.from(vector))
  })

  test.each(['', 'south', 'east west', '東'])('gives zero for %j', (text) => {
    expect(isZero(embed(tiny, text))).toBe(true)
  })

  test('weighs a token by its scale', () => {
    const scaled = { ...tiny, scales: Float32Array.of(4, 3, 1, 1) }

    expect([...embed(scaled, [0, 1])]).toEqual([Math.SQRT1_2, Math.SQRT1_2].map(Math.fround))
  })
})

describe('normalized', () => {
  test('scales to length 1 and leaves its argument alone', () => {
    const vector = Float32Array.of(3, -4)

    expect(normalized(vector)).toEqual(Float32Array.of(0.6, -0.8))
    expect(vector).toEqual(Float32Array.of(3, -4))
  })

  test('keeps zero, as another vector', () => {
    const zero = new Float32Array(2)

    expect(normalized(zero)).toEqual(zero)
    expect(normalized(zero)).not.toBe(zero)
  })
})

describe('encodeModel', () => {
  test('gives back what went in', () => {
    const table = Int8Array.of(1, -2, 127, -127)
    const bytes = encodeModel(
      { id: 'm', dimensions: 2 },
      ['a', '##b'],
      table,
      Float32Array.of(1, 2),
    )
    const read = decodeModel('m.bin', bytes)

    expect(read).toMatchObject({ id: 'm', dimensions: 2, table, scales: Float32Array.of(1, 2) })
    expect(read.vocabulary).toMatchObject({ rows: 2, firstPiece: 1, longestPiece: 1 })
  })

  test.each([
    [3, 1],
    [2, 2],
  ])('refuses a table of %d values and %d scales for one token', (values, scales) => {
    expect(() =>
      encodeModel(
        { id: 'm', dimensions: 2 },
        ['a'],
        new Int8Array(values),
        new Float32Array(scales),
      ),
    ).toThrow(`1 tokens of 2 dimensions; the table has ${values} values and ${scales} scales`)
  })
})
