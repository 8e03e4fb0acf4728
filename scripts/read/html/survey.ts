/** A first pass over an HTML page: its elements, and what its head says. */
import { type Attributes, parseHtml } from './html.ts'

/** Elements and metadata of a page. */
export interface Survey {
  /** All elements, in order of opening tags. */
  readonly elements: PageElement[]
  /** Contents of `meta` elements by name, in lower case. */
  readonly metas: Map<string, string[]>
  title: string
  /** Headings of depth 1, which may be the name of the site. */
  readonly headings: string[]
  canonical: string | null
  language: string | null
  /** The first day that is marked as the day of publication. */
  published: string | null
  /** The first name that is marked as that of an author, and the letters of text before it. */
  byline: { readonly name: string; readonly at: number } | null
  /** The author in JSON-LD. */
  author: string | null
  leadsElsewhere: boolean
}

export interface PageElement {
  readonly name: string
  readonly attributes: Attributes
  /** Number of its ancestors. */
  readonly depth: number
  /** Letters of text before it, scripts included. */
  readonly at: number
  /** Whether it is inside an `article`. */
  readonly isNested: boolean
  /** Whether it is an article or the main part, and contains a heading of depth 1. */
  hasTitle: boolean
  /** Whether it is an article, and a heading of any depth lies in it. */
  hasHeading?: boolean
  /** Of an article, where the first link around one of its headings, or at its beginning, leads. */
  leadsTo?: string
  /** Whether it is a list of links to places in the page. */
  isContents?: boolean
}

/** Surveys a page, in one pass. */
export function survey(html: string): Survey {
  const found: Survey = {
    ...{ elements: [], metas: new Map(), title: '', headings: [], canonical: null },
    ...{ language: null, published: null, byline: null, author: null, leadsElsewhere: false },
  }
  const open: PageElement[] = []
  const holders: PageElement[] = []
  const articles: OpenArticle[] = []
  let [inTop, at] = [0, 0]
  /** Open links to places in the page, the letters of all of them, and of each list, how many there were before it. */
  let [linksWithin, linked] = [0, 0]
  const before = new Map<PageElement, number>()
  /** The open element that names an author, and its text so far. */
  let byline: { element: PageElement; text: string } | null = null
  parseHtml(html, {
    onopentag(name, attributes) {
      const place = { depth: open.length, at, isNested: articles.length > 0 }
      const element = { name, attributes, ...place, hasTitle: false }
      found.elements.push(element)
      open.push(element)
      if (name === 'article' || isMain(element)) holders.push(element)
      if (name === 'h1') {
        inTop++
        found.headings.push('')
        for (const holder of holders) holder.hasTitle = true
      }
      if (isLinkWithin(element)) linksWithin++
      if (found.byline === null && isByline(element)) byline ??= { element, text: '' }
      if (name === 'ul' || name === 'ol') before.set(element, linked)
      const inside = articles.at(-1)
      if (inside) noteHeadingLink(inside, element)
      if (name === 'article') articles.push({ article: element })
      // Metadata for browsers without scripts does not count.
      if (open.at(-2)?.name !== 'noscript') note(found, name, attributes)
    },
    ontext(data) {
      const letters = data.trim().length
      at += letters
      const { name, attributes } = open.at(-1) ?? {}
      if (linksWithin > 0) linked += letters
      if (byline) byline.text += data
      if (inTop > 0) found.headings[found.headings.length - 1] += data
      if (name === 'title' && open.every((other) => other.name !== 'svg')) found.title += data
      if (name === 'script' && attributes?.type === 'application/ld+json') {
        found.published ??= /"datePublished"\s*:\s*"([^"]+)"/.exec(data)?.[1] ?? null
        found.author ??=
          /"author"\s*:\s*(?:\[\s*)?\{[^{}]*"name"\s*:\s*"([^"\\]+)"/.exec(data)?.[1] ?? null
      }
    },
    onclosetag(name) {
      const closed = open.pop()
      if (!closed) return
      if (closed === holders.at(-1)) holders.pop()
      if (isLinkWithin(closed)) linksWithin--
      if (byline?.element === closed) {
        const name = byline.text.replace(/\s+/g, ' ').trim()
        if (name !== '' && name.length <= longestName) found.byline = { name, at: closed.at }
        byline = null
      }
      const earlier = before.get(closed)
      // Beside the links may stand numbers.
      if (earlier !== undefined) closed.isContents = linked - earlier > 0.8 * (at - closed.at)
      if (name === 'article') articles.pop()
      const inside = articles.at(-1)
      if (inside?.heading === closed) inside.heading = undefined
      if (inside?.link === closed) inside.link = undefined
      if (name === 'h1') inTop--
    },
  })
  return found
}

/** Most letters of a name; a longer text tells of an author. */
const longestName = 60

/** Whether an element names an author, by HTML's relation, schema.org or microformats. */
function isByline({ name, attributes: { rel, itemprop, class: classes } }: PageElement): boolean {
  return (
    (name === 'a' && /(?:^|\s)author(?!\S)/i.test(rel ?? '')) ||
    itemprop === 'author' ||
    /(?:^|\s)p-author(?!\S)/.test(classes ?? '')
  )
}

/** An open article, and the outermost heading and link that are open in it. */
interface OpenArticle {
  readonly article: PageElement
  heading?: PageElement
  link?: PageElement
}

/** Notes that an article has a heading, once one is open, and where it leads, once a link is open before its text. */
function noteHeadingLink(inside: OpenArticle, element: PageElement) {
  if (/^h[1-6]$/.test(element.name)) inside.heading ??= element
  if (element.name === 'a' && element.attributes.href) inside.link ??= element
  const { article, heading, link } = inside
  if (!heading) return
  article.hasHeading = true
  if (link && link.at <= heading.at) article.leadsTo ??= link.attributes.href
}

function isLinkWithin({ name, attributes }: PageElement): boolean {
  return name === 'a' && attributes.href?.startsWith('#') === true
}

/** Whether an element is the main part of a page. */
export function isMain({ name, attributes }: PageElement): boolean {
  return name === 'main' || attributes.role === 'main'
}

/** Notes the metadata of an element. */
function note(found: Survey, name: string, attributes: Attributes) {
  if (name === 'html') found.language ??= attributes.lang ?? null
  const isCanonical =
    (name === 'link' && attributes.rel?.toLowerCase() === 'canonical') ||
    // In exports of Medium.
    (name === 'a' && /(?:^|\s)p-canonical(?:\s|$)/.test(attributes.class ?? ''))
  if (isCanonical) found.canonical ??= attributes.href ?? null
  if (name === 'time' && isOfPublication(attributes))
    found.published ??= attributes.datetime ?? null
  if (name !== 'meta') return
  const isRefresh = attributes['http-equiv']?.toLowerCase() === 'refresh'
  // Only immediate ones: news pages reload themselves now and then.
  if (isRefresh && /^\s*[0-3]\s*[;,].*url\s*=/i.test(attributes.content))
    found.leadsElsewhere = true
  const key = (attributes.property ?? attributes.name ?? attributes.itemprop)?.toLowerCase()
  const content = attributes.content?.trim()
  if (!key || !content) return
  const said = found.metas.get(key)
  if (said) said.push(content)
  else found.metas.set(key, [content])
}

/** Whether an element is marked as the day of publication, by schema.org, microformats or the former HTML attribute. */
function isOfPublication({ itemprop, class: classes, pubdate }: Attributes): boolean {
  return (
    itemprop === 'datePublished' ||
    pubdate !== undefined ||
    /(?:^|\s)(?:dt-published|entry-date|published)(?:\s|$)/.test(classes ?? '')
  )
}
