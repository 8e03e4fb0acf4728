/**
 * Reads values of front matter as the type that a key needs: text, a date, an address. Mistakes are collected, so
 * that all are reported at once.
 */
import { normalizeQuestion } from '../../../core/protocol.ts'
import { BrokenArticle, type Problem } from '../problems.ts'
import { isTemplate, parseAddress } from '../url.ts'
import type { Entry, FrontMatter, Value } from './entries.ts'
import { computed, dayOf } from './written-date.ts'

/** Truth values of YAML 1.1, which Jekyll still reads. */
export const yes = /^(?:true|yes|on)$/i
export const no = /^(?:false|no|off)$/i

/**
 * Readers of single keys, which collect mistakes until `finish` throws them.
 *
 * @param languages in whose words dates may be written, besides English
 * @param isOfJekyll whether Jekyll reads the file, to which tags in one text are words (`tags: trade army`)
 */
export function valuesOf(
  front: FrontMatter,
  languages: readonly string[] = [],
  isOfJekyll = false,
) {
  const problems: Problem[] = []
  const wrong = ({ line }: Entry, sentence: string) => {
    problems.push({ line, sentence })
    return null
  }

  const keys = new Map([...front.keys()].map((key) => [joined(key), key]))

  /** The entry of the key in this spelling or, if there is none, in another. */
  const entry = (key: string): (Entry & { readonly key: string }) | undefined => {
    const written = front.has(key) ? key : keys.get(joinedName(key))
    const found = written === undefined ? undefined : front.get(written)
    return found && written !== undefined ? { ...found, key: written } : undefined
  }

  const given = (key: string) => {
    const found = entry(key)
    if (!found || found.value === null) return null
    return typeof found.value === 'string' && isNothing(found.value) ? null : found
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
    if (typeof found.value === 'string' && yes.test(found.value)) return true
    if (typeof found.value === 'string' && no.test(found.value)) return false
    return wrong(found, `${key} is ${describe(found.value)}; wanted ${wanted}.`)
  }

  /** The date of the first of `names` that has a value, unless a generator computes it. */
  const date = (...names: string[]): string | null => {
    const found = firstOf(names, (name) => {
      const one = given(name)
      return typeof one?.value === 'string' && computed.test(one.value) ? null : one
    })
    if (!found) return null
    const day = typeof found.value === 'string' ? dayOf(found.value, languages) : null
    const wanted = 'wanted 2022, 2022-06, 2022-06-12 or an ISO date and time'
    return (
      day ?? wrong(found, `${found.key} is ${describe(found.value)}; ${wanted}.${months(found)}`)
    )
  }

  /** What to do about a date in the words of a language that is not set, as of a blog in two. */
  const months = ({ value }: Entry) =>
    typeof value === 'string' && /\p{L}{3}/u.test(value) && /\d{4}/.test(value)
      ? ` Months are known by their names in English and the languages of edgewise.toml (${languages.join(', ')}).`
      : ''

  const dayAt = (key: string): string | null => {
    const value = given(key)?.value
    return typeof value === 'string' ? dayOf(value, languages) : null
  }

  const otherDate = (...names: string[]): string | null => firstOf(names, dayAt)

  const truthOrDate = (key: string): boolean | string | null =>
    dayAt(key) ?? truth(key, 'true, false or a date')

  const template = (key: string): string | null => {
    const value = entry(key)?.value
    return typeof value === 'string' && isTemplate(clean(value)) ? clean(value) : null
  }

  const address = (key: string): string | null => {
    const found = given(key)
    if (!found || template(key) !== null) return null
    const written = typeof found.value === 'string' ? clean(found.value) : ''
    // To Hugo and Jekyll, paths start at the site's root, with or without a slash.
    const isRelative = /^(?!\/|[a-z][a-z\d+.-]*:)./i.test(written)
    const url = parseAddress(isRelative ? `/${written}` : written)
    const wanted = 'wanted an http(s) address or a path'
    return url ?? wrong(found, `${key} is ${describe(found.value)}; ${wanted}.`)
  }

  const wrongPath = (key: string, found: Entry) =>
    wrong(found, `${key} is ${describe(found.value)}; wanted a path without empty parts, . and ..`)

  const path = (key: string): string | null => {
    const found = entry(key)
    const id = text(key)
    return !found || id === null || !hasOddParts(id) ? id : wrongPath(key, found)
  }

  const slug = (key: string): string | null => {
    const found = entry(key)
    const written = text(key)
    if (!found || written === null) return null
    const inner = written.replace(/^\/+|\/+$/g, '')
    if (inner !== '' && hasOddParts(inner)) return wrongPath(key, found)
    return written.startsWith('/') ? `/${inner}` : inner
  }

  // Zola has lists in a table.
  const listed = (key: string) => given(key) ?? given(`taxonomies.${key}`)

  const texts = (key: string): string[] =>
    valuesIn(listed(key)).flatMap((value) =>
      typeof value === 'string' && !isNothing(value) ? withoutLink(clean(value)) : [],
    )

  const words = (key: string): string[] => {
    const found = listed(key)
    if (!found) return []
    const odd = valuesIn(found).find((value) => value !== null && typeof value !== 'string')
    if (odd !== undefined) {
      wrong(
        found,
        `${key} holds ${describe(odd)}; wanted text, numbers, true or false, or a list of these.`,
      )
    }
    // Pelican, Ghost and Obsidian write several values as one text.
    const isList = /^(?:tags|keywords|categories)$/i.test(key) && typeof found.value === 'string'
    if (!isList) return texts(key)
    const isOfWords = isOfJekyll && !/^keywords$/i.test(key)
    const separatorIn = (text: string) => (isOfWords && !text.includes(',') ? ' ' : ',')
    return texts(key).flatMap((text) =>
      text.split(separatorIn(text)).flatMap((one) => one.trim() || []),
    )
  }

  /** Categories; Jekyll splits a text at spaces. */
  const categories = (): string[] => {
    const value = entry('categories')?.value ?? entry('category')?.value
    if (typeof value === 'string') return clean(value).split(' ').filter(Boolean)
    const values: readonly Value[] = Array.isArray(value) ? value : []
    return values.flatMap((one) => (typeof one === 'string' ? clean(one) || [] : []))
  }

  const finish = () => {
    if (problems.length > 0) throw new BrokenArticle(problems)
  }
  return {
    ...{ entry, text, truth, date, otherDate, truthOrDate, address, template, path, slug },
    ...{ texts, words, categories, finish },
  }
}

/** The value of an entry, or those of its list. */
function valuesIn(found: Entry | null): readonly Value[] {
  if (!found) return []
  return Array.isArray(found.value) ? found.value : [found.value]
}

/** What Obsidian shows for a value that is a link to a note. */
function withoutLink(text: string): string {
  return text.replace(/^\[\[(?:[^[\]|]*\|)?([^[\]|]+)\]\]$/, '$1')
}

/** A key in lower case without - and _, since no two keys differ only in these. */
export function joined(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '')
}

/** `joined` of a key to look up, cached: there are few, looked up in every article. */
function joinedName(key: string): string {
  const known = joinedNames.get(key) ?? joined(key)
  joinedNames.set(key, known)
  return known
}

const joinedNames = new Map<string, string>()

/** Whether text is empty, or nothing but a placeholder of a template. */
function isNothing(text: string): boolean {
  return /^(?:\{\{[^{}]*\}\})?$/.test(clean(text))
}

/** The first that `find` finds, or null. */
function firstOf<Found>(names: readonly string[], find: (name: string) => Found | null) {
  for (const name of names) {
    const found = find(name)
    if (found !== null) return found
  }
  return null
}

/**
 * Whether a path has empty parts, `.` or `..`, which a browser resolves, so that an article with them could never be
 * opened.
 */
function hasOddParts(path: string): boolean {
  return /(?:^|\/)\.{0,2}(?:\/|$)/.test(path)
}

/** Text on one line, without lone surrogates, normalized as questions and values of filters are. */
function clean(text: string): string {
  return normalizeQuestion(text.toWellFormed())
}

function describe(value: Value): string {
  if (value === null) return 'nothing'
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : 'a table'
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}
