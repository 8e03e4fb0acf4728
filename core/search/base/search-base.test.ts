import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTinyBase, type TinyBase } from '../../../test/base.ts'
import {
  createDocument,
  createHeading,
  openTinyIndex,
  randomDocuments,
  randomOf,
  randomVector,
  randomVectors,
  seededRandom,
  tinyModel,
} from '../../../test/support.ts'
import { compileKernel, type Kernel } from '../../kernels/kernel.ts'
import { createContentTokenizer } from '../../model/content.ts'
import { noPatch, openTaught } from '../../model/patch.ts'
import type { SearchParameters } from '../../protocol.ts'
import type { Document } from '../../text/document.ts'
import type { Passage } from '../../text/passages.ts'
import type { SearchContext } from '../context.ts'
import { search } from '../search.ts'
import { createReader } from '../second-look.ts'
import { searchBase } from './search-base.ts'

const urlOf = (id: string, url: string | null) => url ?? `/articles/${id}`

let kernel: Kernel

beforeAll(async () => {
  kernel = await compileKernel(await readFile(join(import.meta.dirname, '../../kernels/scan.wasm')))
})

const stops = Object.fromEntries('to be or not'.split(' ').map((word) => [word, [1, 1, 1, 1]]))
const words = { cat: [9, 0, 0, 1], dogs: [0, 9, 1, 0], running: [0, 1, 9, 0], river: [1, 0, 0, 9] }
const { taught, matcher } = openTaught(tinyModel({ ...words, ...stops }), noPatch, null)
const tokensOf = createContentTokenizer(taught.vocabulary)

/** Random articles with dates, each in one of three sections, with their vectors. */
function createWorld(seed: number, count = 30) {
  const random = seededRandom(seed)
  const documents = randomDocuments(random, count).map((document, i) => ({
    ...document,
    date: `2022-0${1 + (i % 9)}-10`,
    fields: { section: [`s${i % 3}`] },
    keywords: i % 4 === 0 ? ['cat', 'by the river'] : [],
  }))
  const vectorOf = randomVectors(random, 4)
  return { random, documents, options: { dimensions: 4, fields: ['section'], vectorOf, tokensOf } }
}

function parametersOf(parts: Partial<SearchParameters>): SearchParameters {
  const usual = { q: 'cat', mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: true } as const
  return { ...usual, ...parts }
}

/** The same question of an index that is held whole and of one whose articles lie in a base. */
async function askBoth(
  world: ReturnType<typeof createWorld>,
  options: TinyBase,
  parameters: SearchParameters,
  vector: Float32Array | null,
) {
  const { documents } = world
  const removed = new Set(options.removed?.map((i) => documents[i].id))
  const left = documents.filter(({ id }) => !removed.has(id))
  const whole = openTinyIndex(left, world.options)
  const { index, base } = await openTinyBase(documents, { ...world.options, ...options })
  const contextFor = (used: typeof whole): SearchContext => {
    const reader = createReader(used, taught.vocabulary, matcher)
    const mean = createReader(whole, taught.vocabulary, matcher)?.meanTokens ?? 1
    return {
      vector,
      urlOf,
      feedback: false,
      reader: reader && { ...reader, articles: 10, searched: 10, meanTokens: mean },
    }
  }
  return {
    whole: search(whole, parameters, contextFor(whole)),
    based: await searchBase(index, base as NonNullable<typeof base>, parameters, contextFor(index)),
  }
}

const layouts: [string, TinyBase][] = [
  ['held vectors', {}],
  ['held vectors, and articles that came since', { fresh: 5 }],
  ['cells, all of them read', { perCell: 20 }],
  ['articles that came since', { perCell: 20, fresh: 4 }],
]

/** Digits beyond the fourth depend on the order in which numbers were added. */
function rounded(response: object): unknown {
  return JSON.parse(
    JSON.stringify(response, (_, value) =>
      typeof value === 'number' ? Number(value.toFixed(4)) : value,
    ),
  )
}

describe('searchBase', () => {
  test.each(layouts)('finds what a whole index finds: %s', async (_, layout) => {
    for (let seed = 0; seed < 25; seed++) {
      const world = createWorld(seed)
      const { random } = world
      const parameters = parametersOf({
        q: randomOf(random, ['cat', 'running river dogs', 'the river', 'cats 漢字', 'don’t run']),
        mode: randomOf(random, ['hybrid', 'semantic', 'words']),
        k: randomOf(random, [3, 10]),
        offset: randomOf(random, [0, 0, 5]),
        prefix: random() < 0.3,
        filters: random() < 0.3 ? { section: ['s0', 's2'] } : {},
        ...(random() < 0.3 && { from: '2022-03' }),
        sort: seed % 3 === 0 ? 'date' : 'relevance',
      })
      const vector = random() < 0.8 ? randomVector(random, 4) : null
      const used = seed % 2 ? { ...layout, kernel } : layout
      const { whole, based } = await askBoth(world, used, parameters, vector)

      const { approximate, ...answer } = based
      // Estimates decide who is near enough to be counted.
      const counted = (response: typeof whole) => ({
        ...response,
        ...(layout.perCell && { total: 0, found: 0 }),
      })
      expect(rounded(counted(answer)), `seed ${seed}`).toEqual(rounded(counted(whole)))
      expect(approximate).toEqual(
        layout.perCell && vector && parameters.mode !== 'words' ? ['semantic', 'total'] : undefined,
      )
    }
  })

  test.each(layouts)(
    'finds a line of stop words in the texts that it reads: %s',
    async (_, layout) => {
      const world = createWorld(1, 10)
      const documents = world.documents.map((document, i) => ({
        ...document,
        text: i === 5 ? 'To be or not to be.' : `A cat, or a river: not to be, or to ${i}.`,
      }))
      const parameters = parametersOf({ q: 'to be, or not to be', k: 3 })
      const asked = { ...world, documents }
      const { whole, based } = await askBoth(asked, layout, parameters, axis)

      expect(based.results[0]).toMatchObject({ id: 'article-005', explain: { adjacency: 1 } })
      expect(based.confident).toBe(true)
      expect(rounded(based.results)).toEqual(rounded(whole.results))
    },
  )

  test.each([0, 1, 2, 3])('finds it in section %s, whichever has most evidence', async (at) => {
    const world = createWorld(1, 10)
    const lines = Array.from({ length: 4 }, (_, i) =>
      i === at ? 'To be or not to be.' : `Or to river, not be ${i}.`,
    )
    const documents = world.documents.map((document, i) => {
      if (i !== 5) return { ...document, text: `A cat, or a river: not to be, or to ${i}.` }
      const starts = lines.map((_, line) => lines.slice(0, line).join('\n\n').length)
      const headings = starts.map((start) => createHeading(start, 'Or'))
      return { ...document, text: lines.join('\n\n'), headings }
    })
    const parameters = parametersOf({ q: 'to be, or not to be', k: 3 })
    const { whole, based } = await askBoth({ ...world, documents }, {}, parameters, axis)

    expect(based.results[0]).toMatchObject({ passage: { text: lines[at] } })
    expect(rounded(based.results)).toEqual(rounded(whole.results))
  })
})

const axis = Float32Array.of(1, 0, 0, 0)

/** Articles of one passage that point more and more away from the first axis, with these texts. */
function createRow(texts: readonly string[]) {
  const documents = texts.map((text, i) =>
    createDocument({ id: `a${100 + i}`, url: `/row/${i}`, title: `No ${i}`, text }),
  )
  const vectorOf = ({ id }: Document) => {
    const angle = Number(id.slice(1)) / 100 - 1
    return Float32Array.of(Math.cos(angle), Math.sin(angle), 0, 0)
  }
  return { documents, options: { dimensions: 4, vectorOf } }
}

async function openRow(texts: readonly string[], layout: TinyBase) {
  const { documents, options } = createRow(texts)
  const { index, base, read } = await openTinyBase(documents, { ...options, ...layout })
  const opened = base as NonNullable<typeof base>
  read.length = 0
  const ask = (parts: Partial<SearchParameters>, vector: Float32Array | null = axis) =>
    searchBase(index, opened, parametersOf(parts), { vector, urlOf })
  return { index, base: opened, read, ask }
}

/** One passage, whose words may be as long as a file. */
const uncut = ({ text }: Document): Passage[] => [{ span: [0, text.length], heading: -1 }]

const manyTexts = Array.from({ length: 60 }, (_, i) => `word${i % 7} and cat number ${i}.`)

describe('what a query reads', () => {
  test('are at most twenty files, of which cells get what words and texts leave', async () => {
    const { ask, read } = await openRow(manyTexts, { perCell: 2, perBlock: 1 })
    await ask({ q: 'cat', mode: 'hybrid' })

    const kinds = (kind: string) => read.filter((file) => file.startsWith(kind)).length
    expect(kinds('words')).toBe(1)
    expect(kinds('vectors')).toBeGreaterThanOrEqual(4)
    expect(read.length).toBeLessThanOrEqual(20)
  })

  test('are never fifty files, even for a page of 25 results', async () => {
    const { ask } = await openRow(manyTexts, {})
    await expect(ask({ k: 26 })).rejects.toThrow(
      'k is 26; of an index as large as this one, 60 passages, at most 25 results are shown at a time.',
    )
    expect((await ask({ k: 25, offset: 30 })).results).toHaveLength(25)
  })

  test('are no more by date, where many articles are equally good until the first are read again', async () => {
    const documents = Array.from({ length: 95 }, (_, i) =>
      createDocument({
        id: `a${100 + i}`,
        date: `2022-01-${10 + Math.floor(i / 5)}`,
        text: i < 35 ? 'A cat.' : `A cat of which ${i} other words are said here.`,
      }),
    )
    const vectorOf = ({ id }: Document) =>
      Number(id.slice(1)) < 135 ? axis : Float32Array.of(0.45, 0.893, 0, 0)
    const options = { dimensions: 4, vectorOf, tokensOf, perBlock: 1 }
    const { index, base, read } = await openTinyBase(documents, options)
    read.length = 0
    const reader = createReader(index, taught.vocabulary, matcher)
    const { total, results } = await searchBase(
      index,
      base as NonNullable<typeof base>,
      parametersOf({ k: 25, sort: 'date' }),
      { vector: axis, urlOf, reader },
    )

    expect([total, results.length, results[0].date]).toEqual([35, 25, '2022-01-16'])
    expect(read.length).toBeLessThan(50)
  })

  test('are no files a second time, as far as they are kept', async () => {
    const { ask, read } = await openRow(manyTexts, { perCell: 30, perBlock: 20 })
    const first = await ask({ q: 'cat' })
    expect(read).not.toEqual([])
    read.length = 0

    expect(await ask({ q: 'cat' })).toEqual(first)
    expect(read).toEqual([])
  })

  test('are no vectors for words alone, and no postings for meaning alone', async () => {
    const { ask, read } = await openRow(manyTexts, { perCell: 5 })
    await ask({ mode: 'words' })
    expect(read.filter((file) => file.startsWith('vectors'))).toEqual([])
    read.length = 0
    await ask({ mode: 'semantic' })
    expect(read.filter((file) => file.startsWith('words'))).toEqual([])
  })

  test('gives each of many searches at once its own answer', async () => {
    const { ask } = await openRow(manyTexts, { perCell: 5, fresh: 5 })
    const questions = manyTexts.map((text, i) => ({
      parts: { q: text, offset: i % 3 },
      vector: Float32Array.of(Math.cos(i / 50), Math.sin(i / 50), 0, 0),
    }))
    const alone = []
    for (const { parts, vector } of questions) alone.push(await ask(parts, vector))
    const together = await Promise.all(questions.map(({ parts, vector }) => ask(parts, vector)))

    expect(together).toEqual(alone)
  })
})

describe('what is approximate', () => {
  test('counts candidates by what was measured: no more than are shown, and no fewer', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const world = createWorld(seed, 12)
      const { index, base } = await openTinyBase(world.documents, { ...world.options, perCell: 4 })
      const confidence = { ...index.manifest.confidence, floor: 0.5 }
      const strict = { ...index, manifest: { ...index.manifest, confidence } }
      const parameters = parametersOf({
        mode: randomOf(world.random, ['hybrid', 'semantic']),
        k: 25,
      })
      const context = { vector: randomVector(world.random, 4), urlOf }
      const opened = base as NonNullable<typeof base>
      const { total, results } = await searchBase(strict, opened, parameters, context)

      expect(total, `seed ${seed}`).toBe(results.length)
    }
  })

  test('is what lies in cells that are not read, though near the truth', async () => {
    const { ask } = await openRow(manyTexts, { perCell: 4, reads: 1 })
    const { results, approximate } = await ask({ mode: 'semantic', k: 3 })

    expect(approximate).toEqual(['semantic', 'total'])
    for (const { id, similarity } of results) {
      expect(Math.abs(similarity - Math.cos(Number(id.slice(1)) / 100 - 1))).toBeLessThan(0.2)
    }
  })

  test('is refused where exact is wanted, but not for words alone, and held vectors are exact', async () => {
    const { ask } = await openRow(manyTexts, { perCell: 4 })
    await expect(ask({ exact: true })).rejects.toThrow(
      'exact is true, and 60 passages are too many to be measured one by one here; leave exact out',
    )
    expect((await ask({ exact: true, mode: 'words' })).approximate).toBeUndefined()
    const held = await openRow(manyTexts, {})
    expect((await held.ask({ exact: true })).approximate).toBeUndefined()
  })

  test('is refused where exact is wanted and words are not looked for in all passages', async () => {
    const { ask } = await openRow(manyTexts, { mostPostings: 20 })
    await expect(ask({ exact: true, mode: 'words' })).rejects.toThrow(
      'exact is true, and some words of q stand in too many passages, or begin too many words, to be',
    )
    expect((await ask({ exact: true, q: 'word3', mode: 'words' })).approximate).toBeUndefined()
  })

  test('is what completes a word whose completions lie in more files than are read for it', async () => {
    // Each as long as a file.
    const words = ['1', '2', '3', '4', '5'].map((digit) => `c${digit.repeat(300_000)}`)
    const { ask } = await openRow(['cat', 'cab', ...words], { chunk: uncut })
    const parts = { q: 'c', mode: 'words', prefix: true } as const

    expect((await ask(parts)).approximate).toEqual(['words', 'total'])
    expect((await ask({ ...parts, q: 'ca' })).approximate).toBeUndefined()
    expect((await ask({ ...parts, prefix: false })).approximate).toBeUndefined()
    await expect(ask({ ...parts, exact: true })).rejects.toThrow('or begin too many words')
  })

  test('is what more words find than files are read for, which leave out the most common', async () => {
    // Behind each word one that is as long as a file.
    const rare = [...'abcdefghi'].map((letter) => `${letter}zi`)
    const texts = ['river', ...rare].flatMap((word) => [word, `${word}z`.padEnd(300_000, 'z')])
    const { documents, options } = createRow(texts)
    const { index, base } = await openTinyBase(documents, { ...options, tokensOf, chunk: uncut })
    const reader = createReader(index, taught.vocabulary, matcher) ?? undefined
    const ask = (q: string, exact?: true) =>
      searchBase(
        index,
        base as NonNullable<typeof base>,
        parametersOf({ q, exact, mode: 'words' }),
        {
          vector: null,
          urlOf,
          reader,
        },
      )

    const { results, approximate } = await ask(`river ${rare.join(' ')}`)
    expect(approximate).toEqual(['words', 'total'])
    expect(results.map(({ passage }) => passage.text).sort()).toEqual(rare)
    await expect(ask(`river ${rare.join(' ')}`, true)).rejects.toThrow('or begin too many words')
    expect((await ask(`river ${rare.slice(2).join(' ')}`, true)).results).toHaveLength(8)
  })

  test.each([0, 15])(
    'are words whose lists are cut, though not how rare they are, %i articles fresh',
    async (fresh) => {
      const cut = await openRow(manyTexts, { mostPostings: 20, fresh })
      const whole = await openRow(manyTexts, { fresh })
      const [some, all] = [await cut.ask({ mode: 'words' }), await whole.ask({ mode: 'words' })]

      expect(some.approximate).toEqual(['words', 'total'])
      expect([some.total, all.total]).toEqual([20 + fresh, 60])
      expect(some.results[0].score).toBeCloseTo(all.results[0].score)
      expect(some.results[0].explain?.words?.score).toBeCloseTo(
        all.results[0].explain?.words?.score ?? 0,
        4,
      )
    },
  )
})

describe('removed articles', () => {
  test('are not found by search, nor counted', async () => {
    const { ask } = await openRow(manyTexts, { removed: [0, 3], fresh: 2 })
    for (const mode of ['hybrid', 'semantic', 'words'] as const) {
      const { results, total } = await ask({ mode, k: 25 })
      const ids = results.map(({ id }) => id)
      expect(total).toBe(58)
      expect(ids).not.toContain('a100')
      expect(ids).not.toContain('a103')
      expect(ids).toContain(mode === 'semantic' ? 'a101' : 'a102')
    }
  })
})
