/**
 * Beside an index that another model made: how long that took, and where the model is.
 *
 * None of it belongs into the index, whose bytes must not depend on a machine's speed or
 * folders; but a table of several indexes wants the first, and who asks an index from the
 * terminal the second.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelSettings } from '../settings.ts'

/** What is noted of a build. */
export interface BuildNotes {
  readonly seconds: number
  /** Passages that were embedded anew in that time. */
  readonly embedded: number
  readonly model: ModelSettings
}

const fileName = 'built.json'

/** Notes the build of the index in `folder`; of an address only what is no secret. */
export async function writeNotes(folder: string, notes: BuildNotes): Promise<void> {
  const { id } = notes.model
  const url = URL.parse(id)
  const plain = url?.search ? id.replace(url.search, '') : id
  const json = JSON.stringify({ ...notes, model: { ...notes.model, id: plain } }, null, 1)
  await writeFile(join(folder, fileName), `${json}\n`)
}

/** What was noted of the index in `folder`; null if nothing. */
export async function readNotes(folder: string): Promise<BuildNotes | null> {
  const json = await readFile(join(folder, fileName), 'utf8').catch(() => null)
  try {
    return json === null ? null : JSON.parse(json)
  } catch {
    return null
  }
}
