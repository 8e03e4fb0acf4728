/**
 * What programs put into the text of an article that is none of it, known by its class: forms, buttons, cards of other
 * pages, links to edit a section, who wrote a page, the way to it; and the numbers of footnotes. A page may be saved
 * from such a program or exported by it, and a feed may hold the same HTML.
 */
import type { Attributes, Element } from './html.ts'

const classes = new Set([
  // Substack's.
  ...['subscription-widget-wrap', 'footnote-anchor', 'footnote-number'],
  // Medium's; the header of an export has the title, too.
  ...['graf--mixtapeEmbed', 'graf--title'],
  // MediaWiki's.
  ...['mw-editsection', 'mw-cite-backlink', 'mw-portlet', 'vector-dropdown'],
  ...['printfooter', 'catlinks'],
  // Sphinx's, and back.
  ...['footnote-reference', 'fn-backref'],
  // Confluence's, and the licence of Project Gutenberg.
  ...['page-metadata', 'pg-boilerplate'],
])
/** Confluence's lists of attachments and comments, whose first class alone may be anybody's, and the way to a page. */
const [attachments, way] = ['pageSection group', 'breadcrumb-section']

/** Addresses of notes; a link with a power in it may lead to any other place in the page. */
const toNote = /^#.*(?:fn|ftn|note|ref|cit|bib)/i

/** Whether an element is no text of an article, though it stands in it; `around` are its ancestors, the innermost last. */
export function isWidget({ name, attributes }: Element, around: readonly Element[]): boolean {
  const written = attributes.class?.trim().split(/\s+/) ?? []
  if (written.some((one) => classes.has(one))) return true
  // Substack's; others give this class to a `div` of anything.
  if (name === 'p' && written.includes('button-wrapper')) return true
  if (written.join(' ') === attachments || attributes.id === way) return true
  if (/^(?:div|ol|ul|p|span)$/.test(name) && isWay(name, attributes, written)) return true
  // Medium's subtitle, or the beginning of the text.
  if (attributes['data-field'] !== undefined && written.includes('p-summary')) return true
  // Numbers of footnotes: links to places in the page, and MediaWiki's, whose addresses a browser completes.
  const { name: outer, attributes: link } = around.at(-1) ?? {}
  if (outer === 'sup' && attributes.href?.startsWith('#')) return true
  if (name !== 'sup') return false
  return (
    toNote.test(link?.href ?? '') || written.some((one) => one === 'reference' || one === 'noprint')
  )
}

/**
 * Whether an element is the way to a page from the front page: by its class, which Bootstrap and most themes give it, by
 * schema.org, or by Yoast's id, which anything but a paragraph may have as a section of that title.
 */
function isWay(name: string, { id, itemtype, typeof: type }: Attributes, written: string[]) {
  if (written.includes('breadcrumb') || written.includes('breadcrumbs')) return true
  return /\bBreadcrumbList$/.test(itemtype ?? type ?? '') || (name === 'p' && id === 'breadcrumbs')
}
