/**
 * Keeps what was loaded for as long as an isolate lives.
 *
 * An isolate answers many requests, and opening an index takes longer than
 * answering one. What is kept here is safe to share: what an index finds for one request lies where the
 * next may write, but nobody waits in between, and it knows nothing of who asks. Opening an index
 * that is held whole waits for nothing; one with a base reads files, and whoever loads sees to it that they are read to
 * the end although the request that began is cancelled, or the others would be stuck.
 *
 * With the index an engine keeps what its query embedder learned: whether the encoder
 * has proved itself, and the vectors of the last queries. Kept for one request, the
 * probes would be sent with every query. It holds texts and vectors and no promise
 * that is waited for without an end (core/search/query-embedder.ts).
 * Besides, only the stems of words outlive a request, 50,000 of each language at most
 * (core/text/words.ts).
 */

/**
 * A function that loads on its first call and gives the same promise ever after.
 *
 * Calls that come while it loads share that load. After a failure the next call
 * tries again, so that one bad moment does not last as long as the isolate.
 */
export function createLoader<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null
  return () => {
    // Called a step later, so that even a load that throws at once comes after the assignment.
    loading ??= Promise.resolve()
      .then(load)
      .catch((error: unknown) => {
        loading = null
        throw error
      })
    return loading
  }
}
