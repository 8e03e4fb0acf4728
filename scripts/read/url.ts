/**
 * The address of an article on its own site: given by front matter, or made from a pattern such
 * as `https://example.org/:section/:slug/`. A path in front matter is on the pattern's site,
 * since the search may be on another.
 *
 * Results put these links into other people's pages, so only http(s) and paths that
 * begin with `/` are allowed; `javascript:` and `//elsewhere` are not.
 */

import { suggestion } from '../../core/nearest-name.ts'
import { encodePath } from '../../core/protocol.ts'
import type { FileName } from './name.ts'

/** The values of a pattern's placeholders. */
export interface Place extends Pick<FileName, 'sections' | 'folder'> {
  /** Id of the document. */
  readonly id: string
  /** Path of the file, `/`-separated. */
  readonly file: string
  /** A slug that begins with a slash is the whole path (Docusaurus). */
  readonly slug: string
  /** `2022`, `2022-06` or `2022-06-12`. */
  readonly date: string | null
  /** From the widest to the narrowest. */
  readonly categories: readonly string[]
}

/** A parsed pattern. */
export interface UrlPattern {
  /** The address of an article; throws a `RangeError` that says what the article lacks. */
  readonly fill: (place: Place) => string
  /** `address`; a path is completed by the pattern's site, if it names one. */
  readonly complete: (address: string) => string
}

/** Values of placeholders, by name; docs/articles.md has a row for each. */
export const placeholders: Readonly<Record<string, (place: Place) => string | undefined>> = {
  path: ({ id }) => id,
  // For built sites; servers show a folder's index at the folder.
  file: ({ file }) => file.replace(/(^|\/)index\.html?$/i, '$1'),
  section: ({ sections }) => sections[0] ?? '',
  // Hugo's.
  sections: ({ sections }) => sections.join('/'),
  slug: slugIn,
  // Jekyll's name for the same.
  title: slugIn,
  // Jekyll's; each is a folder.
  categories: ({ categories }) => categories.join('/').toLowerCase(),
  year: ({ date }) => date?.split('-')[0],
  month: ({ date }) => date?.split('-')[1],
  day: ({ date }) => date?.split('-')[2],
}

function slugIn({ slug }: Place): string {
  return slug.replace(/^\//, '')
}

/** `address`, percent-encoded where necessary; null if it is neither http(s) nor a path. */
export function parseAddress(address: string): string | null {
  const here = 'http://here.invalid'
  const isPath = address.startsWith('/')
  if (!isPath && !/^https?:\/\//i.test(address)) return null
  const url = URL.parse(address, here)
  if (!isPath) return url?.href ?? null
  // `//elsewhere` and `/\elsewhere` look like paths, but name another site.
  return url?.origin === here ? url.href.slice(here.length) : null
}

/** Parses `pattern`; throws a `RangeError` with a sentence if it cannot. */
export function parseUrlPattern(pattern: string): UrlPattern {
  const written = JSON.stringify(pattern)
  const address = parseAddress(pattern)
  if (address === null) {
    throw new RangeError(
      `url is ${written}; wanted an http(s) address or a path that begins with /, ` +
        'such as "https://example.org/:section/:slug/".',
    )
  }
  const names = namesIn(address)
  const unknown = names.find((name) => !Object.hasOwn(placeholders, name))
  if (unknown !== undefined) {
    const known = Object.keys(placeholders).map((name) => `:${name}`)
    throw new RangeError(
      `url has :${unknown}, which is not a placeholder; ${suggestion(`:${unknown}`, known)}.`,
    )
  }
  if (!names.some((name) => /^(?:path|file|slug|title)$/.test(name))) {
    throw new RangeError(`url is ${written} for every article. Put :path or :slug in it.`)
  }
  const site = URL.parse(address)?.origin ?? ''
  return {
    fill: (place) => fill(address, place),
    complete: (given) => (given.startsWith('/') ? site + given : given),
  }
}

/**
 * Whether only its site generator can fill `address`, from front matter: it has `{{ … }}`, or a placeholder that
 * patterns do not know.
 */
export function isTemplate(address: string): boolean {
  if (/\{[{%]/.test(address)) return true
  return (
    hasPlaceholder(address) && namesIn(address).some((name) => !Object.hasOwn(placeholders, name))
  )
}

/** `address`, from front matter, with its placeholders filled; throws like `fill` of a pattern. */
export function fillAddress(address: string, place: Place): string {
  return hasPlaceholder(address) ? fillPlaceholders(address, place) : address
}

/** Whether `address` has a placeholder; a colon within a word, as in `/wiki/Talk:Search`, is none. */
function hasPlaceholder(address: string): boolean {
  return /(?:^|[/._-]):[A-Za-z_]/.test(address)
}

function namesIn(pattern: string): string[] {
  return [...pattern.matchAll(/:([A-Za-z_]+)/g)].map(([, name]) => name)
}

function fill(pattern: string, place: Place): string {
  const [site] = /^.*?\/(?=[^/]*:[A-Za-z_])/.exec(pattern) ?? ['']
  if (place.slug.startsWith('/')) {
    const path = encodePath(place.slug.slice(1))
    return site + (path !== '' && pattern.endsWith('/') ? `${path}/` : path)
  }
  // As in Hugo, patterns are for articles; a folder's page is at the folder.
  if (place.folder !== null) return site + encodePath(place.folder && `${place.folder}/`)
  return fillPlaceholders(pattern, place)
}

function fillPlaceholders(pattern: string, place: Place): string {
  // An empty section, or empty categories, are left out with their slash.
  const needed = pattern.replace(
    /\/:(sections?|categories)(?=[/?#]|$)/g,
    (written, name: string) => (placeholders[name](place) === '' ? '' : written),
  )
  return needed.replace(/:([A-Za-z_]+)/g, (_, name: string) => {
    const value = placeholders[name](place)
    if (value === undefined) throw new RangeError(lacks(name, place.date))
    return encodePath(value)
  })
}

function lacks(name: string, date: string | null): string {
  const came = date === null ? 'the article has no date' : `its date is ${date}`
  return `url needs :${name}, but ${came}. Give the article a full date or a url of its own.`
}
