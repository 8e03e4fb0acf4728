import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createMadeUpArticles, createMadeUpModel } from '../../../test/made-up.ts'
import { createDocument } from '../../../test/support.ts'
import { compileKernel, type Kernel } from '../../kernels/kernel.ts'
import { type Article, chunkDocument } from '../../text/passages.ts'
import { decodePatch, patched } from '../patch.ts'
import { createLesson } from './lesson.ts'
import { type Taught, type TeachingProgress, teach } from './teach.ts'
import { createTrainer, type Trainer } from './trainer.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(
    await readFile(join(import.meta.dirname, '../../kernels/train.wasm')),
  )
})

const model = createMadeUpModel(60)

/**
 * Teaches to the end.
 *
 * @param progress what it said on the way
 * @param watch    sees the trainer before each step
 */
function learn(
  articles: readonly Article[],
  progress: TeachingProgress[] = [],
  watch: (trainer: Trainer) => void = () => {},
): Taught {
  const teaching = teach(model, articles, (shape) => {
    const trainer = createTrainer({ ...shape, threads: 1 }, kernel)
    const step: Trainer['step'] = (batch, rate) => {
      watch(trainer)
      return trainer.step(batch, rate)
    }
    return { ...trainer, step }
  })
  for (;;) {
    const { done, value } = teaching.next()
    if (done) return value
    progress.push(value)
  }
}

/** The number at dimension `d` of a row of the model, as it was taught. */
function numbersOf({ patch }: Taught): (row: number, d: number) => number {
  const known = decodePatch('patch', patch as Uint8Array<ArrayBuffer>, model)
  const { table, scales } = patched(model, known)
  return (row, d) => table[16 * row + d] * scales[row]
}

/** How far each row of the model moved, its numbers' distances added up. */
function movesOf(taught: Taught): number[] {
  const numbers = numbersOf(taught)
  return Array.from(model.scales, (scale, row) => {
    let sum = 0
    for (let d = 0; d < 16; d++)
      sum += Math.abs(numbers(row, d) - model.table[16 * row + d] * scale)
    return sum
  })
}

function articleOf(id: string, title: string, text: string): Article {
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

  test('begins each run without a memory of the one before', () => {
    const largest: number[] = []
    learn(createMadeUpArticles(30), [], ({ steps, state, table }) => {
      const moments = state.subarray(table.length)
      if (steps === 0) largest.push(moments.reduce((a, b) => Math.max(a, Math.abs(b)), 0))
    })

    expect(largest.length).toBeGreaterThan(3)
    expect(largest.every((moment) => moment === 0)).toBe(true)
  })

  test('moves towards the mean of its last three runs', () => {
    // Of each run the table before its last step, which moves a number by about 0.01.
    const tables: Float32Array[] = []
    const articles = createMadeUpArticles(60)
    const taught = learn(articles, [], ({ steps, table }) => {
      tables[steps === 0 ? tables.length : tables.length - 1] = table.slice()
    })
    const { rows, start } = createLesson(model, articles)
    const [a, b, c] = tables.slice(-3)
    const numbers = numbersOf(taught)

    const distances = Array.from(start, (from, i) => {
      const mean = (a[i] + b[i] + c[i]) / 3
      const wanted = from + (60 / 135) * (mean - from)
      return Math.abs(numbers(rows[i >> 4], i & 15) - wanted)
    })
    expect(a).not.toEqual(b)
    expect(Math.max(...distances)).toBeLessThan(0.01)
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

  test('leaves stop words where they were', () => {
    const movesIn = (language: string) => {
      const articles = createMadeUpArticles(40).map(({ document, passages }) => {
        return { document: { ...document, language }, passages }
      })
      return movesOf(learn(articles))
    }
    const [english, german] = [movesIn('en'), movesIn('de')]
    const dazu = 419

    expect(english[dazu]).toBeGreaterThan(0.1)
    expect(german[dazu]).toBeLessThan(0.01)
    expect(german[dazu + 1]).toBeGreaterThan(0.1)
  })

  test('moves the table less for few articles', () => {
    const meanMove = (count: number) => {
      const moves = movesOf(learn(createMadeUpArticles(count))).filter((move) => move > 0)
      return moves.reduce((sum, move) => sum + move, 0) / moves.length
    }

    expect(meanMove(12)).toBeLessThan(meanMove(60) / 2)
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
