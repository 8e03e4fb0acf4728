/**
 * Lasting settings: what `edgewise.toml` says, checked against one schema.
 *
 * Here is only what belongs to a collection of articles for good; what changes from run
 * to run is an option of its command. Unknown keys are refused, since a misspelt setting
 * would silently not be set.
 */
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import * as v from 'valibot'
import { suggestion } from '../../core/nearest-name.ts'
import { dtypes, type ModelSettings, poolings } from '../embedders/models.ts'
import { isFolder } from '../embedders/place.ts'
import { knownKeys } from '../read/front-matter/metadata.ts'
import { linesOfTomlKeys } from '../read/front-matter/toml.ts'
import { parseUrlPattern } from '../read/url.ts'

/** Settings with every default filled in. */
export interface Settings {
  /** Absolute path of the folder of articles, or of one file. */
  readonly articles: string
  /** Glob patterns of files that are no articles, as paths from that folder. */
  readonly exclude: readonly string[]
  /** Pattern of the articles' addresses; undefined if the search's own pages show them. */
  readonly url?: string
  /** Title of the search. */
  readonly title: string
  /** Origins whose pages may ask; `*` means all. */
  readonly cors: readonly string[]
  /** Front matter fields to filter by. */
  readonly fields: readonly string[]
  /** Labels of fields on pages; a field without one is shown by its name. */
  readonly labels: Readonly<Record<string, string>>
  /** ISO 639-1 codes, at least one; the first is the language of articles that name none of them. */
  readonly languages: readonly string[]
  /** Whether the embedded model is taught the articles. */
  readonly teach: boolean
  /**
   * Absolute path of an index whose taught table is used as it is, instead of teaching, and whose base
   * stays, whatever model made it.
   */
  readonly table?: string
  /** The model that embeds; undefined for the embedded model. */
  readonly model?: ModelSettings
}

/** What one run sets instead of the file. */
export interface Overrides {
  readonly articles?: string
  readonly url?: string
  readonly teach?: boolean
  readonly table?: string
  /** With an `id`, they replace what the file says of the model; without one, they change it. */
  readonly model?: Partial<ModelSettings>
}

/** `--model static`: the embedded model, whatever the file says. */
export const embeddedModel = 'static'

/** Settings that cannot be used; the message has a line for each mistake. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings'
}

// A message that starts with "wanted" is put behind what came; others are whole sentences.
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

/** It is matched against paths from the folder of the articles. */
const globPattern = v.pipe(
  v.string('wanted a pattern in quotes'),
  v.trim(),
  v.regex(
    /^(?!\.{0,2}\/)[^\\]+$/,
    'wanted a path from the folder of the articles, such as "tags/**"',
  ),
)

/** A name, or `name=Label`. */
const field = v.pipe(
  v.string('wanted the name of a front matter field'),
  v.regex(
    /^[a-zA-Z0-9_-]+\s*(=|$)/,
    'wanted a name of letters, digits, - and _; what pages call it may follow behind =',
  ),
  v.regex(/^[^=]+(=\s*\S|$)/, 'wanted what pages call it behind =, or no ='),
  v.check(
    (text) => !(knownKeys as readonly string[]).includes(splitField(text)[0]),
    'wanted a field of your own, not one that has a meaning already',
  ),
)

function splitField(text: string): [name: string, label: string | undefined] {
  const [name, label] = text.split(/=(.*)/s)
  return [name.trim(), label?.trim()]
}

const language = v.pipe(
  v.string('wanted a code of two letters'),
  v.regex(/^[a-z]{2}$/, 'wanted a code of two letters (ISO 639-1), such as "en"'),
)

const choice = <const T extends readonly string[]>(choices: T) =>
  v.picklist(choices, `wanted one of ${choices.join(', ')}`)
const prefix = v.string('wanted text in quotes')

/** Keys as the file has them: names of two words with a dash, like their flags. */
const modelSchema = v.strictObject(
  {
    id: v.pipe(v.string('wanted the name of a model'), v.trim(), v.nonEmpty('wanted a model')),
    revision: v.optional(nonEmptyText),
    dtype: v.optional(choice(dtypes)),
    pooling: v.optional(choice(poolings)),
    'query-prefix': v.optional(prefix),
    'passage-prefix': v.optional(prefix),
    dimensions: v.optional(
      v.pipe(
        v.number('wanted a whole number'),
        v.integer('wanted a whole number'),
        v.minValue(8, 'wanted at least 8'),
        v.maxValue(8192, 'wanted at most 8192'),
      ),
    ),
    fallback: v.optional(choice(['static'])),
  },
  (issue): string => {
    const key = String(issue.path?.[0].key)
    if (!issue.path) return 'wanted a table: [model], and below it id = "…"'
    if (key === 'id') return noModel
    return `${key} is not a setting of [model]; ${suggestion(key, modelNames)}.`
  },
)
const noModel = 'A setting of the model needs a model: say which, as id in [model] or with --model.'

/** Names of all settings of `[model]`. */
export const modelNames: readonly string[] = Object.keys(modelSchema.entries)

const schema = v.strictObject(
  {
    articles: v.optional(nonEmptyText, 'seeds/articles'),
    exclude: v.optional(v.array(globPattern, 'wanted a list of patterns'), []),
    url: v.optional(v.pipe(v.string('wanted a pattern in quotes'), urlPattern)),
    title: v.optional(nonEmptyText, 'Articles'),
    cors: v.optional(
      v.array(v.pipe(v.string('wanted an origin'), origin), 'wanted a list of origins'),
      ['*'],
    ),
    fields: v.optional(
      v.pipe(
        v.array(field, 'wanted a list of field names'),
        v.check(
          (texts) => new Set(texts.map((text) => splitField(text)[0])).size === texts.length,
          'wanted each field once',
        ),
        v.transform((texts) => texts.map(splitField)),
      ),
      [],
    ),
    languages: v.optional(
      v.pipe(
        v.array(language, 'wanted a list of languages'),
        v.minLength(1, 'wanted at least one language, such as ["en"]'),
      ),
      ['en'],
    ),
    teach: v.optional(v.boolean('wanted true or false'), true),
    table: v.optional(nonEmptyText),
    model: v.optional(modelSchema),
  },
  (issue) =>
    issue.path
      ? unknownKey(String(issue.path[0].key))
      : 'settings are not a table; wanted keys with values.',
)

/** Names of all settings. */
export const settingNames = Object.keys(schema.entries)

/**
 * The settings in `file`, overridden by `overrides`; throws `BadSettings`.
 *
 * Paths in the file are relative to the file, paths in an override to the current
 * folder.
 */
export function readSettings(file: string, overrides: Overrides = {}): Settings {
  const place = relative('', file) || file
  const source = readSource(file, place)
  const { articles, url, teach, table } = overrides
  const written: Record<string, unknown> = parseToml(source, place)
  const { model: writtenModel, ...rest } = written
  const given = defined({ articles, url, teach, table })
  const model = mergeModel(writtenModel, overrides.model)
  const values = { ...rest, ...given, ...defined({ model }) }

  const result = v.safeParse(schema, values, { abortPipeEarly: true })
  if (!result.success) {
    const ofModel = Object.keys(inFile(overrides.model))
    const overridden = new Set([
      ...Object.keys(given),
      ...ofModel,
      ...(ofModel.length > 0 ? ['id'] : []),
    ])
    const lines = result.issues.map((issue) => {
      const name = nameOf(issue)
      const where = overridden.has(name)
        ? ''
        : `${place}:${linesOfTomlKeys(source).get(name) ?? 1}: `
      return where + sentenceOf(name, issue)
    })
    throw new BadSettings([...new Set(lines)].join('\n'))
  }
  const from = (place: string, isOverridden: boolean) =>
    resolve(isOverridden ? '' : dirname(file), place)
  const { model: chosen, fields, ...output } = result.output
  return {
    ...output,
    fields: fields.map(([name]) => name),
    labels: Object.fromEntries(
      fields.flatMap(([name, label]) => (label === undefined ? [] : [[name, label] as const])),
    ),
    articles: from(output.articles, articles !== undefined),
    ...(output.table !== undefined && { table: from(output.table, table !== undefined) }),
    ...(chosen && { model: modelOf(chosen, from, overrides.model?.id !== undefined) }),
  }
}

/** The file's settings of the model, merged with this run's; undefined for the embedded model. */
function mergeModel(written: unknown, overrides: Overrides['model']): unknown {
  const given = inFile(overrides)
  const goesOn = overrides?.id === undefined && typeof written === 'object'
  const merged = Object.keys(given).length === 0 ? written : { ...(goesOn && written), ...given }
  const { id, ...others } = (merged ?? {}) as Record<string, unknown>
  if (id !== embeddedModel) return merged
  if (Object.keys(others).length === 0) return undefined
  throw new BadSettings(
    `${embeddedModel} is the embedded model, which has no ${Object.keys(others)[0]}.`,
  )
}

/** Overrides by the names that the file has. */
function inFile(overrides: Overrides['model'] = {}): Record<string, unknown> {
  const { queryPrefix, passagePrefix, ...same } = overrides
  return defined({ ...same, 'query-prefix': queryPrefix, 'passage-prefix': passagePrefix })
}

function modelOf(
  {
    id,
    'query-prefix': queryPrefix,
    'passage-prefix': passagePrefix,
    ...same
  }: v.InferOutput<typeof modelSchema>,
  from: (folder: string, isOverridden: boolean) => string,
  isOverridden: boolean,
): ModelSettings {
  const place = isFolder(id) ? from(id, isOverridden) : id
  return { id: place, ...same, ...defined({ queryPrefix, passagePrefix }) }
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

/** The setting that an issue is about; in [model], its key. */
function nameOf({ path }: v.BaseIssue<unknown>): string {
  const keys = (path ?? []).map((part) => String(part.key))
  return keys[0] === 'model' && keys.length > 1 ? keys[1] : (keys[0] ?? '')
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

/** The table in `source`; throws `BadSettings` that names `place` and the line. */
export function parseToml(source: string, place: string) {
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
  const isInList = path?.at(-1)?.type === 'array'
  const verb = isInList ? 'has' : 'is'
  return `${name} ${verb} ${JSON.stringify(input)}; ${message}.`
}

function unknownKey(key: string): string {
  return `${key} is not a setting; ${suggestion(key, settingNames)}.`
}
