/**
 * Notes beside an index that another model made: how long that took, and where the model is.
 *
 * Neither belongs in the index, whose bytes must not depend on a machine's speed or
 * folders. But a table that compares indexes shows the first, and asking the index on
 * this machine needs the second.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelSettings } from './models.ts'
import { isServer } from './place.ts'

/** What is noted of a build. */
export interface BuildNotes {
  readonly seconds: number
  /** Passages that were embedded in that time, not found in the cache. */
  readonly embedded: number
  readonly model: ModelSettings
}

const fileName = 'built.json'

/** Notes the build of the index in `folder`; a server's address without its query, which may hold a secret. */
export async function writeNotes(folder: string, notes: BuildNotes): Promise<void> {
  const { id } = notes.model
  const plain = isServer(id) ? id.replace(/\?[^#]*/, '') : id
  const json = JSON.stringify({ ...notes, model: { ...notes.model, id: plain } }, null, 1)
  await writeFile(join(folder, fileName), `${json}\n`)
}

/** The notes on the index in `folder`; null if there are none. */
export async function readNotes(folder: string): Promise<BuildNotes | null> {
  const json = await readFile(join(folder, fileName), 'utf8').catch(() => null)
  try {
    return json === null ? null : JSON.parse(json)
  } catch {
    return null
  }
}
