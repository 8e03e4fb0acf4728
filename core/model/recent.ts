/**
 * The last few things that were looked up, so that they need not be made again.
 *
 * A Map keeps the order in which keys were set, so the one used longest ago is its first.
 */

/** A memory of at most `limit` values. */
export interface Recent<T> {
  /** The value under `key`, which is the latest used from now on; undefined if it is not there. */
  recall(key: string): T | undefined
  /** Keeps a value; the one used longest ago goes if there are too many. */
  keep(key: string, value: T): void
  /** Forgets all of them. */
  forget(): void
}

/** An empty memory. */
export function createRecent<T>(limit: number): Recent<T> {
  const kept = new Map<string, T>()
  const keep = (key: string, value: T) => {
    kept.delete(key)
    kept.set(key, value)
    for (const oldest of kept.keys()) {
      if (kept.size <= limit) return
      kept.delete(oldest)
    }
  }
  return {
    keep,
    forget: () => kept.clear(),
    recall(key) {
      const value = kept.get(key)
      if (value !== undefined) keep(key, value)
      return value
    },
  }
}
