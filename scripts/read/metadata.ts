/**
 * What the front matter says of an article: the keys that site generators share.
 *
 * Hugo's, Jekyll's and everyone's own names for the same thing are all read; keys that
 * are not known are somebody else's and are left alone. A value that cannot be what its
 * key needs is never guessed at: what would withhold an article is judged first, and then all else
 * at once.
 */
import { daysOf } from '../../core/text/dates.ts'
import { BrokenArticle, type Problem } from './draft.ts'
import type { Entry, FrontMatter, Value } from './frontmatter.ts'
import { parseAddress } from './url.ts'

/** Keys that mean something here, so that no configured field may have their names. */
export const knownKeys = [
  'title',
  'date',
  'source',
  'url',
  'permalink',
  'id',
  'slug',
  'draft',
  'noindex',
  'robots',
  'published',
  'expires',
  'expiryDate',
  'lang',
] as const

/** Values checked and in the form the index keeps them; null for what is not given. */
export interface Metadata {
  readonly title: string | null
  /** `2022`, `2022-06` or `2022-06-12`. */
  readonly date: string | null
  /** Last day the article is shown, in the same form. */
  readonly expires: string | null
  readonly source: string | null
  /** Absolute, or a path from `/` on. */
  readonly url: string | null
  readonly id: string | null
  readonly slug: string | null
  readonly language: string
  readonly fields: Readonly<Record<string, readonly string[]>>
}

export interface MetadataOptions {
  /** Configured fields to keep. */
  readonly fields: readonly string[]
  /** The first one is that of an article which names no other of them. */
  readonly languages: readonly string[]
}

/** Why the author keeps the article out of search, or null; throws `BrokenArticle`. */
export function withheld(front: FrontMatter): string | null {
  const { truth, words, finish } = valuesOf(front)
  const isDraft = truth('draft') === true
  const isPublished = truth('published') !== false
  const noindex = truth('noindex') === true || words('robots').some((word) => /noindex/i.test(word))
  finish()
  if (isDraft) return 'draft'
  if (!isPublished) return 'draft (published: false)'
  return noindex ? 'noindex' : null
}

/** What `front` says; throws `BrokenArticle` with all that is wrong in it. */
export function parseMetadata(front: FrontMatter, options: MetadataOptions): Metadata {
  const { text, date, address, path, words, finish } = valuesOf(front)
  const [language] = text('lang')?.toLowerCase().split(/[-_]/) ?? []
  const fields = options.fields.map((field) => [field, [...new Set(words(field))]] as const)
  const metadata = {
    title: text('title'),
    date: date('date'),
    expires: date('expires') ?? date('expiryDate'),
    source: text('source'),
    url: address('url') ?? address('permalink'),
    id: path('id'),
    slug: text('slug'),
    language: options.languages.includes(language) ? language : options.languages[0],
    fields: Object.fromEntries(fields.filter(([, values]) => values.length > 0)),
  }
  finish()
  return metadata
}

/** Readers of single keys, which gather what is wrong until `finish` throws it. */
function valuesOf(front: FrontMatter) {
  const problems: Problem[] = []
  const wrong = ({ line }: Entry, sentence: string) => {
    problems.push({ line, sentence })
    return null
  }

  const text = (key: string): string | null => {
    const entry = front.get(key)
    if (!entry || entry.value === null) return null
    if (typeof entry.value === 'string') return clean(entry.value) || null
    return wrong(
      entry,
      `${key} is ${describe(entry.value)}; wanted text, such as ${key}: "My ${key}".`,
    )
  }

  const truth = (key: string): boolean | null => {
    const entry = front.get(key)
    if (!entry || entry.value === null) return null
    // YAML of the old kind, which Jekyll still reads, has all of these.
    if (typeof entry.value === 'string' && /^(?:true|yes|on)$/i.test(entry.value)) return true
    if (typeof entry.value === 'string' && /^(?:false|no|off)$/i.test(entry.value)) return false
    return wrong(entry, `${key} is ${describe(entry.value)}; wanted true or false.`)
  }

  const date = (key: string): string | null => {
    const entry = front.get(key)
    if (!entry || entry.value === null) return null
    const day = typeof entry.value === 'string' ? dayOf(entry.value) : null
    const wanted = 'wanted 2022, 2022-06, 2022-06-12 or an ISO date and time'
    return day ?? wrong(entry, `${key} is ${describe(entry.value)}; ${wanted}.`)
  }

  const address = (key: string): string | null => {
    const entry = front.get(key)
    if (!entry || entry.value === null) return null
    const url = typeof entry.value === 'string' ? parseAddress(clean(entry.value)) : null
    const wanted = 'wanted an http(s) address or a path that begins with /'
    return url ?? wrong(entry, `${key} is ${describe(entry.value)}; ${wanted}.`)
  }

  const path = (key: string): string | null => {
    const entry = front.get(key)
    const id = text(key)?.normalize('NFC') ?? null
    // A browser resolves such parts before it asks, so the article could never be opened.
    if (!entry || id === null || !/(?:^|\/)\.{0,2}(?:\/|$)/.test(id)) return id
    return wrong(
      entry,
      `${key} is ${describe(entry.value)}; wanted a path without empty parts, . and ..`,
    )
  }

  const words = (key: string): string[] => {
    const entry = front.get(key)
    if (!entry) return []
    const values: readonly Value[] = Array.isArray(entry.value) ? entry.value : [entry.value]
    const odd = values.find((value) => value !== null && typeof value !== 'string')
    if (odd !== undefined) {
      wrong(
        entry,
        `${key} holds ${describe(odd)}; wanted text, numbers, true or false, or a list of these.`,
      )
    }
    return values.flatMap((value) => (typeof value === 'string' ? clean(value) || [] : []))
  }

  const finish = () => {
    if (problems.length > 0) throw new BrokenArticle(problems)
  }
  return { text, truth, date, address, path, words, finish }
}

/** The day, month or year of an ISO date with or without a time, as written; null if it is none. */
function dayOf(written: string): string | null {
  const time = /[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?/
  const pattern = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})${time.source}$|^(\\d{4}(?:-\\d{2}){0,2})$`)
  const parts = pattern.exec(written.trim())
  const day = parts?.[1] ?? parts?.[2]
  return day !== undefined && daysOf(day) !== null ? day : null
}

/** One line, without control characters and halves of surrogate pairs. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

function describe(value: Value): string {
  if (value === null) return 'nothing'
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : 'a table'
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}
