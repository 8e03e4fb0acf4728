import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeEmbedder } from '../../test/embedder-suite.ts'
import { tinyModel } from '../../test/support.ts'
import { createStaticEmbedder } from './embedder.ts'
import { decodeModel } from './model.ts'

describeEmbedder('the static embedder', () => {
  const file = new URL('../../model/edgewise-en-1.bin', import.meta.url)
  return createStaticEmbedder(decodeModel('edgewise-en-1.bin', readFileSync(file)))
})

test('the static embedder has the name and the dimensions of its model', () => {
  const embedder = createStaticEmbedder(tinyModel({ east: [1, 0] }))

  expect([embedder.id, embedder.dimensions]).toEqual(['tiny', 2])
})
