/**
 * The export of a Substack: pages without a head, `posts/ID.slug.html`, and a table of all posts, `posts.csv`, in the
 * folder above, which has the title, subtitle and day of each, and says which of them are drafts.
 *
 * The record of a page is looked up by its name, since a table has one line or more for each of hundreds of posts, and
 * all others are of no use here.
 */
import { statSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Draft } from '../draft.ts'
import { readSource } from '../files.ts'
import { asFrontMatter } from '../front-matter/entries.ts'
import { withLead } from '../front-matter/lead.ts'
import { dayOf } from '../front-matter/written-date.ts'

/** The name of a page, `ID.slug`; some drafts have no slug. */
const pageName = /^\d+(?:\..+)?$/

/** Where the table of posts lies if `file` is a page of such an export; null for any other name. */
export function tableOf(file: string): string | null {
  const { name, ext } = posix.parse(file)
  return ext === '.html' && pageName.test(name) ? posix.join(file, '../../posts.csv') : null
}

/** `draft` with what the table of its export says of it; unchanged if it is no page of an export. */
export function withSubstack(draft: Draft, file: string, folder: string): Draft {
  const path = tableOf(file)
  const table = path && readTable(join(folder, path))
  if (!table) return draft
  const { name } = posix.parse(file)
  const post = recordIn(table, name)
  // Others may have a table of that name.
  if (post?.is_published === undefined) return draft
  const { title, subtitle, post_date = '', is_published, audience = 'everyone' } = post
  const slug = name.replace(/^\d+\.?/, '')
  const said = asFrontMatter(Object.entries({ title, subtitle, date: dayOf(post_date), slug }))
  const read = withLead({ ...draft, front: new Map([...said, ...draft.front]) })
  // A post for subscribers must not be found by everybody.
  if (!/^true$/i.test(is_published)) return { ...read, reason: 'not published' }
  return audience === 'everyone' ? read : { ...read, reason: `not for everybody (${audience})` }
}

/** The table that was read last, which all pages of an export have in common, and when it was changed. */
let last = { path: '', changed: 0, text: '' }

/** The text of a table; null if there is none. */
function readTable(path: string): string | null {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (changed === undefined) return null
  if (last.path !== path || last.changed !== changed) {
    last = { path, changed, text: readSource(path) }
  }
  return last.text
}

/** The values of the record whose first is `id`, by their names in the first record. */
function recordIn(table: string, id: string): Partial<Record<string, string>> | null {
  const starts = [`\n${id},`, `\n"${id}",`].map((start) => table.indexOf(start))
  const start = Math.max(...starts) + 1
  if (start === 0) return null
  const values = valuesAt(table, start)
  return Object.fromEntries(valuesAt(table, 0).map((name, i) => [name, values[i]]))
}

/** The values of the record that begins at `start`: with commas between them, some in quotes, which are then doubled. */
function valuesAt(table: string, start: number): string[] {
  const value = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,?)/y
  value.lastIndex = start
  const values: string[] = []
  for (;;) {
    const [, quoted, plain = '', comma] = value.exec(table) ?? []
    values.push(quoted?.replaceAll('""', '"') ?? plain)
    if (!comma) return values
  }
}
