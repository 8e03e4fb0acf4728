/**
 * Reproducible randomness: the same seed gives the same numbers on every engine.
 *
 * It uses only integer arithmetic, the four operations and the square root, which are exact or
 * rounded alike everywhere; `Math.log` and `Math.cos` may differ in their last bit.
 */

/** Numbers in [0, 1) that repeat for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed made of others, so that each part of a job has random numbers of its own. */
export function mixSeeds(...seeds: readonly number[]): number {
  let mixed = 0x811c9dc5
  for (const seed of seeds) {
    mixed = Math.imul(mixed ^ seed, 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    mixed ^= mixed >>> 16
  }
  return mixed >>> 0
}

/** A whole number in [0, below). */
export function drawWhole(random: () => number, below: number): number {
  return Math.floor(random() * below)
}

/** Puts `items` in a random order (Fisher and Yates). */
export function shuffle<T>(items: T[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = drawWhole(random, i + 1)
    const moved = items[i]
    items[i] = items[j]
    items[j] = moved
  }
}

/** A number of the standard normal distribution (Marsaglia's polar method). */
export function drawNormal(random: () => number): number {
  for (;;) {
    const x = 2 * random() - 1
    const y = 2 * random() - 1
    const squares = x * x + y * y
    if (squares > 0 && squares < 1) return x * Math.sqrt((-2 * logarithm(squares)) / squares)
  }
}

/** The natural logarithm of a positive number, within 2 units in the last place. */
export function logarithm(x: number): number {
  let exponent = 0
  let rest = x
  for (; rest < Math.SQRT1_2; rest *= 2) exponent--
  for (; rest > Math.SQRT2; rest /= 2) exponent++
  // log m = 2 artanh(s); |s| < 0.172, so twelve terms reach the last bit.
  const s = (rest - 1) / (rest + 1)
  let sum = 0
  for (let k = 23; k > 0; k -= 2) sum = sum * s * s + 2 / k
  return exponent * Math.LN2 + sum * s
}
