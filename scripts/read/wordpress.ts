/**
 * The export of a WordPress site (WXR, which Squarespace writes as well): an RSS feed whose items are all that a
 * site has. Posts and pages that are published are articles, each with the address it had.
 */
import { Parser } from 'htmlparser2'
import { decodePath } from '../../core/protocol.ts'
import type { Draft } from './draft.ts'
import type { FrontMatter, Value } from './frontmatter.ts'
import { readBlocks } from './html.ts'
import { toBlock } from './page.ts'
import { wordPressShortcode } from './shortcodes.ts'

const shortcode = new RegExp(wordPressShortcode.source, 'g')

/** What an item is that may be an article. */
const kinds = new Set(['post', 'page'])

/** An item: the text of its elements by name, and its terms by taxonomy. */
interface Item {
  readonly texts: Map<string, string>
  readonly terms: Map<string, string[]>
}

/** Reads an export; any other XML is none, and says so. */
export function readWordPress(source: string): Draft[] {
  const { items, site, isExport } = parseExport(source)
  if (!isExport) {
    return [{ front: new Map(), blocks: [], reason: 'XML, and no export of WordPress' }]
  }
  return items.map((item, number) => draftOf(item, site, number))
}

/** What an export says of its site by element, its items, and whether it is one. */
function parseExport(source: string) {
  const items: Item[] = []
  const site = new Map<string, string>()
  const open: string[] = []
  let isExport = false
  let item: Item | null = null
  let taxonomy = ''
  let text = ''
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        open.push(name)
        text = ''
        if (name === 'wp:wxr_version') isExport = true
        if (name === 'item') item = { texts: new Map(), terms: new Map() }
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
        text = ''
      },
    },
    { xmlMode: true },
  )
  parser.end(source)
  return { items, site, isExport }
}

function draftOf({ texts, terms }: Item, site: ReadonlyMap<string, string>, number: number): Draft {
  const said = (name: string) => texts.get(name)?.trim() ?? ''
  // Squarespace writes paths.
  const link = said('link') === '' ? null : URL.parse(said('link'), site.get('link'))
  const front = frontOf({
    title: said('title'),
    // In the time of the site, as its readers see it.
    date: said('wp:post_date').slice(0, 10),
    url: link?.protocol.startsWith('http') ? link.href : null,
    lang: site.get('language') ?? '',
    author: said('dc:creator'),
    tags: terms.get('post_tag') ?? [],
    categories: terms.get('category') ?? [],
  })
  const part = pathOf(link) || said('wp:post_name') || said('wp:post_id') || String(number)
  const reason = reasonAgainst(said)
  if (reason !== null) return { front, blocks: [], part, reason }
  return { front, blocks: readBlocks(asHtml(said('content:encoded'))).map(toBlock), part }
}

function frontOf(values: Readonly<Record<string, Value>>): FrontMatter {
  const given = Object.entries(values).filter(([, value]) => value !== '' && value !== null)
  return new Map(given.map(([key, value]) => [key, { value, line: 1 }]))
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

/** Content as a page shows it: shortcodes stand for nothing, and blank lines part paragraphs. */
function asHtml(content: string): string {
  const closed = new Set([...content.matchAll(/\[\/([a-z][\w-]*)\]/gi)].map(([, name]) => name))
  return content
    .replace(shortcode, '')
    .replace(/\[([a-z][\w-]*)\]/gi, (written, name) => (closed.has(name) ? '' : written))
    .replace(/\n[ \t]*\n/g, '<br><br>')
}
