/**
 * What the model of a site was taught, by which `npm run dev` builds the site again: teaching takes longer than all the
 * rest.
 */
import { rename, rm } from 'node:fs/promises'
import { isOtherBase } from '../base/keep-base.ts'
import { readManifest } from '../index/index-files.ts'
import { isTaught, type Site, type SiteFlags } from './site.ts'

/** What the model of a site was taught. */
export interface Lesson {
  /** Folder of the site's index. */
  readonly folder: string
  /** The flags with which the site is built again by it. */
  readonly flags: SiteFlags
}

/** The lesson of a site; null if it is not taught. */
export async function lessonOf({ folder, settings }: Site): Promise<Lesson | null> {
  if (!isTaught(settings)) return null
  const { base, model } = await readManifest(folder)
  return { folder, flags: base || model.patch ? { table: folder } : { teach: false } }
}

/**
 * The lesson, now by the index in `folder`, if that was built by it and has a base of its own: those to come could not
 * be added to the former base either. An index that took its place like this before is replaced in its folder, or each
 * would leave one behind.
 */
export async function followBase(
  lesson: Lesson | null,
  { folder, settings: { table } }: Site,
): Promise<Lesson | null> {
  if (table === undefined || table !== lesson?.flags.table) return lesson
  if (!isOtherBase(await readManifest(table), await readManifest(folder))) return lesson
  if (table === lesson.folder) return { ...lesson, flags: { table: folder } }
  await rm(table, { recursive: true })
  await rename(folder, table)
  return lesson
}
