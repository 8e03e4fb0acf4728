/**
 * The export of a WordPress site (WXR, which Squarespace writes as well): an RSS feed with all items of the
 * site. Published posts and pages are articles, each with the address it had.
 */

import { wordPressShortcode } from '../markdown/shortcodes.ts'
import { blocksOf, type Item, parseLink, resolved, wordsOf } from './item.ts'
import { elementsIn, textIn, textOf, type XmlElement, type XmlItems } from './xml-items.ts'

/** A shortcode; one in double brackets, with or without its closing tag, is shown as it is written. */
const shortcode = new RegExp(
  `\\[(\\[([a-z][\\w-]*)(?:\\s[^[\\]\\n]*)?\\](?:[^[\\]]*\\[/\\2\\])?)\\]|${wordPressShortcode.source}`,
  'g',
)

/** Types of items that may be articles. */
const kinds = new Set(['post', 'page'])

/**
 * How plugins mark a post that search engines must not list: Yoast, Rank Math (as a list in PHP's format), All in One
 * SEO before version 4, SEOPress, and The SEO Framework, like Genesis before it.
 */
const unlisting: ReadonlyMap<string, RegExp> = new Map([
  ['_yoast_wpseo_meta-robots-noindex', /^1$/],
  ['rank_math_robots', /"noindex"/],
  ['_aioseop_noindex', /^on$/],
  ['_seopress_robots_index', /^yes$/],
  ['_genesis_noindex', /^1$/],
])

/** Whether it is an export, not the site's public feed. */
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

/** What holds for all items of an export. */
interface Site {
  readonly language: string
  readonly base: string | null
  /** Display names by login names. */
  readonly authors: ReadonlyMap<string, string>
}

function itemOf({ content }: XmlElement, { language, base, authors }: Site): Item {
  const said = (name: string) => textIn(content, name)
  const author = said('dc:creator')
  return {
    title: wordsOf(said('title')),
    // In the site's time zone, as its readers see it.
    date: said('wp:post_date'),
    // Squarespace writes paths.
    address: parseLink(said('link'), base),
    language,
    authors: [authors.get(author) || author],
    tags: termsOf(content, 'post_tag'),
    // Exports have only excerpts that somebody wrote; others are made whenever they are shown.
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

/** The terms of an item in a taxonomy, as a page shows them. */
function termsOf(content: XmlElement['content'], taxonomy: string): string[] {
  return elementsIn(content, 'category')
    .filter(({ attributes }) => attributes.domain === taxonomy)
    .map((element) => wordsOf(textOf(element).trim()))
}

/** Whether search engines must not list an item. */
function isUnlisted(content: XmlElement['content']): boolean {
  return elementsIn(content, 'wp:postmeta').some(({ content: meta }) =>
    unlisting.get(textIn(meta, 'wp:meta_key'))?.test(textIn(meta, 'wp:meta_value')),
  )
}

/** Why an item is no article, or null. */
function reasonAgainst(said: (name: string) => string): string | null {
  const [kind, status] = [said('wp:post_type'), said('wp:status')]
  if (!kinds.has(kind)) return `neither a post nor a page (${kind || 'without a type'})`
  if (status !== 'publish') return `not published (${status || 'without a status'})`
  return said('wp:post_password') === '' ? null : 'behind a password'
}

/**
 * White space between parts of lists and tables, and between comments of the editor, where blank lines separate
 * nothing.
 */
const blankBetween = (() => {
  const tag = '</?(?:[uod]l|li|d[td]|table|t(?:head|body|foot)|t[rdh])\\b'
  return new RegExp(`(${tag}[^<>]*>|-->)\\s+(?=${tag}|<!--)`, 'gi')
})()

/** Content as a page shows it: shortcodes show nothing, and blank lines separate paragraphs. */
function asHtml(content: string): string {
  const closed = new Set([...content.matchAll(/\[\/([a-z][\w-]*)\]/gi)].map(([, name]) => name))
  return content
    .replace(shortcode, (_, shown?: string) => shown?.replaceAll('[', '&#91;') ?? '')
    .replace(/\[([a-z][\w-]*)\]/gi, (written, name) => (closed.has(name) ? '' : written))
    .replace(blankBetween, '$1\n')
    .replace(/\n[ \t]*\n/g, '<br><br>')
}
