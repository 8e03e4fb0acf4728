/**
 * An RSS feed: version 2.0, and 1.0, which has the same elements in other places. If it has only excerpts, these
 * are read.
 */
import type { Block } from '../draft.ts'
import { htmlBlocks } from '../html/html.ts'
import { blocksOf, type Item, parseLink, resolved, wordsOfTitle } from './item.ts'
import {
  elementIn,
  elementsIn,
  markupOf,
  textIn,
  textOf,
  type XmlElement,
  type XmlItems,
} from './xml-items.ts'

/** Reads a feed. */
export function readRss({ root, head, items }: XmlItems): Item[] {
  const base = resolved([textIn(head, 'link'), root.attributes['xml:base']])
  const language = textIn(head, 'language') || textIn(head, 'dc:language')
  return items.map((item) => itemOf(item, base, language))
}

function itemOf({ content, attributes }: XmlElement, base: string | null, language: string): Item {
  const said = (name: string) => textIn(content, name)
  const [whole, description] = ['content:encoded', 'description'].map((name) =>
    htmlIn(content, name),
  )
  // Some podcasts have no other text.
  const html = whole || description || htmlIn(content, 'itunes:summary')
  return {
    title: wordsOfTitle(said('title')),
    date: said('pubDate') || said('dc:date'),
    address: parseLink(
      said('link') || permalinkIn(content),
      resolved([base ?? '', attributes['xml:base']]),
    ),
    language: said('dc:language') || language,
    authors: authorsIn(content),
    tags: ['category', 'dc:subject'].flatMap((name) =>
      elementsIn(content, name).map((element) => wordsOfTitle(textOf(element))),
    ),
    // In WordPress' feeds, a second paragraph says where the post appeared.
    summary: whole && description ? (htmlBlocks(description)[0] ?? '') : '',
    slug: '',
    id: said('guid') || (attributes['rdf:about'] ?? ''),
    reason: html === '' ? 'no text in the feed' : null,
    blocks: () => withoutOrigin(blocksOf(html)),
  }
}

/** The content of an element as HTML; in some feeds it is not escaped, or plain text. */
function htmlIn(content: XmlElement['content'], name: string): string {
  const element = elementIn(content, name)
  if (!element) return ''
  const isMarkup = element.content.some((one) => typeof one !== 'string')
  const html = (isMarkup ? markupOf(element) : textOf(element)).trim()
  return /<[a-z!/]/i.test(html) ? html : html.replace(/\n[ \t]*\n/g, '<br><br>')
}

/** The id if it is the address as well; else empty. */
function permalinkIn(content: XmlElement['content']): string {
  const isPermalink = elementIn(content, 'guid')?.attributes.isPermaLink !== 'false'
  const id = textIn(content, 'guid')
  return isPermalink && /^https?:/i.test(id) ? id : ''
}

/** Names of authors; an author with only an e-mail address is left out. */
function authorsIn(content: XmlElement['content']): string[] {
  return ['dc:creator', 'author']
    .flatMap((name) => elementsIn(content, name).map((element) => textOf(element).trim()))
    .map((author) => author.replace(/^[^\s()]+@[^\s()]+(?: \(([^()]+)\))?$/, '$1'))
    .filter((author) => author !== '')
}

/** What WordPress writes below articles in its feeds, with the title of each. */
const origin = /^The post .{1,300} appeared first on .{1,200}\.$/

function withoutOrigin(blocks: readonly Block[]): readonly Block[] {
  return origin.test(blocks.at(-1)?.text ?? '') ? blocks.slice(0, -1) : blocks
}
