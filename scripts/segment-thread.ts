/** A thread of segment-threads.ts: articles in, their segment out. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Article } from '../core/index/segment.ts'
import { createSegmentMaker } from './own-segment.ts'
import type { ThreadMessage } from './segment-threads.ts'

const makeSegment = createSegmentMaker(workerData)
const say = (message: ThreadMessage, transferred: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transferred)

parentPort?.on('message', (articles: readonly Article[]) => {
  const segment = makeSegment(articles, (passages) => say({ passages }))
  say(segment, [segment.bytes.buffer])
})
