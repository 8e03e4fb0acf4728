import { copyFile, cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isZero, normalized } from '../../core/model/model.ts'
import { chunkerVersion } from '../../core/text/passages.ts'
import { referenceVector } from '../../test/tiny-bert.ts'
import type { ModelSettings } from './models.ts'
import { openEmbedder } from './open.ts'
import { difference, newFolder, tinyModel } from './support.ts'

/** Opens an embedder, hands it to `use` and closes it. */
async function withEmbedder<T>(
  settings: ModelSettings,
  use: (embedder: Awaited<ReturnType<typeof openEmbedder>>) => Promise<T>,
  cache?: string,
): Promise<T> {
  const embedder = await openEmbedder(settings, cache)
  return use(embedder).finally(embedder.close)
}

describe('a model from a folder', () => {
  test('states what it is', async () => {
    const { folder } = tinyModel()
    const settings = { id: folder, pooling: 'cls', queryPrefix: 'query: ' } as const
    const { id, dimensions, statement, stated } = await withEmbedder(settings, async (it) => it)

    expect({ id, dimensions }).toEqual({ id: 'tiny-bert', dimensions: 16 })
    expect(statement).toEqual({
      kind: 'transformers',
      revision: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      dtype: 'fp32',
      pooling: 'cls',
      prefixes: { query: 'query: ', passage: '' },
      tokenizer: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const { revision, tokenizer } = statement
    expect(stated).toEqual({
      ...{ revision, tokenizer, dtype: 'fp32', pooling: 'cls', chunker: chunkerVersion },
    })
  })

  test('puts each side’s prefix in front, and none in front of a plain text', async () => {
    const { folder, bert } = tinyModel()
    const settings = {
      id: folder,
      pooling: 'mean',
      queryPrefix: 'query: ',
      passagePrefix: 'passage: ',
    }
    await withEmbedder(settings as ModelSettings, async (embedder) => {
      const of = async (vectors: Promise<Float32Array[]>) => (await vectors)[0]
      const reference = (text: string) => referenceVector(bert, text)

      expect(
        difference(await of(embedder.embedQueries(['river'])), reference('query: river')),
      ).toBeLessThan(1e-4)
      expect(
        difference(await of(embedder.embedPassages(['river'])), reference('passage: river')),
      ).toBeLessThan(1e-4)
      expect(difference(await of(embedder.embedPlain(['river'])), reference('river'))).toBeLessThan(
        1e-4,
      )
      expect(isZero(await of(embedder.embedQueries([' '])))).toBe(true)
    })
  })

  test('cuts vectors to fewer dimensions and normalizes them again', async () => {
    const { folder, bert } = tinyModel()
    const settings = { id: folder, pooling: 'mean', dimensions: 8 } as const
    const [vector] = await withEmbedder(settings, (it) => it.embedPassages(['river flood']))

    expect(
      difference(vector, normalized(referenceVector(bert, 'river flood').slice(0, 8))),
    ).toBeLessThan(1e-4)
    await expect(openEmbedder({ ...settings, dimensions: 17 })).rejects.toThrow(
      '--dimensions is 17; vectors of tiny-bert have only 16.',
    )
  })

  test('knows which passages fit, prefix included', async () => {
    const { folder } = tinyModel({ maxTokens: 16 })
    const settings = { id: folder, pooling: 'mean', passagePrefix: 'passage: ' } as const
    await withEmbedder(settings, async ({ fits }) => {
      expect(fits?.('river '.repeat(12))).toBe(true)
      expect(fits?.('river '.repeat(13))).toBe(false)
    })
  })

  test('uses cached vectors for other dimensions, but not for other pooling', async () => {
    const { folder } = tinyModel()
    const cache = newFolder()
    const embeddedWith = (settings: Partial<ModelSettings>) =>
      withEmbedder(
        { id: folder, pooling: 'mean', ...settings },
        async (embedder) => {
          await embedder.embedPassages(['river', 'flood'])
          return embedder.embedded()
        },
        cache,
      )

    expect(await embeddedWith({})).toBe(2)
    expect(await embeddedWith({ dimensions: 8 })).toBe(0)
    expect(await embeddedWith({ pooling: 'cls' })).toBe(2)
    expect(await embeddedWith({ dtype: 'q8' })).toBe(2)
    expect(await embeddedWith({ passagePrefix: 'passage: ' })).toBe(2)
    expect(await readdir(cache)).toHaveLength(3)
  })

  test('takes weights that lie beside the configuration', async () => {
    const { folder } = tinyModel()
    await copyFile(join(folder, 'onnx/model.onnx'), join(folder, 'model.onnx'))
    await rm(join(folder, 'onnx'), { recursive: true })

    expect(
      await withEmbedder({ id: folder, pooling: 'mean' }, (it) => it.embedPassages(['a'])),
    ).toHaveLength(1)
  })

  test('names the files that are missing and the folder to put them into', async () => {
    const { folder } = tinyModel()
    await rm(join(folder, 'tokenizer.json'))
    await rm(join(folder, 'onnx'), { recursive: true })

    await expect(openEmbedder({ id: folder, pooling: 'mean' })).rejects.toThrow(
      /^Files of tiny-bert are missing: put tokenizer\.json and onnx\/model\.onnx into .*tiny-bert\.$/,
    )
  })
})

describe('how a model is pooled', () => {
  const renamed = async (name: string, options: Parameters<typeof tinyModel>[0] = {}) => {
    const { folder } = tinyModel(options)
    const other = join(newFolder(), name)
    await cp(folder, other, { recursive: true })
    return other
  }

  test('is not guessed: an unknown model is refused with what its files suggest', async () => {
    await expect(openEmbedder({ id: tinyModel().folder })).rejects.toThrow(
      'How tiny-bert is pooled is not known here: its files do not say either; its model card ' +
        'does. Give --pooling mean, cls or last_token',
    )
    await expect(openEmbedder({ id: tinyModel({ pooling: 'cls' }).folder })).rejects.toThrow(
      'its 1_Pooling/config.json suggests --pooling cls.',
    )
  })

  test('is looked up for a model that is known, with its prefixes', async () => {
    const id = await renamed('multilingual-e5-small', { pooling: 'mean' })
    const { statement } = await withEmbedder({ id }, async (embedder) => embedder)

    expect(statement).toMatchObject({
      pooling: 'mean',
      prefixes: { query: 'query: ', passage: 'passage: ' },
    })
  })

  test('is left to the network of a model that has layers after pooling', async () => {
    const id = await renamed('embeddinggemma-300m', { pooled: true, pooling: 'mean' })
    const { bert } = tinyModel()
    const vectorBy = async (settings: ModelSettings) =>
      (await withEmbedder(settings, (it) => it.embedPlain(['river flood'])))[0]

    expect(
      difference(await vectorBy({ id }), referenceVector(bert, 'river flood', 'cls')),
    ).toBeLessThan(1e-4)
    expect(
      difference(
        await vectorBy({ id, pooling: 'last_token' }),
        referenceVector(bert, 'river flood', 'last_token'),
      ),
    ).toBeLessThan(1e-4)
  })

  test('has to be stated if a copy of a known model says something else', async () => {
    const id = await renamed('bge-small-en-v1.5', { pooling: 'mean' })

    await expect(openEmbedder({ id })).rejects.toThrow(
      'bge-small-en-v1.5 should be pooled by cls (https://huggingface.co/BAAI/bge-small-en-v1.5), ' +
        'but its 1_Pooling/config.json says mean: give --pooling cls or --pooling mean.',
    )
  })

  test('refuses a dtype in which a model does not work', async () => {
    await expect(
      openEmbedder({ id: '/nowhere/embeddinggemma-300m', dtype: 'fp16' }),
    ).rejects.toThrow(
      'embeddinggemma-300m does not work in fp16 (https://huggingface.co/google/embeddinggemma-300m)',
    )
  })
})
