import { describe, expect, test } from 'vitest'
import { parseAddress, readEmbeddings } from './embeddings-api.ts'

describe('parseAddress', () => {
  test.each([
    ['http://localhost:11434', 'http://localhost:11434/v1/embeddings'],
    ['http://localhost:11434/', 'http://localhost:11434/v1/embeddings'],
    ['https://api.example/v1', 'https://api.example/v1/embeddings'],
    ['https://api.example/v1/embeddings/', 'https://api.example/v1/embeddings/'],
    [
      'https://api.example/client/v4/ai/v1?a=b',
      'https://api.example/client/v4/ai/v1/embeddings?a=b',
    ],
  ])('takes %s to mean %s', (address, url) => {
    expect(parseAddress(address)).toEqual({ url: new URL(url), model: '' })
  })

  test.each(['localhost:11434', '/v1', '', 'ftp://a.example', 'http://'])(
    'takes %j for no address',
    (address) => {
      expect(parseAddress(address)).toBeNull()
    },
  )

  test.each([
    ['maker/name:v2', 'maker/name:v2'],
    ['größe 2', 'größe 2'],
    ['100%', '100%'],
  ])('takes what follows # for the model: %s', (hash, model) => {
    expect(parseAddress(`http://localhost#${hash}`)).toEqual({
      url: new URL('http://localhost/v1/embeddings'),
      model,
    })
  })
})

describe('readEmbeddings', () => {
  const entry = (index: number | undefined, embedding: unknown) => ({ index, embedding })

  test('puts vectors into the order of the texts', () => {
    const { rows } = readEmbeddings({ data: [entry(1, [0, 1]), entry(0, [1, 0])] })

    expect(rows).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  test('takes vectors in the order they come in where they are not numbered', () => {
    expect(readEmbeddings({ data: [{ embedding: [1, 0] }] }).rows).toEqual([[1, 0]])
  })

  test.each([
    null,
    'no',
    {},
    { error: { message: 'no' } },
    { data: [entry(0, [1]), entry(0, [1])] },
    { data: [entry(7, [1])] },
  ])('finds no rows in %j', (answer) => {
    expect(readEmbeddings(answer).rows).toBeNull()
  })

  test('reads how many tokens it took', () => {
    expect(readEmbeddings({ data: [], usage: { prompt_tokens: 3, total_tokens: 4 } }).tokens).toBe(
      4,
    )
    expect(readEmbeddings({ data: [], usage: { prompt_tokens: 3 } }).tokens).toBe(3)
    expect(readEmbeddings({ data: [] }).tokens).toBeNull()
  })

  test('reads what our own server states, and nothing of another kind', () => {
    const pooling = 'x'.repeat(101)
    const edgewise = { revision: 'r1', dtype: 8, pooling, tokenizer: 't1', chunker: 1, other: 'x' }

    expect(readEmbeddings({ data: [], edgewise }).stated).toEqual({
      revision: 'r1',
      tokenizer: 't1',
      chunker: 1,
    })
    expect(readEmbeddings({ data: [], edgewise: 'x' }).stated).toEqual({})
  })
})
