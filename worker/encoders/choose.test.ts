import { describe, expect, test } from 'vitest'
import { describeModel, fakeServer, fakeWorkersAi } from '../../test/worker/other-model.ts'
import { chooseEncoder, type EncoderEnv } from './choose.ts'

const { binding: AI } = fakeWorkersAi()
const EDGEWISE_EMBEDDINGS_URL = 'http://localhost:11434'
const idFor = (env: EncoderEnv, changes = {}) => chooseEncoder(describeModel(changes), env)?.id
const whyNot = (env: EncoderEnv, changes = {}) =>
  chooseEncoder(describeModel(changes), env)
    ?.encodeQueries(['army'])
    .then(
      () => null,
      (error: Error) => error.message,
    )

describe('chooseEncoder', () => {
  test('chooses none for the embedded model', () => {
    expect(idFor({ EDGEWISE_EMBEDDINGS_URL, AI }, { kind: 'static' })).toBeUndefined()
  })

  test('chooses a server over Workers AI', () => {
    expect(idFor({ EDGEWISE_EMBEDDINGS_URL, AI })).toBe('Xenova/bge-small-en-v1.5 over HTTP')
    expect(idFor({ EDGEWISE_EMBEDDINGS_URL: '', AI })).toBe(
      '@cf/baai/bge-small-en-v1.5 at Workers AI',
    )
  })

  test('calls the model as the server does', async () => {
    const { fetch, requests } = fakeServer()
    const env = { EDGEWISE_EMBEDDINGS_URL: `${EDGEWISE_EMBEDDINGS_URL}#maker/all-minilm:v2` }
    const encoder = chooseEncoder(describeModel(), env, { fetch })
    await encoder?.encodeQueries(['army'])

    expect(encoder?.id).toBe('maker/all-minilm:v2 over HTTP')
    expect(requests[0].url).toBe('http://localhost:11434/v1/embeddings')
    expect(JSON.parse(String(requests[0].init.body)).model).toBe('maker/all-minilm:v2')
  })

  test('says what is missing', async () => {
    expect(await whyNot({})).toBe(
      'The index was built with Xenova/bge-small-en-v1.5, and nothing is set that embeds queries ' +
        'with it: set EDGEWISE_EMBEDDINGS_URL, or deploy with --env ai.',
    )
    expect(await whyNot({ AI }, { id: 'gte-small' })).toContain('which Workers AI does not run')
  })

  test('takes no key in an address', async () => {
    expect(await whyNot({ EDGEWISE_EMBEDDINGS_URL: 'https://ann:secret@api.example' })).toBe(
      'EDGEWISE_EMBEDDINGS_URL holds a key; it belongs in EDGEWISE_EMBEDDINGS_KEY.',
    )
  })

  test('does not quote a malformed address, for it may hold a key', async () => {
    expect(await whyNot({ EDGEWISE_EMBEDDINGS_URL: 'api.example/?key=secret' })).toBe(
      'EDGEWISE_EMBEDDINGS_URL is not an address like http://localhost:11434.',
    )
  })
})
