/** The highest of many numbers, in plain TypeScript: the twin of the kernel's `top`. */

/** Nobody asks for more of the nearest. */
export const mostTop = 256
/** Rows that are compared with each other at most. */
export const mostCompared = 64
/** Below every cosine, above what is masked. */
export const lowest = -2

/** @throws RangeError where `k` of the nearest are more than a kernel has room for */
export function checkTop(k: number): number {
  if (!(k >= 0 && k <= mostTop)) throw new RangeError(`k is ${k}; 0 to ${mostTop} is wanted`)
  return k
}

/** @throws RangeError where `rows` are more than a kernel has room for */
export function checkCompared({ length }: readonly number[]): void {
  if (length > mostCompared)
    throw new RangeError(`${length} rows came to be compared; 0 to ${mostCompared} are wanted`)
}

/** Rows with the `k` highest of `scores` above `floor`, best first; equal scores in order of row. */
export function topRows(scores: ArrayLike<number>, k: number, floor: number): number[] {
  const rows: number[] = []
  let least = k > 0 ? floor : Number.POSITIVE_INFINITY
  for (let row = 0; row < scores.length; row++) {
    // Nearly all lose to the worst that is kept: a loop of its own is three times as fast.
    while (row < scores.length && !(scores[row] > least)) row++
    if (row === scores.length) break
    const score = scores[row]
    // Inserted where it belongs; the last one makes room once there are k.
    let place = rows.length < k ? rows.length : k - 1
    for (; place > 0 && score > scores[rows[place - 1]]; place--) rows[place] = rows[place - 1]
    rows[place] = row
    if (rows.length === k) least = scores[rows[k - 1]]
  }
  return rows
}
