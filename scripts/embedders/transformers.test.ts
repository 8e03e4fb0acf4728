import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeEmbedder } from '../../test/embedder-suite.ts'
import { seededRandom } from '../../test/support.ts'
import type { TinyBertOptions } from '../../test/tiny-bert.ts'
import { referenceTokens, referenceVector, type TinyBert } from '../../test/tiny-bert.ts'
import type { Dtype, Pooling } from './models.ts'
import { openEmbedder } from './open.ts'
import { difference, tinyModel } from './support.ts'
import { batchesOf, type Network, openNetwork } from './transformers.ts'

describeEmbedder('a transformer', () => openEmbedder({ id: tinyModel().folder, pooling: 'mean' }))

const texts = [
  'A river in flood.',
  'naïve café',
  'The 3rd army of 1944: who, where and when?',
  'troops',
  'Visits, "roads" — running past schools',
]
const open: Network[] = []

afterAll(async () => {
  for (const network of open) await network.close()
})

/** A running tiny model, and its weights. */
async function openTiny({
  pooling = 'mean',
  dtype = 'fp32',
  maxTokens = 64,
  ...published
}: { pooling?: Pooling; dtype?: Dtype } & Omit<TinyBertOptions, 'pooling'> = {}) {
  const { folder, bert } = tinyModel({ layers: 2, maxTokens, ...published })
  const network = await openNetwork({
    id: 'tiny',
    folder,
    subfolder: 'onnx',
    dtype,
    pooling,
    maxTokens,
  })
  open.push(network)
  return { network, bert }
}

/** A vector normalized, to be compared. */
const unit = (vector: readonly number[]) => {
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

describe('openNetwork', () => {
  test.each(['mean', 'cls', 'last_token'] as const)(
    'gives the vectors of the same weights in plain TypeScript, pooled by %s',
    async (pooling) => {
      const { network, bert } = await openTiny({ pooling })
      const vectors = await network.embed(texts)

      for (const [i, text] of texts.entries()) {
        const reference = referenceVector(bert, text, pooling)
        expect(difference(unit(vectors[i]), reference), text).toBeLessThanOrEqual(1e-4)
      }
    },
  )

  test.each(['fp32', 'q8'] as const)(
    'gives a text in %s the same vector alone, with one other and among 32',
    async (dtype) => {
      const { network } = await openTiny({ dtype })
      const random = seededRandom(4)
      const others = Array.from({ length: 31 }, () => texts[Math.floor(random() * texts.length)])
      const [alone] = await network.embed(['rivers in winter'])
      const [withOne] = await network.embed(['rivers in winter', texts[2]])
      const among = (await network.embed([...others, 'rivers in winter'])).at(-1) ?? []

      expect(network.inBatches).toBe(dtype === 'fp32')
      expect(difference(unit(withOne), unit(alone))).toBeLessThanOrEqual(1e-6)
      expect(difference(unit(among), unit(alone))).toBeLessThanOrEqual(1e-6)
    },
  )

  test('runs each text alone if it notices that a batch changes a vector', async () => {
    const { folder } = tinyModel({ layers: 2 })
    // Stored under the name of full precision, so that only the trial can notice.
    copyFileSync(join(folder, 'onnx/model_quantized.onnx'), join(folder, 'onnx/model.onnx'))
    const options = { id: 'tiny', folder, subfolder: 'onnx', dtype: 'fp32' } as const
    const network = await openNetwork({ ...options, pooling: 'mean', maxTokens: 64 })
    open.push(network)
    const [alone] = await network.embed([texts[0]])

    expect(network.inBatches).toBe(false)
    expect((await network.embed(texts))[0]).toEqual(alone)
  })

  test('takes weights that lie in a file of their own', async () => {
    const { network, bert } = await openTiny({ apart: true })
    const [vector] = await network.embed([texts[2]])

    expect(difference(unit(vector), referenceVector(bert, texts[2]))).toBeLessThanOrEqual(1e-4)
  })

  test('takes 16-bit floats, in its weights and its outputs', async () => {
    const { network, bert } = await openTiny({ dtype: 'fp16' })
    const [vector] = await network.embed([texts[2]])

    expect(difference(unit(vector), referenceVector(bert, texts[2]))).toBeLessThanOrEqual(2e-3)
  })

  test('takes the last token of a decoder, which wants position ids', async () => {
    const { network, bert } = await openTiny({ pooling: 'last_token', decoder: true })
    const vectors = await network.embed(texts)

    for (const [i, text] of texts.entries()) {
      const reference = referenceVector(bert, text, 'last_token')
      expect(difference(unit(vectors[i]), reference), text).toBeLessThanOrEqual(1e-4)
    }
  })

  test('counts tokens as WordPiece does', async () => {
    const { network, bert } = await openTiny()

    for (const text of texts) {
      expect(network.countTokens(text), text).toBe(referenceTokens(bert, text).length)
    }
  })

  test('cuts a text that is too long after a whole word', async () => {
    const { network } = await openTiny({ maxTokens: 16 })
    const [cut] = await network.embed(['river '.repeat(50)])
    const [short] = await network.embed(['river '.repeat(14)])

    expect(cut).toEqual(short)
  })

  test('says which model cannot be loaded, and why', async () => {
    const { folder } = tinyModel()
    const options = {
      id: 'tiny',
      folder,
      subfolder: 'onnx',
      pooling: 'mean',
      maxTokens: 64,
    } as const

    await expect(openNetwork({ ...options, dtype: 'q4' })).rejects.toThrow(
      /^tiny in .*tiny-bert cannot be loaded: .*model_q4\.onnx/,
    )
  })

  test('names the outputs of a network that lacks the wanted one', async () => {
    const { folder } = tinyModel()
    const options = { id: 'tiny', folder, subfolder: 'onnx', dtype: 'fp32' } as const
    const opening = openNetwork({ ...options, pooling: 'mean', maxTokens: 64, output: 'other' })

    await expect(opening).rejects.toThrow('tiny gives last_hidden_state; other is wanted.')
  })
})

describe('batchesOf', () => {
  const rowsOf = (...lengths: number[]) =>
    lengths.map((length) => new Array<number>(length).fill(1))

  test('puts neighbours by length together, up to 32 of them and 1,024 tokens', () => {
    expect(batchesOf(rowsOf(500, 10, 500, 400), true)).toEqual([
      [0, 2],
      [3, 1],
    ])
    expect(batchesOf(rowsOf(...new Array(40).fill(3)), true).map((batch) => batch.length)).toEqual([
      32, 8,
    ])
  })

  test('leaves each text alone if a batch changes a vector', () => {
    expect(batchesOf(rowsOf(5, 9, 5), false)).toEqual([[1], [0], [2]])
  })

  test('gives no batch for no text', () => {
    expect(batchesOf([], true)).toEqual([])
  })
})

describe('the tiny model itself', () => {
  let bert: TinyBert
  beforeAll(() => {
    bert = tinyModel().bert
  })

  test('has attention: the same word has another vector among others', () => {
    const alone = referenceVector(bert, 'river', 'cls')

    expect(difference(referenceVector(bert, 'river flood', 'cls'), alone)).toBeGreaterThan(0.01)
  })
})
