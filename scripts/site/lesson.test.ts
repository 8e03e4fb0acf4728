import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { randomDocuments, seededRandom } from '../../test/support.ts'
import { buildIndex } from '../index/build-index.ts'
import { readManifest } from '../index/index-files.ts'
import { followBase } from './lesson.ts'
import type { Site } from './site.ts'

test('later builds follow a base that was built anew, which leaves one folder however often it is', async () => {
  const root = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  const [own, first, second] = ['own', 'first', 'second'].map((name) => join(root, name))
  const documents = randomDocuments(seededRandom(4), 20)
  const settings = { title: 'Test', cors: ['*'], languages: ['en'] }
  const limits = { heldBytes: 0, heldVectorBytes: 0 }
  /** A site whose index is built by that in `table`; with other fields, it has a base of its own. */
  const build = async (folder: string, table: string, fields: string[]) => {
    const options = { ...settings, fields, former: table, limits }
    const { manifest } = await buildIndex(folder, documents, options)
    return { manifest, site: { folder, settings: { table } } as Site }
  }
  await buildIndex(own, documents, { ...settings, fields: [], limits })
  const lesson = { folder: own, flags: { table: own } }
  const added = await build(first, own, [])
  expect(await followBase(lesson, added.site)).toBe(lesson)

  const anew = await build(first, own, ['topic'])
  const byFirst = await followBase(lesson, anew.site)
  expect(byFirst).toEqual({ folder: own, flags: { table: first } })

  const again = await build(second, first, ['author'])
  expect(await followBase(byFirst, again.site)).toBe(byFirst)
  expect((await readdir(root)).sort()).toEqual(['first', 'own'])
  expect(await readManifest(first)).toEqual(again.manifest)
  await rm(root, { recursive: true })
})
