import { describe, expect, test } from 'vitest'
import { blocksOf } from '../feeds/item.ts'
import { readPage } from './page.ts'

const textsOf = (html: string) => readPage(html).blocks.map(({ text }) => text)

describe('of an article are left out', () => {
  test.each([
    '<p>a</p><div class="subscription-widget-wrap"><p>Subscribe</p></div><p class="button-wrapper"><a>Share</a></p>',
    '<p>a<a class="footnote-anchor" href="#b">1</a></p><div><a class="footnote-number">1</a></div>',
    '<p>a</p><div class="graf graf--mixtapeEmbed"><a>Another article</a></div>',
    '<p>a<sup id="b" class="reference"><a href="https://example.org/c#d">[1]</a></sup></p>',
    '<p>a<sup class="noprint Inline-Template">[citation needed]</sup></p>',
    '<p>a<sup><a href="#b">1</a></sup><a href="#fn2"><sup>2</sup></a></p>',
    '<p>a<sup>[<a href="#b">1</a>, <a href="#c">2</a>]</sup></p>',
    '<p>a<a class="footnote-reference brackets" href="#id2">1</a></p><dl><dt><a class="fn-backref" href="#id1">1</a></dt></dl>',
    '<p>a<span class="mw-editsection">[edit]</span></p><div id="catlinks" class="catlinks">C</div>',
    '<ol class="breadcrumb"><li>Home</li></ol><p id="breadcrumbs"><a href="/">Home</a></p><p>a</p>',
    '<div typeof="BreadcrumbList">Home</div><ul itemtype="https://schema.org/BreadcrumbList"><li>Home</li></ul><p>a</p>',
    '<div id="breadcrumb-section">Home</div><div class="page-metadata">Created by B</div><p>a</p><div class="pageSection group">c.png</div>',
  ])('what programs put into it: %s', (html) => {
    expect(textsOf(html)).toEqual(['a'])
    expect(blocksOf(html).map(({ text }) => text)).toEqual(['a'])
  })

  test.each([
    '<p>a <a class="reference" href="#b">c</a></p>',
    '<div class="pageSection">a c</div>',
    '<div class="button-wrapper">a c</div>',
    '<div class="section" id="breadcrumbs">a c</div>',
    '<div class="breadcrumbs-below">a c</div>',
    '<section class="breadcrumbs">a c</section>',
    '<p>a <a href="#b">c</a></p>',
    '<p>a<sup> c</sup></p>',
    '<h2><a href="#a">a <sup>c</sup></a></h2>',
  ])('not what only looks like it: %s', (html) => {
    expect(textsOf(html)).toEqual(['a c'])
  })
})
