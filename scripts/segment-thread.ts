/** A thread of segment-threads.ts: articles in, their segment out. */
import { workerData } from 'node:worker_threads'
import { createSegmentMaker } from './own-segment.ts'
import { answerTasks } from './threads.ts'

answerTasks(createSegmentMaker(workerData), ({ bytes }) => [bytes.buffer])
