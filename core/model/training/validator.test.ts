import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomWhole, seededRandom } from '../../../test/support.ts'
import { compileKernel, type Kernel } from '../../kernels/kernel.ts'
import { createRandom } from '../../random.ts'
import { createTokenCorpus } from './token-corpus.ts'
import { holdOut, type ValidationSet } from './validation-set.ts'
import { createValidator } from './validator.ts'

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(
    await readFile(join(import.meta.dirname, '../../kernels/train.wasm')),
  )
})

describe('a validator', () => {
  /** Three articles whose passages point along 0, 1 and 2; the first has a second passage. */
  const corpus = createTokenCorpus(8)
  corpus.add(
    [],
    [
      { heading: [], sentences: [[0]] },
      { heading: [], sentences: [[3]] },
    ],
  )
  corpus.add([], [{ heading: [], sentences: [[1]] }])
  corpus.add([], [{ heading: [], sentences: [[2]] }])
  const axis = (d: number) => Array.from({ length: 16 }, (_, i) => (i === d ? 1 : 0))
  const rows = [axis(0), axis(1), axis(2), axis(3), [3, 2, 1, 4, ...axis(0).slice(4)]]
  const table = Float32Array.from([...rows.flat(), ...new Float32Array(48)])
  const asked = (paragraph: number, query: number[]): ValidationSet => {
    const others = [0, 1, 2, 3].filter((other) => other !== paragraph)
    const rest = [corpus.textOf(paragraph)]
    const held = new Set([paragraph])
    return { queries: [{ paragraph, query, rest }], held, searched: [paragraph, ...others] }
  }

  const ask = (set: ValidationSet, module: Kernel | null = null) => {
    const shape = { rows: 8, dimensions: 16 }
    const validator = createValidator(corpus, set, shape, module)
    validator.table.set(table)
    return validator.ask()
  }

  test('gives the reciprocal rank among the passages of other articles', () => {
    // The query is nearest to passage 1, then 0, 2 and 3.
    expect(ask(asked(3, [4]))).toEqual([1 / 4])
    expect(ask(asked(2, [4]))).toEqual([1 / 3])
  })

  test('does not count another passage of the same article', () => {
    expect(ask(asked(0, [4]))).toEqual([1])
  })

  test('embeds the mean of tokens as often as they occur', () => {
    expect(ask(asked(3, [1, 2, 2]))).toEqual([1])
    expect(ask(asked(3, [1, 1, 2]))).toEqual([1 / 2])
  })

  test('gives the same with the kernel as without, and when it is asked again', () => {
    const random = seededRandom(1)
    const many = createTokenCorpus(100)
    const tokens = (count: number) =>
      Array.from({ length: count }, () => randomWhole(random, 0, 99))
    for (let i = 0; i < 70; i++) {
      many.add(tokens(2), [{ heading: [], sentences: [tokens(5), tokens(6)] }])
    }
    const [set] = holdOut(many, createRandom(1))
    const validators = [kernel, null].map((module) =>
      createValidator(many, set, { rows: 100, dimensions: 16 }, module),
    )
    const values = Float32Array.from({ length: 1600 }, () => random() - 0.5)
    for (const { table } of validators) table.set(values)
    const [fast, plain] = validators.map((validator) => validator.ask())

    expect(new Set(plain).size).toBeGreaterThan(5)
    expect(fast).toEqual(plain)
    expect(validators[0].ask()).toEqual(fast)
  })
})
