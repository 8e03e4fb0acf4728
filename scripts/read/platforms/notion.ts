/**
 * The export of a Notion workspace: a file for each page, with an id behind its name, and below the title of a page of
 * a database its properties, as lines of Markdown or as a table of HTML.
 *
 * Names and values of properties are the author's own. One is front matter only if its name is a key with a meaning
 * and its value fits, since what Notion wrote is not to be mended by hand. All others stay text, a line each, as they
 * answer questions ("Attendees: Petra, Ivo"), and may be filters.
 */
import type { Draft } from '../draft.ts'
import { asFrontMatter, type FrontMatter } from '../front-matter/entries.ts'
import { leadKeys } from '../front-matter/lead.ts'
import { isMeant, keywordKeys, parseMetadata, withheld } from '../front-matter/metadata.ts'
import { joined } from '../front-matter/values.ts'
import { escaped, htmlBlocks } from '../html/html.ts'
import { readBody, readMarkdown } from '../markdown/markdown.ts'

/** The id of a page behind its name, or of a folder. */
const id = /(?<=[^/]) [\da-f]{32}$/

/** Whether `file` is a page that Notion exported. */
export function isOfNotion(file: string): boolean {
  return id.test(file.replace(/\.[^./]*$/, ''))
}

/** The name of a page or folder without its id. */
export function withoutId(name: string): string {
  return name.replace(id, '')
}

/** The title of a page, and its properties, in Markdown. */
const top = /^(# .*\n\n)((?:[^\n:]+: .*\n)(?:.+\n)*)/
/** What the properties in HTML begin with. */
const table = /<table class="properties">\s*<tbody>\s*(?=<tr class="property-row)/

/** Reads a page in Markdown. */
export function readNotion(source: string): Draft {
  const [found, title, lines] = top.exec(source) ?? []
  if (found === undefined) return readMarkdown(source)
  const { front, rest } = partProperties(
    lines.split('\n').map((line) => /^([^:]+): (.*)$/.exec(line)?.slice(1) ?? [line]),
  )
  // A backslash at its end breaks a line.
  const text = `${title}${rest.join('\\\n')}\n\n${source.slice(found.length)}`
  return readBody(front, text)
}

/** The properties of a page in HTML, and the page with the lines that stay text in their place. */
export function splitProperties(html: string): { front: FrontMatter; rest: string } {
  const start = html.search(table)
  const end = html.indexOf('</table>', start)
  if (start < 0 || end < 0) return { front: new Map(), rest: html }
  const { front, rest } = partProperties(html.slice(start, end).split('</tr>').map(propertyIn))
  const lines = `<p>${rest.map(escaped).join('<br>')}</p>`
  return { front, rest: html.slice(0, start) + lines + html.slice(end + '</table>'.length) }
}

/** Name and value of the property in a row; Notion names the days of creation and change in the author's language. */
function propertyIn(row: string): string[] {
  const [, type] = /property-row-(created_time|last_edited_time)/.exec(row) ?? []
  const [name, value = ''] = row
    .replace(/(?<=<div class="checkbox checkbox-(on|off)">)/g, (_, is) =>
      is === 'on' ? 'Yes' : 'No',
    )
    .replaceAll('</span><span class="selected-value', '</span>, <span class="selected-value')
    .split(/(?=<td)/)
    .map((cell) => htmlBlocks(cell).join(' '))
  return [type ?? name, value]
}

/** The properties that are front matter, and lines of those that are text; a line without a name continues a value. */
function partProperties(properties: readonly (readonly string[])[]) {
  const front: [key: string, value: string][] = []
  const rest: string[] = []
  for (const [name = '', value] of properties) {
    const key = name.trim().replace(/\s+/g, '_')
    // Of a range of days, the first counts.
    const first = value?.replace(/^@/, '').replace(/ → .*/, '') ?? ''
    const isKnown = isMeant(key) || keys.has(joined(key))
    const isFront = first !== '' && !others.has(joined(key)) && (!isKnown || isValid(key, first))
    if (isFront) front.push([key, first])
    // A status may withhold a page, and any other is worth a line.
    const isText = !isFront || !isKnown || key.toLowerCase() === 'status'
    if (isText && value !== '') rest.push([name, value].join(value ? ': ' : ''))
  }
  return { front: asFrontMatter(front), rest: rest.filter(Boolean) }
}

const keys = new Set([...keywordKeys, ...leadKeys].map(joined))
/** Keys that mean something else here: the page that is spoken of may have an address, or a number. */
const others = new Set(['title', 'url', 'permalink', 'id'])

function isValid(key: string, value: string): boolean {
  const front = asFrontMatter([[key, value]])
  try {
    withheld(front, { languages: [] })
    parseMetadata(front, { fields: [], languages: ['en'] })
    return true
  } catch {
    return false
  }
}
