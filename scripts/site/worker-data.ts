/**
 * An index laid out for its worker: what the worker holds as modules that it imports, and what it reads for
 * a query as static assets beside it.
 *
 * Assets are named by their hash and never overwritten, so a host that has one is not sent it again:
 * after a day's change, only new files are uploaded.
 */

import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Base, readFilesOf } from '../../core/index/base.ts'
import { encodeBundle } from '../../core/index/bundle.ts'
import type { Manifest } from '../../core/index/manifest.ts'
import { type Shard, totalBytes } from '../../core/index/shard.ts'
import { leastIsolateBytes } from '../../core/search/base/base.ts'
import { BadIndex } from '../../core/sections.ts'
import { hashFiles, writeIfChanged } from '../files.ts'
import type { IndexFiles } from '../index/index-files.ts'
import { checkFile, shareFile } from '../index/share-files.ts'

/** Most bytes of code and data that a worker holds, uncompressed. */
const workerBytes = 64 * 1024 * 1024
/** What the worker's code takes of that, generously. */
const codeBytes = 1024 * 1024
/** What a manifest may take of it, at 110 bytes a file. */
const manifestBytes = 512 * 1024
/** Size and number of the files that a host serves at most (Cloudflare's free plan). */
const mostAssetBytes = 25 * 1024 * 1024
const mostAssets = 20_000
/**
 * What an index may hold of an isolate's 128 MB; the rest is for searches under way. A million passages in 150,000
 * articles take 109 MB by the count, and 110 when measured.
 */
const mostIsolateBytes = 115_000_000
/** Room for assets that are not the index's: the elements and their texts. */
const otherAssets = 200

/** Bytes of segments that a worker can hold beside `others`, the bytes of model and patch. */
export function heldBytes(others: number): number {
  return workerBytes - codeBytes - manifestBytes - others
}

/** What a deployment of an index uploads. */
export interface LaidOut {
  /** Bytes that are uploaded with the worker's code every time. */
  readonly held: number
  /** Assets that were not laid out before. */
  readonly fresh: Files
  /** Assets that were. */
  readonly known: Files
}

/** Number and total size of some files. */
export interface Files {
  readonly count: number
  readonly bytes: number
}

/**
 * Lays an index and its model out in `folder`: `index.bin` and `model.bin`, which a worker imports, and in
 * `public/_index` what it reads. Files that would not change are left alone, so that a running
 * worker reloads only for a reason.
 *
 * @throws BadIndex if the index is too large, or a file is not what its manifest says
 */
export async function assembleWorkerData(folder: string, files: IndexFiles): Promise<LaidOut> {
  const { manifest, shards, model, patch, columns } = files
  const held = [...shards, ...(patch ? [patch] : []), ...(columns ? [columns] : [])]
  const index = encodeBundle(manifest, held)
  const room = workerBytes - codeBytes - model.length
  if (index.length > room) {
    throw new BadIndex(
      `The index has ${megabytes(index.length)} MB that a worker must hold; beside the model it has ` +
        `room for ${megabytes(room)} MB. Build from fewer articles.`,
    )
  }
  if (manifest.base) checkMemory(manifest, manifest.base)
  const place = join(folder, 'public/_index')
  await mkdir(place, { recursive: true })
  const read = manifest.base ? readFilesOf(manifest.base) : []
  checkAssets(read)
  const before = new Set(await readdir(place))
  const isKnown = ({ file }: Shard) => before.has(file)
  for (const shard of read) {
    if (isKnown(shard) && (await isWhole(files.folder, place, shard))) continue
    await layOutFile(files.folder, place, shard)
  }
  await writeIfChanged(join(folder, 'model.bin'), model)
  await writeIfChanged(join(folder, 'index.bin'), index)
  const named = new Set(read.map(({ file }) => file))
  for (const file of before) if (!named.has(file)) await rm(join(place, file), { recursive: true })
  return {
    held: index.length + model.length,
    fresh: sumUp(read.filter((shard) => !isKnown(shard))),
    known: sumUp(read.filter(isKnown)),
  }
}

function checkMemory(manifest: Manifest, base: Base) {
  const bytes = leastIsolateBytes(manifest, base)
  if (bytes <= mostIsolateBytes) return
  const taught = manifest.model.patch?.bytes ?? 0
  const isTaughtTooMuch = taught > 0 && bytes - taught <= mostIsolateBytes
  throw new BadIndex(
    `The index takes ${megabytes(bytes)} MB of a worker's memory; beside searches there is room for ` +
      `${megabytes(mostIsolateBytes)} MB. Build from fewer articles` +
      (isTaughtTooMuch ? `, or with teach = false, which saves ${megabytes(taught)} MB.` : '.'),
  )
}

function checkAssets(files: readonly Shard[]) {
  const large = files.find(({ bytes }) => bytes > mostAssetBytes)
  if (large) {
    throw new BadIndex(
      `${large.file} has ${megabytes(large.bytes)} MB; a host serves at most ` +
        `${megabytes(mostAssetBytes)} MB. Split the article that is too long.`,
    )
  }
  const most = mostAssets - otherAssets
  if (files.length > most) {
    throw new BadIndex(
      `The index has ${files.length} files; a host serves at most ${most}. Build from fewer articles.`,
    )
  }
}

/** Whether a laid-out file is the index's own (a hard link), or else has the bytes that its manifest says. */
async function isWhole(from: string, to: string, { file, sha256 }: Shard): Promise<boolean> {
  const [source, laidOut] = await Promise.all(
    [from, to].map((folder) => stat(join(folder, file)).catch(() => null)),
  )
  if (source && source.ino === laidOut?.ino && source.dev === laidOut.dev) return true
  return (await hashFiles(join(to, file))) === sha256
}

async function layOutFile(from: string, to: string, shard: Shard): Promise<void> {
  const { file } = shard
  await checkFile(from, shard)
  await rm(join(to, file), { force: true })
  await shareFile(join(from, file), join(to, file))
}

function sumUp(files: readonly Shard[]): Files {
  return { count: files.length, bytes: totalBytes(files) }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
