/**
 * The export of a WordPress site (WXR, which Squarespace writes as well): an RSS feed whose items are all that a
 * site has. Posts and pages that are published are articles, each with the address it had.
 */
import { blocksOf, type Item, parseLink, resolved, wordsOf } from './item.ts'
import { wordPressShortcode } from './shortcodes.ts'
import { elementsIn, textIn, textOf, type XmlElement, type XmlItems } from './xml-items.ts'

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

/** Whether it is an export, and no feed that the site shows to everybody. */
export function isWordPress({ head }: XmlItems): boolean {
  return elementsIn(head, 'wp:wxr_version').length > 0
}

/** Reads an export. */
export function readWordPress({ head, items }: XmlItems): Item[] {
  const authors = new Map(
    elementsIn(head, 'wp:author').map(({ content }) => [
      textIn(content, 'wp:author_login'),
      textIn(content, 'wp:author_display_name'),
    ]),
  )
  const base = resolved([textIn(head, 'link')])
  const site = { language: textIn(head, 'language'), base, authors }
  return items.map((item) => itemOf(item, site))
}

/** What an export says of its site. */
interface Site {
  readonly language: string
  readonly base: string | null
  /** Names that are shown, by those with which authors log in. */
  readonly authors: ReadonlyMap<string, string>
}

function itemOf({ content }: XmlElement, { language, base, authors }: Site): Item {
  const said = (name: string) => textIn(content, name)
  const author = said('dc:creator')
  return {
    title: wordsOf(said('title')),
    // In the time of the site, as its readers see it.
    date: said('wp:post_date'),
    // Squarespace writes paths.
    address: parseLink(said('link'), base),
    language,
    authors: [authors.get(author) || author],
    tags: termsOf(content, 'post_tag'),
    // Only what somebody wrote: others are made anew whenever they are shown.
    summary: wordsOf(asHtml(said('excerpt:encoded'))),
    more: {
      noindex: isUnlisted(content) ? 'true' : null,
      categories: termsOf(content, 'category'),
    },
    slug: said('wp:post_name'),
    id: said('wp:post_id'),
    reason: reasonAgainst(said),
    blocks: () => blocksOf(asHtml(said('content:encoded'))),
  }
}

/** What an item has of a taxonomy, as a page shows it. */
function termsOf(content: XmlElement['content'], taxonomy: string): string[] {
  return elementsIn(content, 'category')
    .filter(({ attributes }) => attributes.domain === taxonomy)
    .map((element) => wordsOf(textOf(element).trim()))
}

/** Whether search engines are not to list it. */
function isUnlisted(content: XmlElement['content']): boolean {
  return elementsIn(content, 'wp:postmeta').some(({ content: meta }) =>
    unlisting.get(textIn(meta, 'wp:meta_key'))?.test(textIn(meta, 'wp:meta_value')),
  )
}

/** Why an item is no article, or null. */
function reasonAgainst(said: (name: string) => string): string | null {
  const [kind, status] = [said('wp:post_type'), said('wp:status')]
  if (!kinds.has(kind)) return `no post or page (${kind || 'of no type'})`
  if (status !== 'publish') return `not published (${status || 'of no status'})`
  return said('wp:post_password') === '' ? null : 'behind a password'
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
