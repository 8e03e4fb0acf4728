/**
 * What the front matter says of an article: the keys that site generators share.
 *
 * Hugo's, Jekyll's and everyone's own names for the same thing are all read; keys that
 * are not known are somebody else's and are left alone. A value that cannot be what its
 * key needs is never guessed at: what would withhold an article is judged first, and then all else
 * at once.
 */
import { normalizeQuestion } from '../../core/protocol.ts'
import { daysOf } from '../../core/text/dates.ts'
import { BrokenArticle, type Problem } from './draft.ts'
import type { Entry, FrontMatter, Value } from './frontmatter.ts'
import { isTemplate, parseAddress } from './url.ts'

/** Keys that mean something here, so that no configured field may have their names. */
export const knownKeys = [
  'title',
  'date',
  'publishDate',
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
  /** First day the article is shown, where that is not its date. */
  readonly publishDate: string | null
  /** Last day the article is shown, in the same form. */
  readonly expires: string | null
  readonly source: string | null
  /** Absolute, or a path from `/` on; may have placeholders of a pattern. */
  readonly url: string | null
  /** What stands in place of a url and only its site generator can fill; null if nothing does. */
  readonly template: string | null
  readonly id: string | null
  /** Without a slash at its end; one that begins with a slash is a whole path. */
  readonly slug: string | null
  readonly language: string
  /** What `lang` says in place of it, if that is none of the languages that are read; else null. */
  readonly otherLanguage: string | null
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
  const { truth, truthOrDate, words, finish } = valuesOf(front)
  const isDraft = truth('draft') === true
  const isPublished = truthOrDate('published') !== false
  const noindex = truth('noindex') === true || words('robots').some((word) => /noindex/i.test(word))
  finish()
  if (isDraft) return 'draft'
  if (!isPublished) return 'draft (published: false)'
  // Eleventy's word for what is built and becomes no page.
  if (front.get('permalink')?.value === 'false') return 'no page (permalink: false)'
  return noindex ? 'noindex' : null
}

/** What `front` says; throws `BrokenArticle` with all that is wrong in it. */
export function parseMetadata(front: FrontMatter, options: MetadataOptions): Metadata {
  const { text, date, truthOrDate, address, template, path, slug, words, finish } = valuesOf(front)
  const [lang] = text('lang')?.toLowerCase().split(/[-_]/) ?? []
  const isOther = lang !== undefined && !options.languages.includes(lang)
  const fields = options.fields.map((field) => [field, [...new Set(words(field))]] as const)
  const published = truthOrDate('published')
  const publishDate = date('publishDate') ?? (typeof published === 'string' ? published : null)
  const url = address('url') ?? address('permalink')
  const metadata = {
    title: text('title'),
    date: date('date') ?? publishDate,
    publishDate,
    expires: date('expires') ?? date('expiryDate'),
    source: text('source'),
    url,
    template: url === null ? (template('url') ?? template('permalink')) : null,
    id: path('id'),
    slug: slug('slug'),
    language: isOther || lang === undefined ? options.languages[0] : lang,
    otherLanguage: isOther ? lang : null,
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

  /** Empty text is as nothing. */
  const given = (key: string): Entry | null => {
    const entry = front.get(key)
    if (!entry || entry.value === null) return null
    return typeof entry.value === 'string' && clean(entry.value) === '' ? null : entry
  }

  const text = (key: string): string | null => {
    const entry = given(key)
    if (!entry) return null
    if (typeof entry.value === 'string') return clean(entry.value)
    return wrong(
      entry,
      `${key} is ${describe(entry.value)}; wanted text, such as ${key}: "My ${key}".`,
    )
  }

  const truth = (key: string, wanted = 'true or false'): boolean | null => {
    const entry = given(key)
    if (!entry) return null
    // YAML of the old kind, which Jekyll still reads, has all of these.
    if (typeof entry.value === 'string' && /^(?:true|yes|on)$/i.test(entry.value)) return true
    if (typeof entry.value === 'string' && /^(?:false|no|off)$/i.test(entry.value)) return false
    return wrong(entry, `${key} is ${describe(entry.value)}; wanted ${wanted}.`)
  }

  const date = (key: string): string | null => {
    const entry = given(key)
    if (!entry) return null
    const day = typeof entry.value === 'string' ? dayOf(entry.value) : null
    const wanted = 'wanted 2022, 2022-06, 2022-06-12 or an ISO date and time'
    return day ?? wrong(entry, `${key} is ${describe(entry.value)}; ${wanted}.`)
  }

  const truthOrDate = (key: string): boolean | string | null => {
    const value = given(key)?.value
    const day = typeof value === 'string' ? dayOf(value) : null
    return day ?? truth(key, 'true, false or a date')
  }

  const template = (key: string): string | null => {
    const value = given(key)?.value
    return typeof value === 'string' && isTemplate(clean(value)) ? clean(value) : null
  }

  const address = (key: string): string | null => {
    const entry = given(key)
    if (!entry || template(key) !== null) return null
    const written = typeof entry.value === 'string' ? clean(entry.value) : ''
    // To Hugo and Jekyll a path is one from the site's root, with a slash or without.
    const isRelative = /^(?!\/|[a-z][a-z\d+.-]*:)./i.test(written)
    const url = parseAddress(isRelative ? `/${written}` : written)
    const wanted = 'wanted an http(s) address or a path'
    return url ?? wrong(entry, `${key} is ${describe(entry.value)}; ${wanted}.`)
  }

  const wrongPath = (key: string, entry: Entry) =>
    wrong(entry, `${key} is ${describe(entry.value)}; wanted a path without empty parts, . and ..`)

  const path = (key: string): string | null => {
    const entry = front.get(key)
    const id = text(key)?.normalize('NFC') ?? null
    return !entry || id === null || !hasOddParts(id) ? id : wrongPath(key, entry)
  }

  const slug = (key: string): string | null => {
    const entry = front.get(key)
    const written = text(key)?.normalize('NFC')
    if (!entry || written === undefined) return null
    const inner = written.replace(/^\/+|\/+$/g, '')
    if (inner !== '' && hasOddParts(inner)) return wrongPath(key, entry)
    return written.startsWith('/') ? `/${inner}` : inner
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
  return { text, truth, date, truthOrDate, address, template, path, slug, words, finish }
}

/** A browser resolves such parts before it asks, so an article with them could never be opened. */
function hasOddParts(path: string): boolean {
  return /(?:^|\/)\.{0,2}(?:\/|$)/.test(path)
}

/** The day, month or year of a date with or without a time, as ISO writes it; null if it is none. */
export function dayOf(written: string): string | null {
  const time = /[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?/
  const pattern = new RegExp(
    `^(\\d{4})(?:-(\\d{2})|([-/])(\\d{1,2})\\3(\\d{1,2})(?:${time.source})?)?$`,
  )
  const [, year, onlyMonth, , month, day] = pattern.exec(written.trim()) ?? []
  const parts = [year, onlyMonth ?? month, day].filter((part) => part !== undefined)
  const date = parts.map((part) => part.padStart(2, '0')).join('-')
  return daysOf(date) === null ? null : date
}

/** One line without halves of surrogate pairs, spelt as questions and values of filters are. */
function clean(text: string): string {
  return normalizeQuestion(text.toWellFormed())
}

function describe(value: Value): string {
  if (value === null) return 'nothing'
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : 'a table'
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}
