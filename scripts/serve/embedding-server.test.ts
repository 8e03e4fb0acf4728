import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { referenceVector } from '../../test/tiny-bert.ts'
import { type OpenEmbedder, openEmbedder } from '../embedders/open.ts'
import { difference, tinyModel } from '../embedders/support.ts'
import { type EmbeddingServer, startEmbeddingServer } from './embedding-server.ts'

const { folder, bert } = tinyModel()
let embedder: OpenEmbedder
let server: EmbeddingServer

beforeAll(async () => {
  embedder = await openEmbedder({ id: folder, pooling: 'mean', queryPrefix: 'query: ' })
  server = await startEmbeddingServer(embedder)
})

afterAll(async () => {
  await server.close()
  await embedder.close()
})

async function post(body: unknown) {
  const response = await fetch(`${server.address}/v1/embeddings`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const json = (await response.json()) as {
    data: { embedding: number[] & string }[]
    error: { message: string }
  }
  return { status: response.status, json }
}

describe('startEmbeddingServer', () => {
  test('embeds texts as they come and states what it is', async () => {
    const { status, json } = await post({ model: 'tiny-bert', input: ['river', 'flood'] })

    expect(status).toBe(200)
    expect(json).toMatchObject({
      object: 'list',
      model: 'tiny-bert',
      data: [{ object: 'embedding', index: 0 }, { index: 1 }],
      usage: { prompt_tokens: 6, total_tokens: 6 },
      edgewise: embedder.stated,
    })
    expect(difference(json.data[0].embedding, referenceVector(bert, 'river'))).toBeLessThan(1e-4)
  })

  test('takes a single text, and answers in base64 if asked', async () => {
    const plain = await post({ input: 'river' })
    const packed = await post({ input: 'river', encoding_format: 'base64' })
    const bytes = Buffer.from(packed.json.data[0].embedding, 'base64')
    const vector = new Float32Array(new Uint8Array(bytes).buffer)

    expect(Array.from(vector)).toEqual(plain.json.data[0].embedding)
  })

  test.each([
    ['{', 400, 'input'],
    [{ input: 5 }, 400, 'input is neither a text nor a list'],
    [{ input: new Array(257).fill('a') }, 400, 'input has more than 256 texts; give at most 256.'],
    [{ input: 'a', encoding_format: 'hex' }, 400, 'neither float nor base64'],
    [{ input: 'a', dimensions: 8 }, 400, 'dimensions is 8; vectors here have 16.'],
    [{ input: 'a', model: 'other' }, 404, 'other is not served here; tiny-bert is.'],
    ['x'.repeat(4_000_001), 413, 'A request may have at most 4000000 bytes.'],
  ])('refuses what it cannot answer (%#)', async (body, wanted, sentence) => {
    const { status, json } = await post(body)

    expect(status).toBe(wanted)
    expect(json.error.message).toContain(sentence)
  })

  test('lists its model, and says what it does not serve', async () => {
    const models = await fetch(`${server.address}/v1/models`)
    const other = await fetch(`${server.address}/v1/chat/completions`)

    expect(await models.json()).toMatchObject({ data: [{ id: 'tiny-bert' }] })
    expect(other.status).toBe(404)
  })

  test('listens to this machine alone', () => {
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  test('can change to another model between requests, or to none', async () => {
    server.serve(null)
    expect((await post({ input: 'a' })).status).toBe(503)

    server.serve(embedder)
    expect((await post({ input: 'a' })).status).toBe(200)
  })
})
