import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createMadeUpArticles, createMadeUpModel } from '../../test/made-up.ts'
import { createDocument } from '../../test/support.ts'
import { compileKernel, type Kernel } from '../kernels/kernel.ts'
import { chunkDocument } from '../text/passages.ts'
import type { LessonArticle } from './lesson.ts'
import { decodePatch } from './patch.ts'
import { type Taught, type TeachingProgress, teach } from './teach.ts'
import { createTrainer } from './trainer.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(await readFile(join(import.meta.dirname, '../kernels/train.wasm')))
})

const model = createMadeUpModel(60)

/** Teaches to the end; `progress` is what it said on the way. */
function learn(articles: readonly LessonArticle[], progress: TeachingProgress[] = []): Taught {
  const teaching = teach(model, articles, (shape) =>
    createTrainer({ ...shape, threads: 1 }, kernel),
  )
  for (;;) {
    const { done, value } = teaching.next()
    if (done) return value
    progress.push(value)
  }
}

function articleOf(id: string, title: string, text: string): LessonArticle {
  const document = createDocument({ id, title, text })
  return { document, passages: chunkDocument(document) }
}

describe('teach', () => {
  test('teaches a language that the articles explain, and finds more', () => {
    const { patch, before, after, steps } = learn(createMadeUpArticles(60))

    expect(patch).not.toBeNull()
    expect(steps).toBeGreaterThan(0)
    expect(before).toBeLessThan(0.2)
    expect(after).toBeGreaterThan(0.5)
  })

  test('gives the same bytes twice, whatever was taught in between', () => {
    const articles = createMadeUpArticles(30)
    const first = learn(articles)
    learn(createMadeUpArticles(10))

    expect(first.patch).not.toBeNull()
    expect(learn(articles)).toEqual(first)
  })

  test.each([
    ['no article', []],
    ['an article without a text', [articleOf('a', 'Baba', '')]],
    ['one article', createMadeUpArticles(1)],
    ['an article of one word', [articleOf('a', '', 'Baba')]],
    ['words that the model does not know', [articleOf('a', 'Xyz', 'Xyz xyz. Zyx zyx.')]],
    [
      'nothing that belongs together',
      ['baba', 'babe', 'babi', 'babo'].map((word) => articleOf(word, '', word)),
    ],
    [
      'the same article again and again',
      Array.from({ length: 9 }, (_, i) => articleOf(`a${i}`, 'Baba', 'Babe babi bobo babu. Bada.')),
    ],
  ])('teaches nothing of %s', (_, articles) => {
    expect(learn(articles)).toMatchObject({ patch: null, steps: 0, words: 0 })
  })

  test('moves the table less for few articles', () => {
    const rowsMoved = (count: number) => {
      const { patch } = learn(createMadeUpArticles(count))
      const { rows, codes, scales } = decodePatch('patch', patch as Uint8Array<ArrayBuffer>, model)
      let sum = 0
      for (const [i, row] of rows.entries()) {
        for (let d = 0; d < 16; d++) {
          const was = model.table[16 * row + d] * model.scales[row]
          sum += Math.abs(codes[16 * i + d] * scales[i] - was)
        }
      }
      return sum / rows.length
    }

    expect(rowsMoved(12)).toBeLessThan(rowsMoved(60) / 2)
  })

  test('says how far it is, and never more than it said', () => {
    const progress: TeachingProgress[] = []
    learn(createMadeUpArticles(20), progress)

    expect(progress.length).toBeGreaterThan(0)
    for (const [i, { step, steps }] of progress.entries()) {
      expect(step).toBeLessThanOrEqual(steps)
      if (i > 0) expect(step).toBeGreaterThanOrEqual(progress[i - 1].step)
    }
  })
})
