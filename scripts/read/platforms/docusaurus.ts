/**
 * Names of files as only Docusaurus reads them: a number before them, as in `02-configuration.md`, orders pages and is
 * no part of their addresses. To other generators it is, so a site must be recognized as one of Docusaurus.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const configs = ['js', 'ts', 'mjs', 'cjs'].map((extension) => `docusaurus.config.${extension}`)
/** Paths of settings of a site, or of a folder of its pages. */
const sign = /(?:^|\/)(?:docusaurus\.config\.[cm]?[jt]s|_category_\.(?:json|ya?ml))$/

/**
 * Whether `files` in `folder` belong to such a site: its settings are among them, or in the folder above, as for
 * `docs/`.
 */
export function isDocusaurus(folder: string, files: readonly string[]): boolean {
  const above = resolve(folder, '..')
  return (
    files.some((file) => sign.test(file)) || configs.some((name) => existsSync(join(above, name)))
  )
}

/** `name` without a number before it; dates and versions stay (`2024-01-01`, `7.0-foo`). */
export function withoutNumber(name: string): string {
  return /^\d+[-_.]\d/.test(name) ? name : name.replace(/^\d+\s*[-_.]+\s*(?=[^-_.\s])/, '')
}
