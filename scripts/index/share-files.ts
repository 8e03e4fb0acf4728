/** Checks files of an index and puts them into a second folder, without a copy if the disk can. */
import { copyFile, link, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Base, readFilesOf } from '../../core/index/base.ts'
import type { Shard } from '../../core/index/shard.ts'
import { BadIndex } from '../../core/sections.ts'
import { hashFiles } from '../files.ts'

/**
 * Checks the files of a base in folder `from` and puts them into `to` as well.
 *
 * @param to may be the same folder
 * @throws BadIndex for one that is not there or not what the manifest says
 */
export async function shareBase(from: string, to: string, base: Base): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const shard of [base.columns, base.hashes, ...readFilesOf(base)]) {
    await checkFile(from, shard)
    if (from !== to) await shareFile(join(from, shard.file), join(to, shard.file))
  }
}

/**
 * Checks every byte of a file in `folder`.
 *
 * @throws BadIndex for one that is not there or not what the manifest says
 */
export async function checkFile(folder: string, { file, sha256 }: Shard): Promise<void> {
  const path = join(folder, file)
  const hash = await hashFiles(path).catch((cause: unknown) => {
    throw new BadIndex(`${path} cannot be read. Run npm run build.`, { cause })
  })
  if (hash === sha256) return
  throw new BadIndex(`${path} is not what its manifest says. Run npm run build.`)
}

/** Puts a file that was checked in another place as well; one that is there already stays if it is the same. */
export async function shareFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await isSame(from, to))) return
    await copyFile(from, `${to}.part`)
    await rename(`${to}.part`, to)
  }
}

async function isSame(some: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(some), stat(other)])
  if (a.ino === b.ino && a.dev === b.dev) return true
  return a.size === b.size && (await hashFiles(some)) === (await hashFiles(other))
}
