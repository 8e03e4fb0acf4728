/** Binary search over anything that lies in order: files, articles of passages, names. */

/**
 * Number of the last of `count` things for which `isUpTo` is true; -1 if it is for none.
 *
 * @param isUpTo true up to some number and false after it
 */
export function lastUpTo(count: number, isUpTo: (number: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (isUpTo(middle)) low = middle + 1
    else high = middle
  }
  return low - 1
}
