import { describe, expect, test } from 'vitest'
import { createDocument, openTinyIndex } from '../../../test/support.ts'
import { joinNeighbours, partWord } from './parted-words.ts'
import { queryWords } from './query-words.ts'

const indexOf = (...texts: string[]) =>
  openTinyIndex(
    texts.map((text, i) => createDocument({ id: `${i}`, text })),
    { perSegment: 1 },
  )

describe('partWord', () => {
  test.each([
    ['monthlong', 'A month-long stay.', 'month long'],
    ['640000', 'Of 640,000 people.', '640 000'],
    ['ratelimiter', 'The rate limiter.', 'rate limiter'],
    ['übermorgen', 'Über-Morgen.', 'über morgen'],
    ['monthlong', 'A month, long.', null],
    ['monthlong', 'A long month.', null],
    ['monthlong', 'Months. Long.', null],
    ['months', 'A month. s', null],
    // A stop word is no part.
    ['monthof', 'The month of May.', null],
    ['🐈‍⬛x', 'A cat.', null],
  ])('reads %s where an article writes %j as %j', (word, text, parts) => {
    expect(partWord(indexOf('A dog.', text), word)).toBe(parts)
  })

  test('finds parts that stand in a title', () => {
    const titled = createDocument({ id: 'a', title: 'Month-long', text: 'A stay.' })

    expect(partWord(openTinyIndex([titled]), 'monthlong')).toBe('month long')
  })
})

describe('joinNeighbours', () => {
  const join = (query: string, ...texts: string[]) =>
    joinNeighbours(indexOf(...texts), queryWords(['en'], query)).words

  test('looks for neighbours also as the word that articles make of them', () => {
    expect(join('max retries', 'Set maxRetries.')).toEqual([
      ['max', 'maxretri'],
      ['retri', 'maxretri'],
    ])
    expect(join('create test queue', 'createTestQueue()')).toEqual([
      ['creat', 'createtestqueu'],
      ['test', 'createtestqueu'],
      ['queue', 'createtestqueu'],
    ])
  })

  test('leaves words that no article joins in this order', () => {
    const asked = queryWords(['en'], 'retries max')
    const index = indexOf('Set maxRetries, and max retries.')

    expect(joinNeighbours(index, asked)).toBe(asked)
  })

  test('knows the word by one segment of several', () => {
    expect(join('max retries', 'A dog.', 'Set maxRetries.')).toEqual([
      ['max', 'maxretri'],
      ['retri', 'maxretri'],
    ])
  })

  test('joins a word with the neighbours on both its sides', () => {
    expect(join('home page view', 'A homepage and a pageview.')).toEqual([
      ['home', 'homepag'],
      ['page', 'homepag', 'pageview'],
      ['view', 'pageview'],
    ])
  })

  test('joins nothing in a query of more than six words', () => {
    const words = 'max retries a1 b2 c3 d4'

    expect(join(words, 'maxRetries')[0]).toEqual(['max', 'maxretri'])
    expect(join(`${words} e5`, 'maxRetries')[0]).toEqual(['max'])
  })
})
