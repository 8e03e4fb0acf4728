/**
 * Keeps what was loaded for as long as an isolate lives.
 *
 * An isolate answers many requests, and opening an index takes longer than answering
 * one. What is kept here is safe to share. An index writes what it finds to arrays that the next
 * request overwrites, but uses them synchronously, and it knows nothing of who asks. Opening an index
 * that is held whole is synchronous. One with a base reads files, and the caller sees to it that they are read
 * to the end even if the request that began the load is cancelled. If a host cancels that as well, the load never
 * settles: it is begun anew after a while, or the isolate would be stuck.
 *
 * With the index an engine keeps what its query embedder learned: whether the encoder
 * has proved itself, and the vectors of the last queries. If that were kept for one request
 * only, the probes would be sent with every query. It holds texts and vectors, and no promise
 * that is awaited without a limit (core/search/query/query-embedder.ts).
 * Besides, only the stems of words outlive a request, at most 50,000 of each language
 * (core/text/words.ts).
 */

/** After this time, a load counts as cancelled: reading a million passages takes one second. */
const stuckMs = 30_000

/**
 * A function that loads on its first call and gives the same promise from then on.
 *
 * Calls that come while it loads share that load. After a failure the next call
 * loads again, so that one bad moment does not last as long as the isolate; and so does a call that comes half a
 * minute after a load that has not settled began.
 *
 * @param now milliseconds since any moment
 */
export function createLoader<T>(load: () => Promise<T>, now: () => number): () => Promise<T> {
  let current: { readonly promise: Promise<T>; readonly since: number; isDone: boolean } | null =
    null
  return () => {
    if (current && !current.isDone && now() - current.since >= stuckMs) current = null
    current ??= begin()
    return current.promise
  }

  function begin() {
    // Called asynchronously, so that even a load that throws at once does so after the assignment.
    const promise = Promise.resolve().then(load)
    const begun = { promise, since: now(), isDone: false }
    promise.then(
      () => {
        begun.isDone = true
      },
      () => {
        if (current === begun) current = null
      },
    )
    return begun
  }
}
