/**
 * An article in a file of several, whatever the file's format: what makes front matter and blocks of it, and gives it
 * a name that no other in the file has.
 */
import { decodePath } from '../../core/protocol.ts'
import type { Block, Draft } from './draft.ts'
import { asFrontMatter, type Value } from './front-entries.ts'
import { htmlBlocks, readBlocks } from './html.ts'
import { withLead } from './lead.ts'
import { toBlock } from './page.ts'
import { parseAddress } from './url.ts'
import { dayOf } from './written-date.ts'

/** What a format says of one of its articles; texts are plain, and empty where it says nothing. */
export interface Item {
  readonly title: string
  /** As it is written: its day counts, wherever on earth that was. */
  readonly date: string
  readonly address: Address | null
  readonly language: string
  readonly authors: readonly string[]
  readonly tags: readonly string[]
  readonly summary: string
  /** Further keys of front matter. */
  readonly more?: Readonly<Record<string, Value>>
  /** What names it where its address has no path. */
  readonly slug: string
  /** What tells it from all others; may be an address. */
  readonly id: string
  /** Why it is no article, or null. */
  readonly reason: string | null
  /** What is in it, read only if it is an article. */
  readonly blocks: () => readonly Block[]
}

/** Where something is published. */
export interface Address {
  /** Absolute, or a path where its site is not known. */
  readonly url: string
  /** Decoded, without slashes around it; empty for the site's own page. */
  readonly path: string
}

/** The drafts of `items`, or one that says that there are none. */
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

/** Letters of a title that is the beginning of a text, at most. */
const longestBeginning = 80

/** The first words of an article, for one without a title. */
function beginningOf([first]: readonly Block[]): string {
  const text = (first?.text ?? '').replace(/\s+/g, ' ').trim()
  if (text.length <= longestBeginning) return text
  const words = text.slice(0, longestBeginning).toWellFormed()
  return `${words.replace(/\s\S*$/, '')} …`
}

/** A file in which there is no article, for a reason. */
export function noArticle(reason: string): Draft[] {
  return [{ front: new Map(), blocks: [], reason }]
}

/** Its name in the file: the path of its address, else what else it is called by, and another one if that is taken. */
function partOf(item: Item, number: number, taken: ReadonlySet<string>): string {
  const id = nameIn(item.id) || String(number)
  const own = item.address?.path || nameIn(item.slug) || id
  if (!taken.has(own)) return own
  const apart = `${own}-${id}`
  let part = apart
  for (let i = number; taken.has(part); i++) part = `${apart}-${i}`
  return part
}

/** An id as a name, maybe empty; one that is an address by its path and query, as without the query many are alike. */
export function nameIn(id: string): string {
  const url = /^https?:/i.test(id) ? URL.parse(id) : null
  return pathOf(url ? decodePath(url.pathname + url.search) : id)
}

/**
 * As ids are spelt, so that no two are alike in the end; on one line, and without parts that are empty or dots, with
 * which a browser could not ask for it.
 */
function pathOf(name: string): string {
  const parts = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .split('/')
  return parts.filter((part) => !/^\.{0,2}$/.test(part.trim())).join('/')
}

/** A date whose year has two digits, as RFC 822 had it. */
function inFull(date: string): string {
  return date
    .slice(0, 100)
    .replace(/(?<=^\D{0,6}\d{1,2} [a-z]{3} )(?=(\d)\d (?:\d{2}:|$))/i, (_, digit: string) =>
      Number(digit) < 7 ? '20' : '19',
    )
}

/**
 * What `written` leads to; null if that is nothing on the web.
 *
 * @param base where it is written, if that is known
 */
export function parseLink(written: string, base: string | null): Address | null {
  if (written === '') return null
  const url = URL.parse(written, base ?? here)
  if (!isOfWeb(url)) return null
  // What counts who came by a feed is no part of where an article is.
  for (const name of [...url.searchParams.keys()])
    if (/^utm_/.test(name)) url.searchParams.delete(name)
  const address = url.origin === here ? parseAddress(url.href.slice(here.length)) : url.href
  return address === null ? null : { url: address, path: pathOf(decodePath(url.pathname)) }
}

function isOfWeb(url: URL | null): url is URL {
  return url !== null && /^https?:$/.test(url.protocol)
}

/** Stands for a site that is not known. */
const here = 'http://here.invalid'

/** The address to which all of `links` lead, each written where the one before leads; null without any. */
export function resolved(links: readonly (string | undefined)[]): string | null {
  return links.reduce<string | null>((base, link) => {
    const url = link ? URL.parse(link, base ?? undefined) : null
    return isOfWeb(url) ? url.href : base
  }, null)
}

/** Blocks of HTML, spelt as those of a file are. */
export function blocksOf(html: string): Block[] {
  return readBlocks(wellWritten(html)).map(toBlock)
}

/** Text as it would be in a file: JSON may write parts of characters, which no file has. */
export function wellWritten(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').normalize('NFC')
}

/** The words of HTML, on one line. */
export function wordsOf(html: string): string {
  return htmlBlocks(html).join(' ')
}

/** The words of a title that may be HTML and may be plain: a tag that nothing closes is a word. */
export function wordsOfTitle(text: string): string {
  return wordsOf(/<\/[a-z]/i.test(text) ? text : text.replaceAll('<', '&lt;'))
}
