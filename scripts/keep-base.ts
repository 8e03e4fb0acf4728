/**
 * Which articles a base still has as they are, so that a day's change touches nothing but what changed.
 *
 * Articles are told apart by id and a hash of everything in them; nothing is cut, counted or embedded for
 * that.
 */
import { copyFile, link, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Base,
  decodeColumns,
  decodeHashes,
  hashBytes,
  readFilesOf,
} from '../core/index/base.ts'
import type { Manifest } from '../core/index/manifest.ts'
import { decodeNames } from '../core/index/names.ts'
import { compareCodePoints, countStrings, stringAt } from '../core/index/strings.ts'
import { BadIndex } from '../core/sections.ts'
import type { Document } from '../core/text/document.ts'
import { hashDocument } from './article-hash.ts'
import { readShard } from './index-files.ts'

/** A base as it stands beside what came and went since. */
export interface KeptBase {
  /** With the articles that are gone. */
  readonly base: Base
  /** Articles that it has not or not like this, in order of id. */
  readonly fresh: readonly Document[]
  /** What is left of it. */
  readonly left: Pick<Manifest, 'documents' | 'passages' | 'words'>
}

/**
 * What is left of the base of the index in `folder` beside `documents`.
 *
 * @param documents in order of id
 * @param manifest  of that index
 * @throws BadIndex for a damaged file
 */
export async function compareWithBase(
  folder: string,
  manifest: Manifest,
  base: Base,
  documents: readonly Document[],
): Promise<KeptBase> {
  const read = (file: Base['hashes']) => readShard(folder, file)
  const columns = decodeColumns(base.columns.file, await read(base.columns), manifest.fields)
  const hashes = decodeHashes(base.hashes.file, await read(base.hashes))
  const removed: number[] = []
  const fresh: Document[] = []
  const left = { documents: base.documents, passages: base.passages, words: base.words }
  const remove = (article: number) => {
    removed.push(article)
    left.documents--
    left.passages -= columns.passageStarts[article + 1] - columns.passageStarts[article]
    left.words -= columns.lengths[article]
  }
  // Both are in order of id, and numbers of the base are in order of id as well.
  let next = 0
  let article = 0
  for (const block of base.ids) {
    const { names } = decodeNames(block.file, await read(block))
    for (let row = 0; row < countStrings(names); row++, article++) {
      const id = stringAt(names, row)
      while (next < documents.length && compareCodePoints(documents[next].id, id) < 0)
        fresh.push(documents[next++])
      const known = hashes.subarray(article * hashBytes, (article + 1) * hashBytes)
      const document = documents[next]?.id === id ? documents[next++] : null
      if (document && hashDocument(document).every((byte, i) => byte === known[i])) continue
      remove(article)
      if (document) fresh.push(document)
    }
  }
  for (; next < documents.length; next++) fresh.push(documents[next])
  return { base: { ...base, removed }, fresh, left }
}

/**
 * Puts the files of a base that lie in folder `from` into `to` as well.
 *
 * @throws BadIndex for one that is not there
 */
export async function takeBase(from: string, to: string, base: Base): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const { file } of [base.columns, base.hashes, ...readFilesOf(base)]) {
    await shareFile(join(from, file), join(to, file)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause
      throw new BadIndex(`${join(from, file)} is not there. Run npm run build.`, { cause })
    })
  }
}

/** The same file in another place: without a copy, where the disk can. */
export async function shareFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    await copyFile(from, `${to}.part`)
    await rename(`${to}.part`, to)
  }
}
