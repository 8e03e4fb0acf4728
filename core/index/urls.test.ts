import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { awkwardText, holds } from '../../test/support.ts'
import { comparableUrl } from './urls.ts'

describe('comparableUrl', () => {
  test.each([
    ['https://example.org/a/#b', 'https://example.org/a'],
    ['https://EXAMPLE.org:443/a/?b=/#c', 'https://example.org/a?b=/'],
    ['https://example.org/', 'https://example.org'],
    ['/a//', '/a'],
    ['a', '/a'],
    ['/', ''],
    ['https://example.org/caf\u00e9', 'https://example.org/caf%C3%A9'],
    ['javascript:alert(1)', null],
    ['data:text/html,a', null],
    ['mailto:a@example.org', null],
    ['http://[', null],
  ])('compares %j as %j', (url, comparable) => {
    expect(comparableUrl(url)).toBe(comparable)
  })

  test('is the same with a hash and a slash more, for any path', () => {
    holds(
      fc.property(awkwardText, (text) => {
        const url = `https://example.org/${encodeURIComponent(text.toWellFormed())}`
        expect(comparableUrl(`${url}/#${text}`)).toBe(comparableUrl(url))
      }),
    )
  })
})
