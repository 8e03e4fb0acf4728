import { describe, expect, test } from 'vitest'
import { createUrlOf } from './urls.ts'

describe('createUrlOf', () => {
  const urlOf = createUrlOf('https://search.example', '/find')

  test('leaves an absolute address as it is', () => {
    expect(urlOf('a', 'https://example.org/a?b=c#d')).toBe('https://example.org/a?b=c#d')
  })

  test('takes a path to be on its own origin, whatever the app is mounted under', () => {
    expect(urlOf('a', '/stories/a')).toBe('https://search.example/stories/a')
  })

  test('leads to the reading page where an article has no address', () => {
    expect(urlOf('news/a b/ü?#%', null)).toBe(
      'https://search.example/find/articles/news/a%20b/%C3%BC%3F%23%25',
    )
  })

  test.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'https://',
    'http://[',
  ])('never gives %j as an address', (url) => {
    expect(urlOf('a', url)).toBe('https://search.example/find/articles/a')
  })
})
