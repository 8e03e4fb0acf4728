/**
 * What tells whether an index must be built again: a stamp beside it holds everything that its build depended
 * on, the version that came of it, and the days for which its articles are those. Where all of it holds, nothing
 * is built.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { daysOf } from '../../core/text/dates.ts'
import type { ModelSettings } from '../embedders/models.ts'
import { isFolder } from '../embedders/place.ts'
import { builtFolder, root } from '../project.ts'
import type { Days } from '../read/corpus.ts'
import { listFiles, mostBytesOf } from '../read/files.ts'
import type { Site } from './site.ts'

/** Whether the index of a site is what its articles, settings and edgewise's own code give today. */
export async function isFresh(site: Site): Promise<boolean> {
  const known = await readFile(stampFileOf(site), 'utf8').catch(() => '')
  const [stamp, version, first, last] = known.split(' ')
  const [day] = daysOf(today()) as Days
  if (!(Number(first) <= day && day <= Number(last))) return false
  return version === (await versionIn(site.folder)) && stamp === (await stampOf(site))
}

/** Notes that index `version` was built of what `stamp` stands for, and for which days. */
export async function writeStamp(
  site: Site,
  stamp: string,
  version: string,
  days: Days,
): Promise<void> {
  await mkdir(builtFolder, { recursive: true })
  await writeFile(stampFileOf(site), [stamp, version, ...days].join(' '))
}

/** A hash of everything a build depends on but the day: articles, settings, model, table, our own code and its libraries. */
export async function stampOf({ settings, folder }: Site): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ settings, folder }))
  hash.update(JSON.stringify(modelFilesOf(settings.model)))
  // Which libraries read articles and stem words.
  hash.update(readOrNothing(join(root, 'package-lock.json')))
  if (settings.table !== undefined) hash.update(await versionIn(settings.table))
  for (const place of [
    settings.articles,
    ...['core', 'scripts', 'model'].map((f) => join(root, f)),
  ]) {
    // The reader refuses what is not there or has a file too large, with a sentence of its own.
    const listed = await listFiles(place).catch(() => ({ folder: place, files: [] }))
    for (const file of listed.files) {
      const path = join(listed.folder, file)
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      hash.update(`\0${file}\0${size}\0`)
      if (size <= mostBytesOf(path)) hash.update(readOrNothing(path))
    }
  }
  return hash.digest('hex')
}

/** The day in the user's own time, since "future" is meant as they see it. */
export function today(): string {
  const now = new Date()
  const two = (number: number) => String(number).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

function stampFileOf({ folder }: Site): string {
  return join(builtFolder, `${basename(folder)}.stamp`)
}

/** Version of the index in a folder; empty if there is none. */
async function versionIn(folder: string): Promise<string> {
  const json = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => '{}')
  return /"version": "(\w+)"/.exec(json)?.[1] ?? ''
}

/** The bytes of a file; none of one that the reader will complain of. */
function readOrNothing(path: string): Uint8Array | string {
  try {
    // One after another and at once: thousands of small files wait longer than they are read.
    return readFileSync(path)
  } catch {
    return ''
  }
}

/** Size and time of a model's files, which are too large to be read each time. */
function modelFilesOf(model: ModelSettings | undefined): unknown[] {
  if (!model || !isFolder(model.id)) return []
  return filesIn(model.id).map((file) => {
    const { size, mtimeMs } = statSync(file)
    return [file, size, mtimeMs]
  })
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
