import { describe, expect, test } from 'vitest'
import {
  createDocument,
  createHeading,
  openTinyIndex,
  randomDocuments,
  readPassages,
  seededRandom,
} from '../../test/support.ts'
import type { Document } from '../text/document.ts'
import { type Article, chunkDocument } from '../text/passages.ts'
import { encodeSegment } from './encode-segment.ts'
import { evenSegmentBytes, groupArticles } from './group-articles.ts'
import { decodeSegment, type Segment } from './segment.ts'
import { countStrings, stringAt } from './strings.ts'

/** The only segment of an index of these articles. */
function segmentOf(...documents: Document[]): Segment {
  return openTinyIndex(documents, { fields: ['topic'] }).segments[0]
}

const golden = createDocument({
  id: 'a',
  title: 'T',
  url: '/a/',
  date: '2022',
  fields: { topic: ['x'] },
  headings: [createHeading(0, 'H')],
  text: 'Hi é!',
})

const record =
  '{"title":"T","url":"/a/","date":"2022","source":null,"fields":{"topic":["x"]},' +
  '"headings":[{"depth":2,"text":"H","anchor":"H","at":0}]}'

/** `golden` as the first format has it, section by section. */
const goldenSections = {
  'ids.starts Uint32Array': '00000000 01000000',
  'ids.bytes Uint8Array': '61',
  'records.starts Uint32Array': '00000000 86000000',
  'records.bytes Uint8Array': Buffer.from(record).toString('hex'),
  'texts.starts Uint32Array': '00000000 06000000',
  'texts.bytes Uint8Array': '486920c3a921',
  'urls.starts Uint32Array': '00000000 02000000',
  'urls.bytes Uint8Array': '2f61',
  'urlRows Uint32Array': '00000000',
  'days Uint32Array': 'c5883401 2f8d3401',
  'lengths Uint32Array': '03000000',
  'passageStarts Uint32Array': '00000000 01000000',
  'passageDocuments Uint32Array': '00000000',
  'spans Uint32Array': '00000000 05000000 00000000 06000000',
  'headings Int32Array': '00000000',
  'codes Int8Array': '7fc0',
  'scales Float32Array': '0402013c',
  'terms.starts Uint32Array': '00000000 01000000 02000000 04000000 05000000',
  'terms.bytes Uint8Array': '65 68 6869 74',
  'postingStarts Uint32Array': '00000000 01000000 02000000 03000000 04000000',
  'postingPassages Uint32Array': '00000000 00000000 00000000 00000000',
  'postingCounts Uint8Array': '01 01 01 03',
  'field:topic.starts Uint32Array': '00000000 01000000',
  'field:topic.bytes Uint8Array': '78',
  'field:topic.rows Uint32Array': '00000000 01000000',
  'field:topic.documents Uint32Array': '00000000',
}

/** Every posting as it can be read by eye: term, passage, count. */
function postingsOf({ terms, postingStarts, postingPassages, postingCounts }: Segment) {
  return Array.from({ length: countStrings(terms) }, (_, row) => stringAt(terms, row)).flatMap(
    (term, row) =>
      Array.from(
        postingPassages.subarray(postingStarts[row], postingStarts[row + 1]),
        (passage, i) => {
          return `${term} ${passage} ${postingCounts[postingStarts[row] + i]}`
        },
      ),
  )
}

/** The same postings, found by reading each passage with everything above it. */
function postingsByReading(documents: readonly Document[]): string[] {
  return documents
    .flatMap(readPassages)
    .flatMap((held, passage) => Array.from(held, ([term, count]) => `${term} ${passage} ${count}`))
    .sort()
}

describe('a segment', () => {
  test('counts a title three times, a heading once and a word as often as it is there', () => {
    const headings = [createHeading(0, 'dog')]
    const document = createDocument({ title: 'cat', headings, text: 'A cat, two cats, a dog.' })

    expect(postingsOf(segmentOf(document))).toEqual(['a 0 2', 'cat 0 5', 'dog 0 2', 'two 0 1'])
  })

  test('holds title and heading in every passage under them, counted in the first', () => {
    const headings = [createHeading(0, 'Part', 1), createHeading(0, 'B'), createHeading(5, 'C')]
    const document = createDocument({ title: 'T', headings, text: 'One.\nTwo.' })

    expect(postingsOf(segmentOf(document))).toEqual([
      ...['b 0 1', 'c 1 1', 'on 0 1', 'part 0 1', 'part 1 0', 't 0 3', 't 1 0', 'two 1 1'],
    ])
  })

  test('holds keywords in every passage, counted in the first, and no pair across two of them', () => {
    const keywords = ['火', '锅', 'Mary Jones']
    const headings = [createHeading(5, 'B')]
    const document = createDocument({ language: 'xx', keywords, headings, text: 'One.\nTwo.' })

    expect(postingsOf(segmentOf(document))).toEqual([
      ...['b 1 1', 'jones 0 1', 'jones 1 0', 'mary 0 1', 'mary 1 0', 'one 0 1', 'two 1 1'],
      ...['火 0 1', '火 1 0', '锅 0 1', '锅 1 0'],
    ])
    expect([...segmentOf(document).lengths]).toEqual([7])
  })

  test('counts headings that no passage follows in the last passage', () => {
    const headings = [createHeading(5, 'End'), createHeading(5, 'Notes')]
    const document = createDocument({ headings, text: 'Text.' })

    expect(postingsOf(segmentOf(document))).toEqual(['end 0 1', 'note 0 1', 'text 0 1'])
  })

  test('agrees with reading every passage', () => {
    for (let seed = 0; seed < 60; seed++) {
      const keywords = seed % 3 === 0 ? ['cat', 'the dog'] : []
      const documents = randomDocuments(seededRandom(seed), seed % 5).map((document) => ({
        ...document,
        keywords,
      }))
      const segment = decodeSegment('s', encode(documents), { documents: 0, passages: 0 }, [])

      expect(postingsOf(segment).sort(), `seed ${seed}`).toEqual(postingsByReading(documents))
    }
  })

  test('stops counting at 255', () => {
    const document = createDocument({ text: 'cat. '.repeat(120), title: 'cat '.repeat(80) })

    expect(postingsOf(segmentOf(document))).toEqual(['cat 0 255'])
  })

  test('has the length of each article without stop words, the title three times', () => {
    const documents = [
      createDocument({ id: 'a', title: 'The river', text: 'The cat and the dog.' }),
      createDocument({ id: 'b', headings: [createHeading(0, 'Of cats')], text: 'It is.' }),
    ]

    expect([...segmentOf(...documents).lengths]).toEqual([5, 1])
  })

  test('stems each article in its own language', () => {
    const documents = [
      createDocument({ id: 'a', language: 'en', text: 'cities' }),
      createDocument({ id: 'b', language: 'xx', text: 'cities' }),
    ]

    expect(postingsOf(segmentOf(...documents))).toEqual(['citi 0 1', 'cities 1 1'])
  })

  test('knows which articles have each value of a field, once', () => {
    const having = (id: string, ...topic: string[]) => createDocument({ id, fields: { topic } })
    const { fields } = segmentOf(having('a', 'war', 'air', 'war'), having('b'), having('c', 'war'))
    const topic = fields.get('topic')

    expect(topic && [stringAt(topic.values, 0), stringAt(topic.values, 1)]).toEqual(['air', 'war'])
    expect([...(topic?.rows ?? [])]).toEqual([0, 1, 3])
    expect([...(topic?.documents ?? [])]).toEqual([0, 0, 2])
  })

  test.each(['constructor', '__proto__'])('may have a field called %s', (field) => {
    const fields = Object.fromEntries([[field, ['x']]])
    const documents = [createDocument({ id: 'a' }), createDocument({ id: 'b', fields })]
    const [segment] = openTinyIndex(documents, { fields: [field] }).segments

    expect(segment.fields.get(field)?.documents).toEqual(Uint32Array.of(1))
  })

  test('knows the days of dates, 0 for none', () => {
    const dates = ['2022', null, '2022-06-12', 'unknown']
    const documents = dates.map((date, i) => createDocument({ id: `${i}`, date }))

    expect([...segmentOf(...documents).days]).toEqual([
      ...[20220101, 20221231, 0, 0, 20220612, 20220612, 0, 0],
    ])
  })

  test('keeps spans in UTF-16 and in UTF-8', () => {
    const headings = [createHeading(5, 'B')]
    const segment = segmentOf(createDocument({ headings, text: 'A߿😀\nßࠀ.' }))

    expect([...segment.spans]).toEqual([0, 4, 0, 7, 5, 8, 8, 14])
    expect([...segment.headings]).toEqual([-1, 0])
  })

  test('keeps a range of passages for each article', () => {
    const headings = [createHeading(5, 'B')]
    const documents = [
      createDocument({ id: 'a', headings, text: 'One.\nTwo.' }),
      createDocument({ id: 'b' }),
    ]
    const segment = segmentOf(...documents)

    expect([...segment.passageStarts]).toEqual([0, 2, 3])
    expect([...segment.passageDocuments]).toEqual([0, 0, 1])
  })

  test('may be empty', () => {
    const segment = decodeSegment('s', encode([]), { documents: 3, passages: 4 }, ['topic'])

    expect(segment).toMatchObject({ documents: 0, passages: 0, firstDocument: 3, firstPassage: 4 })
  })

  test('is refused where a field of the manifest is missing', () => {
    expect(() =>
      decodeSegment('s.bin', encode([]), { documents: 0, passages: 0 }, ['kind']),
    ).toThrow('s.bin has no field:kind.starts as Uint32Array.')
  })

  test('keeps a second vector of each passage, and has none unless it was given', () => {
    const document = createDocument({ text: 'One.' })
    const entry = { document, passages: chunkDocument(document), vectors: [Float32Array.of(1, 0)] }
    const decode = (bytes: Uint8Array<ArrayBuffer>) =>
      decodeSegment('s', bytes, { documents: 0, passages: 0 }, [])
    const with3 = encodeSegment([{ ...entry, fallback: [Float32Array.of(0, 1, 0.5)] }], 2, [])
    const { fallback } = decode(with3.bytes)

    expect(Array.from(fallback?.codes ?? [])).toEqual([0, 127, 64])
    expect(fallback?.scales[0]).toBeCloseTo(1 / 127)
    expect(decode(encodeSegment([entry], 2, []).bytes).fallback).toBeNull()
    expect(() =>
      encodeSegment(
        [
          { ...entry, fallback: [] },
          { ...entry, fallback: [Float32Array.of(1)] },
        ],
        2,
        [],
      ),
    ).toThrow('1 fallback vectors for 2 passages')
  })

  test('keeps the content tokens of every passage, or of none', () => {
    const document = createDocument({ text: 'One.' })
    const entry = { document, passages: chunkDocument(document), vectors: [Float32Array.of(1, 0)] }
    const decode = (bytes: Uint8Array<ArrayBuffer>) =>
      decodeSegment('s', bytes, { documents: 0, passages: 0 }, [])
    const lists = [Uint16Array.of(7, 65535), Uint16Array.of(), Uint16Array.of(3)]
    const entries = lists.map((tokens) => ({ ...entry, tokens: [tokens] }))
    const { tokens } = decode(encodeSegment(entries, 2, []).bytes)

    expect(Array.from(tokens?.rows ?? [])).toEqual([7, 65535, 3])
    expect(Array.from(tokens?.starts ?? [])).toEqual([0, 2, 2, 3])
    expect(decode(encodeSegment([entry], 2, []).bytes).tokens).toBeNull()
    expect(() => encodeSegment([...entries, entry], 2, [])).toThrow(
      'tokens of 3 passages for 4 passages',
    )
  })

  test('keeps the sentences of every passage, or of none', () => {
    const document = createDocument({ text: 'One.' })
    const entry = { document, passages: chunkDocument(document), vectors: [Float32Array.of(1, 0)] }
    const content = Uint16Array.of(7)
    const sentences = [{ span: [0, 4] as const, tokens: [1, 7] }]
    const isStop = (token: number) => token < 7
    const cut = { ...entry, tokens: [content], cut: [{ content, sentences, isStop }] }
    const decode = (bytes: Uint8Array<ArrayBuffer>) =>
      decodeSegment('s', bytes, { documents: 0, passages: 0 }, []).sentencesOf

    expect(decode(encodeSegment([cut], 2, []).bytes)?.(0)).toEqual(sentences)
    expect(decode(encodeSegment([entry], 2, []).bytes)).toBeNull()
    expect(() => encodeSegment([cut, { ...entry, tokens: [content] }], 2, [])).toThrow(
      'sentences of 1 passages for 2 passages',
    )
  })

  test('has the same bytes twice', () => {
    const documents = () => randomDocuments(seededRandom(1), 5)

    expect(encode(documents())).toEqual(encode(documents()))
  })

  test('has the bytes it always had', () => {
    const { header, sections } = openedByHand(encode([golden]))

    expect(header).toEqual({ kind: 'segment', about: { documents: 1, passages: 1, dimensions: 2 } })
    for (const [name, hex] of Object.entries(goldenSections)) {
      expect(sections[name], name).toBe(hex.replaceAll(' ', ''))
    }
    expect(Object.keys(sections).sort()).toEqual(Object.keys(goldenSections).sort())
  })
})

/** The bytes of a segment of articles whose vectors all are the first axis. */
function encode(documents: readonly Document[]): Uint8Array<ArrayBuffer> {
  const entries = documents.map((document) => {
    const passages = chunkDocument(document)
    return { document, passages, vectors: passages.map(() => Float32Array.of(1, -0.5)) }
  })
  return encodeSegment(entries, 2, ['topic']).bytes
}

/** Header and sections of a file, in hex, read without the code under test. */
function openedByHand(bytes: Uint8Array) {
  const file = Buffer.from(bytes)
  const json = file.subarray(24, 24 + file.readUInt32LE(16)).toString()
  const { sections, ...header } = JSON.parse(json)
  const hexOf = ([name, type, at, length]: [string, string, number, number]) => {
    const width = Number(/\d+/.exec(type)) / 8
    return [`${name} ${type}`, file.subarray(at, at + length * width).toString('hex')]
  }
  return { header, sections: Object.fromEntries(sections.map(hexOf)) }
}

describe('groupArticles', () => {
  /** An article of so many megabytes; its text is a length only. */
  const sized = (id: string, megabytes: number): Article => ({
    document: createDocument({ id }),
    passages: Array(megabytes).fill({ span: [0, 0], heading: -1 }),
  })
  const grouped = (...megabytes: number[]) =>
    [
      ...groupArticles(
        megabytes.map((size, i) => sized(`${i}`, size)),
        1_000_000 - 40,
      ),
    ].map((group) => group.map(({ document }) => document.id).join(' '))

  test('fills segments in order up to twelve megabytes', () => {
    expect(grouped(5, 5, 2, 1, 11, 1)).toEqual(['0 1 2', '3 4', '5'])
  })

  test('gives an article that is larger a segment of its own', () => {
    expect(grouped(1, 30, 1, 1)).toEqual(['0', '1', '2 3'])
  })

  test('makes no segment of no articles', () => {
    expect(grouped()).toEqual([])
  })

  test('counts texts by their length', () => {
    const text = 'a'.repeat(5_000_000)
    const articles = ['a', 'b'].map((id) => ({
      document: createDocument({ id, text }),
      passages: [],
    }))

    expect([...groupArticles(articles, 1)]).toEqual([[articles[0]], [articles[1]]])
  })

  test.each([
    { megabytes: 9, segments: 1 },
    { megabytes: 20, segments: 2 },
    { megabytes: 30, segments: 4 },
    { megabytes: 84, segments: 8 },
  ])(
    'makes $segments of about the same size of $megabytes megabytes',
    ({ megabytes, segments }) => {
      const passages = 10_000
      const dimensions = (megabytes * 1e6) / passages - 40
      const articles = Array.from({ length: passages / 4 }, (_, i) => sized(`${i}`, 4))

      const groups = [
        ...groupArticles(articles, dimensions, evenSegmentBytes(passages, 0, dimensions)),
      ].map(({ length }) => length)

      expect(groups).toHaveLength(segments)
      expect(Math.min(...groups)).toBeGreaterThan(0.9 * Math.max(...groups))
    },
  )
})
