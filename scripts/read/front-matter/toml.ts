/** Front matter in TOML. The parser does not keep the lines of keys, so they are looked up. */
import { parse, TomlDate, TomlError } from 'smol-toml'
import { type FrontMatter, fromTable, notParsed, table, type Value } from './entries.ts'

/** @param firstLine of `text` in its file, from 1 */
export function parseToml(text: string, firstLine: number): FrontMatter {
  const values = parsed(text, firstLine)
  const lines = text.split('\n')
  const lineOf = linesOfTomlKeys(text)
  return fromTable<object>(values, (table) =>
    Object.entries(table).map(([key, value]) => {
      const line = lineOf.get(key) ?? 1
      const tables = [value].flat().filter(isTable)
      return { key, value: fromToml(value, lines[line - 1]), line: firstLine - 1 + line, tables }
    }),
  )
}

function parsed(text: string, firstLine: number): object {
  try {
    return parse(text)
  } catch (error) {
    const line = error instanceof TomlError ? firstLine - 1 + error.line : firstLine
    throw notParsed('TOML', line, error as Error)
  }
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof TomlDate)
}

/** @param line on which the value is written */
function fromToml(value: unknown, line: string): Value {
  if (Array.isArray(value)) return value.map((item) => fromToml(item, line))
  if (value instanceof TomlDate) {
    // The parser turns February 30 into March 2; then what was written is taken from the line.
    const iso = value.toISOString()
    return line.includes(iso.slice(0, 10)) ? iso : line.replace(/^[^=]*=\s*/, '').trim()
  }
  return isTable(value) ? table : String(value)
}

/** The lines, from 1, on which keys get their first values in `toml`. */
export function linesOfTomlKeys(toml: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [i, line] of toml.split('\n').entries()) {
    const [, written] = /^([^=]*)=/.exec(line) ?? []
    const key = written?.trim().replace(/^(["'])(.*)\1$/, '$2')
    if (key !== undefined && !found.has(key)) found.set(key, i + 1)
  }
  return found
}
