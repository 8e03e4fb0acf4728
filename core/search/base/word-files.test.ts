import { describe, expect, test } from 'vitest'
import {
  openTinyIndex,
  randomDocuments,
  randomOf,
  randomWhole,
  seededRandom,
} from '../../../test/support.ts'
import {
  cutList,
  cutWordBlocks,
  mergePostings,
  type PassageOwners,
  type PostingList,
  type StoredList,
} from '../../index/encode-word-blocks.ts'
import type { Index } from '../../index/open.ts'
import type { Segment } from '../../index/segment.ts'
import { countStrings, stringAt } from '../../index/strings.ts'
import { nextArticle, openList } from '../../index/word-blocks.ts'
import { findByWords } from '../words.ts'
import { gatherCandidates, wordsOfCandidates } from './candidates.ts'
import {
  affordableWords,
  openWordFiles,
  readLists,
  readTerms,
  type WordFiles,
  wantBlocks,
} from './word-files.ts'

/** Each passage an article of its own. */
const ownArticles = Uint32Array.from({ length: 100 }, (_, i) => i)

/** Lists in blocks that lie in memory, of articles of one passage each; and the files that are read. */
function openBlocks(
  lists: Iterable<StoredList>,
  owners: PassageOwners = { passageDocuments: ownArticles, passageStarts: ownArticles },
): WordFiles & { readonly log: string[] } {
  const files = [...cutWordBlocks(lists, owners, 450_000)]
  const blocks = files.map(({ first, bytes }, i) => {
    return { first, file: `words ${i}`, bytes: bytes.length, sha256: '' }
  })
  const log: string[] = []
  const read = async ({ file }: { file: string }, room: ArrayBuffer) => {
    log.push(file)
    const { bytes } = files[Number(file.split(' ')[1])]
    const into = new Uint8Array(room, 0, bytes.length)
    into.set(bytes)
    return into
  }
  return { ...openWordFiles(blocks, 0, read), log }
}

function* listsOf({ terms, postingStarts, ...segment }: Segment): Generator<PostingList> {
  for (let row = 0; row < countStrings(terms); row++) {
    const range = [postingStarts[row], postingStarts[row + 1]] as const
    const passages = segment.postingPassages.subarray(...range)
    yield {
      term: stringAt(terms, row),
      passages: passages.map((passage) => segment.firstPassage + passage),
      counts: segment.postingCounts.subarray(...range),
    }
  }
}

/** The index as if its segments were one, without postings; and the article of each passage. */
function joinSegments({ segments, documents, passages }: Index) {
  const lengths = segments.flatMap((segment) => [...segment.lengths])
  const joined: Segment = {
    ...segments[0],
    ...{ documents, passages },
    lengths: Uint32Array.from(lengths),
    passageDocuments: new Uint32Array(),
    terms: { starts: new Uint32Array(1), bytes: new Uint8Array() },
  }
  const starts = segments.flatMap(({ firstPassage, passageStarts }) =>
    Array.from(passageStarts.subarray(0, -1), (start) => firstPassage + start),
  )
  const passageDocuments = segments.flatMap((segment) =>
    Array.from(segment.passageDocuments, (document) => segment.firstDocument + document),
  )
  const owners = {
    passageStarts: Uint32Array.from([...starts, passages]),
    passageDocuments: Uint32Array.from(passageDocuments),
  }
  return { joined, owners }
}

function numbersIn({ firstDocument, documents }: Segment): number[] {
  return Array.from({ length: documents }, (_, i) => firstDocument + i)
}

/** A list of one posting. */
const short = (term: string): StoredList => ({ term, passages: [7], counts: [3], articles: 0 })

/** So many letters that a block holds one term. */
const long = (letter: string) => short(letter.repeat(300_000))

describe('readLists', () => {
  test('gives findByWords what the index in memory gives it', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = seededRandom(seed)
      const index = openTinyIndex(randomDocuments(random, 1 + (seed % 20)), { perSegment: 3 })
      const all = index.segments.flatMap(({ terms }) =>
        Array.from({ length: countStrings(terms) }, (_, row) => stringAt(terms, row)),
      )
      const words = Array.from({ length: randomWhole(random, 1, 5) }, () => [
        randomOf(random, [...all, 'nowhere']),
        randomOf(random, all),
      ])
      const { joined, owners } = joinSegments(index)
      const lists = [...mergePostings(index.segments.map(listsOf))]
      const whole = lists.map((list) => ({ ...list, articles: 0 }))
      const { lists: queried, isCut } = await readLists(openBlocks(whole, owners), words)
      const segments = [{ ...joined, ...owners, queried }]

      const wanted = structuredClone(findByWords(index, words, null))
      const based = { ...index, segments, scratch: { ...index.scratch, ofPassages: null } }
      const found = findByWords(based, words, null)
      const candidates = gatherCandidates(based, index.segments.flatMap(numbersIn))
      const { weightByPassage, ...rest } = wordsOfCandidates(based, candidates, words, found)
      expect({ ...wanted, ...rest }, `seed ${seed}`).toEqual(wanted)
      // Weights are rounded before they are added here, and there afterwards.
      for (const [i, weight] of weightByPassage.entries()) {
        expect(weight).toBeCloseTo(wanted.weightByPassage[i], 5)
      }
      expect(isCut).toBe(false)
    }
  })

  test('weighs a word whose list is cut as if it were whole', async () => {
    const index = openTinyIndex(randomDocuments(seededRandom(3), 20))
    const [segment] = index.segments
    const stored = [...listsOf(segment)].map((list) => cutList(list, segment.passageDocuments, 2))
    const files = openBlocks(stored, segment)
    const { lists: queried, isCut } = await readLists(files, [['cat']])
    const terms = { starts: new Uint32Array(1), bytes: new Uint8Array() }
    const segments = [{ ...segment, terms, queried }]
    const wanted = structuredClone(findByWords(index, [['cat']], null))
    const found = findByWords({ ...index, segments }, [['cat']], null)

    expect(isCut).toBe(true)
    expect(found.weights).toEqual(wanted.weights)
    expect(found.scores.filter((score) => score > 0).length).toBeLessThanOrEqual(2)
    for (const [document, score] of found.scores.entries()) {
      expect(score).toBeLessThanOrEqual(wanted.scores[document])
    }
  })

  test('reads each block once, and none again that is kept', async () => {
    const files = openBlocks([long('a'), long('b'), long('c'), short('d'), short('e')])
    const { lists } = await readLists(files, [['e', 'd'], ['d'], ['b'.repeat(300_000)]])

    expect(files.log.toSorted()).toEqual(['words 1', 'words 2'])
    expect([...lists.keys()].map((term) => term[0]).sort()).toEqual(['b', 'd', 'e'])
    for (const list of lists.values()) {
      const reader = openList(list)
      expect(nextArticle(reader)).toBe(true)
      expect([reader.article, reader.count]).toEqual([7, 3])
    }
    await readLists(files, [['d']])
    expect(files.log).toHaveLength(2)
  })

  test('reads nothing for no words, and finds nothing for words that no article has', async () => {
    const files = openBlocks([short('m')])
    await readLists(files, [])
    await readLists(files, [['a']])
    expect(files.log).toEqual([])

    const { lists } = await readLists(files, [['a'], ['z']])
    expect(lists.size).toBe(0)
    expect((await readLists(openBlocks([]), [['a']])).isCut).toBe(false)
  })
})

describe('wantBlocks', () => {
  const files = () => openBlocks([long('a'), long('b'), long('c'), short('d'), short('e')])

  test('reads the terms of what was wanted, each block once', async () => {
    const opened = files()
    const blocks = wantBlocks(opened)

    expect(blocks.want(['b', 'bb'])).toBe(true)
    expect(blocks.want(['d'])).toBe(true)
    const parts = await blocks.readTerms()
    expect(opened.log).toEqual(['words 0', 'words 2'])
    expect(parts.map(({ terms }) => stringAt(terms, 0)[0])).toEqual(['a', 'c'])
    expect(parts[1].postingStarts).toEqual(Uint32Array.of(0, 1, 2, 3))

    expect(blocks.want(['bb'])).toBe(true)
    expect(await blocks.readTerms()).toEqual([])
  })

  test('allows no more than six blocks, whenever they were wanted', async () => {
    const letters = 'abcdefgh'.split('')
    const blocks = wantBlocks(openBlocks(letters.map(long)))
    const wanted = letters.map((letter) => letter.repeat(300_000))

    expect(blocks.want(wanted.slice(0, 4))).toBe(true)
    await blocks.readTerms()
    expect(blocks.want(wanted.slice(4, 7))).toBe(false)
    expect(blocks.want(wanted.slice(4, 6))).toBe(true)
    expect(blocks.want([wanted[6]])).toBe(false)
    expect(await blocks.readTerms()).toHaveLength(2)
    expect(blocks.want([wanted[7]])).toBe(false)
    expect(blocks.want([wanted[0]])).toBe(true)
  })
})

describe('affordableWords', () => {
  const blocks = 'abcdefghij'
    .split('')
    .map((first) => ({ ...{ first, file: first }, bytes: 1, sha256: '' }))
  const files = openWordFiles(blocks, 0, async () => new Uint8Array())
  const askFor = (texts: readonly string[]) => ({
    words: texts.map((text) => [text]),
    written: texts.map((text, word) => ({ text, word, times: 1 })),
    sequence: texts,
    content: true,
  })

  test('keeps all words that lie in eight blocks', () => {
    const asked = askFor(['a1', 'a2', 'a3', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1', 'h1'])

    expect(affordableWords(files, asked, [])).toEqual({ asked, files: 8 })
  })

  test('leaves out the shortest of words that lie in more, and keeps the order of the query', () => {
    const { asked, files: count } = affordableWords(
      files,
      askFor(['a', 'jjj', 'b', ...[...'cdefghia'].map((letter) => `${letter}-long`)]),
      [],
    )

    expect(count).toBe(8)
    expect(asked.words.flat()).toEqual(['a', ...[...'cdefghia'].map((letter) => `${letter}-long`)])
    expect(asked.written.at(-1)).toEqual({ text: 'a-long', word: 8, times: 1 })
  })

  test('leaves out the most common words, if that is known of them', () => {
    const asked = askFor([...'abcdefghij'])
    const common = [0.5, 0.1, 0.9, null, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]

    expect(affordableWords(files, asked, [], common).asked.words.flat()).toEqual([...'bdefghij'])
  })

  test('counts the blocks that were read to complete a word', () => {
    const words = askFor(['a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1'])
    const { asked, files: count } = affordableWords(files, words, [0, 8, 9])

    expect(count).toBe(8)
    expect(asked.words.flat()).toEqual(['a1', 'b1', 'c1', 'd1', 'e1', 'f1'])
  })
})

describe('readTerms', () => {
  const beginning = (letters: string) => ({ completed: [letters], outgrown: letters })

  test('gives the terms that complete a word, with their counts', async () => {
    const files = openBlocks([long('a'), short('cat'), short('cattle'), long('cb'), short('d')])
    const { parts, blocks } = await readTerms(files, beginning('cat'))
    const terms = parts.flatMap(({ terms }) =>
      Array.from({ length: countStrings(terms) }, (_, row) => stringAt(terms, row).slice(0, 9)),
    )

    expect(terms).toContain('cattle')
    expect(parts[0].postingStarts[1]).toBe(1)
    expect(blocks).toEqual([0])
    expect(files.log).toHaveLength(1)
  })

  test('leaves out no block between the first and the last, and takes three at most', async () => {
    const files = openBlocks([long('ab'), long('ca'), long('cb'), long('cc'), short('d')])
    const read = async (letters: string) => {
      const { parts } = await readTerms(files, beginning(letters))
      return parts.map(({ terms }) => stringAt(terms, 0).slice(0, 2)).sort()
    }

    expect(await read('cb')).toEqual(['ca', 'cb'])
    expect(await read('c')).toEqual(['ab', 'ca', 'cb'])
    expect(await read('a')).toEqual(['ab'])
    expect(await read('z')).toEqual(['d'])
  })
})
