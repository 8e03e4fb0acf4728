/**
 * What the path of a file says of its article; the front matter takes precedence.
 *
 * Ids and addresses follow Hugo and Jekyll: `post/index.md` and `post/_index.md` are the article
 * `post`, and `2024-08-29-title.md` has its day. `_index` is the page of its folder, and a
 * top-level index is the page of the whole site. So is a README if no other file is (GitHub,
 * MkDocs, Docusaurus). The ids that Notion puts behind the names of pages are no part of an id, but of an address.
 */

import { composed } from '../../core/protocol.ts'
import { dayOf } from './front-matter/written-date.ts'
import { withoutNumber } from './platforms/docusaurus.ts'
import { inAddress } from './platforms/hugo.ts'
import { isOfNotion, withoutId } from './platforms/notion.ts'

/** Read from a path such as `news/2024-08-29-a-title.md`. */
export interface FileName {
  /** The path without extension, composed; for the index of a folder, the folder's. */
  readonly id: string
  /** The whole path without extension, in case another file has that id. */
  readonly path: string
  /** Its folders, with a slash at the end; empty for none. */
  readonly within: string
  /** Its folders as an address has them, the first one first. */
  readonly sections: readonly string[]
  /** The folder whose page it is, empty for the whole site; null for any other article. */
  readonly folder: string | null
  /** Last part, without a leading day. */
  readonly slug: string
  /** The leading day, else that of its folders, or null. */
  readonly date: string | null
  /** The slug as words. */
  readonly title: string
  /** The configured language in which its name ends, or of a folder it is in; null for neither. */
  readonly language: string | null
}

/** What is known of a file besides its path. */
export interface NameOptions {
  /** Whether it is the page of its folder, whatever its name. */
  readonly isFolderPage?: boolean
  /** Whether leading numbers only order files, and are no part of an id. */
  readonly isNumbered?: boolean
  /** Whether Hugo makes its address. */
  readonly isOfHugo?: boolean
  /** Languages of articles; paths are searched for them if there are several. */
  readonly languages?: readonly string[]
}

/** The READMEs among `files` that are pages of their folders, because no other file is. */
export function folderReadmes(files: readonly string[]): ReadonlySet<string> {
  const readmes = new Map<string, string>()
  for (const file of files) {
    const [, folder] = /^(?:(.*)\/)?readme\.(?:md|markdown|mdx)$/i.exec(file) ?? [null, null]
    if (folder !== null) readmes.set(composed(folder ?? ''), file)
  }
  for (const file of readmes.size > 0 ? files : []) {
    const { folder, id } = readFileName(file)
    readmes.delete(folder ?? id)
  }
  return new Set(readmes.values())
}

/** What the `/`-separated path `file` says. */
export function readFileName(
  file: string,
  { isFolderPage = false, isNumbered = false, isOfHugo = false, languages = [] }: NameOptions = {},
): FileName {
  const path = composed(file.toWellFormed()).replace(/\.[^./]*$/, '')
  const isRead = (code: string) => languages.length > 1 && languages.includes(code)
  // Hugo's and MkDocs', `post.de.md`.
  const [ending = '', code = ''] = /\.([a-z]{2})(?:[-_]\w+)?$/.exec(path) ?? []
  const isNamed = isRead(code)
  const written = (isNamed ? path.slice(0, -ending.length) : path).split('/')
  const plain = written.map(withoutId)
  const parts = isNumbered ? plain.map(withoutNumber) : plain
  const [within = ''] = /^.*\//s.exec(parts.join('/')) ?? []
  const language = isNamed ? code : (parts.slice(0, -1).find(isRead) ?? null)
  const index = isFolderPage ? '_index' : /^_?index$/.exec(parts[parts.length - 1])?.[0]
  const isFolder = index === '_index' || (index === 'index' && parts.length === 1)
  const inUrl = (name: string) => (isOfHugo ? inAddress(name) : name)
  const folder = isFolder ? parts.slice(0, -1).map(inUrl).join('/') : null
  if (index !== undefined && parts.length > 1) parts.pop()
  const last = parts[parts.length - 1]
  const dated = /^(\d{4})([-_])(\d{1,2})\2(\d{1,2})(?:[-_\s]+(.+))?$/.exec(last)
  const [own, rest] = dated
    ? [dayOf(`${dated[1]}-${dated[3]}-${dated[4]}`), dated[5]]
    : [null, undefined]
  // Docusaurus has folders of years, months and days, too.
  const [, ...folders] = /(?:^|\/)(\d{4})\/(\d{2})\/(\d{2})\//.exec(parts.join('/')) ?? []
  const date = own ?? dayOf(folders.join('-'))
  const slug = own === null ? last : (rest ?? last)
  // The name of an entry in a diary is only a day.
  const words =
    own !== null && rest === undefined ? own : slug.replace(/[-_\s\p{Cc}]+/gu, ' ').trim()
  // Jekyll's _posts and the like, and what lies in them, are no part of an address.
  const folderNames = parts.slice(0, -1)
  const hidden = folderNames.findIndex((name) => name.startsWith('_'))
  return {
    id: parts.join('/') + (isNamed ? ending : ''),
    path,
    within,
    sections: (hidden < 0 ? folderNames : folderNames.slice(0, hidden)).map(inUrl),
    folder,
    // Notion's addresses end like this.
    slug: isOfNotion(file) ? (written.at(-1) ?? '').replace(/[\s-]+/g, '-') : inUrl(slug),
    date,
    title: (words || last).replace(/^./u, (letter) => letter.toUpperCase()),
    language,
  }
}
