/**
 * Which articles of a base are unchanged, so that a day's change rewrites only what changed.
 *
 * Articles are compared by id and by a hash of everything in them; nothing is cut, counted or embedded
 * for that. The addresses of the base stay in memory, 100 bytes an article.
 */
import {
  type Base,
  type Columns,
  decodeColumns,
  decodeHashes,
  hashBytes,
} from '../../core/index/base.ts'
import type { Manifest } from '../../core/index/manifest.ts'
import { blockOfName, decodeNames, findName, type Names } from '../../core/index/names.ts'
import type { Shard } from '../../core/index/shard.ts'
import { compareCodePoints, countStrings, stringAt } from '../../core/index/strings.ts'
import { comparableUrl } from '../../core/index/urls.ts'
import type { Document } from '../../core/text/document.ts'
import { hashDocument } from '../index/article-hash.ts'
import { readShard } from '../index/index-files.ts'

/** A base, and what came and went since. */
export interface KeptBase {
  /** With the numbers of the articles that are gone. */
  readonly base: Base
  /** Numbers of the documents that are new or changed, ascending. */
  readonly fresh: readonly number[]
  /** What is left of the base. */
  readonly left: Pick<Manifest, 'documents' | 'passages' | 'words'>
}

/** Whether an index has a base, and not that of the former index, to which it could not be added. */
export function isOtherBase(former: Manifest, now: Manifest): boolean {
  const asBuilt = ({ fields, base }: Manifest) => JSON.stringify([fields, { ...base, removed: [] }])
  return now.base !== null && asBuilt(now) !== asBuilt(former)
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
  documents: Iterable<Document>,
): Promise<KeptBase> {
  const read = (file: Shard) => readShard(folder, file)
  const columns = decodeColumns(base.columns.file, await read(base.columns), manifest.fields)
  const holderOf = await readHolders(base.urls, read)
  const removed: number[] = []
  const fresh: number[] = []
  const sharers: Sharer[] = []
  for await (const { article, number, document } of match(base, documents, read)) {
    if (document) {
      const holder = document.url === null ? -1 : holderOf(document.url)
      if (holder >= 0 && holder !== article) sharers.push({ article, number, holder })
    } else {
      if (article >= 0) removed.push(article)
      if (number >= 0) fresh.push(number)
    }
  }
  const gone = new Set(removed)
  for (const { article, number, holder } of sharers) {
    if (!gone.has(holder)) continue
    removed.push(article)
    fresh.push(number)
  }
  removed.sort(ascending)
  fresh.sort(ascending)
  return { base: { ...base, removed }, fresh, left: countLeft(base, columns, removed) }
}

function countLeft(
  { documents, passages, words }: Base,
  { passageStarts, lengths }: Columns,
  removed: readonly number[],
): KeptBase['left'] {
  const left = { documents, passages, words }
  for (const article of removed) {
    left.documents--
    left.passages -= passageStarts[article + 1] - passageStarts[article]
    left.words -= lengths[article]
  }
  return left
}

const ascending = (a: number, b: number) => a - b

/**
 * An article of the base that shares its address with an earlier one, the only one of them that the base
 * finds by it. If the earlier one goes, this one is made anew beside the base, where it is found again.
 */
interface Sharer {
  readonly article: number
  /** Number of its document. */
  readonly number: number
  readonly holder: number
}

/** Finds the article of the base that has an address; -1 if none has. */
async function readHolders(
  blocks: Base['urls'],
  read: (file: Shard) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<(url: string) => number> {
  const all: Names[] = []
  for (const block of blocks) all.push(decodeNames(block.file, await read(block)))
  return (url) => {
    const name = comparableUrl(url)
    const block = name === null ? -1 : blockOfName(blocks, name)
    return name === null || block < 0 ? -1 : findName(all[block], name)
  }
}

/** An article of the base, a document, or both if they have the same id. */
interface Match {
  /** Its number in the base; -1 if the base has none of that id. */
  readonly article: number
  /** Number of the document; -1 if there is none of that id. */
  readonly number: number
  /** The document if it is unchanged; otherwise null. */
  readonly document: Document | null
}

/** Base and documents side by side, in order of id. */
async function* match(
  base: Base,
  documents: Iterable<Document>,
  read: (file: Shard) => Promise<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Match> {
  const hashes = decodeHashes(base.hashes.file, await read(base.hashes))
  const reader = documents[Symbol.iterator]()
  let next = reader.next()
  let number = 0
  // Articles of the base are in order of id as well.
  let article = 0
  for (const block of base.ids) {
    const { names } = decodeNames(block.file, await read(block))
    for (let row = 0; row < countStrings(names); row++, article++) {
      const id = stringAt(names, row)
      for (; !next.done && compareCodePoints(next.value.id, id) < 0; next = reader.next())
        yield { article: -1, number: number++, document: null }
      if (next.done || next.value.id !== id) {
        yield { article, number: -1, document: null }
        continue
      }
      const known = hashes.subarray(article * hashBytes, (article + 1) * hashBytes)
      const isSame = hashDocument(next.value).every((byte, i) => byte === known[i])
      yield { article, number: number++, document: isSame ? next.value : null }
      next = reader.next()
    }
  }
  for (; !next.done; next = reader.next()) yield { article: -1, number: number++, document: null }
}
