/**
 * Segments made by the embedded model on all cores.
 *
 * A segment is a function of its articles, so any thread makes the same bytes.
 */
import type { EncodedSegment } from '../../core/index/encode-segment.ts'
import type { Article } from '../../core/text/passages.ts'
import { workInThreads } from '../threads.ts'
import type { OwnModel } from './own-segment.ts'

/** The segment of each group of articles, in order. */
export function encodeInThreads(
  tasks: Iterable<readonly Article[]>,
  settings: OwnModel,
  onProgress: (passages: number) => void,
): AsyncGenerator<EncodedSegment, undefined> {
  const script = new URL('segment-thread.ts', import.meta.url)
  return workInThreads({ script, settings, tasks, onProgress })
}
