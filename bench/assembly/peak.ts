/**
 * AssemblyScript: measures the peak of float32 multiply-adds in plain WASM SIMD.
 *
 * Twelve independent sums keep every unit busy, and nothing is read from memory, so the
 * speed of a real kernel is a share of this.
 */

/** Runs `rounds` x 48 multiplications, each with an addition; returns a sum, so that they are not optimized away. */
export function peak(rounds: i32, factor: f32): f32 {
  const x = f32x4.splat(factor)
  const y = f32x4.splat(1 - factor)
  let a = f32x4.splat(0)
  let b = f32x4.splat(1)
  let c = f32x4.splat(2)
  let d = f32x4.splat(3)
  let e = f32x4.splat(4)
  let f = f32x4.splat(5)
  let g = f32x4.splat(6)
  let h = f32x4.splat(7)
  let i = f32x4.splat(8)
  let j = f32x4.splat(9)
  let k = f32x4.splat(10)
  let l = f32x4.splat(11)
  for (let round = 0; round < rounds; round++) {
    a = f32x4.add(f32x4.mul(a, x), y)
    b = f32x4.add(f32x4.mul(b, x), y)
    c = f32x4.add(f32x4.mul(c, x), y)
    d = f32x4.add(f32x4.mul(d, x), y)
    e = f32x4.add(f32x4.mul(e, x), y)
    f = f32x4.add(f32x4.mul(f, x), y)
    g = f32x4.add(f32x4.mul(g, x), y)
    h = f32x4.add(f32x4.mul(h, x), y)
    i = f32x4.add(f32x4.mul(i, x), y)
    j = f32x4.add(f32x4.mul(j, x), y)
    k = f32x4.add(f32x4.mul(k, x), y)
    l = f32x4.add(f32x4.mul(l, x), y)
  }
  const abcd = f32x4.add(f32x4.add(a, b), f32x4.add(c, d))
  const efgh = f32x4.add(f32x4.add(e, f), f32x4.add(g, h))
  const ijkl = f32x4.add(f32x4.add(i, j), f32x4.add(k, l))
  return f32x4.extract_lane(f32x4.add(abcd, f32x4.add(efgh, ijkl)), 0)
}
