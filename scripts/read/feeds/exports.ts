/**
 * Files of XML and JSON, recognized by their content: the export of a site, or a feed. Anything else is skipped, since
 * many programs leave such files.
 */

import type { Draft } from '../draft.ts'
import { isBlogger, readAtom } from './atom.ts'
import { ghostTables, readGhost } from './ghost.ts'
import { draftsOf, type Item, noArticle } from './item.ts'
import { isJsonFeed, readJsonFeed } from './json-feed.ts'
import { readRss } from './rss.ts'
import { isWordPress, readWordPress } from './wordpress.ts'
import { parseXmlItems } from './xml-items.ts'

/**
 * Reads a feed, or an export of WordPress or Blogger.
 *
 * @param isBesideArticles whether other articles lie in its folder; then a feed is skipped, since it repeats
 * the latest of them
 */
export function readXml(source: string, isBesideArticles: boolean): Draft[] {
  const found = parseXmlItems(source)
  if (!found) return noArticle('XML, but neither a feed nor an export of WordPress or Blogger')
  if (isWordPress(found)) return draftsOf(readWordPress(found))
  const isAtom = found.root.name === 'feed'
  if (isAtom && isBlogger(found)) return draftsOf(readAtom(found))
  return draftsOfFeed(() => (isAtom ? readAtom(found) : readRss(found)), isBesideArticles)
}

/** Reads a JSON Feed, or an export of Ghost; see `readXml`. */
export function readJson(source: string, isBesideArticles: boolean): Draft[] {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch (error) {
    const { message } = error as SyntaxError
    return noArticle(`JSON that is broken: ${message.replace(/\s+/g, ' ')}`)
  }
  const tables = ghostTables(value)
  if (tables) return draftsOf(readGhost(tables))
  if (isJsonFeed(value)) return draftsOfFeed(() => readJsonFeed(value), isBesideArticles)
  return noArticle('JSON, but neither a feed nor an export of Ghost')
}

function draftsOfFeed(read: () => Item[], isBesideArticles: boolean): Draft[] {
  if (!isBesideArticles) return draftsOf(read())
  return noArticle('a feed, which repeats articles that lie beside it; read if it is named alone')
}
