import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findModel, knownModels } from './models.ts'

describe('findModel', () => {
  test.each([
    ['all-MiniLM-L6-v2', 'all-MiniLM-L6-v2'],
    ['sentence-transformers/all-MiniLM-L6-v2', 'all-MiniLM-L6-v2'],
    ['BAAI/bge-m3', 'bge-m3'],
    ['bge-m3:latest', 'bge-m3'],
    ['/srv/models/BGE-M3/', 'bge-m3'],
    ['onnx-community/embeddinggemma-300m-ONNX', 'embeddinggemma-300m'],
  ])('knows %s, anyone’s copy', (id, name) => {
    expect(findModel(id)?.name).toBe(name)
  })

  test.each(['bge-small-en', 'BAAI/bge-small-en-v1.5-finetuned', ''])(
    'does not know "%s"',
    (id) => {
      expect(findModel(id)).toBeUndefined()
    },
  )
})

describe('knownModels', () => {
  test('names for the edge the model that the worker asks Workers AI for, and no other', () => {
    const worker = join(import.meta.dirname, '../../worker/encoders/workers-ai.ts')
    const asked = readFileSync(worker, 'utf8')

    for (const { name, edge } of knownModels) {
      const [, found = null] = asked.match(`'${name.toLowerCase()}': { name: '([^']+)'`) ?? []
      expect(found, name).toBe(edge)
    }
  })

  test('has each model once, with its page and a copy of the same model', () => {
    for (const model of knownModels) {
      expect(knownModels.filter(({ name }) => name === model.name)).toHaveLength(1)
      expect(findModel(model.hub)).toBe(model)
      expect(findModel(new URL(model.source).pathname)).toBe(model)
      expect(model.cuts.every((cut) => cut < model.dimensions)).toBe(true)
    }
  })
})
