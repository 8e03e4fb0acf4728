import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeEmbedder } from '../../test/embedder-suite.ts'
import { startEmbeddingServer } from '../serve/embedding-server.ts'
import { askServer, findServer, keyName } from './http.ts'
import { openEmbedder } from './open.ts'
import { embeddingsOf, startServer, tinyModel } from './support.ts'

describeEmbedder('a server with /v1/embeddings', async () => {
  const model = await openEmbedder({ id: tinyModel().folder, pooling: 'mean' })
  const { address } = await startEmbeddingServer(model)
  return openEmbedder({ id: address })
})

const old = process.env[keyName]
beforeEach(() => {
  delete process.env[keyName]
})
afterEach(() => {
  if (old === undefined) delete process.env[keyName]
  else process.env[keyName] = old
})

/** Asks with hardly a pause between tries. */
const askNow = async (address: string, texts: readonly string[], tries = 0) =>
  askServer(await findServer(`${address}#m`, undefined), texts, new Array(tries).fill(1))

describe('openEmbedder with a server', () => {
  test('sends texts with their prefix and the model’s name, 32 at a time', async () => {
    const { address, seen } = await startServer(({ body }) => embeddingsOf(body.input ?? []))
    const embedder = await openEmbedder({ id: `${address}/v1/embeddings#m`, passagePrefix: 'p: ' })
    seen.length = 0
    await embedder.embedPassages(Array.from({ length: 70 }, (_, i) => `text ${i}`))

    expect(seen.map(({ body }) => body.input?.length)).toEqual([32, 32, 6])
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/embeddings', body: { model: 'm' } })
    expect(seen[0].body.input?.[0]).toBe('p: text 0')
  })

  test('takes the prefixes of a model it knows, and states nothing it cannot know', async () => {
    const { address } = await startServer(({ body }) => embeddingsOf(body.input ?? []))
    const { id, statement } = await openEmbedder({
      id: `${address}#intfloat/multilingual-e5-small`,
    })

    expect(id).toBe('intfloat/multilingual-e5-small')
    expect(statement).toEqual({
      kind: 'http',
      revision: null,
      dtype: null,
      pooling: null,
      prefixes: { query: 'query: ', passage: 'passage: ' },
      tokenizer: null,
    })
  })

  test('sends the key of the environment and shows it nowhere else', async () => {
    const { address, seen } = await startServer(({ body }) => embeddingsOf(body.input ?? []))
    process.env[keyName] = 'secret-1'
    const embedder = await openEmbedder({ id: `${address}#m` })

    expect(seen.every(({ headers }) => headers.authorization === 'Bearer secret-1')).toBe(true)
    expect(JSON.stringify(embedder)).not.toContain('secret-1')
  })

  test('has no flags for what only the server decides', async () => {
    await expect(openEmbedder({ id: 'http://localhost:1#m', pooling: 'cls' })).rejects.toThrow(
      "--pooling is the server's own business",
    )
  })
})

describe('findServer', () => {
  test('asks a server for its only model', async () => {
    const { address } = await startServer(() => ({ json: { data: [{ id: 'only' }] } }))

    expect((await findServer(address, undefined)).model).toBe('only')
  })

  test('lists the models of a server with several, or says that it does not list any', async () => {
    const { address } = await startServer(() => ({ json: { data: [{ id: 'a' }, { id: 'b' }] } }))
    await expect(findServer(address, undefined)).rejects.toThrow(
      `${address}/v1/models has a, b; name the model behind #, like --model ${address}#a.`.replace(
        '/v1/models',
        '/v1/embeddings',
      ),
    )

    const silent = await startServer(() => ({ status: 404 }))
    await expect(findServer(silent.address, undefined)).rejects.toThrow('does not say what it has')
  })

  test('refuses a key in the address without repeating it', async () => {
    const finding = findServer('http://me:secret-2@localhost/#m', undefined)

    await expect(finding).rejects.toThrow(
      `The address of localhost holds a name or key; put the key into ${keyName}.`,
    )
    await expect(finding).rejects.not.toThrow('secret-2')
  })
})

describe('askServer', () => {
  test('puts vectors into the order of the texts', async () => {
    const { address } = await startServer(({ body: { input = [] } }) => {
      const { json } = embeddingsOf(input) as { json: { data: unknown[] } }
      return { json: { ...json, data: json.data.reverse() } }
    })

    expect((await askNow(address, ['a', 'bb', 'ccc'])).map(([length]) => length)).toEqual([1, 2, 3])
  })

  test('tries again after a passing failure, and gives up after the last try', async () => {
    let tries = 0
    const { address } = await startServer(({ body }) =>
      ++tries < 3 ? { status: 503 } : embeddingsOf(body.input ?? []),
    )

    expect(await askNow(address, ['a'], 2)).toHaveLength(1)
    tries = -10
    await expect(askNow(address, ['a'], 2)).rejects.toThrow(
      `${address}/v1/embeddings answered with status 503. Its own log says why.`,
    )
  })

  test.each([
    [{ status: 401 }, `answered with status 401: it wants a key, in ${keyName}.`],
    [{ status: 404 }, 'answered with status 404: it has no such model, or no /v1/embeddings.'],
    [{ status: 413 }, 'answered with status 413: it does not take these texts.'],
    [{ status: 302 }, 'answered with status 302.'],
    [{ text: 'no' }, 'did not answer with JSON.'],
    [{ json: {} }, 'gave 0 vectors for 2 texts; an answer like that of OpenAI’s /v1/embeddings'],
    [embeddingsOf(['a']), 'gave 1 vectors for 2 texts'],
  ])('says what is wrong with %j, without another try', async (reply, sentence) => {
    const { address, seen } = await startServer(() => reply)

    await expect(askNow(address, ['a', 'b'], 1)).rejects.toThrow(sentence)
    expect(seen).toHaveLength(1)
  })

  test('never repeats what a server says, which may hold the key', async () => {
    const { address } = await startServer(() => ({ status: 401, json: { error: 'secret-3' } }))

    await expect(askNow(address, ['a'])).rejects.not.toThrow('secret-3')
  })

  test('says that a server cannot be reached', async () => {
    await expect(askNow('http://127.0.0.1:1', ['a'])).rejects.toThrow(
      'http://127.0.0.1:1/v1/embeddings cannot be reached. Start it, or name another with --model.',
    )
  })
})
