/**
 * Settings that last: what `edgewise.toml` says, checked against one schema.
 *
 * Only what belongs to a collection of articles for good is here; what changes from one
 * run to the next is an option of its command. A key that is not known is refused, since
 * a setting that is misspelt would be a setting that is silently not set.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { closest } from 'fastest-levenshtein'
import { parse, TomlError } from 'smol-toml'
import * as v from 'valibot'
import { lineOfTomlKey } from './read/frontmatter.ts'
import { knownKeys } from './read/metadata.ts'
import { parseUrlPattern } from './read/url.ts'

/** Settings with every default filled in. */
export interface Settings {
  /** Absolute path of the folder of articles. */
  readonly articles: string
  /** Pattern of the articles' addresses; undefined where our own pages show them. */
  readonly url?: string
  /** Title of the search. */
  readonly title: string
  /** Origins whose pages may ask; `*` for all. */
  readonly cors: readonly string[]
  /** Front matter fields to filter by. */
  readonly fields: readonly string[]
  /** ISO 639-1; the first one is that of an article which names none. */
  readonly languages: readonly string[]
}

/** Settings that cannot be used; its message has a line for everything wrong. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings'
}

const text = (wanted: string) =>
  v.pipe(v.string(`wanted ${wanted}`), v.trim(), v.nonEmpty(`wanted ${wanted}`))

const schema = v.strictObject({
  articles: v.optional(text('the folder of the articles'), 'seeds/articles'),
  url: v.optional(
    v.pipe(
      text('a pattern of addresses'),
      v.rawCheck(({ dataset, addIssue }) => {
        const sentence = dataset.typed ? reasonAgainst(dataset.value) : null
        if (sentence !== null) addIssue({ message: sentence })
      }),
    ),
  ),
  title: v.optional(text('text'), 'Articles'),
  cors: v.optional(v.array()
})
