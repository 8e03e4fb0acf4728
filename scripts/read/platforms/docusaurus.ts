/**
 * Names of files as only Docusaurus reads them: a number before them, as in `02-configuration.md`, orders pages and is
 * no part of their addresses. To other generators it is.
 */
import { posix } from 'node:path'

/** `name` without a number before it; dates and versions stay (`2024-01-01`, `7.0-foo`). */
export function withoutNumber(name: string): string {
  return /^\d+[-_.]\d/.test(name) ? name : name.replace(/^\d+\s*[-_.]+\s*(?=[^-_.\s])/, '')
}

/** Whether an id is the name of `file` without the number before it. */
export function isNameWithoutNumber(id: unknown, file: string): boolean {
  const { name } = posix.parse(file)
  return id !== name && id === withoutNumber(name)
}
