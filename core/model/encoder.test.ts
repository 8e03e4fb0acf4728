import { describe, expect, test } from 'vitest'
import {
  asEncoder,
  createEncoder,
  createMissingEncoder,
  EncoderLost,
  type Sent,
} from './encoder.ts'

/** An encoder whose service answers with `answer`, and what that service was sent. */
function createTestEncoder(answer: (texts: readonly string[]) => Sent, batch = 100) {
  const sent: string[][] = []
  const encoder = createEncoder({
    id: 'test',
    dimensions: 2,
    prefixes: { query: 'query: ', passage: 'passage: ' },
    batch,
    async send(texts) {
      sent.push([...texts])
      return answer(texts)
    },
  })
  return { encoder, sent }
}

const rowsOf = (row: readonly unknown[]) => (texts: readonly string[]) => ({
  rows: texts.map(() => row),
})

describe('createEncoder', () => {
  test('puts its prefix before each text, once, and leaves the texts alone', async () => {
    const { encoder, sent } = createTestEncoder(rowsOf([1, 0]))
    const texts = Object.freeze(['cat', ' dog'])
    await encoder.embedQueries(texts)
    await encoder.embedPassages(texts)

    expect(sent).toEqual([
      ['query: cat', 'query:  dog'],
      ['passage: cat', 'passage:  dog'],
    ])
  })

  test('sends no more than a batch at a time and keeps the order', async () => {
    const { encoder, sent } = createTestEncoder(
      (texts) => ({ rows: texts.map((text) => (text.includes('b') ? [0, 1] : [1, 0])), tokens: 3 }),
      2,
    )
    const { vectors, tokens } = await encoder.encodeQueries(['a', 'b', '', 'a', 'b', 'a'])

    expect(sent.map((texts) => texts.length)).toEqual([2, 2, 1])
    expect(vectors.map(([x, y]) => `${x}${y}`)).toEqual(['10', '01', '00', '10', '01', '10'])
    expect(tokens).toBe(9)
  })

  test('asks for nothing where there is nothing to embed', async () => {
    const { encoder, sent } = createTestEncoder(rowsOf([1, 0]))
    const { vectors, tokens } = await encoder.encodeQueries(['', ' \n'])

    expect(vectors).toEqual([new Float32Array(2), new Float32Array(2)])
    expect(tokens).toBe(0)
    expect(sent).toEqual([])
  })

  test.each([
    [[3, 4, 12], 13],
    [[30, 40], 50],
    [[0.6, 0.8], 1],
  ])('cuts %j to its dimensions, gives it length 1 and tells its own', async (row, length) => {
    const { encoder } = createTestEncoder(rowsOf(row))
    const { vectors, lengths } = await encoder.encodeQueries(['', 'cat'])

    expect([...vectors[1]].map((value) => value.toFixed(4))).toEqual(['0.6000', '0.8000'])
    expect(lengths).toEqual([0, length])
  })

  test('reports null tokens where a service counts none', async () => {
    const { encoder } = createTestEncoder(rowsOf([1, 0]))

    expect((await encoder.encodeQueries(['cat'])).tokens).toBeNull()
  })

  test.each([
    [[[1, 0]], 'test gave 1 vectors for 2 texts.'],
    [null, 'test gave no vectors for 2 texts.'],
    ['[1, 0]', 'test gave no vectors for 2 texts.'],
    [
      [
        [1, 0],
        [0, 0],
      ],
      'test gave something that is not a vector.',
    ],
    [
      [
        [1, 0],
        [1, Number.NaN],
      ],
      'test gave something that is not a vector.',
    ],
    [
      [
        [1, 0],
        [1, Number.POSITIVE_INFINITY],
      ],
      'test gave something that is not a vector.',
    ],
    [
      [
        [1, 0],
        ['x', 0],
      ],
      'test gave something that is not a vector.',
    ],
    [[[1, 0], null], 'test gave something that is not a vector.'],
    [[[1, 0], []], 'test gave something that is not a vector.'],
  ])('believes no answer like %j', async (rows, message) => {
    const { encoder } = createTestEncoder(() => ({ rows }))
    const lost = encoder.embedQueries(['cat', 'dog'])

    await expect(lost).rejects.toThrow(EncoderLost)
    await expect(lost).rejects.toThrow(message)
  })
})

test('an encoder that is missing says why', async () => {
  const { encodeQueries, dimensions } = createMissingEncoder(2, 'There is none.')

  await expect(encodeQueries(['cat'])).rejects.toThrow(new EncoderLost('There is none.', 'setup'))
  expect(dimensions).toBe(2)
})

describe('asEncoder', () => {
  const embedder = {
    id: 'own',
    dimensions: 2,
    embedQueries: async (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 0)),
    embedPassages: async () => [],
  }

  test('lets an embedder state what it is', async () => {
    const { encodeQueries } = asEncoder({ ...embedder, stated: { dtype: 'q8' } })

    expect(await encodeQueries(['cat'])).toEqual({
      vectors: [Float32Array.of(1, 0)],
      tokens: null,
      stated: { dtype: 'q8' },
    })
  })

  test('passes on what an encoder reports itself', async () => {
    const { encoder } = createTestEncoder(() => ({ rows: [[1, 0]], tokens: 2 }))

    expect((await asEncoder(encoder).encodeQueries(['cat'])).tokens).toBe(2)
  })
})
