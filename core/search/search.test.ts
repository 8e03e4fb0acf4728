import { describe, expect, test } from 'vitest'
import {
  buildTinyIndex,
  createDocument,
  createHeading,
  openTinyIndex,
  randomDocuments,
  randomVector,
  randomVectors,
  seededRandom,
  tinyModel,
} from '../../test/support.ts'
import { type Index, openIndex } from '../index/open.ts'
import { createContentTokenizer } from '../model/content.ts'
import { noPatch, openTaught } from '../model/patch.ts'
import type { Result, SearchParameters, Span } from '../protocol.ts'
import type { Document } from '../text/document.ts'
import type { SearchContext } from './context.ts'
import { related } from './related.ts'
import { scan } from './scan.ts'
import { search } from './search.ts'
import { createReader } from './second-look.ts'

const urlOf = (id: string, url: string | null) => url ?? `/articles/${id}`
const east = Float32Array.of(1, 0)
const north = Float32Array.of(0, 1)

function ask(
  index: Index,
  parameters: Partial<SearchParameters>,
  vector: Float32Array | null = null,
) {
  return search(
    index,
    { q: 'cat', mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false, ...parameters },
    { vector, urlOf },
  )
}

const idsOf = (response: { results: readonly { id: string }[] }) =>
  response.results.map((result) => result.id)

/** Two articles of one passage each: `cats` points east, `dogs` north. */
const pets: Document[] = [
  createDocument({ id: 'cats', title: 'Cats', text: 'The cat sleeps. It dreams of fish.' }),
  createDocument({ id: 'dogs', title: 'Dogs', text: 'A dog barks at the cat.' }),
]
const petIndex = openTinyIndex(pets, { vectorOf: ({ id }) => (id === 'cats' ? east : north) })

describe('search', () => {
  test('ranks by both legs', () => {
    const response = ask(petIndex, { q: 'dog' }, north)

    expect(idsOf(response)).toEqual(['dogs'])
    expect(response).toMatchObject({ query: 'dog', mode: 'hybrid', total: 1, index: 'tiny' })
    expect(response.results[0]).toMatchObject({ score: 1, similarity: expect.closeTo(1) })
  })

  test('puts an article that says something before a stub that is a little nearer', () => {
    const stub = createDocument({ id: 'a', title: '', text: 'Cats.' })
    const article = createDocument({ id: 'b', title: '', text: 'The fur of animals. '.repeat(20) })
    const vectorOf = ({ id }: Document) => (id === 'a' ? east : Float32Array.of(0.9, 0.436))
    const index = openTinyIndex([stub, article], { vectorOf })

    expect(idsOf(ask(index, { mode: 'semantic' }, east))).toEqual(['b', 'a'])
  })

  test('tells the values that an article has in the fields', () => {
    const [cats, dogs] = pets
    const index = openTinyIndex([{ ...cats, fields: { topic: ['pets', 'fish'] } }, dogs], {
      fields: ['topic'],
    })
    const { results } = ask(index, { mode: 'words' })

    expect(results.map(({ id, fields }) => [id, fields])).toEqual([
      ['cats', { topic: ['pets', 'fish'] }],
      ['dogs', {}],
    ])
  })

  test('lists the newest first, and is confident by the best all the same', () => {
    const dated = openTinyIndex([
      { ...pets[0], date: '2021' },
      { ...pets[1], date: '2022-06' },
    ])
    const newest = ask(dated, { sort: 'date', explain: true }, null)

    expect(idsOf(ask(dated, {}))).toEqual(['cats', 'dogs'])
    expect(idsOf(newest)).toEqual(['dogs', 'cats'])
    expect(newest.confident).toBe(ask(dated, {}).confident)
    expect(idsOf(ask(dated, { sort: 'date', k: 1, offset: 1 }))).toEqual(['cats'])
  })

  test('counts by date what is listed, and besides what was found', () => {
    const documents = Array.from({ length: 14 }, (_, i) =>
      createDocument({
        id: `a${100 + i}`,
        text: i === 0 ? 'Cat cat cat.' : `A cat ${'and much else '.repeat(20)}`,
      }),
    )
    const index = openTinyIndex(documents)
    const byDate = ask(index, { mode: 'words', sort: 'date', k: 20 })
    const best = ask(index, { mode: 'words', k: 20 })

    expect(byDate).toMatchObject({ total: 10, found: 14 })
    expect(byDate.results).toHaveLength(10)
    expect(best.total).toBe(14)
    expect(best).not.toHaveProperty('found')
    expect(ask(index, { q: 'wine', mode: 'words', sort: 'date' })).toMatchObject({
      ...{ total: 0, found: 0, results: [] },
    })
  })

  test('finds an article by a keyword, which is no word of what is shown', () => {
    const index = openTinyIndex([{ ...pets[0], keywords: ['Mary Jones'] }, pets[1]])

    expect(ask(index, { q: 'mary' })).toMatchObject({
      confident: true,
      results: [{ id: 'cats', passage: { text: pets[0].text }, sentence: [0, 15], marks: [] }],
    })
    expect(ask(index, { q: 'dreams of mary' }).results).toMatchObject([
      {
        id: 'cats',
        sentence: [16, 34],
        marks: [[19, 25]],
      },
    ])
  })

  test('takes the last word for the beginning of one only when asked', () => {
    const q = 'cat dre'

    expect(idsOf(ask(petIndex, { q, mode: 'words' }))).toEqual(['cats', 'dogs'])
    expect(ask(petIndex, { q, mode: 'words' }).confident).toBe(false)
    expect(ask(petIndex, { q, mode: 'words', prefix: true })).toMatchObject({
      confident: true,
      results: [
        {
          id: 'cats',
          sentence: [16, 34],
          marks: [
            [4, 7],
            [19, 25],
          ],
        },
        { id: 'dogs' },
      ],
    })
  })

  test('says which protocol the answer has', () => {
    expect(ask(petIndex, {}).protocol).toBe(1)
    expect(related(petIndex, 0, 1, { urlOf }).protocol).toBe(1)
  })

  test('finds by meaning what holds none of the words', () => {
    expect(idsOf(ask(petIndex, { q: 'feline', mode: 'semantic' }, east))).toEqual(['cats'])
  })

  test('finds by words what no vector is near', () => {
    const south = Float32Array.of(0, -1)

    expect(idsOf(ask(petIndex, { q: 'fish' }, south))).toEqual(['cats'])
  })

  test('leaves an article out that is neither near nor holds half of what was asked', () => {
    const response = ask(petIndex, { q: 'dog fish wine' }, east)

    expect(idsOf(response)).toEqual(['cats'])
    expect(response.total).toBe(1)
  })

  test('keeps an article that is not near and holds most of what was asked', () => {
    const south = Float32Array.of(0, -1)

    expect(idsOf(ask(petIndex, { q: 'fish dreams sleep wine' }, south))).toEqual(['cats'])
  })

  test('keeps an article that holds half of what was asked, however sums are rounded', () => {
    const texts = ['fish dreams sleep', 'wine barks cats']
    for (let count = 2; count <= 40; count++) {
      const documents = Array.from({ length: count }, (_, i) =>
        createDocument({ id: `a${100 + i}`, text: texts[i] ?? 'Nothing.' }),
      )
      const index = openTinyIndex(documents, { vectorOf: () => east })
      const response = ask(index, { q: texts.join(' ') }, north)

      expect(idsOf(response), `${count} articles`).toEqual(['a100', 'a101'])
      expect(response.total, `${count} articles`).toBe(2)
    }
  })

  test('by words alone takes an article that holds any of them', () => {
    expect(idsOf(ask(petIndex, { q: 'fish barks', mode: 'words' })).sort()).toEqual([
      'cats',
      'dogs',
    ])
  })

  test('says that the vector leg is missing and answers by words', () => {
    const response = ask(petIndex, { q: 'fish' }, null)

    expect(response.mode).toBe('words')
    expect(response.degraded).toEqual({
      leg: 'semantic',
      reason: 'The model knows no word of the query.',
    })
    expect(idsOf(response)).toEqual(['cats'])
  })

  test('does not call words alone degraded when words alone were asked for', () => {
    expect(ask(petIndex, { mode: 'words' })).not.toHaveProperty('degraded')
  })

  test('puts equal scores in order of id', () => {
    const twins = ['c', 'a', 'b'].map((id) => createDocument({ id, text: 'cat' }))
    const sorted = twins.toSorted((x, y) => (x.id < y.id ? -1 : 1))

    expect(idsOf(ask(openTinyIndex(sorted), {}, east))).toEqual(['a', 'b', 'c'])
  })

  test('pages through the results without gap or repetition', () => {
    const random = seededRandom(7)
    const documents = randomDocuments(random, 30)
    const index = openTinyIndex(documents, { vectorOf: () => randomVector(random, 2) })
    const all = ask(index, { k: 30 }, east)
    const pages = [0, 7, 14, 21, 28].flatMap((offset) => idsOf(ask(index, { k: 7, offset }, east)))

    expect(pages).toEqual(idsOf(all))
    expect(all.total).toBe(all.results.length)
  })

  test('gives the same answer however many segments the index has', () => {
    for (let seed = 0; seed < 20; seed++) {
      const documents = randomDocuments(seededRandom(seed), 12)
      const vectorOf = randomVectors(seededRandom(seed + 100), 2)
      const whole = ask(openTinyIndex(documents, { vectorOf }), { q: 'cat river' }, east)
      const parted = ask(
        openTinyIndex(documents, { vectorOf, perSegment: 5 }),
        { q: 'cat river' },
        east,
      )

      expect(parted, `seed ${seed}`).toEqual(whole)
    }
  })

  test('applies filters before ranking, so that totals are exact', () => {
    const documents = [2021, 2022, 2022, 2023].map((year, i) =>
      createDocument({ id: `${i}`, date: `${year}`, text: 'cat' }),
    )
    const response = ask(openTinyIndex(documents), { from: '2022', to: '2022', k: 1 }, east)

    expect(idsOf(response)).toEqual(['1'])
    expect(response.total).toBe(2)
  })

  test('answers an empty index with nothing', () => {
    const response = ask(openIndex({ ...buildTinyIndex([]).manifest, shards: [] }, []), {}, east)

    expect(response).toMatchObject({ total: 0, confident: false, results: [] })
  })

  test('leaves the query vector as it was', () => {
    const vector = Float32Array.of(0.6, 0.8)
    ask(petIndex, {}, vector)

    expect(vector).toEqual(Float32Array.of(0.6, 0.8))
  })
})

describe('confident', () => {
  test('is said of a passage that is near', () => {
    expect(ask(petIndex, { q: 'feline' }, east).confident).toBe(true)
  })

  test('is said of a passage that holds every content word, however far', () => {
    const south = Float32Array.of(0.05, -0.9)

    expect(ask(petIndex, { q: 'the sleeping fish' }, south).confident).toBe(true)
  })

  test('is not said when the words are spread over several passages', () => {
    const text = 'The cat sleeps.Dogs bark.'
    const document = createDocument({ text, headings: [createHeading(15, 'Other')] })
    const index = openTinyIndex([document])
    const away = Float32Array.of(0.05, -0.9)

    expect(ask(index, { q: 'cat sleeps' }, away).confident).toBe(true)
    expect(ask(index, { q: 'cat bark' }, away).confident).toBe(false)
  })

  test('is said where another passage than the nearest holds every content word', () => {
    const text = 'The cat sleeps.Dogs bark.'
    const document = createDocument({ text, headings: [createHeading(15, 'Other')] })
    const index = openTinyIndex([document], {
      vectorOf: (_, { span }) => (span[0] === 0 ? north : east),
    })
    const { confident, results } = ask(index, { q: 'cat sleeps' }, Float32Array.of(0.05, -0.9))

    expect([confident, results[0].passage.text]).toEqual([true, 'Dogs bark.'])
  })

  test('is said by words alone of a passage that holds most of them', () => {
    expect(ask(petIndex, { q: 'sleeping dreams fish', mode: 'words' }).confident).toBe(true)
    expect(ask(petIndex, { q: 'fish wine cheese', mode: 'words' }).confident).toBe(false)
  })

  test('spares a pair across the border of two words that a passage holds', () => {
    const texts = ['四川火锅以麻辣著称。', '上海的夜景很美。', '北京的烤鸭很香。']
    const index = openTinyIndex(texts.map((text, i) => createDocument({ id: `${i}`, text })))
    const away = Float32Array.of(0.15, -0.9)
    const confident = (q: string) => [
      ask(index, { q, mode: 'words' }).confident,
      ask(index, { q }, away).confident,
    ]

    expect(confident('麻辣火锅')).toEqual([true, true])
    expect(confident('上海夜景')).toEqual([true, true])
    expect(confident('麻辣香锅')).toEqual([false, false])
    expect(confident('上海火锅')).toEqual([false, false])
  })

  test('is not said of stop words alone', () => {
    const away = Float32Array.of(0.3, -0.9)

    expect(ask(petIndex, { q: 'the of it' }, away).confident).toBe(false)
  })

  test('is said of the title that was asked for, of stop words or not', () => {
    const titles = ['The Who', 'Dogs']
    const index = openTinyIndex(
      titles.map((title) => createDocument({ id: title, title, text: 'A band.' })),
    )
    const away = Float32Array.of(0.1, -0.9)

    expect(ask(index, { q: 'the who?' }, away).confident).toBe(true)
    expect(ask(index, { q: 'who is the' }, away).confident).toBe(false)
  })

  test('is not said of a query without words, whatever has a title without any', () => {
    const index = openTinyIndex([createDocument({ title: '…', text: 'A band.' })])
    const { confident, results } = ask(index, { q: '?!' }, Float32Array.of(0.2, -0.9))

    expect([confident, results.length]).toEqual([false, 1])
  })

  test('counts a word that no article has against the answer', () => {
    const near = Float32Array.of(0.3, -0.95)

    expect(ask(petIndex, { q: 'cat dreams unicorn wizard dragon' }, near).confident).toBe(false)
    expect(ask(petIndex, { q: 'cat dreams' }, near).confident).toBe(true)
  })

  test('does not depend on the page that is asked for', () => {
    expect(ask(petIndex, { q: 'cat', offset: 5 }, east)).toMatchObject({
      confident: true,
      results: [],
    })
  })
})

describe('a result', () => {
  const text = 'Cats sleep all day. At night they hunt mice.'
  const headings = [createHeading(0, 'Life', 1), createHeading(0, 'Habits', 2)]
  const document = createDocument({ id: 'a', title: 'On cats', text, headings })
  const index = openTinyIndex([document])

  test('shows the passage with the headings above it', () => {
    const [result] = ask(index, { q: 'hunting' }, east).results

    expect(result).toMatchObject({ id: 'a', title: 'On cats', url: '/articles/a', date: null })
    expect(result.passage).toEqual({
      heading: ['Life', 'Habits'],
      anchor: 'Habits',
      text,
      span: [0, text.length],
    })
  })

  test('points at the sentence that holds the words, and marks them, inflected forms included', () => {
    const [{ sentence, marks }] = ask(index, { q: 'hunting mouse' }, east).results

    expect(text.slice(...sentence)).toBe('At night they hunt mice.')
    expect(marks.map((mark) => text.slice(...mark))).toEqual(['hunt'])
  })

  test('points at the sentence that is nearest when no word helps', () => {
    const similarityTo = (sentence: string | readonly number[]) =>
      sentence.includes('night' as never) ? 0.5 : 0.1
    const parameters = {
      q: 'zzz',
      mode: 'hybrid',
      k: 1,
      offset: 0,
      filters: {},
      explain: false,
    } as const
    const [{ sentence }] = search(index, parameters, { vector: east, similarityTo, urlOf }).results

    expect(text.slice(...sentence)).toBe('At night they hunt mice.')
  })

  test('joins the marks of overlapping pairs of a dense script', () => {
    const chinese = openTinyIndex([createDocument({ text: '我喜欢水果店。' })])
    const [{ marks, passage }] = ask(chinese, { q: '水果店' }, east).results

    expect(marks.map((mark) => passage.text.slice(...mark))).toEqual(['水果店'])
  })

  test('marks the words in the title as in the text, whatever is near or related', () => {
    const index = openTinyIndex([
      createDocument({ id: 'a', title: '🐈 Cats, a CAT and 水果店', text: 'A cat.' }),
      createDocument({ id: 'b', title: 'A dog', text: 'A cat.' }),
    ])
    const { results } = ask(index, { q: 'the cat 水果店' })
    const marked = results.map(({ title, titleMarks }) =>
      titleMarks.map((mark) => title.slice(...mark)),
    )

    expect(marked).toEqual([['Cats', 'CAT', '水果店'], []])
    const [found] = ask(index, { mode: 'semantic', k: 1 }, east).results
    expect(found.titleMarks).toHaveLength(2)
    expect(related(index, 1, 1, { urlOf }).results[0]).toMatchObject({ id: 'a', titleMarks: [] })
  })

  test('explains itself when asked', () => {
    const { results } = ask(petIndex, { q: 'cat fish', explain: true, k: 1 }, east)

    expect(results[0].explain).toMatchObject({
      words: { rank: 1 },
      semantic: { rank: 1, score: expect.closeTo(1) },
      held: [2, 2],
    })
  })

  test('does not say that words are missing which nobody looked for', () => {
    const { results } = ask(petIndex, { q: 'cat fish', mode: 'semantic', explain: true }, east)

    expect(results[0].explain).toMatchObject({ words: null, held: [0, 0] })
  })

  test('of an article without text is its title and an empty passage', () => {
    const titled = openTinyIndex([createDocument({ title: 'Only cats' })])
    const [result] = ask(titled, {}, east).results

    expect(result).toMatchObject({ title: 'Only cats', sentence: [0, 0], marks: [] })
    expect(result.passage).toEqual({ heading: [], anchor: null, text: '', span: [0, 0] })
  })
})

/** A model in which `kitten` stands for `cat` and `the`, `cats` even more, and `dog` for neither. */
const catModel = tinyModel({
  the: [90, 10, 0],
  cat: [100, 0, 0],
  cats: [100, 10, 0],
  kitten: [80, 60, 0],
  dog: [0, 0, 100],
})
const tokensOf = createContentTokenizer(catModel.vocabulary)

describe('a second look', () => {
  function askTwice(
    documents: readonly Document[],
    parameters: Partial<SearchParameters> = {},
    context: Partial<SearchContext> = {},
  ) {
    const vectorOf = ({ date }: Document) => directionOf(Number(date ?? 0))
    const index = openTinyIndex(documents, { vectorOf, tokensOf })
    const asked = {
      q: 'cat',
      mode: 'hybrid',
      k: 50,
      offset: 0,
      filters: {},
      explain: true,
    } as const
    const reader = createReader(
      index,
      catModel.vocabulary,
      openTaught(catModel, noPatch, null).matcher,
    )
    return search(index, { ...asked, ...parameters }, { vector: east, reader, urlOf, ...context })
  }
  const directionOf = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle))
  const article = (id: string, text: string) => createDocument({ id, text })
  const textOf = ({ passage }: Result, spans: readonly Span[]) =>
    spans.map((span) => passage.text.slice(...span))

  test('puts an article first that says the same in another word', () => {
    const documents = [article('a', 'A dog.'), article('b', 'A kitten.')]

    expect(idsOf(askTwice(documents))).toEqual(['b', 'a'])
    expect(askTwice(documents).results.map(({ explain }) => explain?.secondLook)).toEqual([1, 0])
    expect(idsOf(askTwice(documents, { mode: 'semantic' }))).toEqual(['a', 'b'])
  })

  test('leaves the articles after the first twenty where they were, after all others', () => {
    const random = seededRandom(3)
    for (let round = 0; round < 20; round++) {
      const documents = Array.from({ length: 26 }, (_, i) =>
        createDocument({
          id: String.fromCharCode(97 + i),
          // Its direction; each article is a little farther than the one before.
          date: String(i / 30),
          text: random() < 0.3 ? 'A kitten.' : 'A dog.',
        }),
      )
      const { results } = askTwice(documents, {}, { feedback: false })
      const looked = results.map(({ explain }) => explain?.secondLook !== null)

      expect(looked).toEqual(results.map((_, i) => i < 20))
      expect(idsOf({ results: results.slice(20) })).toEqual(['u', 'v', 'w', 'x', 'y', 'z'])
      const scores = results.map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      expect(scores[0]).toBeLessThanOrEqual(1)
      expect(scores[25]).toBeGreaterThanOrEqual(0)
    }
  })

  test('puts an article first that has the words as they were asked, and shows where', () => {
    const apart = createDocument({ id: 'a', text: 'A dog. A cat, a kitten and a dog.', date: '0' })
    const long = createDocument({
      id: 'b',
      text: 'A dog met a cat.\n\nA cat dog.',
      headings: [createHeading(18, 'More')],
      date: '1',
    })
    const others = Array.from({ length: 30 }, (_, i) =>
      createDocument({ id: `c${i}`, text: 'A dog, and more of a cat.', date: '0.5' }),
    )
    const { results } = askTwice([apart, long, ...others], { q: 'dog cat' })
    const turned = askTwice([apart, long, ...others], { q: 'cat dog' })

    expect(results[0].id).toBe('a')
    expect(turned.results[0]).toMatchObject({ id: 'b', score: 1, explain: { adjacency: 1 } })
    expect(turned.results[0].passage.text).toBe('A cat dog.')
    expect(turned.results.at(-1)?.explain?.adjacency).toBe(0)
  })

  test('shows the words that are near, wherever characters take two code units', () => {
    const [result] = askTwice([article('a', '🐈‍⬛ Ça e\u0301tait un kitten, un Kítten.')]).results

    expect(textOf(result, result.near)).toEqual(['kitten', 'Kítten'])
    expect(result.explain?.near).toEqual([
      { query: 'cat', passage: 'kitten', similarity: expect.closeTo(0.8) },
    ])
  })

  test('never shows a word as near that is marked or not in the text', () => {
    const titled = createDocument({ id: 'a', title: 'Kitten', text: 'Two cats and a cat.' })
    const [result] = askTwice([titled]).results

    expect(textOf(result, result.marks)).toEqual(['cats', 'cat'])
    expect(result).toMatchObject({ near: [], explain: { near: [] } })
  })

  test('tells what was fed back only where it was, and only when asked', () => {
    const documents = Array.from({ length: 10 }, (_, i) =>
      article(`${i}`, 'A cat and its whiskers.'),
    )

    expect(askTwice(documents).feedback).toEqual({ documents: ['0'], terms: ['cat'] })
    expect(askTwice(documents, { explain: false })).not.toHaveProperty('feedback')
    expect(askTwice(documents.slice(1))).not.toHaveProperty('feedback')
    expect(askTwice(documents, { mode: 'semantic' })).not.toHaveProperty('feedback')
    expect(askTwice(documents, { mode: 'words' })).not.toHaveProperty('feedback')
  })

  test('is not taken for stop words alone or words that the model does not know', () => {
    const documents = [
      article('a', 'A dog and the zebra.'),
      article('b', 'A kitten and the zebra.'),
    ]

    for (const q of ['and the', 'zebra']) {
      const { results } = askTwice(documents, { q })
      expect(idsOf({ results }), q).toEqual(['a', 'b'])
      expect(results[0].explain?.secondLook, q).toBeNull()
    }
  })
})

describe('related', () => {
  test('gives the nearest other articles, nearest first', () => {
    const directions: Record<string, Float32Array> = {
      a: east,
      b: Float32Array.of(0.6, 0.8),
      c: Float32Array.of(0.8, 0.6),
      d: Float32Array.of(0, -1),
    }
    const documents = Object.keys(directions).map((id) => createDocument({ id, text: id }))
    const index = openTinyIndex(documents, { vectorOf: ({ id }) => directions[id] })

    expect(idsOf(related(index, 0, 10, { urlOf }))).toEqual(['c', 'b'])
    expect(idsOf(related(index, 0, 1, { urlOf }))).toEqual(['c'])
  })

  test('shows of each article the passage that is nearest', () => {
    const far = createDocument({
      id: 'b',
      text: 'Far.Near.',
      headings: [createHeading(4, 'Second')],
    })
    const index = openTinyIndex([createDocument({ id: 'a', text: 'Here.' }), far], {
      vectorOf: (document, { span }) => (document.id === 'b' && span[0] === 0 ? north : east),
    })

    expect(related(index, 0, 1, { urlOf }).results[0].passage.text).toBe('Near.')
  })
})

test('tells what is confident by the untaught model, if the model was taught', () => {
  const texts: string[] = []
  const askWith = (similarity: number) => {
    const baseSimilarityTo = (text: string) => {
      texts.push(text)
      return similarity
    }
    const parameters = { q: 'bird', mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: false }
    return search(petIndex, parameters as SearchParameters, {
      vector: east,
      baseSimilarityTo,
      urlOf,
    })
  }

  expect(ask(petIndex, { q: 'bird' }, east).confident).toBe(true)
  expect(askWith(0.35).confident).toBe(false)
  expect(askWith(0.36).confident).toBe(true)
  expect(texts).toContain('Cats › The cat sleeps. It dreams of fish.')
})

test('finds by its parts a name that articles write as one word, and marks it', () => {
  const texts = ['A dog. Set maxRetries.', 'Max, a dog.', 'A dog retries.']
  const index = openTinyIndex(texts.map((text, i) => createDocument({ id: `${i}`, text })))
  const [first] = ask(index, { q: 'max retries', mode: 'words' }).results

  expect(first.id).toBe('0')
  expect(first.marks).toEqual([[11, 21]])
})

test('asks again with what the first article says, unless told not to', () => {
  const documents = Array.from({ length: 12 }, (_, i) =>
    createDocument({ id: `a${i + 10}`, text: i === 0 ? 'The cat sleeps.' : 'A dog barks.' }),
  )
  const { taught, matcher } = openTaught(tinyModel({ cat: [1, 0], dog: [0, 1] }), noPatch, null)
  const tokensOf = createContentTokenizer(taught.vocabulary)
  const index = openTinyIndex(documents, { tokensOf })
  const reader = createReader(index, taught.vocabulary, matcher)
  const parameters = { q: 'cat', mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: true }
  const askWith = (feedback?: boolean) =>
    search(index, parameters as SearchParameters, { vector: east, reader, feedback, urlOf })

  expect(askWith().feedback?.documents).toEqual(['a10'])
  expect(askWith(false)).not.toHaveProperty('feedback')
})

test('scores are numbers where nothing speaks for any of the articles', () => {
  const { taught, matcher } = openTaught(tinyModel({ cat: [1, 0], zebra: [0, 1] }), noPatch, null)
  const { manifest, ...rest } = openTinyIndex([createDocument({ text: 'A cat.' })], {
    tokensOf: createContentTokenizer(taught.vocabulary),
  })
  const index = { ...rest, manifest: { ...manifest, confidence: { floor: -1, threshold: 1 } } }
  const reader = createReader(index, taught.vocabulary, matcher)
  const asked = {
    q: 'zebra',
    mode: 'hybrid',
    k: 10,
    offset: 0,
    filters: {},
    explain: false,
  } as const
  const { results } = search(index, asked, { vector: Float32Array.of(-1, 0), reader, urlOf })

  expect(results.map(({ score }) => score)).toEqual([0])
})

test('a line of stop words is found by their order', () => {
  const texts = ['To be or not to be.', 'Not to be or to be.', 'Or be not. To be.']
  const documents = texts.map((text, i) => createDocument({ id: `${i}`, text: `A cat. ${text}` }))
  const rows = Object.fromEntries('cat to be or not'.split(' ').map((word) => [word, [1, 0]]))
  const { taught, matcher } = openTaught(tinyModel(rows), noPatch, null)
  const index = openTinyIndex(documents.toReversed(), {
    tokensOf: createContentTokenizer(taught.vocabulary),
  })
  const reader = createReader(index, taught.vocabulary, matcher)
  const askFor = (q: string) => {
    const asked = { q, mode: 'hybrid', k: 10, offset: 0, filters: {}, explain: true } as const
    return search(index, asked, { vector: Float32Array.of(0.3, -0.9), reader, urlOf })
  }

  const { results, confident } = askFor('to be, or not to be')
  expect(results[0]).toMatchObject({ id: '0', explain: { adjacency: 1, secondLook: null } })
  expect(results.map(({ explain }) => (explain?.adjacency ?? 0) < 1)).toEqual([false, true, true])
  expect(confident).toBe(true)
  expect(askFor('be not or to').confident).toBe(false)
  expect(askFor('not to be').confident).toBe(false)
})

test('a passage chosen for a long article is the nearest one', () => {
  const random = seededRandom(3)
  const documents = randomDocuments(random, 8)
  const index = openTinyIndex(documents, { dimensions: 4, vectorOf: () => randomVector(random, 4) })
  const vector = randomVector(random, 4)
  const found = scan(index, vector, null)

  for (const { id, similarity } of ask(index, { mode: 'semantic' }, vector).results) {
    const document = documents.findIndex((other) => other.id === id)
    expect(similarity).toBe(found.similarities[document])
  }
})
