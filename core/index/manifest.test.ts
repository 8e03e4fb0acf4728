import { describe, expect, test } from 'vitest'
import { buildTinyIndex, createDocument } from '../../test/support.ts'
import { BadIndex } from '../sections.ts'
import { manifestFormat, parseManifest } from './manifest.ts'

describe('parseManifest', () => {
  test('gives back what was written', () => {
    const { manifest } = buildTinyIndex([createDocument()])

    expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest)
  })

  test.each([
    ['', 'manifest.json is not JSON. Run npm run build.'],
    ['{', 'manifest.json is not JSON. Run npm run build.'],
    ['null', 'The index has format undefined; this edgewise reads'],
    ['[]', 'The index has format undefined; this edgewise reads'],
    ['{"format":99}', `The index has format 99; this edgewise reads ${manifestFormat}.`],
    [`{"format":${manifestFormat}}`, 'manifest.json lacks shards or a model.'],
    [`{"format":${manifestFormat},"shards":[],"model":{}}`, 'lacks shards or a model.'],
    [`{"format":${manifestFormat},"shards":[],"model":{"id":"a"}}`, 'lacks shards or a model.'],
  ])('refuses %j', (json, message) => {
    expect(() => parseManifest(json)).toThrow(BadIndex)
    expect(() => parseManifest(json)).toThrow(message)
  })

  test('keeps the cause', () => {
    expect(() => parseManifest('{')).toThrow(
      expect.objectContaining({ cause: expect.any(SyntaxError) }),
    )
  })
})
