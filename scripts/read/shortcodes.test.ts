import { describe, expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

const textsOf = (source: string) => readMarkdown(source).blocks.map(({ text }) => text)

describe('shortcodes', () => {
  test.each([
    ['a {{< x "y" >}}b', 'a b'],
    ['a {{% note %}}in{{% /note %}} b', 'a in b'],
    ['{% if x %}a{% endif %} {{ page.title | upcase }} b', 'a b'],
    ['a {% comment %}no{% endcomment %} b', 'a b'],
    ['[text]({{< ref "b c.md" >}})', 'text'],
    ['[text]({% post_url 2020-01-01-x %} "title")', 'text'],
    ['![alt]({{ "/x.png" | relative_url }})', 'alt'],
    ['[text]({{ site.url }}/a/b) c', 'text c'],
    ['[text][r]\n\n[r]: {{< ref "x y" >}}', 'text'],
    ['<a href="{{< ref "x" >}}">link</a>', 'link'],
    ['<div class="{{ "x" }}">a {{ b }}</div>', 'a'],
    ['# {{< icon >}} Heading', 'Heading'],
    ['| a | {{< x >}} b |\n|-|-|', 'a | b'],
    ['{: .note }\na\n{: #b .c data-d="e f"}', 'a'],
    ['[a](b){:target="_blank"} c\n{:.d}', 'a c'],
    ['## a {: .b }', 'a'],
    ['[a](b){ .c target=_blank } ![d](e){width=300 #f}', 'a d'],
    ['a\n{.b #c}', 'a'],
    ['## a { .b }\n{: .c}', 'a'],
    ['{::comment}\na\n\nb\n{:/comment}\n{::nomarkdown}c{:/nomarkdown}', 'c'],
    ['sets {n=1}, {.5} and { a: b }', 'sets {n=1}, {.5} and { a: b }'],
    ['an atom {:ok, value} or {:ok}', 'an atom {:ok, value} or {:ok}'],
  ])('are no words in %j', (source, text) => {
    expect(textsOf(source)).toEqual([text])
  })

  test('may stand alone, over several lines, and several on a line', () => {
    const source = '{{< figure\n   src="x"\n>}}\n\na\n\n{{< b >}} {{< c >}}  \n- d\n{{< /b >}}\n'

    expect(textsOf(source)).toEqual(['a', 'd'])
  })

  test('hide a comment with its blank lines', () => {
    expect(textsOf('{% comment %}\na\n\nb\n{% endcomment %}\nc')).toEqual(['c'])
  })

  test.each(['`{{< a >}}`', '```\n{{< a >}}\n```', '    {{< a >}}'])(
    'stay in code: %j',
    (source) => {
      expect(textsOf(source)).toEqual(['{{< a >}}'])
    },
  )

  test.each(['a {{ b', 'a {% b }} c', '{ a } b', '<a {b', '<a {b}> c'])(
    'leave %j as it is',
    (source) => {
      expect(textsOf(source)).toEqual([source])
    },
  )

  test('never reach over a blank line', () => {
    expect(textsOf('{{ a\n\nb }}')).toEqual(['{{ a', 'b }}'])
  })
})
