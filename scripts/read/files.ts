/**
 * Lists the files of articles, in a folder or a single one, and reads them as text.
 *
 * Hidden files and folders, and node_modules, are ignored silently. A link to a file in the folder counts as that
 * file. One that leads out of it is not followed, since what is found is published, and articles may be by others;
 * one to a folder is not, since it may form a cycle.
 */
import { readFileSync, statSync } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { compareCodePoints } from '../../core/index/strings.ts'
import { composed } from '../../core/protocol.ts'
import { BrokenArticle, broken } from './problems.ts'

/** A file that is no article, and why. */
export interface Skipped {
  /** Path from the folder, `/`-separated. */
  readonly file: string
  readonly reason: string
  /** The last day for which that holds, such as 20261124; left out if it always does. */
  readonly until?: number
}

/** Most bytes of a file; a larger one is a mistake, or several articles in one. */
const mostBytes = { article: 10_000_000, export: 200_000_000 }

/** Most bytes that the file at `path` may have. */
export function mostBytesOf(path: string): number {
  return mostBytes[kindOf(path)]
}

/** Whether a file of that name may hold several articles, as a feed or an export does. */
export function mayHoldSeveral(path: string): boolean {
  return /\.(?:xml|rss|atom|json)$/i.test(path)
}

function kindOf(path: string): keyof typeof mostBytes {
  return mayHoldSeveral(path) ? 'export' : 'article'
}

/** The files of a path. */
export interface Listed {
  /** The path itself if it is a folder, else the folder of its file. */
  readonly folder: string
  /** `/`-separated paths from there, in order of code points. */
  readonly files: readonly string[]
  readonly skipped: readonly Skipped[]
}

/** The file at `place`, or all files in the folder there. */
export async function listFiles(place: string): Promise<Listed> {
  const isFile = (await stat(place)).isFile()
  if (isFile) return { folder: dirname(place), files: [basename(place)], skipped: [] }
  return { folder: place, ...(await listFolder(place)) }
}

async function listFolder(folder: string): Promise<Omit<Listed, 'folder'>> {
  const files: string[] = []
  const skipped: Skipped[] = []
  const within = join(await realpath(folder), sep)
  const visit = async (path: string) => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      const file = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) {
        await visit(file)
        continue
      }
      const isLink = entry.isSymbolicLink()
      const reason = isLink
        ? await reasonAgainstLink(join(folder, file), within)
        : reasonAgainst(entry)
      if (reason === null) files.push(file)
      else skipped.push({ file, reason })
    }
  }
  await visit('')
  return { files: files.sort(compareCodePoints), skipped }
}

/** Why the link at `path` counts as no file in the folder `within`; null if it does. A broken one fails as it is read. */
async function reasonAgainstLink(path: string, within: string): Promise<string | null> {
  const real = await realpath(path).catch(() => null)
  if (real === null) return null
  const target = await stat(real)
  if (target.isDirectory()) return 'a link to a folder'
  return real.startsWith(within) ? reasonAgainst(target) : 'a link out of the folder; copy the file'
}

function reasonAgainst(entry: { isFile: () => boolean }): string | null {
  return entry.isFile() ? null : 'neither file nor folder'
}

/**
 * The text of a file, its line ends all `\n`, and composed (NFC) as questions are, or Kana and Hangul would
 * differ; throws `BrokenArticle`. It is decoded as UTF-8 or, if that fails, by the encoding that it declares as an
 * HTML page does.
 */
export function readSource(path: string): string {
  const text = composed(decode(readBytes(path)).replace(/\r\n?/g, '\n'))
  // English in UTF-16 is also valid UTF-8, with a NUL beside every letter.
  const nul = text.indexOf('\0')
  if (nul < 0) return text
  const line = text.slice(0, nul).split('\n').length
  throw broken(
    line,
    'file contains a NUL character, so it is in UTF-16 or not text. Save it as UTF-8.',
  )
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    const declared = declaredEncoding(bytes)
    if (declared !== null) return new TextDecoder(declared).decode(bytes)
    throw broken(firstBadLine(bytes), 'file is not UTF-8. Save it as UTF-8.', cause)
  }
}

/** The encoding, other than UTF-8, that a page declares where the HTML standard looks for it; null if none. */
function declaredEncoding(bytes: Uint8Array): string | null {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  const [, label] =
    /<(?:meta\s[^>]*charset|\?xml\s[^>]*encoding)\s*=\s*["']?\s*([\w-]+)/i.exec(start) ?? []
  try {
    const { encoding } = new TextDecoder(label)
    return encoding === 'utf-8' ? null : encoding
  } catch {
    return null
  }
}

/** Synchronous: for thousands of small files that takes a seventh of the time. */
function readBytes(path: string): Uint8Array {
  try {
    const { size } = statSync(path)
    const most = mostBytesOf(path)
    if (size <= most) return readFileSync(path)
    const [came, wanted] = [Math.ceil(size / 1e6), most / 1e6]
    throw broken(1, `file is ${came} MB; an ${kindOf(path)} may have up to ${wanted} MB. Split it.`)
  } catch (error) {
    if (error instanceof BrokenArticle) throw error
    const { code } = error as NodeJS.ErrnoException
    throw broken(1, `file cannot be read (${code}). Make it readable or take it away.`, error)
  }
}

/**
 * The first line, from 1, that is not UTF-8. No longer character contains the byte of a line break, so each line is
 * decoded alone.
 */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf(10, start)
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end))
    } catch {
      return line
    }
    if (end < 0) return line
    start = end + 1
  }
}
