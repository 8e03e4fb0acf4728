import { describe, expect, test } from 'vitest'
import { htmlBlocks } from './html.ts'
import { endOfTag } from './html-tags.ts'

describe('htmlBlocks', () => {
  test.each([
    ['<p>a\n  b</p>c', ['a b', 'c']],
    ['<ul><li>a</li><li>b</ul>', ['a\nb']],
    ['<table><tr><th>a<th>b</tr><tr><td>c</td><td>d</td></tr></table>', ['a | b\nc | d']],
    ['<pre>a\n  b</pre>', ['a\n  b']],
    ['a <img alt="b &lt; c"> d<br>e', ['a b < c d\ne']],
    ['a<!-- no --><script>no</script><STYLE>no</STYLE><template><img alt="no"></template>', ['a']],
    ['<div class="<p>">a', ['a']],
    ['<ul><li><p>a</p><p>b<ul><li>c</ul></ul>d', ['a\nb\nc', 'd']],
    ['a<br>b<br> <br>c<br><b>d</b>', ['a\nb', 'c\nd']],
    ['<h2>a<div>b</div></h2><h3>c<h4>d</h4>', ['a b', 'c', 'd']],
    ['', []],
  ])('reads %j', (html, blocks) => {
    expect(htmlBlocks(html)).toEqual(blocks)
  })
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

  test('skips what is foreign, with all that lies in it', () => {
    const braces = (text: string, at: number) => text.indexOf('}', at) + 1

    expect(endOfTag('<a b={">"}>c', 0, 12, braces)).toBe(11)
  })
})
