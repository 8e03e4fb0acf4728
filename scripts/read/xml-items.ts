/**
 * A file of XML that holds several articles: an RSS or Atom feed, or an export in the form of one. Its items are kept
 * as elements with what lies in them; which of these mean what is known to the reader of each format.
 *
 * XML of another kind is left after its first element, however long it is.
 */
import { Parser } from 'htmlparser2'
import type { Element } from './html.ts'

/** An element, and the elements and texts in it, in order. */
export interface XmlElement extends Element {
  readonly content: readonly (XmlElement | string)[]
}

/** A feed, or what has the form of one. */
export interface XmlItems {
  /** The outermost element: `rss`, `rdf:RDF` or `feed`. */
  readonly root: Element
  /** What is said of all items. */
  readonly head: readonly XmlElement[]
  readonly items: readonly XmlElement[]
}

/** Outermost elements of feeds: RSS 2.0 and 1.0, Atom. */
const roots = new Set(['rss', 'rdf:RDF', 'feed'])
const itemNames = new Set(['item', 'entry'])

/** No feed comes near. The parser moves all open elements at each new one, so that time grows with their square. */
const mostOpen = 1000

/** The items of `source`; null if it is no feed, or elements lie in each other without end. */
export function parseXmlItems(source: string): XmlItems | null {
  const [head, items]: XmlElement[][] = [[], []]
  /** Null stands for what only holds items: the outermost element, and a channel in it. */
  const open: (Growing | null)[] = []
  let root: Element | null = null
  let isFeed = true
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        root ??= { name, attributes }
        isFeed &&= roots.has(root.name) && open.length < mostOpen
        if (!isFeed) return parser.pause()
        const isHolder = open.length === 0 || (open.length === 1 && name === 'channel')
        const element: Growing | null = isHolder ? null : { name, attributes, content: [] }
        const around = open.at(-1)?.content ?? (itemNames.has(name) ? items : head)
        if (element) around.push(element)
        open.push(element)
      },
      ontext(text) {
        const content = open.at(-1)?.content ?? []
        const before = content.at(-1)
        if (typeof before === 'string') content[content.length - 1] = before + text
        else content.push(text)
      },
      onclosetag() {
        open.pop()
      },
    },
    { xmlMode: true },
  )
  parser.write(source)
  return root && isFeed ? { root, head, items } : null
}

interface Growing extends Element {
  readonly content: (XmlElement | string)[]
}

/** Those of `content` that are elements called `name`. */
export function elementsIn(content: XmlElement['content'], name: string): XmlElement[] {
  return content.filter((one): one is XmlElement => typeof one !== 'string' && one.name === name)
}

/** What the last element called `name` says, without white space around it; empty without one. */
export function textIn(content: XmlElement['content'], name: string): string {
  const element = elementsIn(content, name).at(-1)
  return element ? textOf(element).trim() : ''
}

/** All text in an element. */
export function textOf({ content }: XmlElement): string {
  return content.map((one) => (typeof one === 'string' ? one : textOf(one))).join('')
}

/** What lies in an element as HTML: its elements, and its texts as they would be shown. */
export function markupOf({ content }: XmlElement): string {
  return content.map((one) => (typeof one === 'string' ? escaped(one) : tagged(one))).join('')
}

/** Elements of HTML in which nothing lies, and which nothing closes. */
const empty = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

function tagged(element: XmlElement): string {
  // The prefix of a name space, `xhtml:p`.
  const name = element.name.replace(/^.*:/, '')
  const attributes = Object.entries(element.attributes).map(
    ([key, value]) => ` ${key}="${escaped(value)}"`,
  )
  const tag = `<${name}${attributes.join('')}>`
  return empty.has(name) ? tag : `${tag}${markupOf(element)}</${name}>`
}

/** Text as HTML that shows it. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
