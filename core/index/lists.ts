/** Lists laid end to end, as the columns of an index are: where each begins, and their joined content. */

/** A typed array, as far as it is used here. */
interface Room {
  set(list: ArrayLike<number>, at: number): void
}

/** Where each list begins, if lists of these `sizes` lie end to end, and where the last ends. */
export function startsOf(sizes: ArrayLike<number>): Uint32Array {
  const starts = new Uint32Array(sizes.length + 1)
  for (let i = 0; i < sizes.length; i++) starts[i + 1] = starts[i] + sizes[i]
  return starts
}

/** The lists end to end in an array of `Kind`, and where each begins; numbers too large for it wrap. */
export function joinLists<All extends Room>(
  lists: readonly ArrayLike<number>[],
  Kind: new (length: number) => All,
): { starts: Uint32Array; all: All } {
  const starts = startsOf(lists.map(({ length }) => length))
  const all = new Kind(starts[lists.length])
  for (const [i, list] of lists.entries()) all.set(list, starts[i])
  return { starts, all }
}
