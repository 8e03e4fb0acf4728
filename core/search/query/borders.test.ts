import { describe, expect, test } from 'vitest'
import { findBorders, spareBorders } from './borders.ts'
import { queryWords } from './query-words.ts'

const bordersOf = (query: string) => findBorders(query, queryWords(['en'], query))

describe('findBorders', () => {
  test.each([
    ['麻辣火锅', ['辣火']],
    ['上海的夜景', ['海的', '的夜']],
    ['札幌ラーメン', ['幌ラ']],
    ['火锅 夜景', []],
    ['火锅', []],
    ['ラーメンスープ', []],
    ['ต้มยำกุ้ง', []],
    ['대한민국', []],
    ['army of the river', []],
    ['麻辣火锅 or 麻辣火锅', ['辣火']],
  ])('gives the pairs of %j that may stand across a border', (query, pairs) => {
    expect(bordersOf(query).map(({ pair }) => pair)).toEqual(pairs)
  })

  test('names the row of each among the words that are asked for', () => {
    expect(bordersOf('the hot 麻辣火锅').map(({ row }) => row)).toEqual([2])
  })
})

test.each([
  ['四川火锅以麻辣著称', [1]],
  ['麻辣火锅', []],
  ['四川火锅', []],
  ['麻辣香锅', []],
])('spareBorders of 麻辣火锅 in %j', (text, rows) => {
  expect(spareBorders(bordersOf('麻辣火锅'), text)).toEqual(rows)
})
