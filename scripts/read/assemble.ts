/**
 * Joins the blocks of an article into a document, and finds its title and its address.
 */
import type { DocumentHeading } from '../../core/protocol.ts'
import type { Document } from '../../core/text/document.ts'
import type { Article } from './article.ts'
import type { Block } from './draft.ts'
import { languageField, type Metadata } from './front-matter/metadata.ts'
import { broken } from './problems.ts'
import { fillAddress, type UrlPattern } from './url.ts'

/** Whether an article has neither text nor title. */
export function isEmpty({ blocks, metadata, pageTitle }: Article): boolean {
  return blocks.length === 0 && metadata.title === null && !pageTitle
}

/** The document made of `article`; throws `BrokenArticle` if its address needs what it lacks. */
export function assembleDocument(
  article: Article,
  id: string,
  pattern: UrlPattern | null,
): Document {
  const { date, source, language, fields } = article.metadata
  const { title, rest } = separateTitle(article)
  const url = urlOf(article, id, pattern)
  const keywords = keywordsOf(article.metadata)
  return { id, title, url, date, source, language, fields, keywords, ...joinBlocks(rest) }
}

/**
 * What front matter knows of an article beside its text: people look for "floods 2021" in an archive whose articles
 * seldom name the year.
 */
function keywordsOf({ keywords, source, fields, date, language }: Metadata): string[] {
  const month = date === null ? null : monthOf(date, language)
  // The code of a language is no word of the article.
  const { [languageField]: _, ...named } = fields
  return [...new Set([...keywords, source, ...Object.values(named).flat(), month])].filter(
    (keyword) => keyword !== null,
  )
}

/**
 * `2022`, or `June 2022` in the article's language, without a day, which any number would find. Years are Gregorian and
 * in Latin digits. A language whose names of months are not known here takes the English ones, on every machine.
 */
function monthOf(date: string, language: string): string {
  const [year, month] = date.split('-')
  if (month === undefined) return year
  const format = monthFormats.get(language) ?? createMonthFormat(language)
  monthFormats.set(language, format)
  return format.format(new Date(`${year}-${month}-01`))
}

/** Cached by language, since creating one takes a hundred times as long as using it. */
const monthFormats = new Map<string, Intl.DateTimeFormat>()

function createMonthFormat(language: string): Intl.DateTimeFormat {
  const locales = [`${language}-u-ca-gregory-nu-latn`, 'en']
  return new Intl.DateTimeFormat(locales, { year: 'numeric', month: 'long', timeZone: 'UTC' })
}

/**
 * The title is that of the front matter, else a first heading of depth 1, else that of the page's head, else a heading
 * near the beginning of a page whose head has none, as of a chapter, else the file's name. A first heading that says the
 * same as the title, in any case, is dropped if it has depth 1 or begins the article.
 */
function separateTitle({ metadata, name, blocks, pageTitle }: Article): {
  title: string
  rest: Block[]
} {
  const first = blocks.find((block) => block.kind === 'heading')
  const begins = first === blocks.find((block) => block.kind === 'heading' || !block.isLead)
  const chapter = pageTitle === '' && isNearTop(blocks, first) ? first?.text : undefined
  const found = first?.depth === 1 ? first.text : pageTitle || chapter || name.title
  const title = metadata.title ?? found
  const isTitle =
    (first?.depth === 1 || begins) && first?.text.toLowerCase() === title.toLowerCase()
  return { title, rest: isTitle ? blocks.filter((block) => block !== first) : [...blocks] }
}

/** Most letters before the heading of a chapter: its number. */
const aboveHeading = 40

function isNearTop(blocks: readonly Block[], heading: Block | undefined): boolean {
  const before = blocks.slice(0, heading === undefined ? 0 : blocks.indexOf(heading))
  return before.reduce((letters, { text }) => letters + text.length, 0) <= aboveHeading
}

function joinBlocks(blocks: readonly Block[]): Pick<Document, 'text' | 'headings'> {
  const headings: DocumentHeading[] = []
  const texts: string[] = []
  let length = 0
  for (const block of blocks) {
    if (block.kind === 'heading') {
      const { depth, text, anchor } = block
      headings.push({ depth, text, anchor, at: length })
      continue
    }
    texts.push(block.text)
    length += block.text.length + 2
  }
  const text = texts.join('\n\n')
  // A section without text at the very end begins where the text ends.
  return {
    text,
    headings: headings.map((h) => (h.at > text.length ? { ...h, at: text.length } : h)),
  }
}

function urlOf(article: Article, id: string, pattern: UrlPattern | null): string | null {
  const { file, metadata, name, front } = article
  const { date, slug, url, categories } = metadata
  const { sections, folder } = name
  const place = { id, file, sections, folder, slug: slug ?? name.slug, date, categories }
  try {
    if (url === null) return pattern?.fill(place) ?? null
    const filled = fillAddress(url, place)
    return pattern?.complete(filled) ?? filled
  } catch (cause) {
    const { message } = cause as RangeError
    throw broken(front.get('date')?.line ?? 1, message, cause)
  }
}
