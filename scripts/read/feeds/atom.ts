/**
 * An Atom feed (RFC 4287), and Blogger's export in the form of one: a blog's posts and pages, among its comments,
 * settings and drafts.
 */
import type { Block } from '../draft.ts'
import { textBlocks } from '../text.ts'
import { blocksOf, type Item, parseLink, resolved, wordsOf, wordsOfTitle } from './item.ts'
import {
  elementIn,
  elementsIn,
  markupOf,
  textIn,
  textOf,
  type XmlElement,
  type XmlItems,
} from './xml-items.ts'

type Content = XmlElement['content']

/** Whether it is an export of Blogger, whose entries state their kind. */
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

/** What holds for all entries of a feed. */
interface Site {
  readonly base: string | null
  readonly language: string
  readonly authors: readonly string[]
  /** Whether it is an export of Blogger. */
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

/** A text construct of Atom: plain text or HTML. */
interface Construct {
  readonly text: string
  readonly isHtml: boolean
}

/** Types of content that hold HTML as text. */
const htmlTypes = /^(?:html|text\/html)$/i
/** Types of content that hold elements. */
const markupTypes = /^xhtml$|[+/]xml$/i
const textTypes = /^(?:text(?:\/.*)?|)$/i

function constructIn(content: Content, name: string): Construct {
  const element = elementIn(content, name)
  const type = element?.attributes.type?.trim() ?? ''
  if (!element) return { text: '', isHtml: false }
  if (markupTypes.test(type)) return { text: markupOf(element).trim(), isHtml: true }
  const isHtml = htmlTypes.test(type)
  // Not text; a picture, perhaps.
  if (!isHtml && !textTypes.test(type)) return { text: '', isHtml }
  return { text: textOf(element).trim(), isHtml }
}

function blocksIn({ text, isHtml }: Construct): Block[] {
  return isHtml ? blocksOf(text) : textBlocks(text)
}

function wordsIn({ text, isHtml }: Construct): string {
  return isHtml ? wordsOf(text) : text
}

/** Target of a link of this relation, preferably to an HTML page; empty if there is none. */
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

/** `post`, `page`, `comment` or another kind in an export of Blogger, of today or older; else empty. */
function kindOf(content: Content): string {
  const terms = elementsIn(content, 'category').map(({ attributes }) => attributes.term ?? '')
  const kind = terms.flatMap((term) => /\/blogger\/\d+\/kind#(\w+)$/.exec(term)?.[1] ?? [])
  return kind[0] ?? textIn(content, 'blogger:type').toLowerCase()
}

/** Why an entry of Blogger is no article, or null. */
function reasonAgainst(content: Content): string | null {
  const kind = kindOf(content)
  if (kind !== 'post' && kind !== 'page')
    return `neither a post nor a page (${kind || 'without a type'})`
  const status = textIn(content, 'blogger:status').toLowerCase()
  return status === '' || status === 'live' ? null : `not published (${status})`
}

/** The reason `draft` if an entry says that it is one (RFC 5023); else null. */
function draftIn(content: Content): string | null {
  const [control] = elementsIn(content, 'app:control')
  return control && textIn(control.content, 'app:draft') === 'yes' ? 'draft' : null
}
