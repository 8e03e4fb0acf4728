/**
 * Work that is a function of its task, done on all cores.
 *
 * Any thread gives the same result, and results come back in order. Each thread has one task under way and one
 * waiting, so that none idles while results are used, and memory does not grow with the number of tasks.
 */
import { availableParallelism } from 'node:os'
import { parentPort, Worker } from 'node:worker_threads'

/** The tasks, and the script that does them. */
export interface ThreadWork<Task> {
  /** A file that calls `answerTasks`. */
  readonly script: URL
  /** Handed to each thread as `workerData`. */
  readonly settings?: unknown
  /** Each is taken once a thread has got the one before it. */
  readonly tasks: Iterable<Task>
  /** Called with how much of a task was just done, in the task's own unit. */
  readonly onProgress: (done: number) => void
}

/** A message of a thread: that some of its task is done, or the result. */
type ThreadMessage<Result> = { readonly done: number } | { readonly result: Result }

/** Most tasks that a thread has been given and not done. */
const tasksEach = 2

/**
 * The results of all `works`, like `Promise.all`; but a failure is told only once the others have ended, so that
 * none of them goes on with files that are closed by then.
 */
export async function allDone<const Works extends readonly unknown[]>(
  works: Works,
): Promise<{ -readonly [Key in keyof Works]: Awaited<Works[Key]> }> {
  await Promise.allSettled(works)
  return Promise.all(works)
}

/** The result of each task, in order. */
export async function* workInThreads<Task, Result>(
  work: ThreadWork<Task>,
): AsyncGenerator<Result, undefined> {
  const most = availableParallelism()
  const tasks = work.tasks[Symbol.iterator]()
  const threads: Thread<Task, Result>[] = []
  const ahead: Promise<Result>[] = []
  let taken = 0
  try {
    let next = tasks.next()
    for (;;) {
      while (ahead.length < most * tasksEach && !next.done) {
        // Round robin, so the task goes to the thread whose result was taken last.
        const number = taken++ % most
        threads[number] ??= startThread(work)
        const result = threads[number].run(next.value)
        // Thrown when its result is due, and until then no unhandled rejection.
        result.catch(() => {})
        ahead.push(result)
        // The next task is made while threads work, so that none of them waits for it.
        next = tasks.next()
      }
      const first = ahead.shift()
      if (!first) return
      yield await first
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()))
  }
}

type Thread<Task, Result> = ReturnType<typeof startThread<Task, Result>>

function startThread<Task, Result>({ script, settings, onProgress }: ThreadWork<Task>) {
  const worker = new Worker(script, { workerData: settings })
  /** Promises of results, in the order of the tasks. */
  const waiting: PromiseWithResolvers<Result>[] = []
  worker.on('message', (message: ThreadMessage<Result>) => {
    if ('done' in message) onProgress(message.done)
    else waiting.shift()?.resolve(message.result)
  })
  worker.on('error', (error) => {
    for (const { reject } of waiting.splice(0)) reject(error)
  })
  return {
    run: (task: Task) => {
      const answer = Promise.withResolvers<Result>()
      waiting.push(answer)
      worker.postMessage(task)
      return answer.promise
    },
    stop: () => worker.terminate(),
  }
}

/**
 * Does the tasks that are sent to this thread.
 *
 * @param work may report now and then how much it has done
 * @param handedOver buffers of a result that are transferred and not copied
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
