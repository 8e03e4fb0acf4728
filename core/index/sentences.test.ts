import { describe, expect, test } from 'vitest'
import { randomWhole, seededRandom } from '../../test/support.ts'
import { decodeSections, encodeSections } from '../sections.ts'
import type { TokenSentence } from '../text/sentences.ts'
import { type CutPassage, encodeSentences, readSentences } from './sentences.ts'

/** Tokens below this are stop words. */
const stops = 200
const isStop = (token: number) => token < stops

/** A passage of these sentences, with so many content tokens of its title. */
function createPassage(sentences: readonly TokenSentence[], ofTitle = 2): CutPassage {
  const ofText = sentences.flatMap(({ tokens }) => tokens).filter((token) => !isStop(token))
  const content = Uint16Array.from([...Array.from({ length: ofTitle }, () => 40_000), ...ofText])
  return { content, sentences, isStop }
}

/** What is read of each passage once all are written. */
function readAll(passages: readonly CutPassage[]) {
  const file = decodeSections('test', 'test', encodeSections('test', {}, encodeSentences(passages)))
  const sentences = {
    codes: file.section('sentenceCodes', 'Uint8Array'),
    starts: file.section('sentenceStarts', 'Uint32Array'),
    stops: file.section('stops', 'Uint16Array'),
  }
  return passages.map(({ content }, row) => readSentences(sentences, row, content))
}

const one = (tokens: number[], span: [number, number] = [0, 9]): TokenSentence[] => [
  { span, tokens },
]

describe('sentences', () => {
  test('are read as they were written', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seededRandom(seed)
      const passages = Array.from({ length: randomWhole(random, 0, 5) }, () => {
        let at = 0
        const sentences = Array.from({ length: randomWhole(random, 0, 6) }, (): TokenSentence => {
          const start = at + randomWhole(random, 0, 3)
          at = start + randomWhole(random, 1, 400)
          const tokens = Array.from({ length: randomWhole(random, 0, 40) }, () =>
            random() < 0.4 ? randomWhole(random, 0, 90) : randomWhole(random, stops, 65_535),
          )
          return { span: [start, at], tokens }
        })
        return createPassage(sentences, randomWhole(random, 0, 255))
      })

      expect(readAll(passages), `seed ${seed}`).toEqual(passages.map(({ sentences }) => sentences))
    }
  })

  test('take a byte for a stop word, and one for up to fifteen others', () => {
    const tokens = [1, ...Array.from({ length: 16 }, (_, i) => 500 + i), 1, 2]
    const { sentenceCodes, stops } = encodeSentences([createPassage(one(tokens, [1, 302]))])

    expect(Array.from(sentenceCodes)).toEqual([2, 1, 45, 1, 16, 15, 1, 16, 17, 0])
    expect(Array.from(stops)).toEqual([1, 2])
  })

  test.each([
    ['content tokens that are not those of the passage', one([500, 501]), [501, 500]],
    ['more content tokens than the passage has', one([500, 501]), [501]],
    ['a title of 256 content tokens', one([]), new Array(256).fill(500)],
    ['256 characters before a sentence', one([], [256, 260]), []],
    ['a sentence of 65,536 characters', one([], [0, 65_536]), []],
  ])('are not told with %s, nor does it harm the next passage', (_, sentences, content) => {
    const passage = { sentences, content: Uint16Array.from(content), isStop }
    const next = createPassage(one([1, 500]))

    expect(readAll([passage, next])).toEqual([null, next.sentences])
  })

  test('are left out of a passage with the 241st stop word of a segment', () => {
    const tokens = Array.from({ length: 241 }, (_, i) => i)
    const passages = [tokens.slice(0, 240), tokens.slice(239), tokens.slice(1, 9)].map(
      (tokens) => ({
        ...createPassage(one(tokens), 0),
        content: new Uint16Array(),
        isStop: () => true,
      }),
    )

    expect(readAll(passages)).toEqual([passages[0].sentences, null, passages[2].sentences])
  })
})
