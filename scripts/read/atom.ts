/**
 * An Atom feed (RFC 4287), and what Blogger exports in the form of one: a blog's posts and pages, beside which lie its
 * comments, settings and drafts.
 */
import type { Block } from './draft.ts'
import { blocksOf, type Item, parseLink, resolved, wordsOf, wordsOfTitle } from './item.ts'
import { textBlocks } from './text.ts'
import {
  elementsIn,
  markupOf,
  textIn,
  textOf,
  type XmlElement,
  type XmlItems,
} from './xml-items.ts'

type Content = XmlElement['content']

/** Whether it is an export of Blogger: its entries say what each of them is. */
export function isBlogger({ items }: XmlItems): boolean {
  return items.some(({ content }) => kindOf(content) !== '')
}

/** Reads a feed or an export. */
export function readAtom(feed: XmlItems): Item[] {
  const { root, head, items } = feed
  const links = [linkIn(head, 'alternate'), linkIn(head, 'self')]
  const site: Site = {
    base: resolved([...links, root.attributes['xml:base']]),
    language: root.attributes['xml:lang'] ?? '',
    authors: namesIn(head),
    isExport: isBlogger(feed),
  }
  return items.map((entry) => itemOf(entry, site))
}

/** What a feed says of all its entries. */
interface Site {
  readonly base: string | null
  readonly language: string
  readonly authors: readonly string[]
  /** Whether it is one of Blogger. */
  readonly isExport: boolean
}

function itemOf({ content, attributes }: XmlElement, site: Site): Item {
  const said = (name: string) => textIn(content, name)
  const [title, body, summary] = ['title', 'content', 'summary'].map((name) =>
    constructIn(content, name),
  )
  const text = body.text === '' ? summary : body
  const authors = namesIn(content)
  const base = resolved([site.base ?? '', attributes['xml:base']])
  const written = linkIn(content, 'alternate') || said('blogger:filename')
  return {
    title: title.isHtml ? wordsOfTitle(title.text) : title.text,
    date: said('published') || said('updated'),
    address: parseLink(written || addressIn(said('id')), base),
    language: attributes['xml:lang'] ?? site.language,
    authors: authors.length > 0 ? authors : site.authors,
    tags: elementsIn(content, 'category')
      .filter(({ attributes: { scheme } }) => !scheme?.endsWith('#kind'))
      .map(({ attributes: { label, term } }) => label || term || ''),
    summary: body.text === '' ? '' : wordsIn(summary) || said('blogger:metaDescription'),
    slug: '',
    id: said('id'),
    reason:
      (site.isExport ? reasonAgainst(content) : null) ??
      draftIn(content) ??
      (text.text === '' ? 'no text in the feed' : null),
    blocks: () => blocksIn(text),
  }
}

/** A text, or a page's worth of it. */
interface Construct {
  readonly text: string
  readonly isHtml: boolean
}

/** Types of content that are HTML, alone or escaped. */
const htmlTypes = /^(?:html|text\/html)$/i
/** Types of content that are elements. */
const markupTypes = /^xhtml$|[+/]xml$/i
const textTypes = /^(?:text(?:\/.*)?|)$/i

function constructIn(content: Content, name: string): Construct {
  const element = elementsIn(content, name).at(-1)
  const type = element?.attributes.type?.trim() ?? ''
  if (!element) return { text: '', isHtml: false }
  if (markupTypes.test(type)) return { text: markupOf(element).trim(), isHtml: true }
  const isHtml = htmlTypes.test(type)
  // A picture, perhaps.
  if (!isHtml && !textTypes.test(type)) return { text: '', isHtml }
  return { text: textOf(element).trim(), isHtml }
}

function blocksIn({ text, isHtml }: Construct): Block[] {
  return isHtml ? blocksOf(text) : textBlocks(text)
}

function wordsIn({ text, isHtml }: Construct): string {
  return isHtml ? wordsOf(text) : text
}

/** Where a link of this relation leads, to a page of HTML if there is one; empty without. */
function linkIn(content: Content, relation: string): string {
  const links = elementsIn(content, 'link').filter(
    ({ attributes: { rel, href } }) => href && (rel ?? 'alternate') === relation,
  )
  const page = links.find(({ attributes: { type } }) => (type ?? 'text/html') === 'text/html')
  const { href, 'xml:base': base } = (page ?? links[0])?.attributes ?? {}
  return (base && URL.parse(href, base)?.href) || (href ?? '').trim()
}

function addressIn(id: string): string {
  return /^https?:/i.test(id) ? id : ''
}

function namesIn(content: Content): string[] {
  return elementsIn(content, 'author').flatMap((author) => textIn(author.content, 'name') || [])
}

/** `post`, `page`, `comment` and others in an export of Blogger, as it is today or was before; else empty. */
function kindOf(content: Content): string {
  const terms = elementsIn(content, 'category').map(({ attributes }) => attributes.term ?? '')
  const kind = terms.flatMap((term) => /\/blogger\/\d+\/kind#(\w+)$/.exec(term)?.[1] ?? [])
  return kind[0] ?? textIn(content, 'blogger:type').toLowerCase()
}

/** Why an entry of Blogger is no article, or null. */
function reasonAgainst(content: Content): string | null {
  const kind = kindOf(content)
  if (kind !== 'post' && kind !== 'page') return `no post or page (${kind || 'of no type'})`
  const status = textIn(content, 'blogger:status').toLowerCase()
  return status === '' || status === 'live' ? null : `not published (${status})`
}

/** That an entry is a draft, where it says so (RFC 5023); else null. */
function draftIn(content: Content): string | null {
  const [control] = elementsIn(content, 'app:control')
  return control && textIn(control.content, 'app:draft') === 'yes' ? 'draft' : null
}
