/**
 * What only Docusaurus makes of the names of files: numbers before them, `02-configuration.md`, put pages in order and
 * are no part of an address. To other generators they are, so it takes a sign that a site is one of Docusaurus.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const configs = ['js', 'ts', 'mjs', 'cjs'].map((extension) => `docusaurus.config.${extension}`)
/** Settings of a site, or of a folder of its pages. */
const sign = /(?:^|\/)(?:docusaurus\.config\.[cm]?[jt]s|_category_\.(?:json|ya?ml))$/

/** Whether `files` below `folder` are of such a site: its settings lie among them, or in the folder above, which has `docs/`. */
export function isDocusaurus(folder: string, files: readonly string[]): boolean {
  const above = resolve(folder, '..')
  return (
    files.some((file) => sign.test(file)) || configs.some((name) => existsSync(join(above, name)))
  )
}

/** `name` without a number before it; that of a date or a version stays (`2024-01-01`, `7.0-foo`). */
export function withoutNumber(name: string): string {
  return /^\d+[-_.]\d/.test(name) ? name : name.replace(/^\d+\s*[-_.]+\s*(?=[^-_.\s])/, '')
}
