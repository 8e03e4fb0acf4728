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
    ['a ^block-1\n\n## b ^ab12', ['a', 'b']],
    ['- a ^one\n- b\n\n^all', ['a\nb']],
    ['- [ ] a\n- [x] b\n- [X] *c*\n1. [ ] d', ['a\nb\nc', 'd']],
  ])('in %j show as a page would', (source, texts) => {
    expect(textsOf(source)).toEqual(texts)
  })

  test.each([
    ['[!NOTE] a'],
    [':: a'],
    [':::1'],
    ['a :::note'],
    ['a==b and c==d'],
    ['a == b == c'],
    ['==a'],
    ['E = mc ^2'],
    ['x ^n'],
    ['[ ] a'],
    ['[[a]'],
    ['![[a]'],
  ])('are none in %j', (source) => {
    expect(textsOf(source)).toEqual([source])
  })

  test('leave links whose text is in brackets alone', () => {
    expect(textsOf('[[a]](b) [[c]][d]\n\n[d]: e')).toEqual(['[a] [c]'])
  })

  test('are left alone in code', () => {
    const code = ':::note\n[[a|b]] ==c== ^dd\n> [!NOTE]\n- [ ] e'

    expect(textsOf(`\`\`\`\n${code}\n\`\`\`\n\n\`[[a|b]] ==c== ^dd\``)).toEqual([
      code,
      '[[a|b]] ==c== ^dd',
    ])
  })
})
