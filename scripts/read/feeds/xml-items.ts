/**
 * Parses an XML file of several articles: an RSS or Atom feed, or an export in the form of one. Items are kept as
 * elements with their content; the reader of each format knows what they mean.
 *
 * Other XML is read only up to its first element, however long it is.
 */
import { Parser } from 'htmlparser2'
import { type Element, escaped } from '../html/html.ts'

/** An element with the elements and texts in it, in order. */
export interface XmlElement extends Element {
  readonly content: readonly (XmlElement | string)[]
}

/** A feed, or an export in the form of one. */
export interface XmlItems {
  /** The outermost element: `rss`, `rdf:RDF` or `feed`. */
  readonly root: Element
  /** Elements that hold for all items. */
  readonly head: readonly XmlElement[]
  readonly items: readonly XmlElement[]
}

/** Root elements of feeds: RSS 2.0 and 1.0, Atom. */
const roots = new Set(['rss', 'rdf:RDF', 'feed'])
const itemNames = new Set(['item', 'entry'])

/**
 * Most open elements; no feed comes near. The parser moves all of them for each new one, so time grows with their
 * square.
 */
const mostOpen = 1000

/** The items of `source`; null if it is no feed, or nested too deep. */
export function parseXmlItems(source: string): XmlItems | null {
  const [head, items]: XmlElement[][] = [[], []]
  /** Null stands for the root element and a channel in it, which only hold items. */
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

/** The elements called `name` in `content`. */
export function elementsIn(content: XmlElement['content'], name: string): XmlElement[] {
  return content.filter((one): one is XmlElement => typeof one !== 'string' && one.name === name)
}

/** The last element called `name` in `content`, if there is one. */
export function elementIn(content: XmlElement['content'], name: string): XmlElement | undefined {
  return elementsIn(content, name).at(-1)
}

/** The text of the last element called `name`, trimmed; empty if there is none. */
export function textIn(content: XmlElement['content'], name: string): string {
  const element = elementIn(content, name)
  return element ? textOf(element).trim() : ''
}

/** All text in an element. */
export function textOf({ content }: XmlElement): string {
  return content.map((one) => (typeof one === 'string' ? one : textOf(one))).join('')
}

/** The content of an element as HTML: its elements, and its texts, escaped. */
export function markupOf({ content }: XmlElement): string {
  return content.map((one) => (typeof one === 'string' ? escaped(one) : tagged(one))).join('')
}

/** Void elements of HTML. */
const empty = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

function tagged(element: XmlElement): string {
  // Without the prefix of a namespace, as in `xhtml:p`.
  const name = element.name.replace(/^.*:/, '')
  const attributes = Object.entries(element.attributes).map(
    ([key, value]) => ` ${key}="${escaped(value)}"`,
  )
  const tag = `<${name}${attributes.join('')}>`
  return empty.has(name) ? tag : `${tag}${markupOf(element)}</${name}>`
}
