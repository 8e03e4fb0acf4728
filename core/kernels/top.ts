/** The highest of many numbers, in plain TypeScript: the twin of the kernel's `top`. */

/** Rows with the `k` highest of `scores` above `floor`, best first; equal scores in order of row. */
export function topRows(scores: Float32Array, k: number, floor: number): number[] {
  const rows: number[] = []
  let least = floor
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]
    if (!(score > least)) continue
    let place = rows.length
    while (place > 0 && score > scores[rows[place - 1]]) place--
    rows.splice(place, 0, row)
    if (rows.length > k) rows.pop()
    if (rows.length === k) least = scores[rows[k - 1]]
  }
  return rows
}
