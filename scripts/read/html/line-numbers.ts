/**
 * Line numbers beside code, which are no text of an article: highlighters write them as text, in a column or before
 * each line. Those that are hidden from screen readers or made by a style sheet need nothing here.
 */
import type { Element } from './html.ts'

/** Classes of elements with line numbers, of Pygments, Rouge, Hexo, highlight.js, Chroma (Hugo's) and Doxygen. */
const numbers: ReadonlyMap<string, RegExp> = new Map([
  ['td', ofClass('linenos|rouge-gutter|gutter|hljs-ln-numbers')],
  ['div', ofClass('linenodiv')],
  ['pre', ofClass('lineno')],
  ['span', ofClass('linenos?|lnt?')],
])

/** How classes of elements with code begin: `highlighttable`, `highlight-python`. */
const code = /(?:^|\s)(?:highlight|codehilite|rouge|hljs|fragment(?!\S))/

/** Whether an element holds line numbers; `around` are its ancestors. */
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
