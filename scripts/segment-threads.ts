/**
 * Segments embedded and encoded by the embedded model on all cores.
 *
 * A segment is a function of its articles, so whichever thread makes it, it has the same
 * bytes, and they come back in order. No more segments are under way than there are threads.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Article } from '../core/index/segment.ts'
import type { EncodedSegment, OwnModel } from './own-segment.ts'

/** What a thread says: that some passages are embedded, or a segment. */
export type ThreadMessage = { readonly passages: number } | EncodedSegment

/** The segment of each group of articles, in order. */
export async function* encodeInThreads(
  groups: readonly (readonly Article[])[],
  settings: OwnModel,
  onPassages: (count: number) => void,
): AsyncGenerator<EncodedSegment> {
  const count = Math.min(availableParallelism(), groups.length)
  const threads = Array.from({ length: count }, () => startThread(settings, onPassages))
  try {
    const ahead: Promise<EncodedSegment>[] = []
    for (let next = 0; next < groups.length || ahead.length > 0; ) {
      while (next < groups.length && ahead.length < count) {
        // In turn, so that this thread is the one whose segment was taken last.
        const segment = threads[next % count].encode(groups[next++])
        // One that fails before its turn is told in its turn.
        segment.catch(() => {})
        ahead.push(segment)
      }
      yield await (ahead.shift() as Promise<EncodedSegment>)
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()))
  }
}

function startThread(settings: OwnModel, onPassages: (count: number) => void) {
  const worker = new Worker(new URL('segment-thread.ts', import.meta.url), { workerData: settings })
  return {
    encode: (articles: readonly Article[]) =>
      new Promise<EncodedSegment>((resolve, reject) => {
        const finish = (settle: () => void) => {
          worker.off('message', hear).off('error', fail)
          settle()
        }
        const fail = (error: Error) => finish(() => reject(error))
        const hear = (message: ThreadMessage) => {
          if ('passages' in message) onPassages(message.passages)
          else finish(() => resolve(message))
        }
        worker.on('message', hear).on('error', fail)
        worker.postMessage(articles)
      }),
    stop: () => worker.terminate(),
  }
}
