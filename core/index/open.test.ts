import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openTinyBase } from '../../test/base.ts'
import {
  awkwardText,
  buildTinyIndex,
  createDocument,
  headingsIn,
  holds,
  openTinyIndex,
  randomDocuments,
  seededRandom,
} from '../../test/support.ts'
import { BadIndex } from '../sections.ts'
import { chunkDocument } from '../text/passages.ts'
import {
  documentAt,
  findDocument,
  findDocumentByUrl,
  idAt,
  openIndex,
  passageAt,
  passagesOf,
  recordAt,
  segmentOfDocument,
} from './open.ts'

describe('openIndex', () => {
  test('counts articles, passages and the mean length through all segments', () => {
    const documents = [
      createDocument({ id: 'a', text: 'cat dog' }),
      createDocument({ id: 'b', text: 'cat dog river flood' }),
    ]
    const index = openTinyIndex(documents, { perSegment: 1 })

    expect(index).toMatchObject({ documents: 2, passages: 2, meanLength: 3 })
    expect(index.segments.map(({ firstPassage }) => firstPassage)).toEqual([0, 1])
  })

  test('opens an index of nothing', () => {
    expect(openTinyIndex([])).toMatchObject({ documents: 0, passages: 0, meanLength: 0 })
  })

  test('makes views of the shards, not copies', () => {
    const { manifest, shards } = buildTinyIndex([createDocument()])

    expect(openIndex(manifest, shards).segments[0].codes.buffer).toBe(shards[0].buffer)
  })

  test('refuses another number of shards than the manifest names', () => {
    const { manifest } = buildTinyIndex([createDocument()])

    expect(() => openIndex(manifest, [])).toThrow(BadIndex)
    expect(() => openIndex(manifest, [])).toThrow('0 shards came; the manifest names 1.')
  })

  test('refuses a base whose columns did not come', async () => {
    const { manifest } = await openTinyBase([createDocument()])

    expect(() => openIndex(manifest, [])).toThrow(BadIndex)
    expect(() => openIndex(manifest, [])).toThrow(
      'The index has a base, and its columns did not come. Run npm run build.',
    )
  })

  test.each(['documents', 'passages'] as const)('refuses a wrong count of %s', (count) => {
    const { manifest, shards } = buildTinyIndex([createDocument()])

    expect(() => openIndex({ ...manifest, [count]: 7 }, shards)).toThrow(
      /^The shards hold 1 articles in 1 passages; the manifest says .*7.* Run npm run build\.$/,
    )
  })

  test('names the shard that is damaged', () => {
    const { manifest, shards } = buildTinyIndex([createDocument()])
    shards[0][99] ^= 1

    expect(() => openIndex(manifest, shards)).toThrow('shard-0.bin is damaged')
  })
})

describe('an open index', () => {
  test('gives back every article and passage, however many segments hold them', () => {
    for (let seed = 0; seed < 40; seed++) {
      const documents = randomDocuments(seededRandom(seed), 1 + (seed % 7))
      const index = openTinyIndex(documents, { perSegment: 1 + (seed % 3) })
      let end = 0
      documents.forEach((document, i) => {
        // Keywords are in postings alone.
        const { keywords: _, ...stored } = document
        expect(documentAt(index, i), `seed ${seed}`).toEqual(stored)
        expect(idAt(index, i)).toBe(document.id)
        expect(findDocument(index, document.id)).toBe(i)
        const passages = chunkDocument(document)
        expect(passagesOf(index, i)).toEqual([end, end + passages.length])
        passages.forEach(({ span, heading }, j) => {
          const text = document.text.slice(...span)
          expect(passageAt(index, i, end + j)).toEqual({ text, span, heading })
        })
        end += passages.length
      })
      expect(index.passages).toBe(end)
    }
  })

  test('slices the right text from any text, cut by headings anywhere', () => {
    holds(
      fc.property(awkwardText, fc.array(fc.nat(60)), (text, places) => {
        const headings = headingsIn(text, places)
        const document = createDocument({ text, headings })
        const index = openTinyIndex([document])
        const whole = text.toWellFormed()
        expect(documentAt(index, 0).text).toBe(whole)
        chunkDocument(document).forEach(({ span }, i) => {
          expect(passageAt(index, 0, i).text).toBe(whole.slice(...span))
        })
      }),
    )
  })

  test('gives the record of an article without its text', () => {
    const document = createDocument({
      title: 'T',
      url: '/t',
      source: 'S',
      fields: { topic: ['x'] },
    })
    const record = recordAt(openTinyIndex([document]), 0)

    expect(record).toEqual({
      ...{ title: 'T', url: '/t', date: null, source: 'S' },
      ...{ fields: { topic: ['x'] }, headings: [] },
    })
  })

  test('finds no article of an unknown id', () => {
    const index = openTinyIndex([createDocument({ id: 'a' }), createDocument({ id: 'c' })])

    expect(['', 'b', 'd', 'aa'].map((id) => findDocument(index, id))).toEqual([-1, -1, -1, -1])
  })

  test('finds ids beyond U+FFFF in their order', () => {
    const ids = ['\uffff', '😀']
    const index = openTinyIndex(ids.map((id) => createDocument({ id })))

    expect(ids.map((id) => findDocument(index, id))).toEqual([0, 1])
  })

  test('knows no article before its first', () => {
    expect(() => segmentOfDocument(openTinyIndex([]), 0)).toThrow('article 0 of 0')
  })
})

describe('findDocumentByUrl', () => {
  const at = (id: string, url: string | null) => createDocument({ id, url })
  const index = openTinyIndex(
    [
      at('a', 'https://example.org/one/'),
      at('b', '/two'),
      at('c', null),
      at('d', 'https://example.org/one#top'),
      at('e', 'https://example.org'),
      at('f', 'javascript:alert(1)'),
      at('g', 'https://example.org/one?page=2'),
    ],
    { perSegment: 2 },
  )

  test.each([
    ['https://example.org/one', 0],
    ['https://example.org/one/', 0],
    ['https://example.org/one//#part', 0],
    ['HTTPS://EXAMPLE.org:443/one', 0],
    ['https://example.org/one/?page=2#x', 6],
    ['https://example.org/one?page=3', -1],
    ['https://example.org/ONE', -1],
    ['http://example.org/one', -1],
    ['https://example.org/', 4],
    ['/two/', 1],
    ['https://example.org/two', -1],
    ['javascript:alert(1)', -1],
    ['http://[', -1],
    ['', -1],
  ])('finds at %s article %d', (url, document) => {
    expect(findDocumentByUrl(index, url)).toBe(document)
  })

  test('finds every article of random addresses, the first of those that share one', () => {
    holds(
      fc.property(fc.array(fc.constantFrom('/a', '/a/', '/b/c', '/é', '/b%20c', '/')), (urls) => {
        const documents = urls.map((url, i) => at(String(i).padStart(3, '0'), url))
        const many = openTinyIndex(documents, { perSegment: 3 })
        for (const url of urls) {
          const first = urls.findIndex(
            (other) => other.replace(/\/$/, '') === url.replace(/\/$/, ''),
          )
          expect(findDocumentByUrl(many, url)).toBe(first)
        }
      }),
    )
  })
})
