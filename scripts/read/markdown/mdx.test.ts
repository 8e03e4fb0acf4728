import { describe, expect, test } from 'vitest'
import { readMdx } from './markdown.ts'

const textsOf = (source: string) => readMdx(source).blocks.map(({ text }) => text)

describe('readMdx', () => {
  test.each([
    'import A from "./a"',
    "import './a.css'",
    'import {\n  A,\n\n  B\n} from "b"',
    'export const meta = {\n  a: "}",\n\n  b: 1\n}',
    'export default function Layout() {\n  return <p>no</p>\n}',
    'export { a } from "b"',
  ])('drops the statement %j', (statement) => {
    expect(textsOf(`${statement}\n\ntext`)).toEqual(['text'])
  })

  test.each(['import duties rose', 'export prices fell', 'We import A from "b"'])(
    'keeps the sentence %j',
    (sentence) => {
      expect(textsOf(sentence)).toEqual([sentence])
    },
  )

  test.each([
    ['<Card title="a > b" style={{ c: "}" }}>text</Card>', 'a > b\ntext'],
    ['<TabItem value="a" label="A">b</TabItem><p title="c">d</p>', 'A\nb\nd'],
    ['<>a</> < b and c > d', 'a < b and c > d'],
    ['a {/* no */} b {1 + 1} c', 'a b c'],
    ["a{' '}b{x}c", 'a b c'],
    ['<Image alt="A dog" src={x} /> runs', 'A dog runs'],
    ["{a && <b>Don't</b>} b\nit's", "b it's"],
    ['a<br/>b<b>c</b>', 'a\nbc'],
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>', 'a\nb\nc'],
    ['<style>{`\n.a { b: c }\n\n.d {}\n`}</style>\n\na <style jsx>no</style>b', 'a b'],
    ['<script>no("</p>")</script>\n\n<script src="a" />\n\na', 'a'],
    ["{items.map((i) => <p>Don't {i}</p>)} text", 'text'],
  ])('shows %j as a page would', (source, text) => {
    expect(textsOf(source)).toEqual([text])
  })

  test('reads Markdown between tags that are on lines of their own', () => {
    const source =
      '<Card\n  a={[\n    - 1,\n  ]}\n>\n    *one*\n\n- two\n</Card>\n<Image alt="three" />'

    expect(textsOf(source)).toEqual(['one', 'two', 'three'])
  })

  test('finds statements only outside of lists and quotes', () => {
    expect(textsOf('- export default settings')).toEqual(['export default settings'])
    expect(textsOf('> export default settings')).toEqual(['export default settings'])
  })

  test('reads indented text as if it were not indented', () => {
    expect(textsOf('<A>\n    <B\n      c\n    >\n\n    text\n\n    </B>\n</A>')).toEqual(['text'])
  })

  test('shows no marks and no numbers of footnotes', () => {
    const source = '<A>\n  :::tip[*one*]\n  two[^1]\n  :::\n</A>\n\n[^1]: three ==four=='

    expect(textsOf(source)).toEqual(['one', 'two', 'three four'])
  })

  test('drops a comment that spans blank lines', () => {
    expect(textsOf("{/* it's\n\nnot */}\n\ntext")).toEqual(['text'])
  })

  test('tells the anchor of a heading from an expression', () => {
    expect(readMdx('# A {b} {#own}').blocks).toEqual([
      { kind: 'heading', text: 'A', depth: 1, anchor: 'own' },
    ])
  })

  test('leaves code alone', () => {
    expect(textsOf('`{a}` `<B>`\n\n```jsx\nimport A from "a"\n<A />\n```')).toEqual([
      '{a} <B>',
      'import A from "a"\n<A />',
    ])
  })

  test.each(['a { b', 'a <b', 'export {\n\nlost'])('reads unclosed %j as text', (source) => {
    expect(textsOf(source).length).toBe(1)
  })

  test('drops a table of data in a tag, however it is written', () => {
    const rows = '  { a: "} b", c: [1, 2] },\n\n'.repeat(3_000)

    expect(
      textsOf(`<Table rows={[\n${rows}]} />\n\ntext {[\n${rows.replaceAll('\n', ' ')}]} b`),
    ).toEqual(['text b'])
  })

  test.each([
    '{',
    '<A {',
    '{"',
    "{'a\n",
    '<A b={',
    '{}{',
    '{`{',
    '/*{',
    '<A "{',
    'a {\n\n',
    '{`\\`',
    '<style>',
    '<style><script>',
  ])('reads %j in linear time', (piece) => {
    readMdx(`a ${piece.repeat(400_000 / piece.length)}`)
  })
})
