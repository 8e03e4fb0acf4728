/**
 * The plain twin of assembly/train.ts: what the SIMD kernel computes, number by number.
 *
 * `Math.fround` rounds every product and sum to float32 as the kernel's instructions do, and sums
 * across a vector keep four lanes, so the bits are the same. It is some thirty times as slow and
 * meant for tests, and for a runtime without SIMD.
 */
import type { TrainingKernel } from './training.ts'

const f = Math.fround

/** The functions over `buffer`; addresses are bytes. */
export function createPlainTraining(buffer: SharedArrayBuffer): TrainingKernel {
  const floats = new Float32Array(buffer)
  const whole = new Int32Array(buffer)
  const dot = (a: number, b: number, count: number) => {
    const lanes = [0, 0, 0, 0]
    for (let d = 0; d < count; d++)
      lanes[d & 3] = f(lanes[d & 3] + f(floats[a + d] * floats[b + d]))
    return across(lanes)
  }
  return {
    sumRows(table, dimensions, rows, count, out) {
      floats.fill(0, out >> 2, (out >> 2) + dimensions)
      for (let i = 0; i < count; i++) {
        const row = (table >> 2) + whole[(rows >> 2) + i] * dimensions
        for (let d = 0; d < dimensions; d++) floats[(out >> 2) + d] += floats[row + d]
      }
    },
    normalize(source, dimensions, out) {
      const squares = dot(source >> 2, source >> 2, dimensions)
      const inverse = squares > 0 ? f(1 / f(Math.sqrt(squares))) : 0
      for (let d = 0; d < dimensions; d++) {
        floats[(out >> 2) + d] = floats[(source >> 2) + d] * inverse
      }
      return inverse
    },
    transposeRows(source, stride, columns, out, step) {
      for (let c = 0; c < columns; c++) {
        for (let r = 0; r < 4; r++) {
          floats[((out + c * step) >> 2) + r] = floats[((source + r * stride) >> 2) + c]
        }
      }
    },
    dealRow(source, columns, out, panel) {
      for (let c = 0; c < columns; c++) {
        floats[((out + (c >> 3) * panel) >> 2) + (c & 7)] = floats[(source >> 2) + c]
      }
    },
    multiply(left, rows, right, columns, depth, out, stride) {
      for (let row = 0; row < rows; row++) {
        const a = (left >> 2) + (row >> 2) * depth * 4 + (row & 3)
        for (let column = 0; column < columns; column++) {
          const b = (right >> 2) + (column >> 3) * depth * 8 + (column & 7)
          let sum = 0
          for (let k = 0; k < depth; k++) sum = f(sum + f(floats[a + 4 * k] * floats[b + 8 * k]))
          floats[((out + row * stride) >> 2) + column] = sum
        }
      }
    },
    exponentials(cosines, columns, scale, ids, row, sums) {
      const lanes = [0, 0, 0, 0]
      const id = (kind: number, column: number) => whole[(ids >> 2) + kind * columns + column]
      const isMasked = (c: number) =>
        c !== row && [0, 1, 2].some((kind) => id(kind, c) === id(kind, row))
      for (let c = 0; c < columns; c++) {
        const exponent = f(f(floats[(cosines >> 2) + c] - 1) * f(scale))
        const value = isMasked(c) ? 0 : exponential(exponent)
        floats[(cosines >> 2) + c] = value
        floats[(sums >> 2) + c] += value
        lanes[c & 3] = f(lanes[c & 3] + value)
      }
      return across(lanes)
    },
    weighRows(source, stride, rowWeights, columnWeights, columns, out) {
      for (let c = 0; c < columns; c++) {
        for (let r = 0; r < 4; r++) {
          const weight = f(floats[(rowWeights >> 2) + r] + floats[(columnWeights >> 2) + c])
          const value = floats[((source + r * stride) >> 2) + c]
          floats[(out >> 2) + 4 * c + r] = value * weight
        }
      }
    },
    weighColumns(source, stride, rowWeights, columnWeights, rows, out) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < 4; c++) {
          const weight = f(floats[(rowWeights >> 2) + r] + floats[(columnWeights >> 2) + c])
          const value = floats[((source + r * stride) >> 2) + c]
          floats[(out >> 2) + 4 * r + c] = value * weight
        }
      }
    },
    addTangent(unit, gradient, dimensions, factor, out) {
      const along = dot(unit >> 2, gradient >> 2, dimensions)
      for (let d = 0; d < dimensions; d++) {
        const rest = f(floats[(gradient >> 2) + d] - f(floats[(unit >> 2) + d] * along))
        floats[(out >> 2) + d] += f(rest * f(factor))
      }
    },
    adam(values, first, second, gradient, dimensions, rate, correction) {
      for (let d = 0; d < dimensions; d++) {
        const g = floats[(gradient >> 2) + d]
        const m = f(f(floats[(first >> 2) + d] * f(0.9)) + f(g * f(0.1)))
        const v = f(f(floats[(second >> 2) + d] * f(0.999)) + f(f(g * g) * f(0.001)))
        floats[(first >> 2) + d] = m
        floats[(second >> 2) + d] = v
        const root = f(f(Math.sqrt(f(v * f(correction)))) + f(1e-8))
        floats[(values >> 2) + d] -= f(f(m * f(rate)) / root)
      }
    },
  }
}

const across = (lanes: readonly number[]) => f(f(lanes[0] + lanes[1]) + f(lanes[2] + lanes[3]))

/** Coefficients of the polynomial, highest first; the last two, both 1, are added apart. */
const coefficients = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1,
].map(f)

/** e^x for float32 x <= 1, 0 below -80: the kernel's own, step by step. */
function exponential(x: number): number {
  if (x < -80) return 0
  const n = f(f(f(x * f(Math.LOG2E)) + 12582912) - 12582912)
  const rest = f(f(x - f(n * f(0.693359375))) - f(n * f(-2.1219444e-4)))
  let y = coefficients[0]
  for (let i = 1; i < coefficients.length; i++) y = f(f(y * rest) + coefficients[i])
  y = f(f(f(f(y * rest) * rest) + rest) + 1)
  for (let i = n; i < 0; i++) y /= 2
  return n > 0 ? y * 2 : y
}
