import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createVocabulary } from '../../core/model/vocabulary.ts'
import { readKernel } from '../project.ts'
import { createDrawer, fractionalPower } from './batches.ts'
import { type Recipe, type RunOptions, trainTable } from './run.ts'
import { readSources, type Source } from './sources.ts'

let folder: string
let sources: Source[]

const words = 'sun moon star rain wind snow sea hill rock sand tree leaf root seed bird fish'.split(
  ' ',
)
const tokens = [...words, '##s']

/** Two sources of ten documents each, and one of given pairs. */
async function writeCorpus() {
  const sentence = (i: number) =>
    `${Array.from({ length: 6 }, (_, k) => words[(i * 5 + k * k) % 16]).join(' ')}.`
  const text = (i: number) => [0, 1, 2].map((k) => sentence(i + k)).join(' ')
  const document = (i: number) => ({
    t: words[i % 16],
    s: [
      ['', text(i)],
      [words[i % 7], text(i + 3)],
    ],
  })
  for (const [name, first] of [
    ['days', 0],
    ['nights', 40],
  ] as const) {
    const lines = Array.from({ length: 10 }, (_, i) => JSON.stringify(document(first + i)))
    await writeFile(join(folder, `${name}.jsonl`), lines.join('\n'))
  }
  const pairs = words.map((word, i) =>
    JSON.stringify({ a: word, b: `a\u2028${words[15 - i]}s`, k: 'term' }),
  )
  await writeFile(join(folder, 'terms.jsonl'), `${pairs.join('\n')}\n`)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  await writeCorpus()
  sources = await readSources(folder, createVocabulary(tokens))
})

afterAll(() => rm(folder, { recursive: true }))

const recipe: Recipe = {
  pairs: 16 * 20,
  batch: 16,
  seed: 1,
  learningRate: 0.02,
  rows: tokens.length,
  dimensions: 32,
  shortDimensions: 16,
}

async function run(name: string, options: Partial<RunOptions> = {}, about: object = { a: 1 }) {
  const { table, losses, isComplete } = await trainTable(
    recipe,
    about,
    createDrawer(sources, recipe.seed),
    {
      kernel: await readKernel('train'),
      threads: 1,
      checkpoint: join(folder, name),
      checkpointSteps: 5,
      isStopped: () => false,
      ...options,
    },
  )
  return { table: table.slice(), losses, isComplete }
}

/** Does `act` whenever it is asked after the first `n` times. */
function atStep(n: number, act: () => boolean) {
  let asked = 0
  return () => ++asked > n && act()
}

describe('readSources', () => {
  test('reads documents and given pairs, each file a source', () => {
    const sizes = sources.map(({ name, documents, given }) => [
      name,
      documents.documents,
      given.documents,
    ])

    expect(sizes).toEqual([
      ['days', 10, 0],
      ['nights', 10, 0],
      ['terms', 0, 16],
    ])
    expect(Array.from(sources[2].given.textOf(0))).toEqual([15, 16])
  })

  test('says which line is neither', async () => {
    const other = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
    await writeFile(join(other, 'a.jsonl'), '{"a": "x", "b": "y"}\n{"a": "x"}\n')

    await expect(readSources(other, createVocabulary(tokens))).rejects.toThrow(
      'a.jsonl, line 2 is {"a": "x"}; a document',
    )
    await rm(other, { recursive: true })
  })

  test('says that there are no texts', async () => {
    await expect(readSources(join(folder, 'none'), createVocabulary(tokens))).rejects.toThrow(
      'holds no texts',
    )
  })
})

describe('createDrawer', () => {
  test('draws the same batch for the same step, another for another', () => {
    const draw = createDrawer(sources, 1)

    expect(draw(3, 16)).toEqual(createDrawer(sources, 1)(3, 16))
    expect(draw(3, 16)).not.toEqual(draw(4, 16))
    expect(draw(3, 16)).not.toEqual(createDrawer(sources, 2)(3, 16))
    expect(draw(0, 100).queries.starts).toHaveLength(101)
  })

  test('refuses texts without a pair', () => {
    expect(() => createDrawer([], 1)).toThrow('hold no pair')
  })

  test.each([
    [1, 0.7, 1],
    [1024, 0.5, 32],
    [1e6, 0.7, 15848.93],
  ])('%d to the power %d is %d', (base, exponent, power) => {
    expect(fractionalPower(base, exponent)).toBeCloseTo(power, 2)
  })
})

describe('trainTable', () => {
  test('gives the bytes of an uninterrupted run after a stop and a kill', async () => {
    const whole = await run('whole')
    const stopped = await run('cut', { isStopped: atStep(7, () => true) })
    const kill = () => {
      throw new Error('killed')
    }
    await expect(run('cut', { isStopped: atStep(6, kill) })).rejects.toThrow('killed')
    const resumed = await run('cut', { threads: 2 })

    expect([whole.isComplete, stopped.isComplete, resumed.isComplete]).toEqual([true, false, true])
    expect(resumed.table).toEqual(whole.table)
    expect(resumed.losses).toEqual(whole.losses)
    expect(whole.losses.length).toBe(20)
    expect(stopped.table).not.toEqual(whole.table)
  })

  test('learns', async () => {
    const { losses } = await run('learns')
    const mean = (part: Float32Array) => part.reduce((sum, loss) => sum + loss, 0) / part.length

    expect(mean(losses.subarray(15))).toBeLessThan(mean(losses.subarray(0, 5)))
  })

  test('refuses a checkpoint of another run, or a damaged one', async () => {
    await run('other', { isStopped: atStep(2, () => true) })
    await expect(run('other', {}, { a: 2 })).rejects.toThrow('left by a run with other texts')

    const bytes = await readFile(join(folder, 'other'))
    bytes[bytes.length - 9] ^= 1
    await writeFile(join(folder, 'other'), bytes)
    await expect(run('other')).rejects.toThrow('delete it')
  })
})
