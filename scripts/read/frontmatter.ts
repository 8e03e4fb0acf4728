/**
 * The keys and values at the top of a file: YAML between `---`, TOML between `+++`,
 * or a JSON object whose last brace ends a line.
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
  type Scalar,
} from 'yaml'
import { BrokenArticle } from './draft.ts'

/** Values by key. */
export type FrontMatter = ReadonlyMap<string, Entry>

/** A value, and the line of its key in the file, from 1. */
export interface Entry {
  readonly value: Value
  readonly line: number
}

/** Text as it was written, nothing, a list of values, or a table, whose inside is never asked for. */
export type Value = string | null | readonly Value[] | Table

export interface Table {
  readonly kind: 'table'
}

const table: Table = { kind: 'table' }

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

const formats: readonly Format[] = [
  {
    name: 'YAML',
    opens: /^---[ \t]*(?:\n|$)/,
    extent: (source) => fenced(source, /^(?:---|\.\.\.)[ \t]*$/),
    unclosed: 'opens with --- and is never closed. Add a line with only ---',
    parse: (text, line) => parseYaml('YAML', text, line),
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
  const pairs = contents.items.filter(({ key }) => isScalar(key))
  return new Map(
    pairs.map(({ key, value }) => [
      String((key as Scalar).value),
      { value: fromYaml(value, document, 0), line: lineAt((key as Scalar).range?.[0] ?? 0) },
    ]),
  )
}

function fromYaml(node: unknown, document: Document, depth: number): Value {
  if (isAlias(node)) {
    // One that nothing defines is taken as it is written, like everything else.
    const target = node.resolve(document)
    return target ? fromYaml(target, document, depth) : `*${node.source}`
  }
  // A list in a list is wanted nowhere, and with aliases it may hold itself.
  if (isSeq(node)) {
    return depth > 0 ? [] : node.items.map((item) => fromYaml(item, document, depth + 1))
  }
  if (!isScalar(node)) return node === null ? null : table
  const written = String(node.value)
  return node.type === 'PLAIN' && /^(?:|~|null)$/i.test(written) ? null : written
}

function parseToml(text: string, firstLine: number): FrontMatter {
  const values = attempt('TOML', firstLine, () => parse(text))
  return new Map(
    Object.entries(values).map(([key, value]) => {
      const line = lineOfTomlKey(text, key)
      return [key, { value: fromToml(value, text, line), line: firstLine - 1 + line }]
    }),
  )
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
