/**
 * Who is judged by `npm run evaluate`: indexes that are there, and ones built for the
 * occasion in a folder that is gone afterwards. Not before: a large index is read by query.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesOf } from '../core/index/manifest.ts'
import type { Document } from '../core/text/document.ts'
import { type Asker, createAsker } from './askers.ts'
import { buildIndex } from './build-index.ts'
import { learn } from './build-site.ts'
import { readNotes } from './embedders/notes.ts'
import { cacheFolder, openEmbedder } from './embedders/open.ts'
import { isServer } from './embedders/place.ts'
import { readManifest } from './index-files.ts'
import { createProgress } from './progress.ts'
import type { ModelSettings, Settings } from './settings.ts'
import type { Series } from './shelf.ts'

/** Someone to judge, and what it took to make it. */
export interface Candidate {
  readonly name: string
  readonly asker: Asker
  /** Of all shards; null for a worker elsewhere. */
  readonly bytes: number | null
  /** Of its build; null where nobody noted it. */
  readonly seconds: number | null
  /** Whether every passage was embedded in that time, and none known from before. */
  readonly isAllNew: boolean
  /** Takes away what was built for the occasion; it can be asked no more. */
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
    const notes = await readNotes(place)
    candidates.push({
      name: asker.name,
      asker,
      bytes: filesOf(manifest).reduce((sum, file) => sum + file.bytes, 0),
      seconds: notes?.seconds ?? null,
      isAllNew: notes === null || notes.embedded >= manifest.passages,
      close: closeNothing,
    })
  }
  return candidates
}

/** The index of `documents`, built with the model of `settings`. */
export async function buildCandidate(
  name: string,
  documents: Series<Document>,
  settings: Settings,
): Promise<Candidate> {
  const progress = createProgress(`Embedding with ${name}`, 'passages')
  const started = performance.now()
  const { model } = settings
  const embedder = model && (await openEmbedder(model, { cache: cacheFolder }))
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-'))
  const close = () => rm(folder, { recursive: true })
  try {
    const taught = model ? null : await learn(documents, settings)
    const { manifest, bytes, embedded } = await buildIndex(folder, documents, {
      ...settings,
      embedder,
      patch: taught?.patch ?? null,
      fallback: model?.fallback === 'static',
      onProgress: progress.update,
    })
    progress.stop()
    const seconds = (performance.now() - started) / 1000
    const { documents: articles, passages } = manifest
    console.error(`${articles} articles, ${passages} passages in ${seconds.toFixed(1)} s`)
    const asker = await createAsker(folder, model)
    const isAllNew = embedded >= passages
    return { name, asker: { ...asker, name }, bytes, seconds, isAllNew, close }
  } catch (error) {
    await close()
    throw error
  } finally {
    progress.stop()
    await embedder?.close()
  }
}
