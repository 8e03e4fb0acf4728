/** Lists laid end to end, as the columns of an index are: where each begins, and what is in all of them. */

/** What can be written to at some place. */
interface Room {
  set(list: ArrayLike<number>, at: number): void
}

/** Where each of lists of these sizes begins, and where the last ends. */
export function startsOf(sizes: ArrayLike<number>): Uint32Array {
  const starts = new Uint32Array(sizes.length + 1)
  for (let i = 0; i < sizes.length; i++) starts[i + 1] = starts[i] + sizes[i]
  return starts
}

/** The lists one after another in an array of that kind, and where each begins; what does not fit it wraps. */
export function joinLists<All extends Room>(
  lists: readonly ArrayLike<number>[],
  Kind: new (length: number) => All,
): { starts: Uint32Array; all: All } {
  const starts = startsOf(lists.map(({ length }) => length))
  const all = new Kind(starts[lists.length])
  for (const [i, list] of lists.entries()) all.set(list, starts[i])
  return { starts, all }
}
