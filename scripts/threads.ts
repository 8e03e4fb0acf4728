/**
 * Work that is a function of its task, done on all cores.
 *
 * Whichever thread does a task, the result is the same, and results come back in order. No more tasks are
 * under way than there are threads, so memory does not grow with their number.
 */
import { availableParallelism } from 'node:os'
import { parentPort, Worker } from 'node:worker_threads'

/** What is to be done, and where. */
export interface ThreadWork<Task> {
  /** A file that calls `answerTasks`. */
  readonly script: URL
  /** What each thread is started with. */
  readonly settings?: unknown
  readonly tasks: readonly Task[]
  /** Hears how much of a task is done, in the task's own unit. */
  readonly onProgress: (done: number) => void
}

/** What a thread says: that some of its task is done, or the result. */
type ThreadMessage<Result> = { readonly done: number } | { readonly result: Result }

/** The result of each task, in order. */
export async function* workInThreads<Task, Result>(
  work: ThreadWork<Task>,
): AsyncGenerator<Result, undefined> {
  const { tasks } = work
  const count = Math.min(availableParallelism(), tasks.length)
  const threads = Array.from({ length: count }, () => startThread<Task, Result>(work))
  try {
    const ahead: Promise<Result>[] = []
    for (let next = 0; next < tasks.length || ahead.length > 0; ) {
      while (next < tasks.length && ahead.length < count) {
        // In turn, so that this thread is the one whose result was taken last.
        const result = threads[next % count].run(tasks[next++])
        // One that fails before its turn is told in its turn.
        result.catch(() => {})
        ahead.push(result)
      }
      yield await (ahead.shift() as Promise<Result>)
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()))
  }
}

function startThread<Task, Result>({ script, settings, onProgress }: ThreadWork<Task>) {
  const worker = new Worker(script, { workerData: settings })
  return {
    run: (task: Task) =>
      new Promise<Result>((resolve, reject) => {
        const finish = (settle: () => void) => {
          worker.off('message', hear).off('error', fail)
          settle()
        }
        const fail = (error: Error) => finish(() => reject(error))
        const hear = (message: ThreadMessage<Result>) => {
          if ('done' in message) onProgress(message.done)
          else finish(() => resolve(message.result))
        }
        worker.on('message', hear).on('error', fail)
        worker.postMessage(task)
      }),
    stop: () => worker.terminate(),
  }
}

/**
 * Does the tasks that come to this thread.
 *
 * @param work       may tell now and then how much is done
 * @param handedOver the memory of a result that is given away and not copied
 */
export function answerTasks<Task, Result>(
  work: (task: Task, onProgress: (done: number) => void) => Result,
  handedOver: (result: Result) => ArrayBuffer[],
): void {
  parentPort?.on('message', (task: Task) => {
    const say = (message: ThreadMessage<Result>, transferred: ArrayBuffer[] = []) =>
      parentPort?.postMessage(message, transferred)
    const result = work(task, (done) => say({ done }))
    say({ result }, handedOver(result))
  })
}
