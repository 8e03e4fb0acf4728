/**
 * An HTML page as an article: built for a site, saved from one, or with front matter.
 *
 * The page's article is read or, if it has none or several, its main part, without navigation, headers and
 * footers of the page, its contents, teasers of other articles, buttons and fields. Its head stands for front
 * matter, and front matter of its own takes precedence.
 */
import type { Draft } from '../draft.ts'
import { asFrontMatter, type FrontMatter } from '../front-matter/entries.ts'
import { splitFrontMatter } from '../front-matter/front-matter.ts'
import { withLead } from '../front-matter/lead.ts'
import { isMeant } from '../front-matter/metadata.ts'
import { joined } from '../front-matter/values.ts'
import { dayOf } from '../front-matter/written-date.ts'
import { withoutShortcodes } from '../markdown/shortcodes.ts'
import { mediumReason } from '../platforms/medium.ts'
import { splitProperties } from '../platforms/notion.ts'
import { parseAddress } from '../url.ts'
import { type Attributes, type Element, type HtmlBlock, readBlocks, toBlock } from './html.ts'
import { isLineNumber } from './line-numbers.ts'
import { isMain, type Survey, survey } from './survey.ts'
import { isWidget } from './widgets.ts'

/** Names under which pages state their day of publication, the most reliable first. */
const dateNames = [
  'article:published_time',
  'datepublished',
  'date',
  'dcterms.date',
  'dc.date',
  'dcterms.issued',
  'dc.date.issued',
  'citation_publication_date',
  'pubdate',
  'publish-date',
]

/** Elements that are seldom text of an article. */
const apart = new Set(
  'title nav footer button select textarea dialog svg iframe object canvas audio video'.split(' '),
)
/** Elements that are text within an article, but not beside one. */
const beside = new Set(['header', 'aside'])
/** Roles with the same meaning, and of links to footnotes and back. */
const rolesApart = new Set(
  'navigation contentinfo search banner complementary doc-noteref doc-backlink'.split(' '),
)

/** Reads a page, a part of one, or either with front matter. */
export function readPage(source: string): Draft {
  const { front: own, body } = splitFrontMatter(source)
  // A built page has no front matter, not even empty; shortcodes in it are mere text.
  const whole = body === source ? source : withoutShortcodes(body)
  const { front: properties, rest: html } = splitProperties(whole)
  const front = new Map([...properties, ...own])
  const page = survey(html)
  const root = rootOf(page)
  const isWhole = root === null || page.elements[root].name === 'body'
  const isHidden = (element: Element, around: readonly Element[]) =>
    (apart.has(element.name) && !isOfArticle(element, around.at(-1)?.name ?? '')) ||
    (isWhole && beside.has(element.name)) ||
    isNotShown(element.attributes) ||
    isWidget(element, around) ||
    isLineNumber(element, around)
  const teasers = teasersOf(page, root)
  const contents = page.elements.flatMap(({ isContents }, number) => (isContents ? [number] : []))
  const without = new Set([...teasers, ...contents])
  const blocks = readBlocks(html, { ...(root !== null && { root }), without, isHidden })
  const isList = teasers.length > 0 && blocks.every(({ depth }) => depth > 0)
  const reason =
    mediumReason(html, page) ??
    (page.leadsElsewhere ? 'redirects to another page' : isList ? 'lists other articles' : null)
  const written = new Set([...front.keys()].map(joined))
  const about = [
    ...frontOf(page, root, blocks),
    ...asFrontMatter([['lastModified', changed(html)]]),
  ]
  const head = about.filter(([key]) => !written.has(joined(key)))
  return withLead({
    front: new Map([...head, ...front]),
    blocks: blocks.map(toBlock),
    pageTitle: titleOf(page),
    ...(reason !== null && { reason }),
  })
}

/**
 * Whether one of the elements apart is text of an article all the same: the footer of a quote, or a heading that is a
 * button.
 */
function isOfArticle({ name, attributes }: Element, parent: string): boolean {
  if (name === 'footer') return parent === 'blockquote'
  return attributes['aria-expanded'] !== undefined && /^h[1-6]$/.test(parent)
}

function isNotShown(attributes: Attributes): boolean {
  const { hidden, role, style } = attributes
  return (
    // A tab is hidden until somebody clicks it.
    (hidden !== undefined && hidden !== 'until-found' && role !== 'tabpanel') ||
    attributes['aria-hidden'] === 'true' ||
    // What other searches (Pagefind) are told to leave out.
    attributes['data-pagefind-ignore'] !== undefined ||
    rolesApart.has(role) ||
    /display\s*:\s*none/i.test(style ?? '')
  )
}

/**
 * Number of the element that holds the article; null for a part of a page, all of which is read. Comments and
 * teasers may be `article` elements as well, so it is the only one with a title, or the only one.
 */
function rootOf({ elements }: Survey): number | null {
  const articles = elements.filter(({ name, isNested }) => name === 'article' && !isNested)
  const titled = articles.filter(({ hasTitle }) => hasTitle)
  const main = elements.find(isMain)
  const root =
    // What other searches (Pagefind) are told to read.
    elements.find(({ attributes }) => attributes['data-pagefind-body'] !== undefined) ??
    (titled.length === 1 ? titled[0] : null) ??
    (articles.length === 1 && !main?.hasTitle ? articles[0] : null) ??
    main ??
    elements.find(({ name }) => name === 'body')
  return root ? elements.indexOf(root) : null
}

/** Numbers of the articles that stand for others of the site, where their headings lead: a blog's front page, related ones. */
function teasersOf({ elements, canonical }: Survey, root: number | null): number[] {
  // The only one with a heading is the page's own, as the others may be comments.
  if (elements.filter(({ hasHeading }) => hasHeading).length === 1) return []
  const here = URL.parse(canonical ?? '', 'http://here.invalid')
  const leadsOn = (address: string) => {
    const there = URL.parse(address, here?.href)
    // A fragment is mostly of this page, whose own address is not always known.
    return there?.origin === here?.origin && there?.hash === '' && pathOf(there) !== pathOf(here)
  }
  return elements.flatMap(({ leadsTo }, number) =>
    leadsTo !== undefined && number !== root && leadsOn(leadsTo) ? [number] : [],
  )
}

/** The path of an address; a folder may be named with a slash, or by its index. */
function pathOf(url: URL | null): string | undefined {
  return url?.pathname.replace(/\/(?:index\.html?)?$/, '')
}

/** The metadata of a page, as front matter. */
function frontOf(page: Survey, root: number | null, blocks: readonly HtmlBlock[]): FrontMatter {
  const { metas, canonical, language, published } = page
  const named = dateNames.flatMap((name) => metas.get(name) ?? [])
  const days = [...named, published ?? '', timeAtTop(page, root) ?? '']
  const keywords = metas
    .get('keywords')
    ?.flatMap((list) => list.split(',').map((word) => word.trim()))
  const known = {
    title: lateTitle(blocks),
    // Both by the last name that is looked up, so that front matter takes precedence.
    datePublished: days.find((day) => dayOf(day) !== null),
    // Any other address may be one on the machine where the page was made.
    permalink: parseAddress((canonical ?? '').trim().replace(/^(?=\/\/)/, 'https:')),
    lang: language,
    author: metas.get('author') ?? authorOf(page, root),
    robots: ['robots', 'googlebot'].flatMap((name) => metas.get(name) ?? []),
  }
  const said = [...metas].filter(([name]) => !isMeant(name))
  const tags = metas.get('article:tag') ?? keywords
  const description = metas.get('description') ?? metas.get('og:description')
  return asFrontMatter([...said, ...Object.entries({ keywords, tags, description, ...known })])
}

/** The day on which a page that Confluence exported was last changed. */
function changed(html: string): string | undefined {
  return /class="page-metadata">[\s\S]{0,1000}? on ([A-Z][a-z]{2} \d{1,2}, \d{4})\s*<\/div>/.exec(
    html,
  )?.[1]
}

/** Most letters before the day of an article, and before its author: its title, and either of the two. */
const atTop = 300

/** Whom an article names near the beginning, since further down are those who comment; else the author in JSON-LD. */
function authorOf({ elements, byline, author }: Survey, root: number | null): string | null {
  const begins = root === null ? 0 : elements[root].at
  return byline !== null && byline.at - begins <= atTop ? byline.name : author
}

/** The first `time` of an article, if it is near the beginning. */
function timeAtTop({ elements }: Survey, root: number | null): string | undefined {
  const begins = root === null ? { depth: -1, at: 0 } : elements[root]
  for (const { name, attributes, depth, at } of elements.slice((root ?? -1) + 1)) {
    if (depth <= begins.depth || at - begins.at > atTop) return undefined
    if (name === 'time' && attributes.datetime) return attributes.datetime
  }
  return undefined
}

/** The first heading of depth 1 if others come before it; otherwise it is the title anyway. */
function lateTitle(blocks: readonly HtmlBlock[]): string | null {
  const heading = blocks.find(({ depth }) => depth === 1)
  const isFirst = heading === blocks.find(({ depth }) => depth > 0)
  return heading && !isFirst ? heading.text : null
}

/** The title in the head, without the name of the site if the page states that name elsewhere. */
function titleOf({ metas, title, headings }: Survey): string {
  const [written = title] = metas.get('og:title') ?? []
  const sites = [...(metas.get('og:site_name') ?? []), ...headings].map(onOneLine)
  const parts = onOneLine(written).split(/( [-–—|·•»:]+ )/)
  if (parts.length > 1 && sites.includes(parts.at(-1) ?? '')) parts.splice(-2)
  return parts.join('')
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
