/** The highest of many numbers, in plain TypeScript: the twin of the kernel's `top`. */

/** Greatest `k` of a top-k. */
export const mostTop = 256
/** Most rows that are compared with each other. */
export const mostCompared = 64
/** Below every cosine, above what is masked. */
export const lowest = -2

/** @throws RangeError if a kernel has no room for the `k` nearest */
export function checkTop(k: number): number {
  if (!(k >= 0 && k <= mostTop)) throw new RangeError(`k is ${k}; 0 to ${mostTop} is wanted`)
  return k
}

/** @throws RangeError if a kernel has no room for all of these rows */
export function checkCompared({ length }: readonly number[]): void {
  if (length > mostCompared)
    throw new RangeError(`${length} rows came to be compared; 0 to ${mostCompared} are wanted`)
}

/** Rows with the `k` highest of `scores` above `floor`, best first; equal scores in order of row. */
export function topRows(scores: ArrayLike<number>, k: number, floor: number): number[] {
  const rows: number[] = []
  let least = k > 0 ? floor : Number.POSITIVE_INFINITY
  for (let row = 0; row < scores.length; row++) {
    // Nearly all lose to the least that is kept: a loop that only skips is three times as fast.
    while (row < scores.length && !(scores[row] > least)) row++
    if (row === scores.length) break
    const score = scores[row]
    // Inserted in order; once there are k, the last one makes room.
    let place = rows.length < k ? rows.length : k - 1
    for (; place > 0 && score > scores[rows[place - 1]]; place--) rows[place] = rows[place - 1]
    rows[place] = row
    if (rows.length === k) least = scores[rows[k - 1]]
  }
  return rows
}
