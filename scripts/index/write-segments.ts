/**
 * The segments of an index, each made of some of the articles and written to disk, so that
 * vectors are never all in memory.
 */

import { type EncodedSegment, type Entry, encodeSegment } from '../../core/index/encode-segment.ts'
import { evenSegmentBytes, groupArticles } from '../../core/index/group-articles.ts'
import type { Shard } from '../../core/index/shard.ts'
import { embed, type Model } from '../../core/model/model.ts'
import type { Article } from '../../core/text/passages.ts'
import type { BuildEmbedder } from '../embedders/build-embedder.ts'
import type { Cut } from './cut-articles.ts'
import { embeddedText } from './embedded-text.ts'
import { writeShard } from './index-files.ts'
import { createSegmentMaker, type OwnModel } from './own-segment.ts'
import { encodeInThreads } from './segment-threads.ts'

/** What segments are made with and for. */
export interface SegmentOptions {
  /** Front matter fields to filter by. */
  readonly fields: readonly string[]
  readonly embedder: BuildEmbedder
  /** The embedded model, if its vectors are kept too. */
  readonly fallback: Model | null
  /** The embedded model if it is the embedder, in a form that any thread can open; null if another model is. */
  readonly own: OwnModel | null
  /** Called with the number of passages done, of all, and of those done that were cached. */
  readonly onProgress?: (done: number, total: number, known: number) => void
}

/** A segment that was written. */
export interface WrittenSegment {
  readonly shard: Shard
  readonly documents: number
  readonly passages: number
  /** Words of each article, as BM25 counts them. */
  readonly lengths: Uint32Array
}

/** Passages between two updates of the progress. */
const step = 64
/** More passages than this are several segments, which threads make at the same time. */
const passagesForThreads = 8000

/** Articles, iterated once, with their numbers of passages and characters. */
interface Counted extends Pick<Cut, 'passages' | 'characters'> {
  readonly articles: Iterable<Article>
}

/** Writes the segments of articles into `folder`. */
export async function writeSegments(
  folder: string,
  { articles, passages, characters }: Counted,
  options: SegmentOptions,
): Promise<{ segments: WrittenSegment[]; embedded: number }> {
  const { embedder, fallback, own } = options
  const before = embedder.embedded()
  const dimensions = embedder.dimensions + (fallback?.dimensions ?? 0)
  const even = evenSegmentBytes(passages, characters, dimensions)
  const groups = groupArticles(articles, dimensions, even)
  const onPassages = followPassages(passages, options)
  const encoded = own
    ? encodeOwn(groups, own, passages, onPassages)
    : encodeElsewhere(groups, options, onPassages)
  const segments: WrittenSegment[] = []
  for await (const { bytes, passages, lengths } of encoded) {
    const shard = await writeShard(folder, bytes)
    segments.push({ shard, documents: lengths.length, passages, lengths })
  }
  return { segments, embedded: own ? passages : embedder.embedded() - before }
}

/** Segments made by the embedded model, in threads unless starting them takes longer than the work. */
async function* encodeOwn(
  groups: Iterable<Article[]>,
  own: OwnModel,
  passages: number,
  onPassages: (count: number) => void,
): AsyncGenerator<EncodedSegment> {
  if (passages > passagesForThreads) return yield* encodeInThreads(groups, own, onPassages)
  const makeSegment = createSegmentMaker(own)
  for (const group of groups) yield makeSegment(group, onPassages)
}

/** Segments embedded by another model. */
async function* encodeElsewhere(
  groups: Iterable<Article[]>,
  { embedder, fallback, fields }: SegmentOptions,
  onPassages: (count: number) => void,
): AsyncGenerator<EncodedSegment> {
  for (const group of groups) {
    const entries = await embedArticles(group, embedder, onPassages)
    const all = fallback ? entries.map((entry) => withFallback(entry, fallback)) : entries
    yield encodeSegment(all, embedder.dimensions, fields)
  }
}

/** Adds up passages for `onProgress`. */
function followPassages(
  total: number,
  { embedder, own, onProgress }: SegmentOptions,
): (count: number) => void {
  const before = embedder.embedded()
  let done = 0
  return (count) => {
    done += count
    onProgress?.(done, total, own ? 0 : done - (embedder.embedded() - before))
  }
}

/** Articles with their vectors. Texts are embedded across articles, so that those of similar length share a batch. */
async function embedArticles(
  articles: readonly Article[],
  embedder: BuildEmbedder,
  onPassages: (count: number) => void,
): Promise<Entry[]> {
  const texts = articles.flatMap(textsOf)
  const vectors: Float32Array[] = []
  for (let from = 0; from < texts.length; from += step) {
    const some = texts.slice(from, from + step)
    vectors.push(...(await embedder.embedPassages(some)))
    onPassages(some.length)
  }
  let row = 0
  return articles.map((article) => {
    const first = row
    row += article.passages.length
    return { ...article, vectors: vectors.slice(first, row) }
  })
}

function withFallback(entry: Entry, model: Model): Entry {
  return { ...entry, fallback: textsOf(entry).map((text) => embed(model, text)) }
}

function textsOf({ document, passages }: Article): string[] {
  return passages.map((passage) => embeddedText(document, passage))
}
