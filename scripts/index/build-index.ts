/**
 * Articles in, index out: cuts articles into passages, embeds them and writes the index.
 *
 * A function of its inputs: articles come in order of id, and nothing random or timed reaches a file. So
 * the same articles give the same bytes on every machine (with a transformer: on the same machine). Memory
 * does not grow with their texts, which are read from disk as often as they are needed.
 *
 * Everything becomes segments first. If they fit a worker, they are the index; otherwise a base is made
 * of them (scripts/base/build-base.ts), and they are removed. A base that was built before may stay as it is; then
 * only what changed since becomes segments (scripts/base/add-to-base.ts).
 */
import { join } from 'node:path'
import { joinLists } from '../../core/index/lists.ts'
import { type Index, openIndex } from '../../core/index/open.ts'
import { totalBytes } from '../../core/index/shard.ts'
import { embeddedConfidence } from '../../core/search/query/fallback.ts'
import { BadIndex } from '../../core/sections.ts'
import type { Document } from '../../core/text/document.ts'
import { addToBase, allAgain } from '../base/add-to-base.ts'
import { buildBase } from '../base/build-base.ts'
import { UserError } from '../command.ts'
import { readAligned } from '../files.ts'
import { createSilence } from '../progress.ts'
import { readKernel } from '../project.ts'
import type { Series } from '../shelf.ts'
import { heldBytes } from '../site/worker-data.ts'
import { allDone } from '../threads.ts'
import { findConfidence, holdOut } from './build-questions.ts'
import {
  type Build,
  type Built,
  countsOf,
  describeIndex,
  finish,
  type IndexOptions,
  makeSegments,
  withCut,
} from './build-steps.ts'
import { describeModel, openTools } from './build-tools.ts'
import { readManifest, writeShard } from './index-files.ts'
import type { WrittenSegment } from './write-segments.ts'

/**
 * Writes the index of `documents` into `folder`.
 *
 * @param documents in order of id (`compareCodePoints`)
 * @throws UserError if an option cannot be had with so many articles, or if a file was removed meanwhile
 */
export async function buildIndex(
  folder: string,
  documents: Series<Document>,
  options: IndexOptions,
): Promise<Built> {
  try {
    return await writeIndex(folder, documents, options)
  } catch (error) {
    throw loss(error, folder) ?? error
  }
}

/** A file of ours that is gone, as a sentence: whoever builds removes what is not of its own index. */
function loss(error: unknown, folder: string): UserError | null {
  const { code, path } = error as NodeJS.ErrnoException
  if (code !== 'ENOENT' || !path?.startsWith(folder)) return null
  return new UserError(
    `${path} went while the index was built, perhaps by another build of the same articles. ` +
      'Build once more, when no other runs.',
    { cause: error },
  )
}

async function writeIndex(
  folder: string,
  documents: Series<Document>,
  options: IndexOptions,
): Promise<Built> {
  const tools = await openTools(options)
  const patch = options.patch ? await writeShard(folder, options.patch, 'patch') : null
  const build: Build = {
    folder,
    tools,
    options,
    model: await describeModel(tools, patch),
    limits: {
      heldBytes: heldBytes(tools.ownBytes.length + (patch?.bytes ?? 0)),
      freshPassages: 3000,
      removedShare: 0.05,
      ...options.limits,
    },
    follow: options.follow ?? createSilence,
  }
  const former = options.former === undefined ? null : await readManifest(options.former)
  if (!former?.base) return buildWhole(build, documents, null)
  const built = await addToBase(build, documents, { ...former, base: former.base }).catch(
    (error: unknown) => {
      if (error instanceof BadIndex)
        return allAgain('a file of the former index is damaged or gone')
      throw error
    },
  )
  return typeof built === 'string' ? buildWhole(build, documents, built) : built
}

async function buildWhole(
  build: Build,
  documents: Series<Document>,
  rebuilt: string | null,
): Promise<Built> {
  const { folder, tools, limits, options } = build
  return withCut(build, documents, async (cut) => {
    const { articles, passageStarts } = cut
    const { segments, ...counted } = await makeSegments(build, cut)
    const counts = countsOf(segments)
    const shards = segments.map(({ shard }) => shard)
    const isHeld = totalBytes(shards) <= limits.heldBytes
    if (!isHeld && tools.fallback) {
      throw new UserError(
        `${counts.passages.toLocaleString('en')} passages do not fit a worker, and an index that is ` +
          'read from files keeps no fallback. Leave out --fallback.',
      )
    }
    const queries = isHeld ? [] : await holdOut(documents, tools.embedder)
    const [confidence, base] = await allDone([
      findConfidence(segments, tools, (asked) => openSegments(build, asked)),
      isHeld
        ? null
        : buildBase(folder, {
            articles,
            passageStarts,
            segments: shards,
            lengths: joinLists(
              segments.map(({ lengths }) => lengths),
              Uint32Array,
            ).all,
            dimensions: tools.embedder.dimensions,
            fields: options.fields,
            queries,
            limits,
            follow: build.follow,
          }),
    ])
    const held = { ...counts, confidence, shards: isHeld ? shards : [], base }
    return finish(build, { ...cut, ...counted, rebuilt, added: null }, held)
  })
}

/** The index of segments that were just written, to ask it questions. */
async function openSegments(build: Build, segments: readonly WrittenSegment[]): Promise<Index> {
  const shards = segments.map(({ shard }) => shard)
  const bytes = await Promise.all(
    shards.map(({ file }) => readAligned(join(build.folder, file), 'Build once more.')),
  )
  const confidence = embeddedConfidence
  const draft = describeIndex(build, { ...countsOf(segments), shards, base: null, confidence })
  return openIndex({ ...draft, version: 'draft' }, bytes, await readKernel())
}
