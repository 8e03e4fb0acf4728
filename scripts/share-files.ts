/** Files of an index in a second folder as well: without a copy, where the disk can. */
import { copyFile, link, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type Base, readFilesOf } from '../core/index/base.ts'
import { BadIndex } from '../core/sections.ts'

/**
 * Puts the files of a base that lie in folder `from` into `to` as well.
 *
 * @throws BadIndex for one that is not there
 */
export async function shareBase(from: string, to: string, base: Base): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const { file } of [base.columns, base.hashes, ...readFilesOf(base)]) {
    await shareFile(join(from, file), join(to, file)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause
      throw new BadIndex(`${join(from, file)} is not there. Run npm run build.`, { cause })
    })
  }
}

/** The same file in another place; one that is there already stays as it is. */
export async function shareFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    await copyFile(from, `${to}.part`)
    await rename(`${to}.part`, to)
  }
}
