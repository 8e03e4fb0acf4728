import { expect, test } from 'vitest'
import { createDocument } from '../../../test/support.ts'
import { encodeTexts, packArticle } from '../../index/texts.ts'
import { openTexts, type Texts, visitArticles } from './texts.ts'

const files = [0, 2, 4].map((first) => {
  const articles = [first, first + 1].map((place) =>
    packArticle({
      document: createDocument({ id: `place ${place}`, text: `Text ${place}.` }),
      passages: [{ span: [0, 7], heading: -1 }],
    }),
  )
  return { first, bytes: encodeTexts(articles) }
})

/** Six articles in three blocks, the last article at the first place; and the files that are read. */
function openWorld() {
  const log: string[] = []
  const blocks = files.map(({ first, bytes }, i) => {
    return { first, file: String(i), bytes: bytes.length, sha256: '' }
  })
  const read = async ({ file }: { file: string }, room: ArrayBuffer) => {
    log.push(file)
    const { bytes } = files[Number(file)]
    const into = new Uint8Array(room, 0, bytes.length)
    into.set(bytes)
    return into
  }
  const places = Uint32Array.of(5, 4, 3, 2, 1, 0)
  return { texts: openTexts(blocks, places, 0, read), log }
}

/** What is stored of the articles with these numbers. */
async function read(texts: Texts, numbers: readonly number[]) {
  const articles = new Map<number, object>()
  await visitArticles(texts, numbers, (number, { passageText, text, ...stored }) => {
    articles.set(number, { ...stored, text: text() })
  })
  return articles
}

test('reads the articles that are asked for, a file of several once', async () => {
  const { texts, log } = openWorld()
  const articles = await read(texts, [0, 5, 1])

  expect([...articles.keys()].sort()).toEqual([0, 1, 5])
  expect(articles.get(5)).toMatchObject({ id: 'place 0', text: 'Text 0.', language: 'en' })
  expect(articles.get(0)).toMatchObject({ id: 'place 5', passages: [[0, 7, -1]] })
  expect(log.toSorted()).toEqual(['0', '2'])
  await read(texts, [1])
  expect(log).toHaveLength(2)
})

test('reads nothing for no articles, and refuses a number that is none', async () => {
  const { texts, log } = openWorld()

  expect([...(await read(texts, []))]).toEqual([])
  expect(log).toEqual([])
  await expect(read(texts, [6])).rejects.toThrow('article 6 of 6')
})
