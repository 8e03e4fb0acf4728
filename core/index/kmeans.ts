/**
 * Directions that many vectors gather around (spherical k-means), the same on every machine: the scan
 * assigns members in integer arithmetic, their vectors are added up in order, and centres are quantized
 * like every vector of an index.
 */

import type { Kernel } from '../kernels/kernel.ts'
import { createVectorScanner } from '../kernels/scanner.ts'
import { copyVector, createVectors, dequantize, quantize, type Vectors } from '../quantize.ts'

/** Further rounds move so few members that what is found through the centres does not change. */
const rounds = 8

/**
 * At most `count` centres of `sample`, unit vectors as codes; all of the sample if it is smaller.
 *
 * @param sample in an order that has nothing to do with its content: the centres start as rows at even
 *   intervals
 */
export function trainCentres(
  sample: Vectors,
  dimensions: number,
  count: number,
  kernel: Kernel | null,
): Vectors {
  const rows = sample.scales.length
  const centres = chooseRows(sample, dimensions, Math.min(count, rows))
  for (let round = 0; round < rounds; round++) {
    const sums = new Float64Array(centres.codes.length)
    const nearest = createFinder(centres, dimensions, kernel)
    for (let row = 0; row < rows; row++) {
      const vector = dequantize(sample, row, dimensions)
      const at = nearest(vector) * dimensions
      for (let d = 0; d < dimensions; d++) sums[at + d] += vector[d]
    }
    moveCentres(centres, sums, dimensions)
  }
  return centres
}

/** A function that says which of `centres` is nearest to a unit vector, the first of equals. */
export function createFinder(
  centres: Vectors,
  dimensions: number,
  kernel: Kernel | null,
): (vector: Float32Array) => number {
  const scanner = createVectorScanner(centres, dimensions, kernel)
  // A zero vector is equally near to all, so it gets the first.
  return (vector) => scanner.scanPassages(vector).top(1)[0] ?? 0
}

function chooseRows(sample: Vectors, dimensions: number, count: number): Vectors {
  const chosen = createVectors(count, dimensions)
  for (let i = 0; i < count; i++) {
    copyVector(sample, Math.floor((i * sample.scales.length) / count), chosen, i)
  }
  return chosen
}

/** A centre goes to where its members point; one without members stays. */
function moveCentres(centres: Vectors, sums: Float64Array, dimensions: number) {
  for (let centre = 0; centre < centres.scales.length; centre++) {
    const sum = sums.subarray(centre * dimensions, (centre + 1) * dimensions)
    const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0))
    const direction = Float32Array.from(sum, (value) => value / length)
    if (length > 0) quantize(direction, centre, centres)
  }
}
