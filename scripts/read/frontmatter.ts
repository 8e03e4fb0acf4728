/**
 * The keys and values at the top of a file: YAML between `---`, TOML between `+++`,
 * a JSON object whose last brace ends a line, one of these after the name of its format (`---json`, as Eleventy has it),
 * or lines such as `Title: …` with nothing around them (Pelican, Logseq). What lies in a table has its key and the table's, `date.created`,
 * and what lies in the tables of a list is a list, `authors.name`.
 *
 * Every single value is taken as the text its author wrote, whatever type the format
 * would give it: `version: 1.10` stays 1.10, `title: 1984` is a title, and a date is
 * never shifted into another time zone. JSON goes through the YAML parser, which reads
 * all of it and knows the lines; the TOML parser keeps no lines of keys, so those are
 * looked up.
 */
import { parse, TomlDate, TomlError } from 'smol-toml'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { BrokenArticle } from './draft.ts'

/** Values by key. */
export type FrontMatter = ReadonlyMap<string, Entry>

/** A value, and the line of its key in the file, from 1. */
export interface Entry {
  readonly value: Value
  readonly line: number
}

/** Text as it was written, nothing, a list of values, or a table, whose values have keys of their own. */
export type Value = string | null | readonly Value[] | Table

export interface Table {
  readonly kind: 'table'
}

const table: Table = { kind: 'table' }

/** What is said elsewhere than at the top of a file, as front matter; what is empty or missing is not said. */
export function asFrontMatter(
  values: Iterable<readonly [key: string, value: Value | undefined]>,
): FrontMatter {
  const said = [...values].flatMap(([key, value]) =>
    value ? [[key, { value, line: 1 }] as const] : [],
  )
  return new Map(said)
}

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

function broken(line: number, sentence: string, cause?: unknown): BrokenArticle {
  return new BrokenArticle([{ line, sentence }], { cause })
}

function parseYaml(name: string, text: string, firstLine: number): FrontMatter {
  const lines = new LineCounter()
  const lineAt = (offset: number) => firstLine - 1 + Math.max(1, lines.linePos(offset).line)
  const document = attempt(name, firstLine, () =>
    parseDocument(text, {
      schema: 'failsafe', // In this one every scalar is text.
      resolveKnownTags: false,
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
    }),
  )
  const [error] = document.errors
  if (error) throw notParsed(name, lineAt(error.pos[0]), error)

  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === '')) return new Map()
  if (!isMap(contents)) {
    const came = isSeq(contents) ? 'a list' : 'text'
    throw broken(
      firstLine,
      `front matter is ${came}; wanted keys and values, such as title: My article. ` +
        'Begin the file with an empty line if this is text.',
    )
  }
  const front = new Map<string, Entry>()
  const add = ({ items }: YAMLMap, within: string) => {
    for (const { key, value } of items) {
      if (!isScalar(key)) continue
      const name = `${within}${key.value}`
      const read = fromYaml(value, document, 0)
      const line = lineAt(key.range?.[0] ?? 0)
      front.set(name, { value: joinedTo(front.get(name), read), line })
      if (within !== '') continue
      for (const item of isSeq(value) ? value.items : [value])
        if (isMap(item)) add(item, `${name}.`)
    }
  }
  add(contents, '')
  return front
}

function parseLines(text: string): FrontMatter {
  const front = new Map<string, Entry>()
  let last = ''
  for (const [i, line] of text.split('\n').entries()) {
    const [, key = last, value] = /^([a-z][\w-]*)::?(?:[ \t]+(.*))?$/i.exec(line) ?? []
    const before = key === last ? front.get(key) : undefined
    last = key
    const written = (value ?? (before ? line : '')).trim()
    front.set(key, {
      value: [before?.value, written].filter(Boolean).join(' ') || null,
      line: before?.line ?? i + 1,
    })
  }
  return front
}

function fromYaml(node: unknown, document: Document, depth: number): Value {
  if (isAlias(node)) {
    // One that nothing defines is taken as it is written, like everything else.
    const target = node.resolve(document)
    return target ? fromYaml(target, document, depth) : `*${node.source}`
  }
  // A list in a list, as Hexo has categories, goes on in it; with aliases it may hold itself.
  if (isSeq(node)) {
    if (depth > 1) return []
    return node.items.flatMap((item) => fromYaml(item, document, depth + 1))
  }
  // `{{date}}`, which a template's copy will have something for (Obsidian), is a map with a map for its key.
  if (isMap(node) && isMap(node.items[0]?.key)) return '{{…}}'
  if (!isScalar(node)) return node === null ? null : table
  const written = String(node.value)
  return node.type === 'PLAIN' && /^(?:|~|null)$/i.test(written) ? null : written
}

function parseToml(text: string, firstLine: number): FrontMatter {
  const values = attempt('TOML', firstLine, () => parse(text))
  const front = new Map<string, Entry>()
  const add = (table: object, within: string) => {
    for (const [key, value] of Object.entries(table)) {
      const line = lineOfTomlKey(text, key)
      const read = fromToml(value, text, line)
      const name = `${within}${key}`
      front.set(name, { value: joinedTo(front.get(name), read), line: firstLine - 1 + line })
      if (within !== '') continue
      for (const item of [value].flat())
        if (isTable(fromToml(item, text, line))) add(item, `${name}.`)
    }
  }
  add(values, '')
  return front
}

/** A value with those before it, which other tables of a list have under its key. */
function joinedTo(before: Entry | undefined, value: Value): Value {
  return before ? [before.value, value].flat() : value
}

function isTable(value: Value): value is Table {
  return value !== null && typeof value === 'object' && 'kind' in value
}

function fromToml(value: unknown, text: string, line: number): Value {
  if (Array.isArray(value)) return value.map((item) => fromToml(item, text, line))
  if (value instanceof TomlDate) {
    // The parser makes March 2 of February 30; then the line still has what was written.
    const iso = value.toISOString()
    const written = text.split('\n')[line - 1]
    return written.includes(iso.slice(0, 10)) ? iso : written.replace(/^[^=]*=\s*/, '').trim()
  }
  return typeof value === 'object' ? table : String(value)
}

/** Line, from 1, on which `key` gets its value in `toml`, outside tables; 1 if it is not found. */
export function lineOfTomlKey(toml: string, key: string): number {
  const lines = toml.split('\n')
  const at = lines.findIndex((line) => {
    const [written, ...value] = line.split('=')
    return value.length > 0 && written.trim().replace(/^(["'])(.*)\1$/, '$2') === key
  })
  return Math.max(at, 0) + 1
}

/** What `parse` gives; brackets nested thousands deep exhaust a parser's stack, too. */
function attempt<Result>(name: string, firstLine: number, parse: () => Result): Result {
  try {
    return parse()
  } catch (error) {
    const line = error instanceof TomlError ? firstLine - 1 + error.line : firstLine
    throw notParsed(name, line, error as Error)
  }
}

/** What is most often forgotten. */
const hints: Readonly<Record<string, string>> = {
  YAML: 'Text with a colon or other signs needs quotes.',
  TOML: 'Text needs quotes.',
  JSON: 'Names and text need quotes, and pairs a comma between them.',
}

function notParsed(name: string, line: number, error: Error): BrokenArticle {
  const [reason] = error.message.replace(/^Invalid TOML document: /, '').split('\n')
  return broken(
    line,
    `front matter is not ${name}: ${reason.replace(/\.$/, '')}. ${hints[name]}`,
    error,
  )
}
