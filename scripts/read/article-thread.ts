/** A thread of article-threads.ts: files in, what they gave out. */
import { workerData } from 'node:worker_threads'
import { answerTasks } from '../threads.ts'
import { type ArticleFile, readFile } from './article-threads.ts'

answerTasks(
  (files: readonly ArticleFile[]) => files.map((file) => readFile(file, workerData)),
  () => [],
)
