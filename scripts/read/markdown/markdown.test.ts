import { describe, expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

/** Blocks of `source`: headings as `## text #anchor`, texts as they are. */
function blocksOf(source: string): string[] {
  return readMarkdown(source).blocks.map((block) =>
    block.kind === 'text'
      ? block.text
      : `${'#'.repeat(block.depth)} ${block.text} #${block.anchor}`,
  )
}

describe('readMarkdown', () => {
  test('joins wrapped lines and keeps hard breaks', () => {
    expect(blocksOf('one\ntwo  three  \nfour\\\nfive\n\nsix')).toEqual([
      'one two three\nfour\nfive',
      'six',
    ])
  })

  test.each([
    ['[link *text*](https://example.org "title")', 'link text'],
    ['[js](javascript:alert(1))', 'js'],
    ['![alt `text`](a.png)', 'alt text'],
    ['![alt](a.png){#b width=50%} [link](c){#d}', 'alt link'],
    ['a ![Untitled 1](b/Untitled%201.png) ![x 1.png](c) <img alt="IMG_1.JPG"> b', 'a b'],
    ['[![badge](b.svg)](https://example.org)', 'badge'],
    ['[![a](https://img.shields.io/npm/v/b.svg)](c) ![d](https://e.org/badge.svg?f=g) h', 'h'],
    ['a <img alt="b" src="https://badge.fury.io/js/c.svg">', 'a'],
    [
      '![a](merit-badge.jpg) ![b](/animals/badger.jpg) <img alt="c" src="badge-of-1880.png">',
      'a b c',
    ],
    ['![a](https://e.org/badges/b/c.svg) ![d](//e.org/badge/e) ![f](//img.badgesize.io/g) h', 'h'],
    ['[reference][r]\n\n[r]: https://example.org', 'reference'],
    ['**bold** ~~gone~~ `a * b`', 'bold gone a * b'],
    ['&amp; &#65; \\*', '& A *'],
    ['a<!-- not\nwords -->b', 'ab'],
    ['H<sub>2</sub>O <b>bold</b>', 'H2O bold'],
    ['a<br>b<BR/>c', 'a\nb\nc'],
    ['a <div>b</div><h2>c</h2>d<em>e</em>', 'a\nb\nc\nde'],
    ['<img src="x.png" alt="A &amp; B"> c', 'A & B c'],
    ['a <script>no()</script><style>p{}</style>b', 'a b'],
    ['<https://example.org>', 'https://example.org'],
  ])('shows %j as a page would', (source, text) => {
    expect(blocksOf(source)).toEqual([text])
  })

  test('makes one block of a list, with a line for each item', () => {
    const list =
      '- one\n- two\n  wrapped\n  1. deep\n\n     second\n- > quoted\n- ```\n  code\n  ```\n'

    expect(blocksOf(list)).toEqual(['one\ntwo wrapped\ndeep\nsecond\nquoted\ncode'])
  })

  test('makes one block of a table, with a line for each row', () => {
    expect(
      blocksOf(
        '| a | b |\n|---|---|\n| c<br>d<ul><li>e</li><li>f</li></ul> | [e](f) |\n| | |\n| | g |',
      ),
    ).toEqual(['a | b\nc d e f | e\ng'])
  })

  test('keeps the lines of code, without blank ones, and finds no markup in them', () => {
    expect(
      blocksOf('```js\nif (a)\n\n  {{ b }} <!-- c -->\n```\n\n    {% d %}\n\n`{{ e }}`'),
    ).toEqual(['if (a)\n  {{ b }} <!-- c -->', '{% d %}', '{{ e }}'])
  })

  test('reads quotes as text, headings in them as well', () => {
    expect(blocksOf('> # quoted\n> text\n>\n> - item')).toEqual(['quoted', 'text', 'item'])
  })

  test('shows the text of HTML blocks and drops comments', () => {
    expect(blocksOf('<div>\n<p>one</p><p>two</p>\n</div>\n\n<!-- a\n\nb -->\n\nthree')).toEqual([
      'one',
      'two',
      'three',
    ])
  })

  test('takes images beside the words of a heading for decoration', () => {
    const source =
      '# ![a](a.png) One [![b](b.png)](b) <img src="c.png" alt="c">\n\n## ![Two](d.png)'

    expect(blocksOf(source)).toEqual(['# One #one', '## Two #two'])
  })

  test('gives headings the anchors of GitHub, duplicates numbered', () => {
    expect(blocksOf('# A `b` & *c*!\n\n## Été\n\n## Été\n\nSetext\n---')).toEqual([
      '# A b & c! #a-b--c',
      '## Été #été',
      '## Été #été-1',
      '## Setext #setext',
    ])
  })

  test('takes an anchor of the author, made unique', () => {
    expect(blocksOf('# One {#own_x_id}\n## Two {#own_x_id .class}\n## Own_x_id')).toEqual([
      '# One #own_x_id',
      '## Two #own_x_id-1',
      '## Own_x_id #own_x_id-2',
    ])
  })

  test.each([
    '## One {: #own .class}',
    '## One { #own }',
    '## One {.class #own key="v"}',
    '## One [#own]',
    '## One {/* #own */}',
    '## One\n{: #own .class}',
    '## One\n{:#own}\n\nText',
    'One\n---\n{: .class #own}',
    'One {:#own}\n---',
  ])('reads an anchor in the way of a generator: %j', (source) => {
    expect(blocksOf(source)[0]).toBe('## One #own')
  })

  test('does not give a heading an id that belongs to something else', () => {
    expect(blocksOf('## One\n\n{: #own}\nText\n\n## Two [#12]')).toEqual([
      '## One #one',
      'Text',
      '## Two [#12] #two-12',
    ])
  })

  test('reads a file that begins with an import as MDX', () => {
    const source = "\nimport A from '@b/c';\nimport './d.css'\n\n<A b={{ c: 'd' }}>\n\ne\n\n</A>"

    expect(blocksOf(source)).toEqual(['e'])
    expect(blocksOf("a\n\nimport B from './c.mdx';\n\n<B d={[e]} />")).toEqual(['a'])
    expect(blocksOf("import a from 'b' is how\n\n{c}")).toEqual(["import a from 'b' is how", '{c}'])
  })

  test('reads {#id} anywhere else as text', () => {
    expect(blocksOf('# a {#b} c\n## `{#d}`\n\ne {#f}')).toEqual([
      '# a {#b} c #a-b-c',
      '## {#d} #d',
      'e {#f}',
    ])
    expect(blocksOf('[{#a](b) c}')).toEqual(['{#a c}'])
  })

  test('looks for the end of an id in linear time', () => {
    blocksOf(`a {#${'b'.repeat(1_000_000)}`)
  })

  test('counts headings that it drops', () => {
    expect(blocksOf('> # Same\n\n# Same\n\n##')).toEqual(['Same', '# Same #same-1'])
  })

  test('accepts Windows line ends and NUL', () => {
    expect(blocksOf('a\r\nb\r\n\r\nc\0')).toEqual(['a b', 'c\ufffd'])
  })
})
