import { readdirSync, rmSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Base, decodeColumns } from '../../core/index/base.ts'
import { decodeCoarse, decodeVectors } from '../../core/index/cells.ts'
import { mergePostings } from '../../core/index/encode-word-blocks.ts'
import { bundledFiles, filesOf, type Manifest } from '../../core/index/manifest.ts'
import { blockOfName, decodeNames, findName } from '../../core/index/names.ts'
import { documentAt, findDocumentByUrl, type Index, openIndex } from '../../core/index/open.ts'
import type { Shard } from '../../core/index/shard.ts'
import { decodeTexts, unpackArticle } from '../../core/index/texts.ts'
import {
  decodeWordBlock,
  nextArticle,
  nextPlace,
  openList,
  readList,
  type TermList,
} from '../../core/index/word-blocks.ts'
import type { Document } from '../../core/text/document.ts'
import { postingListsOf, randomDocuments, randomWhole, seededRandom } from '../../test/support.ts'
import { createTinyEmbedder } from '../embedders/support.ts'
import { buildIndex } from '../index/build-index.ts'
import type { IndexLimits } from '../index/build-steps.ts'
import { readIndex, readManifest, readShard } from '../index/index-files.ts'
import { createSilence } from '../progress.ts'
import type { Series } from '../shelf.ts'
import { orderByCell } from './vectors.ts'

const settings = { title: 'Test', cors: ['*'], languages: ['en', 'de'], fields: ['topic'] }
const limitsOf: Record<'exact' | 'cells', Partial<IndexLimits>> = {
  exact: { heldBytes: 0 },
  cells: { heldBytes: 0, heldVectorBytes: 0, cellPassages: 40 },
}

/** Articles of a few words, some of which share an address, in two languages. */
function createWorld(): Document[] {
  const random = seededRandom(11)
  return randomDocuments(random, 200).map((document, i) => ({
    ...document,
    url: i % 3 === 0 ? null : `https://example.org/${randomWhole(random, 0, 250)}/`,
    date: i % 2 === 0 ? `2022-06-${10 + (i % 20)}` : null,
    language: i % 5 === 0 ? 'de' : 'en',
    fields: { topic: i % 4 === 0 ? [] : [`t${i % 7}`, 'all'] },
  }))
}

let folder: string
let whole: Index
const documents = createWorld()
const built: Record<string, Manifest> = {}
const placeOf = (kind: string) => join(folder, kind)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  await buildIndex(placeOf('whole'), documents, settings)
  const { manifest, shards } = await readIndex(placeOf('whole'))
  whole = openIndex(manifest, shards)
  for (const [kind, limits] of Object.entries(limitsOf)) {
    built[kind] = (await buildIndex(placeOf(kind), documents, { ...settings, limits })).manifest
  }
})
afterAll(() => rm(folder, { recursive: true }))

test('an error about a file elsewhere stays as it is', async () => {
  const error = Object.assign(new Error('gone'), { code: 'ENOENT', path: '/elsewhere/a.bin' })
  const broken: Series<Document> = {
    length: 1,
    at: () => undefined,
    [Symbol.iterator]: () => {
      throw error
    },
  }

  await expect(buildIndex(placeOf('broken'), broken, settings)).rejects.toBe(error)
})

describe.each(['segment', 'texts'])('a build whose %s is removed by another', (kind) => {
  const remove = () => {
    const gone = readdirSync(placeOf(kind)).filter((file) => file.startsWith(kind))
    for (const file of gone) rmSync(join(placeOf(kind), file))
  }

  test('says so, and leaves no index that lacks it', async () => {
    const follow = () => ({ update() {}, stop: remove })
    const options = { ...settings, limits: limitsOf.exact, follow }

    await expect(buildIndex(placeOf(kind), documents, options)).rejects.toThrow(
      /\w+-\w+\.bin went while the index was built, perhaps by another build/,
    )
    expect(await readdir(placeOf(kind))).not.toContain('manifest.json')
  })
})

describe.each(['exact', 'cells'] as const)('a base with %s vectors', (kind) => {
  let manifest: Manifest
  let base: Base
  beforeAll(() => {
    manifest = built[kind]
    base = manifest.base as Base
  })
  const read = (file: Shard) => readShard(placeOf(kind), file)
  const columns = async () => decodeColumns('columns', await read(base.columns), manifest.fields)

  test('is the whole index: no segment is left, and no file that is not named', async () => {
    expect(manifest.shards).toEqual([])
    expect(base.vectors.kind).toBe(kind)
    expect(manifest).toMatchObject({
      documents: whole.documents,
      passages: whole.passages,
      words: whole.manifest.words,
      confidence: whole.manifest.confidence,
    })
    expect(base).toMatchObject({ documents: whole.documents, words: whole.manifest.words })
    const named = filesOf(manifest).map(({ file }) => file)
    expect((await readdir(placeOf(kind))).sort()).toEqual([...named, 'manifest.json'].sort())
    expect(bundledFiles(manifest).map(({ file }) => file)).toEqual([base.columns.file])
  })

  test('has the columns of the segments', async () => {
    const [segment] = whole.segments
    const { lengths, days, passageStarts, fields } = await columns()

    expect(whole.segments).toHaveLength(1)
    expect({ lengths, days, passageStarts }).toEqual({
      lengths: segment.lengths,
      days: segment.days,
      passageStarts: segment.passageStarts,
    })
    expect(fields).toEqual(segment.fields)
  })

  test('has every vector', async () => {
    const [{ codes, scales }] = whole.segments
    const { dimensions } = manifest.model
    const passages: number[] = []
    if (base.vectors.kind === 'cells') {
      for (const file of base.vectors.coarse)
        passages.push(...decodeCoarse('coarse', await read(file)).passages)
    } else passages.push(...scales.keys())
    const files = base.vectors.kind === 'exact' ? base.vectors.files : base.vectors.cells
    let row = 0
    for (const file of files) {
      const vectors = decodeVectors('vectors', await read(file))
      expect(file.first).toBe(row)
      for (let i = 0; i < file.rows; i++, row++) {
        const at = passages[row] * dimensions
        expect(vectors.scales[i]).toBe(scales[passages[row]])
        expect(vectors.codes.subarray(i * dimensions, (i + 1) * dimensions)).toEqual(
          codes.subarray(at, at + dimensions),
        )
      }
    }
    expect(row).toBe(whole.passages)
    expect(passages.toSorted((a, b) => a - b)).toEqual([...scales.keys()])
  })

  test('has every posting', async () => {
    const [{ passageDocuments, passageStarts }] = whole.segments
    for (const list of mergePostings(whole.segments.map(postingListsOf))) {
      const block = blockOfName(base.postings, list.term)
      const found = readList(decodeWordBlock('words', await read(base.postings[block])), list.term)
      const reader = openList(found as TermList)
      for (let i = 0; i < list.passages.length; ) {
        expect(nextArticle(reader)).toBe(true)
        let count = 0
        for (; nextPlace(reader); i++) {
          expect(passageStarts[reader.article] + reader.place).toBe(list.passages[i])
          expect(passageDocuments[list.passages[i]]).toBe(reader.article)
          count += list.counts[i]
        }
        expect(reader.count).toBe(count)
      }
      expect(nextArticle(reader)).toBe(false)
      expect(found?.articles).toBe(0)
    }
  })

  test('has every article at its place, with where its passages lie', async () => {
    const { places, passageStarts } = await columns()
    const [{ spans, headings }] = whole.segments
    for (const [article, { language }] of documents.entries()) {
      const block = base.texts.findLast(({ first }) => first <= places[article])
      if (!block) throw new Error(`no block for ${article}`)
      const texts = decodeTexts('texts', await read(block))
      const stored = unpackArticle(texts, places[article] - block.first)
      const { id, record, passages } = stored

      expect({ id, ...record, text: stored.text(), language: stored.language }).toEqual({
        ...documentAt(whole, article),
        language,
      })
      expect(passages).toHaveLength(passageStarts[article + 1] - passageStarts[article])
      for (const [i, place] of passages.entries()) {
        const row = passageStarts[article] + i
        expect(place).toEqual([...spans.subarray(row * 4, row * 4 + 2), headings[row]])
      }
    }
    expect([...places].toSorted((a, b) => a - b)).toEqual([...places.keys()])
  })

  test('finds every article by id and by address, the first of those that share one', async () => {
    const find = async (blocks: Base['ids'], name: string) => {
      const block = blocks[blockOfName(blocks, name)]
      return findName(decodeNames('names', await read(block)), name)
    }
    for (const [article, { id, url }] of documents.entries()) {
      expect(await find(base.ids, id)).toBe(article)
      if (url === null) continue
      expect(await find(base.urls, url.replace(/\/$/, ''))).toBe(findDocumentByUrl(whole, url))
    }
  })

  test('has the same bytes when it is built again', async () => {
    const again = join(folder, `${kind}-again`)
    const { manifest: second } = await buildIndex(again, documents, {
      ...settings,
      limits: limitsOf[kind],
    })

    expect(second).toEqual(manifest)
    for (const { file } of filesOf(manifest))
      expect(await readFile(join(again, file))).toEqual(await readFile(join(placeOf(kind), file)))
  })
})

test('articles of a cell lie together, and in order of id within it', async () => {
  const base = built.cells.base as Base
  const read = (file: Shard) => readShard(placeOf('cells'), file)
  const { places, passageStarts } = decodeColumns('columns', await read(base.columns), ['topic'])
  if (base.vectors.kind !== 'cells') throw new Error('no cells')
  const { coarse, cells } = base.vectors
  const rowOf = new Map<number, number>()
  for (const file of coarse) {
    const { first, passages } = decodeCoarse('coarse', await read(file))
    passages.forEach((passage, i) => {
      rowOf.set(passage, first + i)
    })
  }
  const cellOf = (article: number) => {
    const row = rowOf.get(passageStarts[article]) as number
    return cells.findLastIndex(({ first }) => first <= row)
  }
  const byPlace = [...places.keys()].sort((a, b) => places[a] - places[b])
  const wanted = [...places.keys()].sort((a, b) => cellOf(a) - cellOf(b) || a - b)

  expect(byPlace).toEqual(wanted)
})

test('articles without passages lie with the next article that has some, or last', () => {
  const passageStarts = Uint32Array.of(0, 1, 1, 2, 3, 3, 3)

  expect([...orderByCell([2, 0, 1], passageStarts)]).toEqual([1, 2, 3, 0, 4, 5])
})

test('a fallback is refused beside a base, before it is written', async () => {
  const place = join(folder, 'refused')
  const embedder = createTinyEmbedder()
  await expect(
    buildIndex(place, documents.slice(0, 5), {
      ...settings,
      embedder,
      fallback: true,
      limits: { heldBytes: 0 },
    }),
  ).rejects.toThrow('keeps no fallback. Leave out --fallback.')
})

test('a build that is stopped midway leaves the old index whole, and the next build removes what it left', async () => {
  const place = join(folder, 'stopped')
  const before = (await buildIndex(place, documents, { ...settings, limits: limitsOf.exact }))
    .manifest
  const files = await readdir(place)
  const follow = (stage: string) => {
    if (stage === 'Packing texts') throw new Error('stopped')
    return createSilence()
  }
  const other = { ...settings, fields: [], limits: limitsOf.cells, follow }
  await expect(buildIndex(place, documents, other)).rejects.toThrow('stopped')

  expect((await readdir(place)).length).toBeGreaterThan(files.length)
  expect(await readManifest(place)).toEqual(before)
  for (const shard of filesOf(before)) await readShard(place, shard)
  const less = { ...settings, limits: limitsOf.exact }
  const { manifest: after } = await buildIndex(place, documents.slice(1), less)
  const named = filesOf(after).map(({ file }) => file)
  expect((await readdir(place)).sort()).toEqual([...named, 'manifest.json'].sort())
})
