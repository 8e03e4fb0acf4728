/**
 * What `npm run evaluate` judges: existing indexes, and ones built for the occasion in a
 * temporary folder. The folder stays until the end, since queries read files of a large
 * index.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesOf } from '../../core/index/manifest.ts'
import { totalBytes } from '../../core/index/shard.ts'
import type { Document } from '../../core/text/document.ts'
import type { ModelSettings } from '../embedders/models.ts'
import { readNotes } from '../embedders/notes.ts'
import { isServer } from '../embedders/place.ts'
import { readManifest } from '../index/index-files.ts'
import type { Series } from '../shelf.ts'
import { buildFrom } from '../site/build-site.ts'
import type { Settings } from '../site/settings.ts'
import { type Asker, createAsker } from './askers.ts'

/** An index or worker to judge, and what it took to build. */
export interface Candidate {
  readonly name: string
  readonly asker: Asker
  /** Bytes of all files; null for a worker elsewhere. */
  readonly bytes: number | null
  /** Seconds of its build; null if they were not noted. */
  readonly seconds: number | null
  /** Whether every passage was embedded in that time, and none found in the cache. */
  readonly isAllNew: boolean
  /** Removes what was built for the occasion; it cannot be asked any more. */
  readonly close: () => Promise<void>
}

const closeNothing = async () => {}

/** The indexes in folders and the workers at addresses. */
export async function openCandidates(
  places: readonly string[],
  model?: ModelSettings,
): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const place of places) {
    const asker = await createAsker(place, model)
    if (isServer(place)) {
      const { name } = asker
      const unknown = { bytes: null, seconds: null, isAllNew: true }
      candidates.push({ name, asker, ...unknown, close: closeNothing })
      continue
    }
    const manifest = await readManifest(place)
    // Only builds by other models leave notes: these may be of the index that lay there before.
    const notes = manifest.model.kind === 'static' ? null : await readNotes(place)
    candidates.push({
      name: asker.name,
      asker,
      bytes: totalBytes(filesOf(manifest)),
      seconds: notes?.seconds ?? null,
      isAllNew: notes === null || notes.embedded >= manifest.passages,
      close: closeNothing,
    })
  }
  return candidates
}

/** The index of `documents`, built for the occasion with the model of `settings`. */
export async function buildCandidate(
  name: string,
  documents: Series<Document>,
  settings: Settings,
): Promise<Candidate> {
  const started = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-'))
  const close = () => rm(folder, { recursive: true })
  try {
    const stage = `Embedding with ${name}`
    const { built } = await buildFrom(folder, documents, settings, { stage })
    const seconds = (performance.now() - started) / 1000
    const { bytes, embedded } = built
    const { documents: articles, passages } = built.manifest
    console.error(
      `Built an index of ${articles} articles and ${passages} passages in ${seconds.toFixed(1)} s.`,
    )
    const asker = await createAsker(folder, settings.model)
    const isAllNew = embedded >= passages
    return { name, asker: { ...asker, name }, bytes, seconds, isAllNew, close }
  } catch (error) {
    await close()
    throw error
  }
}
