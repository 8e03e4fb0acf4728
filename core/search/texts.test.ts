import { expect, test } from 'vitest'
import { createDocument, openTinyIndex, randomDocuments, seededRandom } from '../../test/support.ts'
import { cutBlocks } from '../index/blocks.ts'
import { type Index, idAt, passageAt, passagesOf, recordAt } from '../index/open.ts'
import { openTexts, readPassages } from './texts.ts'

/** The texts of an index in blocks that lie in memory, and the names of those that are read. */
function openBlocks(index: Index) {
  const files = index.segments.flatMap((segment) => [...cutBlocks(segment)])
  const blocks = files.map(({ first, bytes }, i) => {
    return { first, file: `block ${i}`, bytes: bytes.length, sha256: '' }
  })
  const read: string[] = []
  const readFile = async ({ file }: { file: string }, room: ArrayBuffer) => {
    read.push(file)
    const { bytes } = files[Number(file.split(' ')[1])]
    const into = new Uint8Array(room, 0, bytes.length)
    into.set(bytes)
    return into
  }
  return { texts: openTexts(blocks, readFile), read }
}

test('shows what the index in memory shows, of every passage', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const index = openTinyIndex(randomDocuments(seededRandom(seed), 1 + seed), { perSegment: 4 })
    const all = Array.from({ length: index.documents }, (_, article) => article).flatMap(
      (article) => {
        const [first, end] = passagesOf(index, article)
        return Array.from({ length: end - first }, (_, ordinal) => ({ article, ordinal }))
      },
    )
    const { shown } = await readPassages(openBlocks(index).texts, all.toReversed())

    const wanted = all.map(({ article, ordinal }) => ({
      id: idAt(index, article),
      record: recordAt(index, article),
      passage: passageAt(index, article, passagesOf(index, article)[0] + ordinal),
    }))
    expect(shown.toReversed(), `seed ${seed}`).toEqual(wanted)
  }
})

test('cuts blocks of half a megabyte and reads each once', async () => {
  const documents = Array.from({ length: 30 }, (_, i) => {
    const id = String(i).padStart(2, '0')
    return createDocument({ id, text: 'A word. '.repeat(10_000 + i) })
  })
  const index = openTinyIndex(documents)
  const { texts, read } = openBlocks(index)
  const sizes = texts.blocks.map(({ bytes }) => bytes)

  expect(sizes.length).toBeGreaterThan(4)
  expect(Math.max(...sizes)).toBeLessThan(500_000)
  const asked = [0, 1, 29, 0].map((article) => {
    const [first, end] = passagesOf(index, article)
    return { article, ordinal: end - first - 1 }
  })
  const { shown, reads } = await readPassages(texts, asked)
  expect(reads).toBe(2)
  expect(shown.map(({ passage }) => passage)).toEqual(
    asked.map(({ article }) => passageAt(index, article, passagesOf(index, article)[1] - 1)),
  )
  expect((await readPassages(texts, asked)).reads).toBe(0)
  expect(read).toEqual(['block 0', `block ${sizes.length - 1}`])
})

test('says what is not there', async () => {
  const { texts } = openBlocks(openTinyIndex([createDocument()]))

  await expect(readPassages(texts, [{ article: 0, ordinal: 1 }])).rejects.toThrow(
    'passage 1 of an article that has 1',
  )
  await expect(
    readPassages(openTexts([], texts.read), [{ article: 0, ordinal: 0 }]),
  ).rejects.toThrow(RangeError)
})
