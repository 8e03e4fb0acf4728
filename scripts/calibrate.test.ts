import { describe, expect, test } from 'vitest'
import type { Embedder } from '../core/model/embedder.ts'
import { normalized } from '../core/model/model.ts'
import { createDocument, openTinyIndex, randomDocuments, seededRandom } from '../test/support.ts'
import { calibrate } from './calibrate.ts'

/** A model to which all texts are alike: cosines lie above `least`. */
function alikeModel(least: number): Embedder & { vectorOf: (text: string) => Float32Array } {
  const vectorOf = (text: string) => {
    const random = seededRandom(
      [...text].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) | 0,
    )
    const spread = Math.sqrt(1 / least - 1)
    return normalized(
      Float32Array.from({ length: 8 }, (_, d) => (d === 0 ? 1 : ((random() - 0.5) * spread) / 1.3)),
    )
  }
  const embed = async (texts: readonly string[]) => texts.map(vectorOf)
  return { id: 'alike', dimensions: 8, vectorOf, embedPassages: embed, embedQueries: embed }
}

function indexOf(documents = randomDocuments(seededRandom(3), 40), least = 0.7) {
  const model = alikeModel(least)
  const vectorOf = (document: { text: string }, { span }: { span: readonly [number, number] }) =>
    model.vectorOf(document.text.slice(...span))
  return { model, index: openTinyIndex(documents, { dimensions: 8, vectorOf }) }
}

describe('calibrate', () => {
  test('puts floor and threshold where a model’s similarities lie', async () => {
    const high = indexOf(undefined, 0.8)
    const low = indexOf(undefined, 0.2)
    const [above, below] = await Promise.all([
      calibrate(high.index, high.model),
      calibrate(low.index, low.model),
    ])

    expect(above.floor).toBeGreaterThan(below.floor)
    expect(above.threshold).toBeGreaterThan(above.floor)
    expect(below.threshold).toBeGreaterThan(below.floor)
    expect(above.floor).toBeGreaterThan(0.5)
  })

  test('gives the same numbers twice', async () => {
    const { index, model } = indexOf()

    expect(await calibrate(index, model)).toEqual(await calibrate(index, model))
  })

  test('lets everything be a result where there is nothing to compare with', async () => {
    const one = indexOf([createDocument({ text: 'One sentence. Another one.' })])
    const none = indexOf([])
    const unknown = { floor: -1, threshold: 1.3 }

    expect(await calibrate(one.index, one.model)).toEqual(unknown)
    expect(await calibrate(none.index, none.model)).toEqual(unknown)
  })

  test('does without sentences where articles have no text', async () => {
    const documents = ['a', 'b'].map((id) => createDocument({ id, title: id }))
    const { index, model } = indexOf(documents)

    expect(await calibrate(index, model)).toEqual({ floor: -1, threshold: 1.3 })
  })
})
