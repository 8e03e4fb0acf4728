import { describe, expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

const textsOf = (source: string) => readMarkdown(source).blocks.map(({ text }) => text)

describe('marks', () => {
  test.each([
    ['> [!NOTE]\n> a', ['a']],
    ['> [!tip]+ Title\n> a\n>\n> b', ['Title\na', 'b']],
    ['> [!info]- *Title*', ['Title']],
    ['> [!info|right] Title', ['Title']],
    ['> [!NOTE]\n>\n> - a', ['a']],
    ['> > [!NOTE]\n> > a', ['a']],
    [':::note\na\n:::\nb', ['a', 'b']],
    [':::tip My *title*\n\na\n\n:::', ['My title', 'a']],
    ['::: details Title {open}\na\n:::', ['Title', 'a']],
    [':::note[A [title](b)]{.c}\na\n:::', ['A title', 'a']],
    ['::::{warning}\n:::{note} b\na\n:::\n::::', ['b', 'a']],
    ['- a\n\n  :::note\n  b\n  :::', ['a\nb']],
    ['a [[Other note|shown]] b', ['a shown b']],
    ['a [[Other note]]', ['a Other note']],
    ['[[Note#Part]], [[#Part]]', ['Note > Part, Part']],
    ['| a |\n|---|\n| [[b\\|c]] |', ['a\nc']],
    ['a ![[x.png]] b\n\n![[y.png|300]]', ['a b']],
    ['a ==b *c* `d`== e, ==f==.', ['a b c d e, f.']],
    ['H~2~O, C~6~H~12~O~6~ and x^2^, 1^st^ m^-1^', ['H2O, C6H12O6 and x2, 1st m-1']],
    ['a~~b~~ c^d^.', ['ab cd.']],
    ['a [b *c*]{.d}, [e]{#f .g} [h](i){.j}', ['a b c, e h']],
    ['a ^block-1\n\n## b ^ab12', ['a', 'b']],
    ['- a ^one\n- b\n\n^all', ['a\nb']],
    ['!!! note\n\n    a *b*\n\n    - c\n\nd', ['a b', 'c', 'd']],
    ['a\n!!! warning inline end "My *title*"\n    b', ['a', 'My title', 'b']],
    ['??? tip "a"\n    b\n???+ tip ""\n    c', ['a', 'b', 'c']],
    ['=== "A"\n\n    ```c\n    b\n    ```\n\n=== "C"\n\n    d', ['A', 'b', 'C', 'd']],
    ['- a\n\n    !!! note\n\n        b', ['a\nb']],
    ['::alert{type="b"}\na\n::\n::c\n::', ['a']],
    ['::: {.callout-note title="A b"}\nc\n:::', ['A b', 'c']],
    ['::: a.b.c\n    options:\n      d: false\n\ne\n\n::: f.g', ['e']],
    ['(a-target)=\n\na {ref}`b` {doc}`C d </e>` `f`', ['a b C d f']],
    [
      '```{figure} a.png\n:alt: no\n:name: no\nA caption\n```\n\n```{toctree}\na\n```',
      ['A caption'],
    ],
    ['```rust\n{{#rustdoc_include a.rs:b}}\n{{#if c}}\n```', ['{{#if c}}']],
    ['[TOC]\n\n[[toc]]\n\n[[_TOC_]]\na', ['a']],
    ['1. Contents\n{:toc .d}\n\n- a', ['a']],
    ['a\n\n--8<-- "b.md"\n\n--8<--\nc.md\nd.md\n--8<--\n\n<<< @/e.js{2}', ['a']],
    ['<div class="a" markdown="1">\nb **c**\n</div>\n\n<p markdown>\n*d*\n</p>', ['b c', 'd']],
    ['a\n\n*[HTML]: Hyper\n*[W3C]: World', ['a']],
    [':material-account: a :octicons-heart-24:{ .b } :tada:', ['a :tada:']],
    ['Term\n: a\n: b\n\n:   c', ['Term\na\nb', 'c']],
    ['- a ((62b1a2c3-1111-2222-3333-444455556666))\n  id:: b-c\n  collapsed:: true', ['a']],
    [
      '- TODO a\n  SCHEDULED: <2024-03-05 Tue>\n  :LOGBOOK:\n  CLOCK: [2024-03-05 Tue 10:22]\n  :END:\n  heading:: true',
      ['TODO a'],
    ],
    ['```{r}\n#| echo: false\n#| b: "c"\na\n#| d\n```', ['a\n#| d']],
    ['```dataview\nLIST FROM #a\n```\n\n```tasks\nnot done\n```\na', ['a']],
    ['```query\ntag:#a\n```\n\n```base\nviews:\n  - type: table\n```\na', ['a']],
    ['```query\n{\n  a\n}\n```\n\n```base\nnpm install\n```', ['{\n  a\n}', 'npm install']],
    ['#a #b/c\n\nd #e\n\n- #f', ['d #e', '#f']],
    ['- [ ] a\n- [x] b\n- [X] *c*\n1. [ ] d', ['a\nb\nc', 'd']],
  ])('in %j are read as a page shows them', (source, texts) => {
    expect(textsOf(source)).toEqual(texts)
  })

  test.each([
    ['[!NOTE] a'],
    ['!!! what?'],
    ['!!! note'],
    ['??? wow'],
    ['!!!'],
    ['=== a'],
    ['::std::vector'],
    ['::before is a pseudo-element'],
    ['5 ==> 6 and 7 <== 8'],
    ['[toc] a'],
    ['-8<- a'],
    [':: a'],
    [':::1'],
    ['a :::note'],
    ['a==b and c==d'],
    ['a == b == c'],
    ['==a'],
    ['E = mc ^2'],
    ['x ^n'],
    ['$x^2+y^2=z^2$'],
    ['2^3^4'],
    ['a^b^{c}'],
    ['a ^b^ ~c~'],
    ['~/a~/b and c~d~~e'],
    ['a^b c^'],
    ['[ ] a'],
    ['[[a]'],
    ['![[a]'],
    ['#1'],
    ['#a b'],
    ['#a##b'],
    ['#!/bin/bash'],
    ['#a: b'],
    ['#a, #b'],
  ])('are none in %j', (source) => {
    expect(textsOf(source)).toEqual([source])
  })

  test('are looked for in linear time among many tags', () => {
    const source = `${'#baking '.repeat(10_000)}text`

    expect(textsOf(source)).toEqual([source])
  })

  test('do not change links whose text is in brackets', () => {
    expect(textsOf('[[a]](b) [[c]][d]\n\n[d]: e')).toEqual(['[a] [c]'])
  })

  test('are left alone in code', () => {
    const code = ':::note\n[[a|b]] ==c== x^2^ ^dd\n> [!NOTE]\n- [ ] e'

    expect(textsOf(`\`\`\`\n${code}\n\`\`\`\n\n\`[[a|b]] ==c== x^2^ ^dd\``)).toEqual([
      code,
      '[[a|b]] ==c== x^2^ ^dd',
    ])
  })
})
