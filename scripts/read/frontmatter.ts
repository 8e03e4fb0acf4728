/**
 * The keys and values at the top of a file: YAML between `---`, TOML between `+++`,
 * a JSON object whose last brace ends a line, one of these after the name of its format (`---json`, as Eleventy has it),
 * or lines such as `Title: …` with nothing around them (Pelican, Logseq). What lies in a table has its key and the table's, `date.created`,
 * and what lies in the tables of a list is a list, `authors.name`.
 *
 * Every single value is taken as the text its author wrote, whatever type the format
 * would give it: `version: 1.10` stays 1.10, `title: 1984` is a title, and a date is
 * never shifted into another time zone.
 */
import { BrokenArticle } from './draft.ts'
import { broken, type FrontMatter } from './front-entries.ts'
import { parseLines } from './front-lines.ts'
import { parseToml } from './front-toml.ts'
import { parseYaml } from './front-yaml.ts'

interface Format {
  readonly name: string
  readonly opens: RegExp
  /** Where the values of `source` lie and where what closes them ends; null if nothing does. */
  readonly extent: (
    source: string,
  ) => { values: readonly [from: number, to: number]; end: number } | null
  /** What is missing where nothing closes them, and what to do. */
  readonly unclosed: string
  readonly parse: (text: string, firstLine: number) => FrontMatter
}

const dashed: Pick<Format, 'extent' | 'unclosed'> = {
  extent: (source) => fenced(source, /^(?:---|\.\.\.)[ \t]*$/),
  unclosed: 'opens with --- and is never closed. Add a line with only ---',
}

const formats: readonly Format[] = [
  {
    ...dashed,
    name: 'YAML',
    opens: /^---[ \t]*(?:ya?ml[ \t]*)?(?:\n|$)/,
    parse: (text, line) => parseYaml('YAML', text, line),
  },
  { ...dashed, name: 'TOML', opens: /^---[ \t]*toml[ \t]*(?:\n|$)/, parse: parseToml },
  {
    // An object of JavaScript without anything to be computed is one of YAML, too.
    ...dashed,
    name: 'JSON',
    opens: /^---[ \t]*(?:json|js|javascript)[ \t]*(?:\n|$)/,
    parse: (text, line) => parseYaml('JSON', text, line),
  },
  {
    name: 'TOML',
    opens: /^\+\+\+[ \t]*(?:\n|$)/,
    extent: (source) => fenced(source, /^\+\+\+[ \t]*$/),
    unclosed: 'opens with +++ and is never closed. Add a line with only +++',
    parse: parseToml,
  },
  {
    // Not every brace: `{{< … >}}`, `{% … %}` and `{/* … */}` also open articles.
    name: 'JSON',
    opens: /^\{\s*["}]/,
    extent: braced,
    unclosed: 'opens with { and no } that closes it ends a line. Add a line with only }',
    parse: (text, line) => parseYaml('JSON', text, line),
  },
  {
    // Text may begin with a word and a colon: one of the lines is a title, or all have two colons.
    name: 'lines',
    opens:
      /^(?:(?=(?:[\w-]+:.*\n)*?title:[ \t])(?:[a-z][\w-]*:(?!:).*\n(?:[ \t]{2,}\S.*\n)*)+|(?:[a-z][\w-]*::[ \t].*\n)+)(?:[ \t]*\n|$)/i,
    extent: (source) => {
      const end = source.search(/\n[ \t]*(?:\n|$)/)
      return { values: [0, end], end }
    },
    unclosed: '',
    parse: parseLines,
  },
]

/** Front matter of `source`, empty if there is none, and what follows it. */
export function splitFrontMatter(source: string): { front: FrontMatter; body: string } {
  const format = formats.find(({ opens }) => opens.test(source))
  if (!format) return { front: new Map(), body: source }
  const found = format.extent(source)
  if (!found) {
    throw broken(
      1,
      `front matter ${format.unclosed}, or begin the file with an empty line if this is text.`,
    )
  }
  const [from, to] = found.values
  const front = format.parse(source.slice(from, to), from > 0 ? 2 : 1)
  return { front, body: source.slice(found.end + 1) }
}

/**
 * The same of plain text, in which a line of dashes may be no more than a rule: what lies between two fences is
 * front matter only if it holds keys and values, and is text otherwise.
 */
export function splitTextFrontMatter(source: string): ReturnType<typeof splitFrontMatter> {
  const text = { front: new Map(), body: source }
  if (!/^(?:---|\+\+\+)[ \t]*\n/.test(source)) return text
  try {
    const split = splitFrontMatter(source)
    return split.front.size > 0 ? split : text
  } catch (error) {
    if (error instanceof BrokenArticle) return text
    throw error
  }
}

/** Values between the first line and one that `closes` matches. */
function fenced(source: string, closes: RegExp): ReturnType<Format['extent']> {
  const from = endOfLine(source, 0) + 1
  for (let at = from; at < source.length; ) {
    const end = endOfLine(source, at)
    if (closes.test(source.slice(at, end))) return { values: [from, at], end }
    at = end + 1
  }
  return null
}

/** Values from the first brace to the one that closes it. Braces in quotes, which end on their line, are text. */
function braced(source: string): ReturnType<Format['extent']> {
  let depth = 0
  for (const { 0: sign, index } of source.matchAll(/"(?:[^"\\\n]+|\\.)*"?|[{}]/g)) {
    if (sign === '{') depth++
    if (sign !== '}' || --depth > 0) continue
    const end = endOfLine(source, index)
    return source.slice(index + 1, end).trim() ? null : { values: [0, index + 1], end }
  }
  return null
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end < 0 ? source.length : end
}
