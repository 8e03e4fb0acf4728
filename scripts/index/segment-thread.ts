/** A thread of segment-threads.ts: articles in, their segment out. */
import { workerData } from 'node:worker_threads'
import { answerTasks } from '../threads.ts'
import { createSegmentMaker } from './own-segment.ts'

answerTasks(createSegmentMaker(workerData), ({ bytes }) => [bytes.buffer])
