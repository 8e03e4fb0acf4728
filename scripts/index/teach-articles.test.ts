import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dot } from '../../core/model/model.ts'
import { createDocument } from '../../test/support.ts'
import { newFolder } from '../embedders/support.ts'
import { buildIndex } from './build-index.ts'
import { openIndexFolder } from './index-files.ts'
import { readTable, teachArticles } from './teach-articles.ts'

/** Articles in English, each with a title that names its subject in words its text lacks. */
const subjects = [
  ['Boats', 'The harbour is full. Sailors mend nets on the quay. A captain looks at the waves.'],
  ['Bread', 'Flour lies on the table. The oven is hot. A baker kneads dough before dawn.'],
  ['Trees', 'Leaves fall in autumn. Roots go deep. A forester marks oaks that are felled.'],
  ['Trains', 'The station is loud. Rails shine in the sun. A driver waits for a signal.'],
] as const
const documents = Array.from({ length: 40 }, (_, i) => {
  const [title, text] = subjects[i % 4]
  return createDocument({ id: `a${100 + i}`, title: `${title} ${i}`, text: `${text} Number ${i}.` })
})
const settings = { title: 'Test', cors: ['*'], languages: ['en'], fields: [] }

describe('teachArticles', () => {
  test('gives from its cache what it learned, and learns anew if the file is cut short', async () => {
    const cache = join(newFolder(), 'lessons')
    const taught = await teachArticles(documents, cache)
    const [name, ...others] = await readdir(cache)
    const bytes = await readFile(join(cache, name))

    expect(taught.patch).not.toBeNull()
    expect(others).toEqual([])
    expect(await teachArticles(documents, cache)).toEqual(taught)
    await writeFile(join(cache, name), bytes.subarray(0, -8))
    expect(await teachArticles(documents, cache)).toEqual(taught)
    expect((await readFile(join(cache, name))).equals(bytes)).toBe(true)
  })

  test('remembers that there was nothing to learn', async () => {
    const cache = newFolder()
    const nothing = { patch: null, steps: 0, words: 0, before: null, after: null }

    expect(await teachArticles([], cache)).toEqual(nothing)
    expect(await teachArticles([], cache)).toEqual(nothing)
  })

  test('learns a lesson of its own for other articles, and for articles cut differently', async () => {
    const cache = newFolder()
    await teachArticles([], cache)
    await teachArticles(documents.slice(0, 1), cache)
    await teachArticles([{ ...documents[0], headings: [] }], cache)
    await teachArticles([{ ...documents[0], title: 'Other' }], cache)

    expect(await readdir(cache)).toHaveLength(3)
  })

  test('keeps the twenty most recently used lessons', async () => {
    const cache = newFolder()
    await teachArticles([], cache)
    const [name] = await readdir(cache)
    for (let day = 1; day <= 25; day++) {
      const file = join(cache, `${day}.bin`)
      await writeFile(file, '')
      await utimes(file, new Date(2001, 0, day), new Date(2001, 0, day))
    }
    await utimes(join(cache, name), new Date(2000, 0), new Date(2000, 0))
    await teachArticles([], cache)
    await teachArticles(documents.slice(0, 1), cache)
    const kept = await readdir(cache)

    expect(kept).toHaveLength(20)
    expect(kept).toContain(name)
    expect(kept).toContain('8.bin')
    expect(kept).not.toContain('7.bin')
  })
})

test('articles in another script get vectors', async () => {
  const chinese = [
    ['船', '港口很满。水手在码头补网。船长看着海浪。'],
    ['面包', '面粉在桌上。烤箱很热。面包师黎明前揉面。'],
    ['树木', '秋天树叶落下。树根很深。护林员给橡树做记号。'],
    ['火车', '车站很吵。铁轨在阳光下发亮。司机等待信号。'],
  ] as const
  const articles = Array.from({ length: 40 }, (_, i) => {
    const [title, text] = chinese[i % 4]
    return createDocument({ id: `a${100 + i}`, title, text, language: 'zh' })
  })
  const folder = newFolder()
  const { patch, words } = await teachArticles(articles, join(folder, 'lessons'))
  const built = await buildIndex(join(folder, 'taught'), articles, { ...settings, patch })
  const plain = await buildIndex(join(folder, 'plain'), articles, settings)
  const { embedder } = await openIndexFolder(join(folder, 'taught'))

  expect(words).toBeGreaterThan(20)
  expect(plain.wordsWithoutVector).toBe(1)
  expect(built.wordsWithoutVector).toBeLessThan(0.1)
  const vectors = await Promise.all(
    ['港口水手', '码头海浪', '烤箱面粉'].map(
      async (text) => (await embedder.embedQuery(text)).vector,
    ),
  )
  const [harbour, quay, oven] = vectors as Float32Array[]
  expect(dot(harbour, quay)).toBeGreaterThan(dot(harbour, oven))
})

describe('readTable', () => {
  test('gives the patch of an index as it is', async () => {
    const folder = newFolder()
    const { patch } = await teachArticles(documents, join(folder, 'lessons'))
    const { manifest } = await buildIndex(join(folder, 'index'), documents, { ...settings, patch })

    expect(manifest.model.patch?.bytes).toBe(patch?.length)
    expect((await readTable(join(folder, 'index'))).patch).toEqual(patch)
  })

  test('refuses a folder without an index, and an index that was not taught', async () => {
    const folder = newFolder()
    const index = join(folder, 'index')
    await buildIndex(index, documents, settings)

    await expect(readTable(folder)).rejects.toThrow(
      `table is ${folder}, where no index is; wanted the folder of one.`,
    )
    await expect(readTable(index)).rejects.toThrow(
      `table is ${index}, whose index was not taught; wanted one that was.`,
    )
  })

  test('takes an index that was not taught, if it has a base to stay', async () => {
    const index = join(newFolder(), 'index')
    await buildIndex(index, documents, { ...settings, limits: { heldBytes: 0 } })

    expect((await readTable(index)).patch).toBeNull()
  })

  test('refuses what was taught to another model', async () => {
    const folder = newFolder()
    const { patch } = await teachArticles(documents, join(folder, 'lessons'))
    const index = join(folder, 'index')
    await buildIndex(index, documents, { ...settings, patch })
    const path = join(index, 'manifest.json')
    const manifest = JSON.parse(await readFile(path, 'utf8'))
    const model = { ...manifest.model, sha256: '0'.repeat(64) }
    await writeFile(path, JSON.stringify({ ...manifest, model }))

    await expect(readTable(index)).rejects.toThrow('was built with another edgewise-en-1')
  })
})
