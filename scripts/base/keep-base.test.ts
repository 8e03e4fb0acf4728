import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Base } from '../../core/index/base.ts'
import { filesOf, type Manifest } from '../../core/index/manifest.ts'
import { decodeSegment } from '../../core/index/segment.ts'
import { compareCodePoints, countStrings, stringAt } from '../../core/index/strings.ts'
import { findArticleByUrl, readArticle } from '../../core/search/articles.ts'
import type { Document } from '../../core/text/document.ts'
import { createDocument, randomDocuments, seededRandom } from '../../test/support.ts'
import { createTinyEmbedder } from '../embedders/support.ts'
import { hashDocument } from '../index/article-hash.ts'
import { buildIndex } from '../index/build-index.ts'
import type { IndexOptions } from '../index/build-steps.ts'
import { openIndexFolder, readIndex, readShard } from '../index/index-files.ts'
import { compareWithBase, isOtherBase } from './keep-base.ts'

const settings = { title: 'Test', cors: ['*'], languages: ['en'], fields: ['topic'] }
const limits = { heldBytes: 0, heldVectorBytes: 0 }
const documents = randomDocuments(seededRandom(4), 120)
const sorted = (all: readonly Document[]) => all.toSorted((a, b) => compareCodePoints(a.id, b.id))

let folder: string
let former: string
let manifest: Manifest
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  former = join(folder, 'former')
  manifest = (await buildIndex(former, documents, { ...settings, limits })).manifest
})
afterAll(() => rm(folder, { recursive: true }))

/** A later build beside the former index. */
const build = (name: string, all: readonly Document[], options: Partial<IndexOptions> = {}) =>
  buildIndex(join(folder, name), sorted(all), { ...settings, former, limits, ...options })

/** Three articles: one gone, one changed, one new. */
function changeSome(): Document[] {
  const changed = documents.map((document, i) =>
    i === 7 ? { ...document, title: `${document.title} again` } : document,
  )
  return [...changed.filter((_, i) => i !== 3), createDocument({ id: 'zz', text: 'New cats.' })]
}

describe('isOtherBase', () => {
  test('is true for a base that was built anew, whatever came or went since', async () => {
    const added = (await build('added', changeSome())).manifest
    const anew = (await build('anew', documents, { fields: [] })).manifest
    const after = await build('after', changeSome(), { fields: [], former: join(folder, 'anew') })

    expect(isOtherBase(manifest, added)).toBe(false)
    expect(isOtherBase(manifest, anew)).toBe(true)
    expect(isOtherBase({ ...manifest, base: null }, manifest)).toBe(true)
    expect(isOtherBase(manifest, { ...manifest, base: null })).toBe(false)
    expect(after.rebuilt).toBeNull()
    expect(isOtherBase(anew, after.manifest)).toBe(false)
  })
})

describe('a build beside a base', () => {
  test('leaves the base as it is if nothing changed', async () => {
    const { manifest: second, added, rebuilt } = await build('same', documents)

    expect(rebuilt).toBeNull()
    expect(added).toBe(0)
    expect(second).toEqual(manifest)
  })

  test('makes segments of what is new or changed, and names what is gone', async () => {
    const all = changeSome()
    const { manifest: second, embedded, added } = await build('some', all)
    const base = second.base as Base

    expect(base).toEqual({ ...manifest.base, removed: [3, 7] })
    expect(second).toMatchObject({ documents: 120, confidence: manifest.confidence })
    expect(second.shards).toHaveLength(1)
    expect(await freshIds('some')).toEqual([all[6].id, 'zz'])
    expect(added).toBe(embedded)
    expect(added).toBeLessThan(20)
    // As many passages and words as a build of everything counts.
    const { passages, words } = (await buildIndex(join(folder, 'all'), sorted(all), settings))
      .manifest
    expect(second).toMatchObject({ passages, words })
  })

  test('rewrites a small part of the bytes, and shares the rest', async () => {
    const before = new Set(filesOf(manifest).map(({ file }) => file))
    const { manifest: second } = await build('bytes', changeSome())
    const fresh = filesOf(second).filter(({ file }) => !before.has(file))

    expect(fresh.map(({ file }) => file)).toEqual(second.shards.map(({ file }) => file))
    for (const { file } of filesOf(manifest))
      expect(await readFile(join(folder, 'bytes', file))).toEqual(
        await readFile(join(former, file)),
      )
    expect((await readdir(join(folder, 'bytes'))).length).toBe(filesOf(second).length + 1)
  })

  test('takes back an article that was removed for a while', async () => {
    await build('gone', documents.slice(1))
    const { manifest: second } = await build('back', documents, { former: join(folder, 'gone') })

    expect(second).toEqual(manifest)
  })

  test('finds an address by which the base knew an article that is gone', async () => {
    const shared = (i: number) => ({ ...documents[i], url: `https://example.org/${i % 2}/` })
    const all = documents.map((document, i) => (i < 6 ? shared(i) : document))
    const place = join(folder, 'shared')
    await buildIndex(place, all, { ...settings, limits })
    const later = all.slice(1)
    const { manifest: second } = await build('shared-later', later, { former: place })
    const engine = await openIndexFolder(join(folder, 'shared-later'))
    const found = await findArticleByUrl(engine, 'https://example.org/0')

    // Only those that shared it with the first are made anew.
    expect(second.base?.removed).toEqual([0, 2, 4])
    expect(await freshIds('shared-later')).toEqual([all[2].id, all[4].id])
    expect((await readArticle(engine, found)).id).toBe(all[2].id)
    const held = await buildIndex(join(folder, 'shared-whole'), later, settings)
    const { documents: articles, passages, words } = held.manifest
    expect(second).toMatchObject({ documents: articles, passages, words })
  })

  test('works in the folder of the former index', async () => {
    const place = join(folder, 'here')
    await build('here', documents)
    const { manifest: second } = await build('here', changeSome(), { former: place })
    await build('here', documents, { former: place })

    expect(second.base?.removed).toEqual([3, 7])
    expect((await readdir(place)).sort()).toEqual((await readdir(former)).sort())
  })

  test.each<[string, (all: Document[]) => Document[], Partial<IndexOptions>, RegExp]>([
    [
      'too much is new',
      changeSome,
      { limits: { ...limits, freshPassages: 1 } },
      /passages are new; a base is kept for at most 1\./,
    ],
    [
      'too much is gone',
      (all) => all.slice(9),
      {},
      /9 articles were changed or removed; a base is kept for at most 6\./,
    ],
    ['fields are others', (all) => all, { fields: [] }, /other fields/],
  ])('builds all again if %s, and says so', async (name, change, options, sentence) => {
    const all = change([...documents])
    const { manifest: second, rebuilt } = await build(name.replaceAll(' ', '-'), all, options)

    expect(rebuilt).toMatch(sentence)
    expect(rebuilt).toContain('name the folder of this index with --table')
    expect(second.base).toMatchObject({ documents: all.length, removed: [] })
    expect(second.shards).toEqual([])
  })

  test.each<[string, (base: Base) => string]>([
    ['read', (base) => base.hashes.file],
    ['taken', (base) => base.texts[0].file],
  ])('builds all again if a file that is %s is gone', async (name, fileOf) => {
    const broken = join(folder, `broken-${name}`)
    await cp(former, broken, { recursive: true })
    await rm(join(broken, fileOf(manifest.base as Base)))
    const { manifest: second, rebuilt } = await build(`mended-${name}`, documents, {
      former: broken,
    })

    expect(rebuilt).toContain('a file of the former index is damaged or gone')
    expect(second).toEqual(manifest)
    for (const shard of filesOf(second)) await readShard(join(folder, `mended-${name}`), shard)
  })

  test.each(['the same', 'another'])(
    'builds all again in %s folder if a file is damaged',
    async (which) => {
      const broken = join(folder, `damaged-${which}`)
      await cp(former, broken, { recursive: true })
      const file = join(broken, (manifest.base as Base).texts[0].file)
      const bytes = await readFile(file)
      bytes[bytes.length - 20] ^= 1
      await writeFile(file, bytes)
      const name = which === 'another' ? 'undamaged' : `damaged-${which}`
      const { manifest: second, rebuilt } = await build(name, documents, { former: broken })

      expect(rebuilt).toContain('a file of the former index is damaged or gone')
      expect(second).toEqual(manifest)
      for (const shard of filesOf(second)) await readShard(join(folder, name), shard)
    },
  )

  test('keeps the base of another model, too, though the last digits of its vectors differ', async () => {
    const place = join(folder, 'other-model')
    const exact = { limits: { heldBytes: 0 } }
    const tiny = createTinyEmbedder()
    const { manifest: first } = await buildIndex(place, documents, {
      ...settings,
      ...exact,
      embedder: tiny,
    })
    const options = { ...exact, former: place }
    const again = { ...options, embedder: createTinyEmbedder(1e-5) }
    const { manifest: second, rebuilt, added } = await build('other-again', changeSome(), again)

    expect(rebuilt).toBeNull()
    expect(second.base).toEqual({ ...first.base, removed: [3, 7] })
    expect(await freshIds('other-again')).toEqual([changeSome()[6].id, 'zz'])
    expect(added).toBeLessThan(20)
    const other = { ...options, embedder: createTinyEmbedder(0.1) }
    expect((await build('other-other', documents, other)).rebuilt).toContain('another model')
  })

  test('is an ordinary build beside an index without a base', async () => {
    const held = join(folder, 'held')
    await buildIndex(held, documents, settings)
    const { manifest: second, rebuilt } = await build('beside', documents, { former: held })

    expect(rebuilt).toBeNull()
    expect(second).toEqual(manifest)
  })
})

/** Ids of the articles in the segments of an index. */
async function freshIds(name: string): Promise<string[]> {
  const { shards } = await readIndex(join(folder, name))
  return shards.flatMap((bytes) => {
    const { ids } = decodeSegment('segment', bytes, { documents: 0, passages: 0 }, ['topic'])
    return Array.from({ length: countStrings(ids) }, (_, row) => stringAt(ids, row))
  })
}

test('compareWithBase looks at every part of an article', async () => {
  const base = manifest.base as Base
  const other = (part: Partial<Document>) => [{ ...documents[0], ...part }, ...documents.slice(1)]
  const parts: Partial<Document>[] = [
    { title: 'x' },
    { url: '/x' },
    { date: '2001' },
    { source: 'x' },
    { language: 'de' },
    { fields: { topic: ['x'] } },
    { text: `${documents[0].text} x` },
    { headings: [] },
    { keywords: ['x'] },
  ]
  for (const part of parts) {
    const { fresh, base: kept } = await compareWithBase(former, manifest, base, other(part))
    const [is, was] = [other(part)[0], documents[0]].map((one) =>
      JSON.stringify([one, one.headings]),
    )
    const isOther = is !== was
    expect(String(hashDocument(other(part)[0])) !== String(hashDocument(documents[0]))).toBe(
      isOther,
    )

    expect(fresh.length).toBe(isOther ? 1 : 0)
    expect(kept.removed).toEqual(isOther ? [0] : [])
  }
})
