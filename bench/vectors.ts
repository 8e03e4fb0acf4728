/**
 * Vectors for benchmarks, any number and the same every time: 1,000 clusters whose dimensions
 * fade by a power law, like the principal components of text embeddings. Queries are drawn
 * like vectors.
 *
 * They are drawn one at a time, so that a million of them need not be in memory as float32.
 */
import { normalized } from '../core/model/model.ts'
import { createRandom, drawNormal } from '../core/random.ts'

const clusters = 1000
/** Spread of a cluster's members around its centre, as a share of the spread of centres. */
const spread = 0.7

/** Draws unit vectors; the same `seed` gives the same ones in the same order. */
export function createVectorSource(dimensions: number, seed: number): () => Float32Array {
  const random = createRandom(seed)
  const fading = Float32Array.from({ length: dimensions }, (_, d) => (d + 1) ** -0.5)
  const draw = () => Float32Array.from(fading, (scale) => scale * drawNormal(random))
  const centres = Array.from({ length: clusters }, draw)
  const pick = createRandom(seed + 1)
  return () => {
    const centre = centres[Math.floor(pick() * clusters)]
    return normalized(draw().map((value, d) => centre[d] + spread * value))
  }
}
