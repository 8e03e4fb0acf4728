/**
 * The export of a WordPress site (WXR, which Squarespace writes as well): an RSS feed whose items are all that a
 * site has. Posts and pages that are published are articles, each with the address it had.
 */
import { Parser } from 'htmlparser2'
import { decodePath } from '../../core/protocol.ts'
import type { Draft } from './draft.ts'
import { asFrontMatter } from './front-entries.ts'
import { htmlBlocks, readBlocks } from './html.ts'
import { withLead } from './lead.ts'
import { toBlock } from './page.ts'
import { wordPressShortcode } from './shortcodes.ts'
import { dayOf } from './written-date.ts'

/** A shortcode, or one in two pairs of brackets, alone or with what closes it, which shows itself. */
const shortcode = new RegExp(
  `\\[(\\[([a-z][\\w-]*)(?:\\s[^[\\]\\n]*)?\\](?:[^[\\]]*\\[/\\2\\])?)\\]|${wordPressShortcode.source}`,
  'g',
)

/** What an item is that may be an article. */
const kinds = new Set(['post', 'page'])

/**
 * What plugins note of a post that search engines are not to list: Yoast, Rank Math (as PHP writes a list), All in One
 * SEO before its fourth version, SEOPress, and The SEO Framework as Genesis before it.
 */
const unlisting: ReadonlyMap<string, RegExp> = new Map([
  ['_yoast_wpseo_meta-robots-noindex', /^1$/],
  ['rank_math_robots', /"noindex"/],
  ['_aioseop_noindex', /^on$/],
  ['_seopress_robots_index', /^yes$/],
  ['_genesis_noindex', /^1$/],
])

/** An item: the text of its elements by name, and its terms by taxonomy. */
interface Item {
  readonly texts: Map<string, string>
  readonly terms: Map<string, string[]>
  /** Whether search engines are not to list it. */
  isUnlisted: boolean
}

interface Export {
  readonly items: Item[]
  /** What it says of its site, by element. */
  readonly site: ReadonlyMap<string, string>
  /** Names that are shown, by those with which authors log in. */
  readonly authors: ReadonlyMap<string, string>
  readonly isExport: boolean
}

/** Reads an export; any other XML is none, and says so. */
export function readWordPress(source: string): Draft[] {
  const found = parseExport(source)
  if (!found.isExport) {
    return [{ front: new Map(), blocks: [], reason: 'XML, and no export of WordPress' }]
  }
  const parts = new Set<string>()
  return found.items.map((item, number) => {
    const draft = draftOf(item, found, number)
    // A post and a page may have one name, where addresses have no path.
    const part = parts.has(draft.part) ? `${draft.part}-${idOf(item, number)}` : draft.part
    if (draft.reason === undefined) parts.add(part)
    return { ...draft, part }
  })
}

function parseExport(source: string): Export {
  const items: Item[] = []
  const site = new Map<string, string>()
  const authors = new Map<string, string>()
  const open: string[] = []
  let isExport = false
  let item: Item | null = null
  let taxonomy = ''
  let login = ''
  let metaKey = ''
  let text = ''
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        open.push(name)
        text = ''
        if (name === 'wp:wxr_version') isExport = true
        if (name === 'item') item = { texts: new Map(), terms: new Map(), isUnlisted: false }
        if (name === 'category') taxonomy = attributes.domain ?? ''
      },
      ontext(data) {
        text += data
      },
      onclosetag(name) {
        open.pop()
        if (name === 'item' && item) {
          items.push(item)
          item = null
        } else if (open.at(-1) === 'channel') site.set(name, text.trim())
        else if (item && open.at(-1) === 'item' && name === 'category') {
          item.terms.set(taxonomy, [...(item.terms.get(taxonomy) ?? []), text.trim()])
        } else if (item && open.at(-1) === 'item') item.texts.set(name, text)
        else if (name === 'wp:meta_key') metaKey = text.trim()
        else if (item && name === 'wp:meta_value' && open.at(-1) === 'wp:postmeta') {
          item.isUnlisted ||= unlisting.get(metaKey)?.test(text.trim()) ?? false
        } else if (name === 'wp:author_login') login = text.trim()
        else if (name === 'wp:author_display_name') authors.set(login, text.trim())
        text = ''
      },
    },
    { xmlMode: true },
  )
  parser.end(source)
  return { items, site, authors, isExport }
}

function draftOf(
  item: Item,
  { site, authors }: Export,
  number: number,
): Draft & { readonly part: string } {
  const { texts, terms, isUnlisted } = item
  const said = (name: string) => texts.get(name)?.trim() ?? ''
  const author = said('dc:creator')
  // Squarespace writes paths.
  const link = said('link') === '' ? null : URL.parse(said('link'), site.get('link'))
  const about = {
    title: wordsOf(said('title')),
    // In the time of the site, as its readers see it.
    date: dayOf(said('wp:post_date')),
    url: link?.protocol.startsWith('http') ? link.href : null,
    lang: site.get('language') ?? '',
    noindex: isUnlisted ? 'true' : null,
    author: authors.get(author) || author,
    tags: (terms.get('post_tag') ?? []).map(wordsOf),
    categories: (terms.get('category') ?? []).map(wordsOf),
    // Only what somebody wrote: others are made anew whenever they are shown.
    excerpt: wordsOf(asHtml(said('excerpt:encoded'))),
  }
  const front = asFrontMatter(Object.entries(about))
  const part = pathOf(link) || said('wp:post_name') || idOf(item, number)
  const reason = reasonAgainst(said)
  if (reason !== null) return { front, blocks: [], part, reason }
  const blocks = readBlocks(asHtml(said('content:encoded'))).map(toBlock)
  return { ...withLead({ front, blocks }), part }
}

/** What tells an item from all others. */
function idOf({ texts }: Item, number: number): string {
  return texts.get('wp:post_id')?.trim() || String(number)
}

/** A title or name as a page shows it: it may have tags, and is escaped. */
function wordsOf(html: string): string {
  return htmlBlocks(html).join(' ')
}

/** Why an item is no article, or null. */
function reasonAgainst(said: (name: string) => string): string | null {
  const [kind, status] = [said('wp:post_type'), said('wp:status')]
  if (!kinds.has(kind)) return `no post or page (${kind || 'of no type'})`
  if (status !== 'publish') return `not published (${status || 'of no status'})`
  return said('wp:post_password') === '' ? null : 'behind a password'
}

/** The path of an address, without slashes around it; empty for a site's own, and without an address. */
function pathOf(link: URL | null): string {
  return decodePath(link?.pathname ?? '').replace(/^\/+|\/+$/g, '')
}

/** Blank lines around what is only a part of a list or table, and between comments of the editor, part nothing. */
const blankBetween = (() => {
  const tag = '</?(?:[uod]l|li|d[td]|table|t(?:head|body|foot)|t[rdh])\\b'
  return new RegExp(`(${tag}[^<>]*>|-->)\\s+(?=${tag}|<!--)`, 'gi')
})()

/** Content as a page shows it: shortcodes stand for nothing, and blank lines part paragraphs. */
function asHtml(content: string): string {
  const closed = new Set([...content.matchAll(/\[\/([a-z][\w-]*)\]/gi)].map(([, name]) => name))
  return content
    .replace(shortcode, (_, shown?: string) => shown?.replaceAll('[', '&#91;') ?? '')
    .replace(/\[([a-z][\w-]*)\]/gi, (written, name) => (closed.has(name) ? '' : written))
    .replace(blankBetween, '$1\n')
    .replace(/\n[ \t]*\n/g, '<br><br>')
}
