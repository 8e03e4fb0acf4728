/**
 * Threads that help a trainer: core knows what a part of a step is, this file knows
 * node:worker_threads. Each thread runs this same file.
 */
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import {
  assistTrainer,
  type SharedTrainer,
  type Trainer,
} from '../../core/model/training/trainer.ts'

interface ThreadData {
  readonly shared: SharedTrainer
  readonly thread: number
}

/**
 * Starts the threads that `trainer` has room for beside this one; returns what ends them.
 *
 * The trainer does not depend on them: the thread that steps does itself what no other takes.
 */
export function startThreads(trainer: Trainer): () => Promise<void> {
  const { shared } = trainer
  const workers = Array.from({ length: shared.shape.threads - 1 }, (_, i) => {
    const data: ThreadData = { shared, thread: i + 1 }
    return new Worker(new URL(import.meta.url), { workerData: data })
  })
  const ends = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)))
  return async () => {
    trainer.dismiss()
    await Promise.all(ends)
  }
}

if (!isMainThread && workerData?.shared) {
  const { shared, thread } = workerData as ThreadData
  assistTrainer(shared, thread)
}
