import { describe, expect, test } from 'vitest'
import type { Index } from '../../core/index/open.ts'
import { embeddedConfidence } from '../../core/search/query/fallback.ts'
import { createDocument, openTinyIndex } from '../../test/support.ts'
import { readQuestions } from '../project.ts'
import { findConfidence, holdOut } from './build-questions.ts'
import { openTools } from './build-tools.ts'
import type { WrittenSegment } from './write-segments.ts'

/** `count` segments of `passages` passages, each named by its place, and a list of those that were opened. */
async function createWorld(
  count: number,
  passages: number,
  answered: (some: number, all: number) => number,
) {
  const segments = Array.from({ length: count }, (_, i) => {
    return { shard: { file: String(i), bytes: 0, sha256: '' }, documents: 1, passages }
  }) as unknown as WrittenSegment[]
  const questions = await readQuestions()
  const opened: string[][] = []
  const open = async (some: readonly WrittenSegment[]): Promise<Index> => {
    opened.push(some.map(({ shard }) => shard.file))
    const text = questions.slice(0, answered(some.length, questions.length)).join('\n\n')
    return openTinyIndex([createDocument({ text })], { dimensions: 256 })
  }
  return { segments, open, opened, tools: await openTools({ fields: [] }) }
}

describe('findConfidence', () => {
  test('asks all segments of an index that is not large, once', async () => {
    const { segments, open, opened, tools } = await createWorld(3, 30_000, (_, all) => all)

    expect(await findConfidence(segments, tools, open)).toEqual(embeddedConfidence)
    expect(opened).toEqual([['0', '1', '2']])
  })

  test('asks some segments, evenly spread, and fewer while they may answer nearly everything', async () => {
    const { segments, open, opened, tools } = await createWorld(40, 10_000, (some, all) =>
      some > 3 ? all - 80 : 0,
    )
    await findConfidence(segments, tools, open)

    expect(opened.map((files) => files.length)).toEqual([10, 5, 3])
    expect(opened[0]).toEqual(Array.from({ length: 10 }, (_, i) => String(i * 4)))
  })

  test('ends with one segment, and with the threshold of a small corpus', async () => {
    const { segments, open, opened, tools } = await createWorld(40, 10_000, (_, all) => all)

    expect(await findConfidence(segments, tools, open)).toEqual(embeddedConfidence)
    expect(opened.at(-1)).toEqual(['0'])
  })
})

test('holdOut asks ten words from the middle of articles that are evenly spread', async () => {
  const words = Array.from({ length: 30 }, (_, i) => `w${i}`).join(' ')
  const documents = Array.from({ length: 1000 }, () => createDocument({ text: words }))
  const asked: string[] = []
  const { embedder } = await openTools({ fields: [] })
  const embedQueries = async (texts: readonly string[]) => {
    asked.push(...texts)
    return texts.map(() => new Float32Array(256))
  }
  const queries = await holdOut(documents, { ...embedder, embedQueries })

  expect(queries).toHaveLength(124)
  expect(new Set(queries.map(({ article }) => article)).size).toBe(124)
  expect(new Set(asked)).toEqual(new Set(['w15 w16 w17 w18 w19 w20 w21 w22 w23 w24']))
})
