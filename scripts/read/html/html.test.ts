import { describe, expect, test } from 'vitest'
import { endOfTag } from '../markdown/html-tags.ts'
import { htmlBlocks } from './html.ts'

describe('htmlBlocks', () => {
  test.each([
    ['<p>a\n  b</p>c', ['a b', 'c']],
    ['<ul><li>a</li><li>b</ul>', ['a\nb']],
    ['<table><tr><th>a<th>b</tr><tr><td>c</td><td>d</td></tr></table>', ['a | b\nc | d']],
    [
      '<table><tr><td><p>a</p></td>\n<td><div><p>b</p></div></td></tr><tr><td><p>c<td></table>d',
      ['a | b\nc', 'd'],
    ],
    ['<table><tr><td><p>a<p>b</td><td><h2>c</h2>d</td><td><td>e</table>', ['a', 'b', 'c', 'd | e']],
    ['<table><tr><td><pre>1\n2</pre></td><td><pre>a\nb</pre></table>', ['1\n2', 'a\nb']],
    ['<table><tr><td><td>a<td><img alt="b"></table>', ['a | b']],
    ['<h1><img alt="a"> One <img alt="b"></h1><h2><a><img alt="Two"></a></h2>', ['One', 'Two']],
    ['<h1><img alt="a"></h1><h2></h2>', ['a']],
    ['<p><img alt="a" src="https://img.shields.io/b.svg"> c', ['c']],
    ['<pre>a\n  b</pre>', ['a\n  b']],
    ['<pre><code><div>a</div><div>  b</div></code></pre>c', ['a\n  b', 'c']],
    ['<math><mi>a</mi><annotation encoding="application/x-tex">\\a</annotation></math>', ['a']],
    ['a <img alt="b &lt; c"> d<br>e', ['a b < c d\ne']],
    ['a<!-- no --><script>no</script><STYLE>no</STYLE><template><img alt="no"></template>', ['a']],
    ['<div class="<p>">a', ['a']],
    ['<ul><li><p>a</p><p>b<ul><li>c</ul></ul>d', ['a\nb\nc', 'd']],
    ['a<br>b<br> <br>c<br><b>d</b>', ['a\nb', 'c\nd']],
    ['a <a href="#b">§</a><h2>b</h2>c<a href="#d">↩\ufe0e</a>', ['a', 'b', 'c']],
    ['a<a href="#b">§</a>b', ['a b']],
    ['<h2>a <a href="https://example.org/b#a">#</a></h2>', ['a']],
    ['<a href="#a">(+)</a> <a href="/a">→</a><pre><a href="#a">+</a></pre>', ['(+) →', '+']],
    ['<h2>a<div>b</div></h2><h3>c<h4>d</h4>', ['a b', 'c', 'd']],
    ['', []],
  ])('reads %j', (html, blocks) => {
    expect(htmlBlocks(html)).toEqual(blocks)
  })

  test('reads a long row in linear time', () => {
    htmlBlocks(`<table><tr>${'<td>a'.repeat(500_000)}`)
  })
})

test('looks for a badge in linear time', () => {
  htmlBlocks(`<img alt="a" src="//${'/badge.'.repeat(200_000)}${'badge-'.repeat(200_000)}!">`)
})

describe('endOfTag', () => {
  const nothing = () => -1

  test.each([
    ['<a>b', 3],
    ['</a>b', 4],
    ['<a b=">" c=\'>\'>d', 15],
    ['<a <b>', -1],
    ['< a>', -1],
    ['<a', -1],
  ])('of %j is %d', (text, end) => {
    expect(endOfTag(text, 0, text.length, nothing)).toBe(end)
  })

  test('skips foreign markup, with all that it contains', () => {
    const braces = (text: string, at: number) => text.indexOf('}', at) + 1

    expect(endOfTag('<a b={">"}>c', 0, 12, braces)).toBe(11)
  })
})
