/**
 * Settings that last: what `edgewise.toml` says, checked against one schema.
 *
 * Only what belongs to a collection of articles for good is here; what changes from one
 * run to the next is an option of its command. A key that is not known is refused, since
 * a setting that is misspelt is a setting that is silently not set.
 */
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
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
  /** Origins whose pages may ask; `*` is all of them. */
  readonly cors: readonly string[]
  /** Front matter fields to filter by. */
  readonly fields: readonly string[]
  /** ISO 639-1, at least one; the first is that of an article which names none of them. */
  readonly languages: readonly string[]
}

/** Settings that cannot be used; its message has a line for everything wrong. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings'
}

// A message that starts with "wanted" is told after what came; others are whole sentences.
const nonEmptyText = v.pipe(v.string('wanted text'), v.trim(), v.nonEmpty('wanted text'))

const urlPattern = v.rawCheck<string>(({ dataset, addIssue }) => {
  try {
    if (dataset.typed) parseUrlPattern(dataset.value)
  } catch (error) {
    addIssue({ message: (error as RangeError).message })
  }
})

const origin = v.check(
  (text: string) => text === '*' || (/^https?:/.test(text) && URL.parse(text)?.origin === text),
  'wanted "*" or an origin without a path, such as "https://example.org"',
)

const field = v.pipe(
  v.string('wanted the name of a front matter field'),
  v.regex(/^[a-zA-Z0-9_-]+$/, 'wanted a name of letters, digits, - and _'),
  v.check(
    (name) => !(knownKeys as readonly string[]).includes(name),
    'wanted a field of your own, not one that has a meaning already',
  ),
)

const language = v.pipe(
  v.string('wanted a code of two letters'),
  v.regex(/^[a-z]{2}$/, 'wanted a code of two letters (ISO 639-1), such as "en"'),
)

const schema = v.strictObject(
  {
    articles: v.optional(nonEmptyText, 'seeds/articles'),
    url: v.optional(v.pipe(v.string('wanted a pattern in quotes'), urlPattern)),
    title: v.optional(nonEmptyText, 'Articles'),
    cors: v.optional(
      v.array(v.pipe(v.string('wanted an origin'), origin), 'wanted a list of origins'),
      ['*'],
    ),
    fields: v.optional(v.array(field, 'wanted a list of field names'), []),
    languages: v.optional(
      v.pipe(
        v.array(language, 'wanted a list of languages'),
        v.minLength(1, 'wanted at least one language, such as ["en"]'),
      ),
      ['en'],
    ),
  },
  (issue) =>
    issue.path ? unknownKey(String(issue.path[0].key)) : 'settings are no table; wanted keys.',
)

/** Names of all settings. */
export const settingNames = Object.keys(schema.entries)

/**
 * The settings in `file`, those in `overrides` put in their place; throws `BadSettings`.
 *
 * A folder of articles that the file names is looked for from the file, one that an
 * override names from the current folder.
 */
export function readSettings(
  file: string,
  overrides: { readonly articles?: string; readonly url?: string } = {},
): Settings {
  const place = relative('', file) || file
  const source = readSource(file, place)
  const { articles, url } = overrides
  const given = Object.entries({ articles, url }).filter(([, value]) => value !== undefined)
  const values = { ...parseToml(source, place), ...Object.fromEntries(given) }

  const result = v.safeParse(schema, values)
  if (!result.success) {
    const lines = result.issues.map((issue) => {
      const [key] = issue.path ?? []
      const name = String(key?.key)
      const isOverride = given.some(([overridden]) => overridden === name)
      const where = isOverride ? '' : `${place}:${lineOfTomlKey(source, name)}: `
      return where + sentenceOf(name, issue)
    })
    throw new BadSettings(lines.join('\n'))
  }
  const from = articles === undefined ? dirname(file) : ''
  return { ...result.output, articles: resolve(from, result.output.articles) }
}

function readSource(file: string, place: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const came = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`
    throw new BadSettings(`settings file ${place} ${came}; wanted a file, which may be empty.`, {
      cause,
    })
  }
}

function parseToml(source: string, place: string) {
  try {
    return parse(source)
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    const [reason] = cause.message.replace(/^Invalid TOML document: /, '').split('\n')
    throw new BadSettings(`${place}:${cause.line}: file is not TOML: ${reason}.`, { cause })
  }
}

function sentenceOf(name: string, { message, path, input }: v.BaseIssue<unknown>): string {
  if (!message.startsWith('wanted')) return message
  const verb = path !== undefined && path.length > 1 ? 'has' : 'is'
  return `${name} ${verb} ${JSON.stringify(input)}; ${message}.`
}

function unknownKey(key: string): string {
  return `${key} is no setting; the nearest is ${closest(key, settingNames)}.`
}
