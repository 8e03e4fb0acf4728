/** Reads JSON of other programs without trusting it: values that are missing or of another type are empty. */

/** An object of JSON. */
export type Table = Readonly<Record<string, unknown>>

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text or number under `key`, as text; else empty. */
export function textIn(table: Table, key: string): string {
  const value = Object.hasOwn(table, key) ? table[key] : ''
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** The table under `key`; else an empty one. */
export function tableIn(table: Table, key: string): Table {
  const value = table[key]
  return isTable(value) ? value : {}
}

/** The tables in the list under `key`. */
export function listIn(table: Table, key: string): Table[] {
  const value = table[key]
  return Array.isArray(value) ? value.filter(isTable) : []
}
