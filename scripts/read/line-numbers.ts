/**
 * Numbers of lines beside code: highlighters write them as text, in a column or at the head of each line, and they are
 * no words of an article. Those that are hidden from reading aloud or made by a style are none anyway.
 */
import type { Element } from './html.ts'

/** Classes of what holds numbers: those of Pygments, Rouge, Hexo, highlight.js, Chroma (Hugo's) and Doxygen. */
const numbers: ReadonlyMap<string, RegExp> = new Map([
  ['td', ofClass('linenos|rouge-gutter|gutter|hljs-ln-numbers')],
  ['div', ofClass('linenodiv')],
  ['pre', ofClass('lineno')],
  ['span', ofClass('linenos?|lnt?')],
])

/** Classes of what holds code, which go on in several ways: `highlighttable`, `highlight-python`. */
const code = /(?:^|\s)(?:highlight|codehilite|rouge|hljs|fragment(?!\S))/

/** Whether an element holds numbers of lines; `around` are those that it lies in. */
export function isLineNumber({ name, attributes }: Element, around: readonly Element[]): boolean {
  if (!numbers.get(name)?.test(attributes.class ?? '')) return false
  return around.some(
    (other) =>
      other.name === 'pre' || other.name === 'code' || code.test(other.attributes.class ?? ''),
  )
}

function ofClass(names: string): RegExp {
  return new RegExp(`(?:^|\\s)(?:${names})(?!\\S)`)
}
