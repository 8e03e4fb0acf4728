/** The form into which front matter of any format is read, and the error for what cannot be. */
import { type BrokenArticle, broken } from '../problems.ts'

/** Values by key. */
export type FrontMatter = ReadonlyMap<string, Entry>

/** A value, and the line of its key in the file, from 1. */
export interface Entry {
  readonly value: Value
  readonly line: number
}

/** Text as it was written, null for nothing, a list of values, or a table, whose values have keys of their own. */
export type Value = string | null | readonly Value[] | Table

/** Stands for a table where a value is wanted. */
export interface Table {
  readonly kind: 'table'
}

export const table: Table = { kind: 'table' }

/** Metadata from elsewhere than the top of a file, as front matter; empty and missing values are left out. */
export function asFrontMatter(
  values: Iterable<readonly [key: string, value: Value | undefined]>,
): FrontMatter {
  const said = [...values].flatMap(([key, value]) =>
    value ? [[key, { value, line: 1 }] as const] : [],
  )
  return new Map(said)
}

/** A key in a table of `Node`, its value, and the tables that are the value or stand in its list. */
interface Pair<Node> extends Entry {
  readonly key: string
  readonly tables: readonly Node[]
}

/** Front matter from a table and those in it, by both keys; of a list of tables, all values of a key are a list. */
export function fromTable<Node>(
  root: Node,
  pairsOf: (table: Node) => readonly Pair<Node>[],
): FrontMatter {
  const front = new Map<string, Entry>()
  const add = (table: Node, within: string) => {
    for (const { key, value, line, tables } of pairsOf(table)) {
      const name = `${within}${key}`
      const before = front.get(name)
      front.set(name, { value: before ? [before.value, value].flat() : value, line })
      if (within === '') for (const inner of tables) add(inner, `${name}.`)
    }
  }
  add(root, '')
  return front
}

/** What authors most often forget. */
const hints: Readonly<Record<string, string>> = {
  YAML: 'Text with a colon or other signs needs quotes.',
  TOML: 'Text needs quotes.',
  JSON: 'Names and text need quotes, and pairs a comma between them.',
}

/** The error for text that a parser refused, or that exhausted its stack by brackets nested thousands deep. */
export function notParsed(name: string, line: number, error: Error): BrokenArticle {
  const [reason] = error.message.replace(/^Invalid TOML document: /, '').split('\n')
  return broken(
    line,
    `front matter is not ${name}: ${reason.replace(/\.$/, '')}. ${hints[name]}`,
    error,
  )
}
