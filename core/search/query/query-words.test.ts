import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex } from '../../../test/support.ts'
import { findByWords } from '../words.ts'
import { completeLastWord, queryWords } from './query-words.ts'

describe('queryWords', () => {
  test.each([
    ['The cats of a city', [['cat'], ['citi']], true],
    ['cat cats CAT’s', [['cat']], true],
    ['to be or not to be', [['to'], ['be'], ['or'], ['not']], false],
    ['don’t', [['don'], ['t']], false],
    ['', [], false],
    ['?! 👍❤\ufe0f', [], false],
    ['漢字学', [['漢字'], ['字学']], true],
  ])('asks of %j the words %j', (query, words, content) => {
    expect(queryWords(['en'], query)).toMatchObject({ words, content })
  })

  test('says which written word asks for which, and how often it is written', () => {
    expect(queryWords(['en'], 'The cats of a city cat, Cats').written).toEqual([
      { text: 'cats', word: 0, times: 2 },
      { text: 'city', word: 1, times: 1 },
      { text: 'cat', word: 0, times: 1 },
    ])
  })

  test('says in which order its content words are written, repeats included', () => {
    expect(queryWords(['en'], 'The cats of a city cat, Cats').sequence).toEqual([
      'cats',
      'city',
      'cat',
      'cats',
    ])
  })

  test('asks for a word as each language stems it', () => {
    expect(queryWords(['en', 'xx'], 'cities river').words).toEqual([['citi', 'cities'], ['river']])
  })

  test('leaves out the stop words of every language', () => {
    expect(queryWords(['en', 'de'], 'und the Fluss').words).toEqual([['fluss']])
  })

  test('asks for no more than a hundred words', () => {
    const query = Array.from({ length: 120 }, (_, i) => `w${i}`).join(' ')

    expect(queryWords(['en'], query).words).toHaveLength(100)
  })
})

describe('completeLastWord', () => {
  const article = (text: string, id = 'a') => createDocument({ id, text })
  const complete = (query: string, ...texts: string[]) => {
    const documents = texts.map((text, i) => article(text, `${i}`))
    const index = openTinyIndex(documents, { perSegment: 2 })
    return completeLastWord(index, queryWords(['en'], query), query).words
  }

  test.each([
    ['ro', [['ro', 'road', 'rocket']]],
    ['army ro', [['armi'], ['ro', 'road', 'rocket']]],
    ['road', [['road']]],
    ['cit', [['cit', 'citi']]],
    ['citie', [['citi']]],
    ['cafe', [['cafe', 'cafeteria']]],
    ['Café', [['cafe', 'cafeteria']]],
    ['œu', [['oeu', 'oeuvr']]],
    ['漢', [['漢', '漢字']]],
    ['漢字', [['漢字']]],
    ['rocket ro rocket', [['rocket'], ['ro']]],
    ['z', [['z']]],
  ])('lets %j stand for %j', (query, words) => {
    const texts = ['A road.', 'A rocket, a road.', 'cities 漢字', 'cafeteria, œuvre']
    expect(complete(query, ...texts)).toEqual(words)
  })

  test.each(['', 'ro ', 'ro?', 'roads to'])('leaves %j as it is', (query) => {
    expect(complete(query, 'road')).toEqual(queryWords(['en'], query).words)
  })

  test('completes a stop word where nothing else is asked for', () => {
    expect(complete('the', 'The theatre.')).toEqual([['the', 'theatr']])
  })

  test('puts the most common term first, however many segments it is in', () => {
    expect(complete('ro', 'road', 'robe rocket', 'rocket', 'rocket robe', 'road')).toEqual([
      ['ro', 'rocket', 'road', 'robe'],
    ])
  })

  test('lets a word stand for no more than fifty terms besides its own, the most common', () => {
    const rare = Array.from({ length: 80 }, (_, i) => `ro${i + 100}`).join(' ')
    const [word] = complete('ro', `${rare} rozzz`, 'rozzz')

    expect(word).toHaveLength(51)
    expect(word.slice(0, 3)).toEqual(['ro', 'rozzz', 'ro100'])
  })

  test.each([
    ['universit', [['universit', 'univers']]],
    ['universities', [['univers']]],
    ['universitabl', [['universitabl']]],
    ['unx', [['unx']]],
  ])('takes %j, past the stem of what it becomes, for %j', (query, words) => {
    expect(complete(query, 'A universe of its own.')).toEqual(words)
  })

  test('finds a word at each of its letters', () => {
    const index = openTinyIndex([article('The reservoir lies between two mountains.')])
    for (const typed of ['re', 'rese', 'reservo', 'reservoir', 'm', 'mountai', 'mountains']) {
      const { words } = completeLastWord(index, queryWords(['en'], typed), typed)
      expect([...findByWords(index, words, null).held], typed).toEqual([1])
    }
  })
})
