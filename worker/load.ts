/**
 * Keeps what was loaded for as long as an isolate lives.
 *
 * An isolate answers many requests, and opening an index takes longer than
 * answering one. What is kept here is safe to share: what an index finds for one request lies where the
 * next may write, but nobody waits in between, and it knows nothing of who asks. Opening an index
 * that is held whole waits for nothing; one with a base reads files, and whoever loads sees to it that they are read to
 * the end although the request that began is cancelled. Where a host ends that all the same, the load never does: it is
 * begun anew after a while, or the isolate would be stuck.
 *
 * With the index an engine keeps what its query embedder learned: whether the encoder
 * has proved itself, and the vectors of the last queries. Kept for one request, the
 * probes would be sent with every query. It holds texts and vectors and no promise
 * that is waited for without an end (core/search/query-embedder.ts).
 * Besides, only the stems of words outlive a request, 50,000 of each language at most
 * (core/text/words.ts).
 */

/** A load that began this many milliseconds ago was given up: reading a million passages takes a second. */
const stuckMs = 30_000

/**
 * A function that loads on its first call and gives the same promise ever after.
 *
 * Calls that come while it loads share that load. After a failure the next call
 * tries again, so that one bad moment does not last as long as the isolate; and so does a call that comes half a minute
 * after a load began which has not ended.
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
    // Called a step later, so that even a load that throws at once comes after the assignment.
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
