/** Front matter in TOML. The parser does not keep the lines of keys, so they are looked up. */
import { parse, TomlDate, TomlError } from 'smol-toml'
import {
  type Entry,
  type FrontMatter,
  joinedTo,
  notParsed,
  type Table,
  table,
  type Value,
} from './entries.ts'

/** @param firstLine of `text` in its file, from 1 */
export function parseToml(text: string, firstLine: number): FrontMatter {
  const values = parsed(text, firstLine)
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

function parsed(text: string, firstLine: number): object {
  try {
    return parse(text)
  } catch (error) {
    const line = error instanceof TomlError ? firstLine - 1 + error.line : firstLine
    throw notParsed('TOML', line, error as Error)
  }
}

function isTable(value: Value): value is Table {
  return value !== null && typeof value === 'object' && 'kind' in value
}

function fromToml(value: unknown, text: string, line: number): Value {
  if (Array.isArray(value)) return value.map((item) => fromToml(item, text, line))
  if (value instanceof TomlDate) {
    // The parser turns February 30 into March 2; then what was written is taken from the line.
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
