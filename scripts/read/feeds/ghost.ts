/**
 * The export of a Ghost site: its tables of posts (pages included), tags, authors, and the links between them. It
 * does not say where the site is.
 */
import { blocksOf, type Item, nameIn } from './item.ts'
import { isObject, type JsonObject, listIn, textIn } from './json.ts'

/** The tables of an export; null if `value` is no export. */
export function ghostTables(value: unknown): JsonObject | null {
  if (!isObject(value)) return null
  // Some exports have `data` at the top, others in a list of one.
  const { data } = listIn(value, 'db')[0] ?? value
  return isObject(data) && Array.isArray(data.posts) ? data : null
}

/** Reads an export from its tables. */
export function readGhost(tables: JsonObject): Item[] {
  const settings = new Map(
    listIn(tables, 'settings').map((setting) => [textIn(setting, 'key'), textIn(setting, 'value')]),
  )
  const language = settings.get('locale') || settings.get('lang') || ''
  const tagsOf = namesBy(tables, 'posts_tags', 'tag_id', 'tags')
  const authorsOf = namesBy(tables, 'posts_authors', 'author_id', 'users')
  return listIn(tables, 'posts').map((post) => {
    const said = (key: string) => textIn(post, key)
    const id = said('id')
    const html = said('html')
    return {
      title: said('title'),
      date: said('published_at'),
      address: null,
      language,
      authors: authorsOf(id),
      // Tags that begin with # are internal to the site.
      tags: tagsOf(id).filter((tag) => !tag.startsWith('#')),
      summary: said('custom_excerpt'),
      // A day at the beginning of a slug is part of the address, unlike one of a file's name.
      more: { slug: nameIn(said('slug')) },
      slug: said('slug'),
      id,
      reason: reasonAgainst(post) ?? (html.trim() === '' ? 'no text in the export' : null),
      blocks: () => blocksOf(html),
    }
  })
}

/** Looks up the names to which a table of links links a post, by the post's id, in `sort_order`. */
function namesBy(tables: JsonObject, links: string, key: string, targets: string) {
  const names = new Map(
    listIn(tables, targets).map((target) => [textIn(target, 'id'), textIn(target, 'name')]),
  )
  const linked = Map.groupBy(listIn(tables, links), (link) => textIn(link, 'post_id'))
  const order = (link: JsonObject) => Number(textIn(link, 'sort_order'))
  return (id: string): string[] =>
    (linked.get(id) ?? [])
      .toSorted((a, b) => order(a) - order(b))
      .flatMap((link) => names.get(textIn(link, key)) || [])
}

/** Why a post is no article, or null; a post for members must not be found by everybody. */
function reasonAgainst(post: JsonObject): string | null {
  const status = textIn(post, 'status')
  if (status !== 'published') return `not published (${status || 'without a status'})`
  const visibility = textIn(post, 'visibility') || 'public'
  return visibility === 'public' ? null : `not for everybody (${visibility})`
}
