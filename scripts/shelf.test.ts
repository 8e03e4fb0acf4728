import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { arrange, createShelf } from './shelf.ts'

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('items come back from a shelf by number and in order, whatever they are', async () => {
  const things = ['', 'naïve 😀 \ud800', null, { a: [1, { b: 0.5 }], c: null }, new Map([['k', 1]])]
  const shelf = createShelf<unknown>(await createFolder())
  for (const thing of things) shelf.put(thing)

  expect(shelf.length).toBe(things.length)
  expect([...shelf]).toEqual(things)
  expect([...shelf]).toEqual(things)
  expect(shelf.at(3)).toEqual(things[3])
  expect([shelf.at(-1), shelf.at(things.length)]).toEqual([undefined, undefined])
  shelf.close()
})

test('a shelf may be read and filled in turn, with items larger than its buffers', async () => {
  const shelf = createShelf<string>(await createFolder())
  const texts = Array.from({ length: 9 }, (_, i) => String(i).repeat(300_000 * (1 + (i % 3))))
  for (const [i, text] of texts.entries()) {
    shelf.put(text)
    expect(shelf.at(i >> 1)).toBe(texts[i >> 1])
  }

  expect([...shelf]).toEqual(texts)
  shelf.close()
})

test('a shelf leaves nothing in its folder, even while it is used', async () => {
  const folder = await createFolder()
  const shelf = createShelf<number>(join(folder, 'new'))
  shelf.put(1)

  expect([...shelf]).toEqual([1])
  expect(await readdir(join(folder, 'new'))).toEqual([])
  shelf.close()
})

test('arrange gives the items that are named, in that order', () => {
  const chosen = arrange(['a', 'b', 'c', 'd'], [2, 0, 2])

  expect([...chosen]).toEqual(['c', 'a', 'c'])
  expect([chosen.length, chosen.at(1), chosen.at(3)]).toEqual([3, 'a', undefined])
})
