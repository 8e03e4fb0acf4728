import { describe, expect, test } from 'vitest'
import type { Embedder } from '../../core/model/embedder.ts'
import { normalized } from '../../core/model/model.ts'
import { embeddedConfidence } from '../../core/search/query/fallback.ts'
import { createDocument, openTinyIndex, randomDocuments, seededRandom } from '../../test/support.ts'
import { readQuestions } from '../project.ts'
import { calibrate, calibrateOwn } from './calibrate.ts'

/** A model to which all texts are alike, with cosines above `least`. */
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

  test('lets everything be a result if there is nothing to compare with', async () => {
    const one = indexOf([createDocument({ text: 'One sentence. Another one.' })])
    const none = indexOf([])
    const unknown = { floor: -1, threshold: 1.3 }

    expect(await calibrate(one.index, one.model)).toEqual(unknown)
    expect(await calibrate(none.index, none.model)).toEqual(unknown)
  })

  test('does without sentences if articles have no text', async () => {
    const documents = ['a', 'b'].map((id) => createDocument({ id, title: id }))
    const { index, model } = indexOf(documents)

    expect(await calibrate(index, model)).toEqual({ floor: -1, threshold: 1.3 })
  })
})

describe('calibrateOwn', () => {
  const strange = Array.from({ length: 60 }, (_, i) => `zebra${i} yodel${i} xylophone${i}`)

  test('sets a threshold above what unrelated questions find where all texts are alike', async () => {
    const { index, model } = indexOf(undefined, 0.8)
    const found = await calibrateOwn(index, model, model.vectorOf, strange)

    expect(found?.floor).toBe(embeddedConfidence.floor)
    expect(found?.threshold).toBeGreaterThan(0.5)
  })

  test('never sets a threshold below that of a small corpus', async () => {
    const { index, model } = indexOf(undefined, 0.02)
    const unlike = () => new Float32Array(8)

    expect(await calibrateOwn(index, model, unlike, strange)).toEqual(embeddedConfidence)
  })

  test('judges by the model before it was taught', async () => {
    const { index, model } = indexOf(undefined, 0.02)
    const alike = () => Float32Array.of(2, 0, 0, 0, 0, 0, 0, 0)

    expect((await calibrateOwn(index, model, alike, strange))?.threshold).toBe(4)
  })

  test('leaves out questions that the articles may answer', async () => {
    const { index, model } = indexOf([createDocument({ text: 'Hedgehogs eat beetles.' })], 0.8)
    const answered = new Array(400).fill('Do hedgehogs eat beetles?')

    expect(await calibrateOwn(index, model, model.vectorOf, [...strange, ...answered])).toEqual(
      await calibrateOwn(index, model, model.vectorOf, strange),
    )
    expect(await calibrateOwn(index, model, model.vectorOf, answered)).toBeNull()
  })

  test('gives the threshold of a small corpus if there are no articles', async () => {
    const { index, model } = indexOf([])

    expect(await calibrateOwn(index, model, model.vectorOf, strange)).toEqual(embeddedConfidence)
  })
})

test('model/questions.txt holds a few hundred questions, each once', async () => {
  const questions = await readQuestions()

  expect(questions.length).toBeGreaterThan(300)
  expect(new Set(questions).size).toBe(questions.length)
  for (const question of questions) expect(question).toMatch(/^[A-Z].{10,90}\?$/)
})
