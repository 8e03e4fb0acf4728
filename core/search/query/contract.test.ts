import { describe, expect, test } from 'vitest'
import { tinyManifestModel } from '../../../test/support.ts'
import type { ManifestModel } from '../../index/manifest.ts'
import type { Stated } from '../../model/encoder.ts'
import { judge, probesOf } from './contract.ts'

const transformer: ManifestModel = {
  ...tinyManifestModel,
  id: 'maker/model',
  kind: 'transformers',
  revision: 'r1',
  dtype: 'fp32',
  pooling: 'cls',
  tokenizer: 't1',
  probes: [
    { text: 'cat', vector: [1, 0] },
    { text: 'dog', vector: [0, 1] },
  ],
}

/** A vector at this cosine of `[1, 0]`. */
const at = (cosine: number, length = 1) =>
  Float32Array.of(cosine * length, Math.sqrt(1 - cosine ** 2) * length)
const dog = Float32Array.of(0, 1)

function judged(
  vectors: Float32Array[],
  {
    stated = {},
    lengths,
    model = {},
  }: { stated?: Stated; lengths?: number[]; model?: Partial<ManifestModel> } = {},
) {
  const contract = { model: { ...transformer, ...model }, chunker: 1 }
  return judge(contract, { id: 'model elsewhere', dimensions: 2 }, { vectors, stated, lengths })
}

describe('judge', () => {
  test('names the texts it wants', () => {
    expect(probesOf({ model: transformer, chunker: 1 })).toEqual(['cat', 'dog'])
  })

  test('accepts the vectors of the index, and says how near they are', () => {
    expect(judged([at(1), dog])).toEqual({ matches: true, cosine: 1, note: null })
    expect(judged([at(0.9901), dog])).toMatchObject({ matches: true, note: null })
  })

  test('refuses by the worst probe, with both names, the cosine and what to do', () => {
    expect(judged([at(1), at(0.5)])).toMatchObject({ matches: false })
    expect(judged([at(0.9899), dog])).toEqual({
      matches: false,
      cosine: expect.closeTo(0.9899, 4),
      reason:
        'The index was built with maker/model; queries are embedded with model elsewhere, whose ' +
        'vectors differ (cosine 0.9899; 0.99 is wanted). Embed queries with the revision, ' +
        "pooling, prefix and numbers of the index's maker/model, or build the index with what " +
        'embeds them (npm run build -- --model …).',
    })
  })

  test('allows more between different number formats, and says so', () => {
    const stated = { dtype: 'q8' }
    const verdict = judged([at(0.985), dog], { stated })

    expect(verdict).toMatchObject({ matches: true })
    expect(verdict).toHaveProperty(
      'note',
      'The index was built with maker/model; queries are embedded with model elsewhere, in q8 ' +
        'instead of fp32 (cosine 0.9850).',
    )
    expect(judged([at(0.9799), dog], { stated })).toMatchObject({
      matches: false,
      reason: expect.stringContaining('(cosine 0.9799; 0.98 is wanted)'),
    })
  })

  test('takes an encoder that does not state its number format to run at full precision', () => {
    expect(judged([at(0.985), dog])).toMatchObject({ matches: false })
    expect(judged([at(0.985), dog], { model: { dtype: 'q8' } })).toMatchObject({
      matches: true,
      note: expect.stringContaining('in fp32 instead of q8'),
    })
    expect(judged([at(0.985), dog], { model: { dtype: null } })).toMatchObject({ matches: false })
  })

  test.each([
    [{ revision: 'r2' }, 'whose revision is r2; the index has r1.'],
    [{ tokenizer: 't2' }, 'whose tokenizer is t2; the index has t1.'],
    [{ pooling: 'mean' }, 'whose pooling is mean; the index has cls.'],
    [{ chunker: 2 }, 'whose chunker is 2; the index has 1.'],
  ])('refuses an encoder that states %j, however near its vectors are', (stated, sentence) => {
    expect(judged([at(1), dog], { stated })).toMatchObject({
      matches: false,
      cosine: 1,
      reason: expect.stringContaining(sentence),
    })
  })

  test('compares nothing that the index does not state', () => {
    const stated = { revision: 'r2', tokenizer: 't2', pooling: 'mean', dtype: 'q8', chunker: 1 }
    const model = { revision: null, tokenizer: null, pooling: null, dtype: null }

    expect(judged([at(1), dog], { stated, model })).toMatchObject({ matches: true, note: null })
  })

  test('says that vectors came unscaled, which changes no ranking', () => {
    expect(judged([at(1), dog], { lengths: [1.0009, 0.9991] })).toMatchObject({ note: null })
    expect(judged([at(1), dog], { lengths: [1, 7] })).toEqual({
      matches: true,
      cosine: 1,
      note:
        'The index was built with maker/model; queries are embedded with model elsewhere, whose ' +
        'vectors come with a length of 7.000, scaled to 1.',
    })
  })

  test('refuses vectors that nobody scaled to length 1', () => {
    expect(judged([at(1, 1.0009), dog])).toMatchObject({ matches: true })
    expect(judged([at(1, 7), dog])).toMatchObject({
      matches: false,
      reason: expect.stringContaining('whose vectors have a length of 7.000; 1.000 is wanted'),
    })
  })

  test('refuses other dimensions', () => {
    expect(judged([new Float32Array(3), new Float32Array(3)])).toMatchObject({
      matches: false,
      cosine: null,
      reason: expect.stringContaining('with 3 dimensions instead of 2'),
    })
    const contract = { model: transformer, chunker: 1 }
    const encoded = { vectors: [at(1), dog], stated: {} }
    expect(judge(contract, { id: 'x', dimensions: 3 }, encoded)).toMatchObject({ matches: false })
  })

  test('refuses the zero vector and NaN', () => {
    for (const broken of [Float32Array.of(0, 0), Float32Array.of(Number.NaN, 1)]) {
      expect(judged([broken, dog])).toMatchObject({
        matches: false,
        reason: expect.stringContaining('whose vectors differ (cosine NaN'),
      })
    }
  })

  test('refuses floats whose bytes were swapped', () => {
    const vectors = transformer.probes.map(({ vector }) => {
      const mixed = Float32Array.from(vector, (value, d) => value + 0.1 * (d + 1))
      const view = new DataView(mixed.buffer)
      return Float32Array.from(mixed, (_, d) => view.getFloat32(d * 4, false))
    })

    expect(judged(vectors)).toMatchObject({ matches: false })
  })

  test('refuses any encoder where the index holds no probes', () => {
    expect(judged([], { model: { probes: [] } })).toMatchObject({
      matches: false,
      reason: expect.stringContaining('the index holds no probes'),
    })
  })

  test('wants the same table of the embedded model', () => {
    const model = { ...transformer, kind: 'static', id: 'model elsewhere' } as const

    expect(judged([at(1), dog], { model })).toEqual({ matches: true, cosine: 1, note: null })
    expect(judged([at(0.99999), dog], { model })).toMatchObject({
      matches: false,
      reason: expect.stringMatching(
        /whose vectors differ \(cosine 0\.999990\)\. Run npm run build\.$/,
      ),
    })
  })
})
