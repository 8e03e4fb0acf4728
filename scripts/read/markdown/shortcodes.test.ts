import { describe, expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

const textsOf = (source: string) => readMarkdown(source).blocks.map(({ text }) => text)

describe('shortcodes', () => {
  test.each([
    ['a {{< x "y" >}}b', 'a b'],
    ['a {{% note %}}in{{% /note %}} b', 'a in b'],
    ['{% if x %}a{% endif %} {{ page.title | upcase }} b', 'a b'],
    ['a {% comment %}no{% endcomment %} b', 'a b'],
    ['{{< figure src="x" title="A b" caption=`c` alt="A b" >}}', 'A b\nc'],
    ['a {% include x.html caption="b" %} c', 'a\nb\nc'],
    ['[gallery ids="1,2"] a [b title="c"]d[/b]', 'a d'],
    ['[caption id="a_6" width="300"]![b](c.jpg) d[/caption]', 'b d'],
    ['\\[caption id="a\\_6"\\]![b](c.jpg) d\\[/caption\\]', 'b d'],
    ['a [embed]https://b.c/d[/embed] [youtube https://b.c/d] e', 'a e'],
    ['[vc_row][vc_column width="1/2"]a[/vc_column][/vc_row]', 'a'],
    [
      '[a b="c"](d) [e b="c"][f] [video] [sic] [/etc]\n\n[f]: g',
      'a b="c" e b="c" [video] [sic] [/etc]',
    ],
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
    ['{/* a */}\n\nb {/* c */} d', 'b d'],
    ['sets {n=1}, {.5}, { a: b } and x_{i=1}', 'sets {n=1}, {.5}, { a: b } and x_{i=1}'],
    ['an atom {:ok, value} or {:ok}', 'an atom {:ok, value} or {:ok}'],
  ])('are no text in %j', (source, text) => {
    expect(textsOf(source)).toEqual([text])
  })

  test('may stand alone, over several lines, and several on a line', () => {
    const source = '{{< figure\n   src="x"\n>}}\n\na\n\n{{< b >}} {{< c >}}  \n- d\n{{< /b >}}\n'

    expect(textsOf(source)).toEqual(['a', 'd'])
  })

  test.each([
    ['{% highlight ruby linenos %}', '{% endhighlight %}'],
    ['{% codeblock lang:x %}', '{% endcodeblock %}'],
    ['{{< highlight go "a=b" >}}', '{{< /highlight >}}'],
    ['[sourcecode language="css"]', '[/sourcecode]'],
  ])('keep the text between %s and %s as code', (opening, closing) => {
    const source = `a\n${opening}\n# b *c*\n\n  {{ d }}\n${closing}\ne`

    expect(textsOf(source)).toEqual(['a', '# b *c*\n  {{ d }}', 'e'])
    expect(textsOf(`${opening}\n# b`)).toEqual(textsOf(`${opening}\n\n# b`))
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

  test.each([
    ['`{% raw %}{{ a }}{% endraw %}` b', '{{ a }} b'],
    ['```\n{%- raw -%}\n{{ a }}\n\n{% b %}\n{%- endraw -%}\n```', '{{ a }}\n{% b %}'],
    ['`{% raw %}a{% endraw %} {% raw %}b{% endraw %}`', 'a b'],
    ['`{% raw %}` to `{% endraw %}`', '{% raw %} to {% endraw %}'],
  ])('leave out of code what Liquid, Nunjucks and Jinja do not show: %j', (source, shown) => {
    expect(textsOf(source)).toEqual([shown])
  })

  test('look for the end of what is raw in linear time', () => {
    textsOf(`\`\`\`\n${'{% raw %}'.repeat(100_000)}`)
  })

  test.each(['a {{ b', 'a {% b }} c', '{ a } b', '<a {b', '<a {b}> c'])(
    'leave %j as it is',
    (source) => {
      expect(textsOf(source)).toEqual([source])
    },
  )

  test('never span a blank line', () => {
    expect(textsOf('{{ a\n\nb }}')).toEqual(['{{ a', 'b }}'])
  })
})
