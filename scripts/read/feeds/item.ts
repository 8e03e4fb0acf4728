/**
 * An article in a file of several, in any format: turns it into front matter and blocks, and gives it a name that is
 * unique in the file.
 */
import { composed, decodePath } from '../../../core/protocol.ts'
import type { Block, Draft } from '../draft.ts'
import { asFrontMatter, type Value } from '../front-matter/entries.ts'
import { withLead } from '../front-matter/lead.ts'
import { dayOf } from '../front-matter/written-date.ts'
import { htmlBlocks, readBlocks, toBlock } from '../html/html.ts'
import { isWidget } from '../html/widgets.ts'
import { parseAddress } from '../url.ts'

/** What a file says of one of its articles; texts are plain, and empty if it says nothing. */
export interface Item {
  readonly title: string
  /** As it is written: its day counts, in whatever time zone. */
  readonly date: string
  readonly address: Address | null
  readonly language: string
  readonly authors: readonly string[]
  readonly tags: readonly string[]
  readonly summary: string
  /** Further keys of front matter. */
  readonly more?: Readonly<Record<string, Value>>
  /** Names it if its address has no path. */
  readonly slug: string
  /** Unique id; may be an address. */
  readonly id: string
  /** Why it is no article, or null. */
  readonly reason: string | null
  /** Reads its content; called only if it is an article. */
  readonly blocks: () => readonly Block[]
}

/** Where something is published. */
export interface Address {
  /** Absolute, or a path if the site is not known. */
  readonly url: string
  /** Decoded, without slashes around it; empty for the site's home page. */
  readonly path: string
}

/** The drafts of `items`, or one that is skipped because there are none. */
export function draftsOf(items: readonly Item[]): Draft[] {
  if (items.length === 0) return noArticle('no articles in it')
  const parts = new Set<string>()
  return items.map((item, number) => {
    const { title, address, language, authors, tags, summary, more, reason } = item
    const blocks = reason === null ? item.blocks() : []
    const about = {
      title: title || beginningOf(blocks),
      date: dayOf(inFull(item.date)),
      url: address?.url,
      lang: language,
      author: authors,
      tags,
      excerpt: summary,
      ...more,
    }
    const front = asFrontMatter(Object.entries(about))
    const part = partOf(item, number, parts)
    if (reason !== null) return { front, blocks, part, reason }
    parts.add(part)
    return { ...withLead({ front, blocks }), part }
  })
}

/** Most letters of a title that is the beginning of a text. */
const longestBeginning = 80

/** The first words of an article, as title of one without. */
function beginningOf([first]: readonly Block[]): string {
  const text = (first?.text ?? '').replace(/\s+/g, ' ').trim()
  if (text.length <= longestBeginning) return text
  const words = text.slice(0, longestBeginning).toWellFormed()
  return `${words.replace(/\s\S*$/, '')} …`
}

/** The draft of a file that holds no article. */
export function noArticle(reason: string): Draft[] {
  return [{ front: new Map(), blocks: [], reason }]
}

/**
 * Its name in the file: the path of its address, else slug, id or number, with id and number added if that is taken.
 */
function partOf(item: Item, number: number, taken: ReadonlySet<string>): string {
  const id = nameIn(item.id) || String(number)
  const own = item.address?.path || nameIn(item.slug) || id
  if (!taken.has(own)) return own
  const apart = `${own}-${id}`
  let part = apart
  for (let i = number; taken.has(part); i++) part = `${apart}-${i}`
  return part
}

/** An id as a name, maybe empty; for an address, its path and query, since without the query many are equal. */
export function nameIn(id: string): string {
  const url = /^https?:/i.test(id) ? URL.parse(id) : null
  return pathOf(url ? decodePath(url.pathname + url.search) : id)
}

/**
 * A name normalized like ids, so that no two become equal later; on one line, and without empty and dot parts, which
 * browsers resolve.
 */
function pathOf(name: string): string {
  const parts = composed(name.toWellFormed())
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .split('/')
  return parts.filter((part) => !/^\.{0,2}$/.test(part.trim())).join('/')
}

/** A date with a year of two digits (RFC 822) with one of four. */
function inFull(date: string): string {
  return date
    .slice(0, 100)
    .replace(/(?<=^\D{0,6}\d{1,2} [a-z]{3} )(?=(\d)\d (?:\d{2}:|$))/i, (_, digit: string) =>
      Number(digit) < 7 ? '20' : '19',
    )
}

/**
 * The address that `written` links to; null if it is no address on the web.
 *
 * @param base address of the page that has the link, if known
 */
export function parseLink(written: string, base: string | null): Address | null {
  if (written === '') return null
  const url = URL.parse(written, base ?? here)
  if (!isOfWeb(url)) return null
  // Tracking parameters are no part of an article's address.
  for (const name of [...url.searchParams.keys()])
    if (/^utm_/.test(name)) url.searchParams.delete(name)
  const address = url.origin === here ? parseAddress(url.href.slice(here.length)) : url.href
  return address === null ? null : { url: address, path: pathOf(decodePath(url.pathname)) }
}

function isOfWeb(url: URL | null): url is URL {
  return url !== null && /^https?:$/.test(url.protocol)
}

/** Stands for an unknown site. */
const here = 'http://here.invalid'

/** The address of following all of `links`, each relative to the one before; null without any. */
export function resolved(links: readonly (string | undefined)[]): string | null {
  return links.reduce<string | null>((base, link) => {
    const url = link ? URL.parse(link, base ?? undefined) : null
    return isOfWeb(url) ? url.href : base
  }, null)
}

/** Blocks of HTML, normalized like those of a file. */
export function blocksOf(html: string): Block[] {
  return readBlocks(wellWritten(html), { isHidden: isWidget }).map(toBlock)
}

/** Text normalized like that of a file: JSON may have lone surrogates and NUL, which no file has. */
export function wellWritten(text: string): string {
  return composed(text.toWellFormed().replaceAll('\0', ''))
}

/** The text of HTML, on one line. */
export function wordsOf(html: string): string {
  return htmlBlocks(html).join(' ')
}

/** The text of a title that may be HTML or plain: without a closing tag, it is plain. */
export function wordsOfTitle(text: string): string {
  return wordsOf(/<\/[a-z]/i.test(text) ? text : text.replaceAll('<', '&lt;'))
}
