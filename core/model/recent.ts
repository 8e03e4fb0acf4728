/**
 * A cache of the values used last (LRU), so that they need not be computed again.
 *
 * A Map keeps the order in which keys were set, so the one used longest ago is its first.
 */

/** A cache of at most `limit` values. */
export interface Recent<T> {
  /** The value under `key`, which now counts as used last; undefined if it is not there. */
  recall(key: string): T | undefined
  /** Keeps a value; the one used longest ago goes if there are too many. */
  keep(key: string, value: T): void
  /** Forgets all of them. */
  forget(): void
}

/** An empty cache. */
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
