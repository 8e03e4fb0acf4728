import { describe, expect, test } from 'vitest'
import { readPage } from './page.ts'

/** Texts of the blocks of a page with `html`. */
const textsOf = (html: string) => readPage(`<main>${html}</main>`).blocks.map((block) => block.text)

describe('numbers of lines', () => {
  test.each([
    [
      'Pygments in a table',
      '<div class="highlight"><table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>' +
        '<span class="normal">1</span>\n<span class="normal">2</span></pre></div></td>' +
        '<td class="code"><div><pre><span></span>a\n<span class="n">b</span>\n</pre></div></td></tr></table></div>',
    ],
    [
      'Python-Markdown',
      '<table class="codehilitetable"><tr><td><div class="linenodiv"><pre>1\n2</pre></div></td>' +
        '<td class="code"><pre>a\nb</pre></td></tr></table>',
    ],
    [
      'Pygments in lines',
      '<pre><span></span><span class="linenos">1</span>a\n<span class="lineno">2 </span>b\n</pre>',
    ],
    [
      'Rouge',
      '<code><table class="rouge-table"><tr><td class="rouge-gutter gl"><pre class="lineno">1\n2\n</pre></td>' +
        '<td class="rouge-code"><pre>a\nb\n</pre></td></tr></table></code>',
    ],
    [
      'Jekyll',
      '<figure class="highlight"><pre><code><table class="rouge-table"><tr><td><pre class="lineno">1\n2</pre></td>' +
        '<td class="code"><pre>a\nb</pre></td></tr></table></code></pre></figure>',
    ],
    [
      'Hexo',
      '<figure class="highlight js"><table><tr><td class="gutter"><pre><span class="line">1</span><br>' +
        '<span class="line">2</span></pre></td><td class="code"><pre><span class="line">a</span><br>' +
        '<span class="line">b</span></pre></td></tr></table></figure>',
    ],
    [
      'highlight.js',
      '<pre><code class="hljs"><table class="hljs-ln"><tr><td class="hljs-ln-line hljs-ln-numbers">1</td>' +
        '<td class="hljs-ln-line hljs-ln-code">a</td></tr><tr><td class="hljs-ln-numbers">2</td>' +
        '<td class="hljs-ln-code">b</td></tr></table></code></pre>',
    ],
    [
      'Hugo in a table',
      '<div class="chroma"><table class="lntable"><tr><td class="lntd"><pre class="chroma"><code>' +
        '<span class="lnt">1\n</span><span class="lnt">2\n</span></code></pre></td><td class="lntd">' +
        '<pre class="chroma"><code>a\nb\n</code></pre></td></tr></table></div>',
    ],
    [
      'Hugo in lines',
      '<pre><code><span class="line"><span class="ln">1</span>a\n</span><span class="ln">2</span>b</code></pre>',
    ],
    [
      'Prism and VitePress',
      '<pre>a\nb<span class="line-numbers-rows" aria-hidden="true">1 2</span></pre>',
    ],
  ])('are left out of the code of %s', (_, html) => {
    expect(textsOf(html)).toEqual(['a\nb'])
  })

  test.each([
    '<table class="highlighttable"><tr><td class="linenos">1</td><td>a</td></tr></table>',
    '<table class="rouge-table"><tr><td class="rouge-gutter">1</td><td>a</td></tr></table>',
    '<table class="hljs-ln"><tr><td class="hljs-ln-numbers">1</td><td>a</td></tr></table>',
    '<code><span class="ln">1</span>a</code>',
  ])('are left out of %s', (html) => {
    expect(textsOf(html)).toEqual(['a'])
  })

  test('are left out of Doxygen’s code, which keeps its lines', () => {
    const line = (n: number, text: string) =>
      `<div class="line"><span class="lineno"><a class="line">${n}</a></span>${text}</div>`

    expect(textsOf(`<div class="fragment">${line(1, 'a')}${line(2, 'b')}</div>`)).toEqual([
      'a',
      'b',
    ])
  })

  test.each([
    ['<table><tr><td class="gutter">a</td><td>b</td></tr></table>', 'a | b'],
    ['<div class="linenodiv">a</div>', 'a'],
    ['<p>A List<constructor> of them</p>', 'A List of them'],
    ['<p class="fragments">a <span class="ln">b</span>', 'a b'],
    ['<pre class="lineno">a</pre>', 'a'],
    ['<pre>a <span class="lnx linenos-2">b</span></pre>', 'a b'],
    ['<div class="highlight"><pre class="linenos line-numbers">a</pre></div>', 'a'],
  ])('are not found in %s', (html, text) => {
    expect(textsOf(html)).toEqual([text])
  })
})
