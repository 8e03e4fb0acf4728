import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { openCache, type Send } from './cache.ts'
import { newFolder } from './support.ts'

const probes = ['probe']
let file: string

beforeEach(() => {
  file = join(newFolder(), 'deep/cache.vectors')
})

/** A model whose vectors are made of a text's length, and the texts it was asked for. */
function countingModel(vectorOf = (text: string) => [text.length, 0.1, -2]) {
  const asked: string[] = []
  const send: Send = async (texts) => {
    asked.push(...texts.filter((text) => !probes.includes(text)))
    return texts.map(vectorOf)
  }
  return { asked, send }
}

/** Opens the cache, embeds `texts` and closes it. */
async function embedOnce(texts: readonly string[], model = countingModel()) {
  const cache = await openCache(file, probes, model.send)
  const sent = await cache.send(texts).finally(cache.close)
  const vectors = sent.map((vector) => Array.from(vector))
  return { vectors, asked: model.asked, embedded: cache.embedded() }
}

describe('openCache', () => {
  test('asks the model once for each text, in order', async () => {
    const first = await embedOnce(['a', 'bb'])
    const second = await embedOnce(['bb', 'ccc', 'a'])

    expect(first.asked).toEqual(['a', 'bb'])
    expect(second).toMatchObject({ asked: ['ccc'], embedded: 1 })
    expect(second.vectors.map(([length]) => length)).toEqual([2, 3, 1])
  })

  test('gives the same bits whether a vector was cached or not', async () => {
    const first = await embedOnce(['a', 'bb'])
    const second = await embedOnce(['a', 'bb'])

    expect(second.vectors).toEqual(first.vectors)
  })

  test('keeps what was written before the model failed', async () => {
    const texts = Array.from({ length: 150 }, (_, i) => 'x'.repeat(i + 1))
    const failing = countingModel((text) => {
      if (text.length === 140) throw new Error('killed')
      return [text.length, 0.1, -2]
    })
    await expect(embedOnce(texts, failing)).rejects.toThrow('killed')
    const { asked, vectors } = await embedOnce(texts)

    expect(asked).toEqual(texts.slice(128))
    expect(vectors.map(([length]) => length)).toEqual(texts.map((text) => text.length))
  })

  test.each([1, 3, 35, 47])('drops a last record that lacks %i bytes', async (missing) => {
    await embedOnce(['a', 'bb', 'ccc'])
    const { size } = await stat(file)
    await truncate(file, size - missing)

    expect((await embedOnce(['a', 'bb', 'ccc'])).asked).toEqual(['ccc'])
    expect((await embedOnce(['a', 'bb', 'ccc'])).asked).toEqual([])
    expect((await stat(file)).size).toBe(size)
  })

  test('drops a last record that is damaged', async () => {
    await embedOnce(['a', 'bb', 'ccc'])
    const bytes = await readFile(file)
    const damaged = Buffer.from(bytes)
    damaged[bytes.length - 10] ^= 1
    await writeFile(file, damaged)

    expect((await embedOnce(['a', 'bb', 'ccc'])).asked).toEqual(['ccc'])
    expect(await readFile(file)).toEqual(bytes)
  })

  test('begins anew if the file is something else', async () => {
    await embedOnce(['a'])
    await writeFile(file, 'something else that is longer than a header')

    expect((await embedOnce(['a'])).asked).toEqual(['a'])
    expect((await embedOnce(['a'])).asked).toEqual([])
  })

  test('discards what another model made under the same name', async () => {
    await embedOnce(['a', 'bb'])
    const other = countingModel((text) => [1, text.length, 7])

    expect((await embedOnce(['a', 'bb'], other)).asked).toEqual(['a', 'bb'])
    const longer = countingModel((text) => [1, text.length, 7, 4])
    expect((await embedOnce(['a', 'bb'], longer)).vectors[1]).toEqual([1, 2, 7, 4])
  })

  test('never takes for its own what another process wrote meanwhile', async () => {
    const one = await openCache(file, probes, countingModel().send)
    const two = await openCache(file, probes, countingModel().send)
    await two.send(['from', 'the', 'other one'])
    const [first] = await one.send(['mine'])
    const [again] = await one.send(['mine'])
    await Promise.all([one.close(), two.close()])

    expect(Array.from(again)).toEqual(Array.from(first))
    expect((await embedOnce(['from', 'the', 'other one', 'mine'])).asked).toEqual([])
  })
})
