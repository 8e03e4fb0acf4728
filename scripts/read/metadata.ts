/**
 * What the front matter says of an article: the keys that site generators share.
 *
 * Hugo's, Jekyll's and everyone's own names for the same thing are all read, however their words are joined
 * (`pubDate`, `pub_date`); keys that are not known are somebody else's and are left alone. A value that cannot be what its
 * key needs is never guessed at: what would withhold an article is judged first, and then all else
 * at once.
 */
import { normalizeQuestion } from '../../core/protocol.ts'
import { daysOf } from '../../core/text/dates.ts'
import { BrokenArticle, type Problem } from './draft.ts'
import type { Entry, FrontMatter, Value } from './frontmatter.ts'
import { htmlBlocks } from './html.ts'
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

const yes = /^(?:true|yes|on)$/i
const no = /^(?:false|no|off)$/i

/** Keys by which generators, or their own search, keep back an article, and the value that does. */
const keepingBack: readonly (readonly [key: string, value: RegExp])[] = [
  ['isDraft', yes],
  // Ghost's, WordPress' and Pelican's.
  ['status', /^(?:draft|hidden|private|pending)$/i],
  // Obsidian's.
  ['publish', no],
  // Docusaurus'.
  ['unlisted', yes],
  // VitePress', MkDocs', Just the Docs', Docsy's, PaperMod's and Starlight's.
  ['search', no],
  ['search.exclude', yes],
  ['search_exclude', yes],
  ['exclude_search', yes],
  ['excludeFromSearch', yes],
  ['searchHidden', yes],
  ['pagefind', no],
  // Hugo's.
  ['headless', yes],
  ['build.render', /^(?:never|link|false)$/i],
  ['eleventyExcludeFromCollections', yes],
]

/**
 * What generators call the day an article is published, where it has no `date`, and the one it is from on where it
 * does: Hugo, Astro, Nuxt, Ghost. `published` may be one, too.
 */
const publishKeys = ['publishDate', 'pubDate', 'publishedAt', 'publishedDate', 'datePublished']

/** The day it was made, or else changed; with a value that is no date these are somebody else's. */
const otherDateKeys = [
  ...['created', 'createdAt', 'createdDate', 'dateCreated'],
  ...['lastmod', 'updated', 'updatedAt', 'updatedDate', 'dateUpdated', 'lastUpdated'],
  ...['modified', 'dateModified', 'lastModified', 'lastModifiedAt', 'last_update.date'],
]

const meant = new Set(
  [
    ...[...knownKeys, ...publishKeys, ...otherDateKeys, 'date.created', 'unpublishDate'],
    ...keepingBack.map(([key]) => key),
  ].map(joined),
)

/** Whether a key means something here, however its words are joined. */
export function isMeant(key: string): boolean {
  return meant.has(joined(key))
}

/** Values checked and in the form the index keeps them; null for what is not given. */
export interface Metadata {
  readonly title: string | null
  /** `2022`, `2022-06` or `2022-06-12`. */
  readonly date: string | null
  /** The day it was made or changed, which counts where no other is known. */
  readonly otherDate: string | null
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
  /** For addresses, as Jekyll has them. */
  readonly categories: readonly string[]
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
  const { entry, truth, truthOrDate, words, finish } = valuesOf(front)
  const isDraft = truth('draft') === true
  const isPublished = truthOrDate('published') !== false
  const noindex = truth('noindex') === true || words('robots').some((word) => /noindex/i.test(word))
  finish()
  if (isDraft) return 'draft'
  if (!isPublished) return 'draft (published: false)'
  for (const [key, pattern] of keepingBack) {
    const found = entry(key)
    if (typeof found?.value === 'string' && pattern.test(found.value)) {
      return `kept back (${found.key}: ${found.value})`
    }
  }
  // Eleventy's word for what is built and becomes no page.
  if (front.get('permalink')?.value === 'false') return 'no page (permalink: false)'
  return noindex ? 'noindex' : null
}

/**
 * What `front` says; throws `BrokenArticle` with all that is wrong in it.
 *
 * @param spoken the language of an article whose front matter names none, if that is known
 */
export function parseMetadata(
  front: FrontMatter,
  options: MetadataOptions,
  spoken: string | null,
): Metadata {
  const {
    text,
    date,
    otherDate,
    truthOrDate,
    address,
    template,
    path,
    slug,
    words,
    categories,
    finish,
  } = valuesOf(front)
  const [lang] = text('lang')?.toLowerCase().split(/[-_]/) ?? []
  const isOther = lang !== undefined && !options.languages.includes(lang)
  const fields = options.fields.map((field) => [field, [...new Set(words(field))]] as const)
  const published = truthOrDate('published')
  const publishDate = date(...publishKeys) ?? (typeof published === 'string' ? published : null)
  const url = address('url') ?? address('permalink')
  const metadata = {
    title: withoutEntities(text('title')),
    date: date('date.created', 'date') ?? publishDate,
    otherDate: otherDate(...otherDateKeys),
    publishDate,
    expires: date('expires', 'expiryDate', 'unpublishDate'),
    source: text('source'),
    url,
    template: url === null ? (template('url') ?? template('permalink')) : null,
    id: path('id'),
    slug: slug('slug'),
    categories: categories(),
    language: isOther ? options.languages[0] : (lang ?? spoken ?? options.languages[0]),
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

  const keys = new Map([...front.keys()].map((key) => [joined(key), key]))

  /** What has the key, written so or, if nothing has, in another way. */
  const entry = (key: string): (Entry & { readonly key: string }) | undefined => {
    const written = front.has(key) ? key : keys.get(joinedName(key))
    const found = written === undefined ? undefined : front.get(written)
    return found && written !== undefined ? { ...found, key: written } : undefined
  }

  /** Empty text is as nothing, and so is a placeholder of a template. */
  const given = (key: string) => {
    const found = entry(key)
    if (!found || found.value === null) return null
    const isNothing =
      typeof found.value === 'string' && /^(?:\{\{[^{}]*\}\})?$/.test(clean(found.value))
    return isNothing ? null : found
  }

  const text = (key: string): string | null => {
    const found = given(key)
    if (!found) return null
    if (typeof found.value === 'string') return clean(found.value)
    return wrong(
      found,
      `${key} is ${describe(found.value)}; wanted text, such as ${key}: "My ${key}".`,
    )
  }

  const truth = (key: string, wanted = 'true or false'): boolean | null => {
    const found = given(key)
    if (!found) return null
    // YAML of the old kind, which Jekyll still reads, has all of these.
    if (typeof found.value === 'string' && yes.test(found.value)) return true
    if (typeof found.value === 'string' && no.test(found.value)) return false
    return wrong(found, `${key} is ${describe(found.value)}; wanted ${wanted}.`)
  }

  /** That of the first of `names` that has one, and not one that its generator computes. */
  const date = (...names: string[]): string | null => {
    const found = firstOf(names, (name) => {
      const one = given(name)
      return typeof one?.value === 'string' && computed.test(one.value) ? null : one
    })
    if (!found) return null
    const day = typeof found.value === 'string' ? dayOf(found.value) : null
    const wanted = 'wanted 2022, 2022-06, 2022-06-12 or an ISO date and time'
    return day ?? wrong(found, `${found.key} is ${describe(found.value)}; ${wanted}.`)
  }

  const otherDate = (...names: string[]): string | null =>
    firstOf(names, (name) => {
      const value = given(name)?.value
      return typeof value === 'string' ? dayOf(value) : null
    })

  const truthOrDate = (key: string): boolean | string | null => {
    const value = given(key)?.value
    const day = typeof value === 'string' ? dayOf(value) : null
    return day ?? truth(key, 'true, false or a date')
  }

  const template = (key: string): string | null => {
    const value = entry(key)?.value
    return typeof value === 'string' && isTemplate(clean(value)) ? clean(value) : null
  }

  const address = (key: string): string | null => {
    const found = given(key)
    if (!found || template(key) !== null) return null
    const written = typeof found.value === 'string' ? clean(found.value) : ''
    // To Hugo and Jekyll a path is one from the site's root, with a slash or without.
    const isRelative = /^(?!\/|[a-z][a-z\d+.-]*:)./i.test(written)
    const url = parseAddress(isRelative ? `/${written}` : written)
    const wanted = 'wanted an http(s) address or a path'
    return url ?? wrong(found, `${key} is ${describe(found.value)}; ${wanted}.`)
  }

  const wrongPath = (key: string, found: Entry) =>
    wrong(found, `${key} is ${describe(found.value)}; wanted a path without empty parts, . and ..`)

  const path = (key: string): string | null => {
    const found = entry(key)
    const id = text(key)?.normalize('NFC') ?? null
    return !found || id === null || !hasOddParts(id) ? id : wrongPath(key, found)
  }

  const slug = (key: string): string | null => {
    const found = entry(key)
    const written = text(key)?.normalize('NFC')
    if (!found || written === undefined) return null
    const inner = written.replace(/^\/+|\/+$/g, '')
    if (inner !== '' && hasOddParts(inner)) return wrongPath(key, found)
    return written.startsWith('/') ? `/${inner}` : inner
  }

  const words = (key: string): string[] => {
    // Zola's.
    const found = entry(key) ?? entry(`taxonomies.${key}`)
    if (!found) return []
    const values: readonly Value[] = Array.isArray(found.value) ? found.value : [found.value]
    const odd = values.find((value) => value !== null && typeof value !== 'string')
    if (odd !== undefined) {
      wrong(
        found,
        `${key} holds ${describe(odd)}; wanted text, numbers, true or false, or a list of these.`,
      )
    }
    const texts = values.flatMap((value) => (typeof value === 'string' ? clean(value) || [] : []))
    // Pelican, Ghost and Obsidian write several as one text.
    const isList = /^(?:tags|keywords|categories)$/i.test(key) && typeof found.value === 'string'
    return isList
      ? texts.flatMap((text) => text.split(',').flatMap((one) => one.trim() || []))
      : texts
  }

  /** To Jekyll a space parts those that are no list. */
  const categories = (): string[] => {
    const value = entry('categories')?.value ?? entry('category')?.value
    if (typeof value === 'string') return clean(value).split(' ').filter(Boolean)
    const values: readonly Value[] = Array.isArray(value) ? value : []
    return values.flatMap((one) => (typeof one === 'string' ? clean(one) || [] : []))
  }

  const finish = () => {
    if (problems.length > 0) throw new BrokenArticle(problems)
  }
  const read = {
    text,
    truth,
    date,
    otherDate,
    truthOrDate,
    address,
    template,
    path,
    slug,
    words,
    categories,
  }
  return { ...read, entry, finish }
}

/** Words of a key side by side, as no two keys differ by how they are joined. */
function joined(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '')
}

/** The same of a key that is looked for: there are few, in every article. */
function joinedName(key: string): string {
  const known = joinedNames.get(key) ?? joined(key)
  joinedNames.set(key, known)
  return known
}

const joinedNames = new Map<string, string>()

/** What `find` finds first, if it does. */
function firstOf<Found>(names: readonly string[], find: (name: string) => Found | null) {
  for (const name of names) {
    const found = find(name)
    if (found !== null) return found
  }
  return null
}

/** A browser resolves such parts before it asks, so an article with them could never be opened. */
function hasOddParts(path: string): boolean {
  return /(?:^|\/)\.{0,2}(?:\/|$)/.test(path)
}

/** Instead of a date: Eleventy's and Quarto's words for one that they look up, and templates. */
const computed =
  /^(?:(?:git )?(?:last modified|created)|last-modified|today|now|[\s\S]*(?:\{\{|<%)[\s\S]*)$/i

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** Names of months, whole or short. */
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|' +
  'sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'

/** Ways to write a date that all read alike, and which of the parts is which. */
const dateForms: readonly (readonly [form: RegExp, order: string])[] = (
  [
    ['(\\d{4})', 'y'],
    ['(\\d{4})-(\\d{2})', 'ym'],
    ['(\\d{4})-(\\d{1,2})-(\\d{1,2})', 'ymd'],
    ['(\\d{4})/(\\d{1,2})/(\\d{1,2})', 'ymd'],
    // Whoever puts dots begins with the day.
    ['(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})', 'dmy'],
    [`(?:[a-z]{3,9},? )?${month} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})`, 'mdy'],
    [`(?:[a-z]{3,9},? )?(\\d{1,2})(?:st|nd|rd|th)?[ -]${month},?[ -](\\d{4})`, 'dmy'],
    [`${month},? (\\d{4})`, 'my'],
  ] as const
).map(([form, order]) => {
  const time = order.length === 3 ? '(?:(?:t|,? )\\d{1,2}:\\d{2}(?!\\d).*)?' : ''
  return [new RegExp(`^${form}${time}$`, 'i'), order]
})

/** The day, month or year of a date with or without a time, as ISO writes it; null if it is none. */
export function dayOf(written: string): string | null {
  for (const [form, order] of dateForms) {
    const [, ...parts] = form.exec(written.trim()) ?? []
    if (parts.length === 0) continue
    const numbers = ['y', 'm', 'd'].flatMap((part) => parts[order.indexOf(part)] ?? [])
    const date = numbers.map((number) => numberOf(number).padStart(2, '0')).join('-')
    return daysOf(date) === null ? null : date
  }
  return null
}

function numberOf(part: string): string {
  const month = months.indexOf(part.slice(0, 3).toLowerCase())
  return month < 0 ? part : String(month + 1)
}

/** `title` with what an export of WordPress writes as `&amp;` or `&#8217;`. */
function withoutEntities(title: string | null): string | null {
  const entity = /&(?:#\d+|#x[\da-f]+|[a-z]+);/gi
  return title?.replace(entity, (written) => htmlBlocks(written)[0] ?? written) ?? null
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
