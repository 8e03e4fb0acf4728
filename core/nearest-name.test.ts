import { describe, expect, test } from 'vitest'
import { nearestName, suggestion } from './nearest-name.ts'

describe('suggestion', () => {
  const known = ['title', 'gte-small', 'bge-m3']

  test.each([
    ['titel', 'title'],
    ['Titles', 'title'],
    ['GTE-small', 'gte-small'],
    ['bgem3', 'bge-m3'],
  ])('of %s is %s', (given, nearest) => {
    expect(suggestion(given, known)).toBe(`the nearest is ${nearest}`)
  })

  test.each(['nope', 'x', '', 'all-MiniLM'])('of %j is all names, since none is near', (given) => {
    expect(suggestion(given, known)).toBe('there are title, gte-small, bge-m3')
  })

  test('names the only one there is', () => {
    expect(suggestion('nope', ['title'])).toBe('there is title')
  })
})

describe('nearestName', () => {
  test('is none where none is near, or none is known', () => {
    expect(nearestName('limit', ['mode', 'k', 'offset'])).toBeNull()
    expect(nearestName('k', [])).toBeNull()
  })

  test('is the name as it is known', () => {
    expect(nearestName('filter.topics', ['k', 'filter.Topic'])).toBe('filter.Topic')
  })
})
