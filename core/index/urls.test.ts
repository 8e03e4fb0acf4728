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
    ['https://example.org/caf%c3%a9', 'https://example.org/caf%C3%A9'],
    ['https://example.org/cafe\u0301', 'https://example.org/caf%C3%A9'],
    ['/c++,%20@b/', '/c%2B%2B%2C%20%40b'],
    ['/c%2b%2B%2C%20%40%62', '/c%2B%2B%2C%20%40b'],
    ['/a%3Fb?c', '/a%3Fb?c'],
    ['/100%/', '/100%25'],
    ['javascript:alert(1)', null],
    ['data:text/html,a', null],
    ['mailto:a@example.org', null],
    ['http://[', null],
  ])('compares %j as %j', (url, comparable) => {
    expect(comparableUrl(url)).toBe(comparable)
  })

  test('takes time linear in the length of the address', () => {
    const url = `https://example.org/${'/'.repeat(1_000_000)}a`
    comparableUrl(url)
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
