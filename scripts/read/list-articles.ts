/**
 * Which files of a folder are to be read as articles, and why each of the others is not, as far as their names tell.
 */
import { posix } from 'node:path'
import type { ArticleOptions } from './article.ts'
import { listFiles, mayHoldSeveral, type Skipped } from './files.ts'
import { knownExtensions, readerOf, unknownExtension, whyUnread } from './formats.ts'
import { reasonByPath } from './not-articles.ts'
import { generatorOf } from './platforms/generator.ts'
import { partsOfBundles } from './platforms/hugo.ts'
import { tableOf } from './platforms/substack.ts'
import { BadArticles } from './problems.ts'

/** The files of a place. */
interface Listing extends Pick<ArticleOptions, 'folder' | 'generator' | 'hasArticles'> {
  /** Those to be read: paths from the folder, in order of code points. */
  readonly files: readonly string[]
  readonly skipped: Skipped[]
  /** Of the patterns of what is excluded, those that match no file. */
  readonly unusedPatterns: readonly string[]
}

/**
 * The files of the folder or file at `place`; throws `BadArticles` if none can be read.
 *
 * @param exclude glob patterns of paths from the folder
 */
export async function listArticles(place: string, exclude: readonly string[]): Promise<Listing> {
  const { folder, files, skipped } = await listFiles(place).catch((cause) => {
    // A folder further down may be the one that cannot be read.
    const { code, path = place } = cause as NodeJS.ErrnoException
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    const sentence =
      `articles path ${path} ${isMissing ? 'is not there' : `cannot be read (${code})`}; ` +
      'wanted a folder of articles, or one file. Name it in edgewise.toml or with --articles.'
    throw new BadArticles([{ sentence }], { cause })
  })
  const known = files.filter((file) => readerOf(file) !== null)
  const tables = new Set(known.map(tableOf))
  const unread = files
    .filter((file) => readerOf(file) === null && !tables.has(file))
    .map((file) => ({ file, reason: whyUnread(file) }))
  if (known.length === 0) {
    const linked = skipped.filter(({ file }) => readerOf(file) !== null)
    const told = [...linked, ...unread].find(({ reason }) => reason !== unknownExtension)
    const sentence =
      `articles ${folder === place ? 'folder' : 'file'} ${place} holds no article; ` +
      `wanted at least one file that ends in ${knownExtensions}.` +
      (told ? ` ${told.file}: ${told.reason}.` : '')
    throw new BadArticles([{ sentence }])
  }
  const { left, excluded, unusedPatterns } = excludeFiles(known, exclude)
  const generator = generatorOf(folder, files)
  const parts = new Set(generator === 'Hugo' ? partsOfBundles(left) : [])
  return {
    folder,
    files: left.filter((file) => !parts.has(file)),
    skipped: [
      ...[...skipped, ...unread, ...excluded],
      ...[...parts].map((file) => ({ file, reason: 'part of the page of its folder (Hugo)' })),
    ],
    unusedPatterns,
    generator,
    hasArticles: left.some(isOneArticle),
  }
}

/** Parts `files` from those that a pattern matches; a pattern that ends with a slash matches all that lies in its folder. */
function excludeFiles(files: readonly string[], patterns: readonly string[]) {
  const globs = patterns.map((pattern) => ({
    pattern,
    glob: pattern.normalize('NFC').replace(/\/$/, '/**'),
  }))
  const unused = new Set(patterns)
  const left: string[] = []
  const excluded: Skipped[] = []
  for (const file of files) {
    const path = file.normalize('NFC')
    const matching = globs.filter(({ glob }) => posix.matchesGlob(path, glob))
    for (const { pattern } of matching) unused.delete(pattern)
    if (matching.length === 0) left.push(file)
    else excluded.push({ file, reason: `excluded by ${matching[0].pattern}` })
  }
  return { left, excluded, unusedPatterns: [...unused] }
}

/** Whether `file` holds a single article of a site; a README tells of a folder, which may be one of feeds. */
function isOneArticle(file: string): boolean {
  const isReadme = /(?:^|\/)readme\.[^./]+$/i.test(file)
  return (
    !isReadme && readerOf(file) !== null && !mayHoldSeveral(file) && reasonByPath(file) === null
  )
}
