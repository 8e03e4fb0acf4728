/** A JSON Feed, version 1.0 or 1.1 (jsonfeed.org). */

import { textBlocks } from '../text.ts'
import { blocksOf, type Item, parseLink, resolved, wellWritten } from './item.ts'
import { isObject, type JsonObject, listIn, objectIn, textIn } from './json.ts'

/** Whether `value` is a feed. */
export function isJsonFeed(value: unknown): value is JsonObject {
  return isObject(value) && /^https?:\/\/jsonfeed\.org\/version\/1/.test(textIn(value, 'version'))
}

/** Reads a feed. */
export function readJsonFeed(feed: JsonObject): Item[] {
  const base = resolved([textIn(feed, 'home_page_url'), textIn(feed, 'feed_url')])
  return listIn(feed, 'items').map((item) => itemOf(item, feed, base))
}

function itemOf(item: JsonObject, feed: JsonObject, base: string | null): Item {
  const said = (key: string) => textIn(item, key)
  const [html, text, summary] = ['content_html', 'content_text', 'summary'].map(said)
  const body = [html, text].find((one) => one.trim() !== '') ?? summary
  const id = said('id')
  const authors = authorsIn(item)
  return {
    title: said('title'),
    date: said('date_published') || said('date_modified'),
    address: parseLink(said('url') || (/^https?:/i.test(id) ? id : ''), base),
    language: said('language') || textIn(feed, 'language'),
    authors: authors.length > 0 ? authors : authorsIn(feed),
    tags: listOfTexts(item.tags),
    summary: body === summary ? '' : summary,
    slug: '',
    id,
    reason: body.trim() === '' ? 'no text in the feed' : null,
    blocks: () => (body === html ? blocksOf(html) : textBlocks(wellWritten(body))),
  }
}

/** Names of authors; version 1.0 has one. */
function authorsIn(about: JsonObject): string[] {
  return [...listIn(about, 'authors'), objectIn(about, 'author')].flatMap(
    (author) => textIn(author, 'name') || [],
  )
}

function listOfTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
