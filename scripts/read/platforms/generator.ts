/**
 * The generator of a site, if it is one that makes other addresses of the names of files than most. It is recognized by
 * files that no other has.
 */
import { existsSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'

/** Zola is `Hugo` here: its pages are named in the same way. */
export type Generator = 'Docusaurus' | 'Hugo'

/** Names of a site's settings, and of other files that only such a site has. */
const signs: readonly (readonly [Generator, settings: readonly string[], others: RegExp])[] = [
  [
    'Docusaurus',
    ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts'].map((end) => `docusaurus.config.${end}`),
    /^_category_\.(?:json|ya?ml)$/,
  ],
  [
    'Hugo',
    ['toml', 'yaml', 'yml', 'json'].map((end) => `hugo.${end}`),
    /^_index(?:\.[\w-]+)?\.(?:md|markdown)$/,
  ],
]

/**
 * The generator of the site that `files` in `folder` belong to; null for any other. Its settings may be in the folder
 * above, as for `docs/`.
 */
export function generatorOf(folder: string, files: readonly string[]): Generator | null {
  const names = files.map((file) => posix.basename(file))
  const above = resolve(folder, '..')
  const sign = signs.find(
    ([, settings, others]) =>
      names.some((name) => others.test(name) || settings.includes(name)) ||
      settings.some((name) => existsSync(join(above, name))),
  )
  return sign?.[0] ?? null
}
