import { describe, expect, test } from 'vitest'
import { createHeading } from '../../test/support.ts'
import { contextOf, headingPath } from './document.ts'

const headings = [
  createHeading(0, 'Deep start', 3),
  createHeading(1, 'Part', 1),
  createHeading(2, 'Chapter', 2),
  createHeading(3, 'Detail', 4),
  createHeading(4, 'Next chapter', 2),
]

describe('headingPath', () => {
  test.each([
    [-1, []],
    [0, ['Deep start']],
    [1, ['Part']],
    [3, ['Part', 'Chapter', 'Detail']],
    [4, ['Part', 'Next chapter']],
  ])('leads to heading %d from the outermost', (at, path) => {
    expect(headingPath(headings, at).map((heading) => heading.text)).toEqual(path)
  })

  test('takes the nearest of headings of equal depth', () => {
    const flat = [createHeading(0, 'A'), createHeading(1, 'B')]

    expect(headingPath(flat, 1)).toEqual([flat[1]])
  })
})

describe('contextOf', () => {
  test('joins title and headings', () => {
    expect(contextOf('Rivers', headings.slice(1, 3))).toBe('Rivers › Part › Chapter')
  })

  test('leaves out what is empty', () => {
    expect(contextOf('', [createHeading(0, ''), createHeading(0, 'Flood')])).toBe('Flood')
    expect(contextOf('', [])).toBe('')
  })
})
