import { describe, expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

const textsOf = (source: string) => readMarkdown(source).blocks.map(({ text }) => text)

describe('footnotes', () => {
  test.each([
    ['a[^1] b.[^n-2]\n\n[^1]: *one*\n[^n-2]: two\nwrapped', ['a b.', 'one', 'two wrapped']],
    ['[^1]: https://example.org\n\na [^1]', ['https://example.org', 'a']],
    ['a[^1]\n\n[^1]:\n    one\n\n    > two\n\n        code\n\nb', ['a', 'one', 'two', 'code', 'b']],
    ['- a[^1]\n\n  [^1]: one\n- b', ['a\none\nb']],
    ['> a[^1]\n>\n> [^1]: one', ['a', 'one']],
    ['[^1]: never named', ['never named']],
    ['# a[^1]\n\n[^1]: b\n\n    # c', ['a', 'b', 'c']],
    ['[^1]:', []],
    ['a^[One *note*, [b](c).] d, e ^[f g]', ['a (One note, b.) d, e (f g)']],
    ['a^[b c](d)', ['a^b c']],
  ])('of %j are text, and their numbers are not', (source, texts) => {
    expect(textsOf(source)).toEqual(texts)
  })

  test.each(['a [^1]', 'a ^[b c', 'lines by ^[a-z]', 'the class [^a-z]', '[^ 1] a', '[^1 : a'])(
    'are none in %j',
    (source) => {
      expect(textsOf(source)).toEqual([source])
    },
  )

  test('may be nested thousands deep', () => {
    expect(textsOf(`${'[^1]: '.repeat(20_000)}a`).length).toBeLessThan(2)
    expect(textsOf('^[a '.repeat(20_000)).length).toBe(1)
  })

  test('are left alone in code', () => {
    expect(textsOf('`a[^1]`\n\n```\n[^1]: b\n```\n\n[^1]: c\n\n    [^1]: d')).toEqual([
      'a[^1]',
      '[^1]: b',
      'c',
      'd',
    ])
  })
})
