/**
 * The keys and values at the top of a file: YAML between `---`, TOML between `+++`,
 * a JSON object whose last brace ends a line, any of these between dashes with the name of its format (`---json`,
 * Eleventy), or lines such as `Title: …` without delimiters (Pelican, Logseq). Values in a table are found by both
 * keys, `date.created`, and those in a list of tables are a list, `authors.name`.
 *
 * Every single value is taken as the text that its author wrote, whatever its type
 * in the format: `version: 1.10` stays 1.10, `title: 1984` is a title, and a date is
 * never shifted to another time zone.
 */
import { BrokenArticle, broken } from '../problems.ts'
import type { FrontMatter } from './entries.ts'
import { parseLines } from './lines.ts'
import { parseToml } from './toml.ts'
import { parseYaml } from './yaml.ts'

interface Format {
  readonly name: string
  readonly opens: RegExp
  /** Where the values lie in `source`, and where the closing delimiter ends; null if there is none. */
  readonly extent: (
    source: string,
  ) => { values: readonly [from: number, to: number]; end: number } | null
  /** What is missing if there is none, and what to do. */
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
    // A JavaScript object without computed values is also YAML.
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
    // Not any brace: articles may also begin with `{{< … >}}`, `{% … %}` or `{/* … */}`.
    name: 'JSON',
    opens: /^\{\s*["}]/,
    extent: braced,
    unclosed: 'opens with { and no } that closes it ends a line. Add a line with only }',
    parse: (text, line) => parseYaml('JSON', text, line),
  },
  {
    // Text may begin with a word and a colon, so one of the lines must be a title, or all must
    // have two colons.
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

/** Most characters of front matter: what tables in a list say is gathered in quadratic time. */
const mostCharacters = 100_000

const orText = 'or begin the file with an empty line if this is text.'

/** Front matter of `source`, empty if there is none, and what follows it. */
export function splitFrontMatter(source: string): { front: FrontMatter; body: string } {
  const format = formats.find(({ opens }) => opens.test(source))
  if (!format) return { front: new Map(), body: source }
  const found = format.extent(source)
  if (!found) {
    throw broken(1, `front matter ${format.unclosed}, ${orText}`)
  }
  const [from, to] = found.values
  if (to - from > mostCharacters) {
    const [came, wanted] = [to - from, mostCharacters].map((number) => number.toLocaleString('en'))
    const remedy = 'Keep data in a file of its own'
    throw broken(
      1,
      `front matter has ${came} characters; it may have ${wanted}. ${remedy}, ${orText}`,
    )
  }
  const front = format.parse(source.slice(from, to), from > 0 ? 2 : 1)
  return { front, body: source.slice(found.end + 1) }
}

/**
 * Like `splitFrontMatter`, for plain text, where a line of dashes may be a mere rule: what lies between two
 * fences is front matter only if it holds keys and values, and is text otherwise.
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

/** Values between the first line and the next that `closes` matches. */
function fenced(source: string, closes: RegExp): ReturnType<Format['extent']> {
  const from = endOfLine(source, 0) + 1
  for (let at = from; at < source.length; ) {
    const end = endOfLine(source, at)
    if (closes.test(source.slice(at, end))) return { values: [from, at], end }
    at = end + 1
  }
  return null
}

/** Values from the first brace to the one that closes it. Braces in quotes are text; quotes end on their line. */
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
