/**
 * What the path of a file says of its article, where the front matter is silent.
 *
 * Ids and addresses follow what Hugo and Jekyll make of a path: `post/index.md` and
 * `post/_index.md` are the article `post`, and `2024-08-29-title.md` carries its day. The
 * second is the page of a folder, as an index beside the folders is that of the whole site. So is a
 * README where nothing else is, as GitHub, MkDocs and Docusaurus have it.
 */
import { daysOf } from '../../core/text/dates.ts'

/** Read from a path such as `news/2024-08-29-a-title.md`. */
export interface FileName {
  /** The path without extension, NFC; of the index of a folder, the folder's. */
  readonly id: string
  /** The whole path without extension, for where another file has that id. */
  readonly path: string
  /** First folder, or empty. */
  readonly section: string
  /** The folder whose page it is, empty for the site's own; null for an article like any other. */
  readonly folder: string | null
  /** Last part, without a day in front. */
  readonly slug: string
  /** The day in front, or null. */
  readonly date: string | null
  /** The slug as words. */
  readonly title: string
}

/** Those of `files` that are called README and are the pages of their folders, because no other file is. */
export function folderReadmes(files: readonly string[]): ReadonlySet<string> {
  const readmes = new Map<string, string>()
  for (const file of files) {
    const [, folder] = /^(?:(.*)\/)?readme\.(?:md|markdown|mdx)$/i.exec(file) ?? [null, null]
    if (folder !== null) readmes.set(folder?.normalize('NFC') ?? '', file)
  }
  for (const file of readmes.size > 0 ? files : []) {
    const { folder, id } = readFileName(file)
    readmes.delete(folder ?? id)
  }
  return new Set(readmes.values())
}

/** What the `/`-separated path `file` says, and that it is the page of its folder, where it is known to be one. */
export function readFileName(file: string, isFolderPage = false): FileName {
  const parts = file
    .toWellFormed()
    .normalize('NFC')
    .replace(/\.[^./]*$/, '')
    .split('/')
  const path = parts.join('/')
  const index = isFolderPage ? '_index' : /^_?index$/.exec(parts[parts.length - 1])?.[0]
  const isFolder = index === '_index' || (index === 'index' && parts.length === 1)
  const folder = isFolder ? parts.slice(0, -1).join('/') : null
  if (index !== undefined && parts.length > 1) parts.pop()
  const last = parts[parts.length - 1]
  const dated = /^(\d{4}-\d{2}-\d{2})-(.+)$/.exec(last)
  const date = dated && daysOf(dated[1]) ? dated[1] : null
  const slug = dated && date !== null ? dated[2] : last
  const words = slug.replace(/[-_\s]+/g, ' ').trim() || last
  return {
    id: parts.join('/'),
    path,
    // Jekyll's _posts and the like are no part of an address.
    section: parts.length > 1 && !parts[0].startsWith('_') ? parts[0] : '',
    folder,
    slug,
    date,
    title: words.replace(/^./u, (letter) => letter.toUpperCase()),
  }
}
