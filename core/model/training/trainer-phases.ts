/**
 * The five phases of a training step, each divided into parts that write places of their own.
 *
 *   embed     texts to unit vectors, and these to panels; one part notes which texts a row is in
 *   compare   16 queries with all passages: cosines, exponentials, sums of rows and columns
 *   sum       sums of columns over all blocks, and the loss
 *   derive    16 texts: gradients with respect to cosines, then to the texts' vectors
 *   update    a share of the touched rows: gradients of its texts added up, then Adam
 *
 * InfoNCE in both directions: with E = e^(20 (cosine - 1)), R and C its sums by row and column,
 * the loss of pair i is 20 (1 - cosine ii) + (log R_i + log C_i) / 2, and the gradient with respect
 * to cosine ij is 10 (E_ij / R_i + E_ij / C_j), less 20 where i = j.
 */
import type { TrainingKernel } from '../../kernels/training.ts'
import { logarithm } from '../../random.ts'
import { crewNumbers } from './crew.ts'
import { noteRows, type Views } from './trainer-batch.ts'
import { block, type Layout, type Measure, padTo, updateParts } from './trainer-layout.ts'

/** Cosines are multiplied by this: the inverse of InfoNCE's temperature. */
const scale = 20
/** A cosine below all others, whose exponential is 0. */
const nothing = -10

/** Places of the batch's pairs and rates in the layout's `control`, after the crew's numbers. */
export const pairsAt = crewNumbers
export const rateAt = pairsAt + 1
export const correctionAt = rateAt + 1

/** One phase. */
export interface Phase {
  /** How many parts it has for `padded` pairs. */
  readonly parts: (padded: number) => number
  readonly run: (part: number) => void
}

/** The phases in order, for thread number `thread`, 0-based. */
export function createPhases(
  kernel: TrainingKernel,
  layout: Layout,
  views: Views,
  dimensions: number,
  thread: number,
): readonly Phase[] {
  const { floats, whole, doubles } = views
  const { measures } = layout
  const rowBytes = 4 * dimensions
  const scratch = layout.scratch + thread * layout.scratchBytes
  const [products, vector] = [scratch + layout.products, scratch + layout.vector]
  const pairs = () => whole[(layout.control >> 2) + pairsAt]

  function embed(part: number) {
    if (part === 0) return noteRows(views, layout, pairs())
    const padded = padTo(pairs())
    const first = (part - 1) * block
    for (let text = first; text < first + block; text++) embedText(text)
    for (const measure of measures) turn(measure, first, padded)
  }

  function embedText(text: number) {
    const [start, end] = [
      whole[(layout.starts >> 2) + text],
      whole[(layout.starts >> 2) + text + 1],
    ]
    kernel.sumRows(layout.values, dimensions, layout.tokens + 4 * start, end - start, vector)
    for (const measure of measures) {
      const unit = measure.units + text * 4 * measure.dimensions
      floats[(measure.inverses >> 2) + text] = kernel.normalize(vector, measure.dimensions, unit)
    }
  }

  /** The panels of a block of texts. */
  function turn(measure: Measure, first: number, padded: number) {
    const bytes = 4 * measure.dimensions
    const isQuery = first < padded
    const row = isQuery ? first : first - padded
    const columns = isQuery ? measure.queryColumns : measure.passageColumns
    for (let i = 0; i < block; i++) {
      const unit = measure.units + (first + i) * bytes
      kernel.dealRow(unit, measure.dimensions, columns + 32 * (row + i), 32 * padded)
    }
    const width = isQuery ? 4 : 8
    const rows = isQuery ? measure.queryRows : measure.passageRows
    for (let i = 0; i < block; i += 4) {
      const inPanel = i % width
      const out = rows + (row + i - inPanel) * bytes + 4 * inPanel
      const unit = measure.units + (first + i) * bytes
      kernel.transposeRows(unit, bytes, measure.dimensions, out, 4 * width)
    }
  }

  function compare(part: number) {
    const count = pairs()
    const padded = padTo(count)
    for (const measure of measures) {
      const first = part * block
      const row = measure.queryRows + first * 4 * measure.dimensions
      const cosines = measure.cosines + first * 4 * padded
      const { passageRows } = measure
      kernel.multiply(row, block, passageRows, padded, measure.dimensions, cosines, 4 * padded)
      const sums = measure.columnSums + part * 4 * padded
      floats.fill(0, sums >> 2, (sums >> 2) + padded)
      for (let i = first; i < first + block; i++) weigh(measure, i, count, padded, sums)
    }
  }

  /** Exponentials of row `i` and its sum. */
  function weigh(measure: Measure, i: number, count: number, padded: number, sums: number) {
    const cosines = measure.cosines + i * 4 * padded
    const at = cosines >> 2
    floats[(measure.own >> 2) + i] = floats[at + i]
    floats.fill(nothing, at + (i < count ? count : 0), at + padded)
    floats[(measure.rowWeights >> 2) + i] = kernel.exponentials(
      cosines,
      padded,
      scale,
      layout.ids,
      i,
      sums,
    )
  }

  function sum() {
    const count = pairs()
    let loss = 0
    for (const measure of measures) loss += measure.weight * sumMeasure(measure, count)
    doubles[layout.loss >> 3] = loss
  }

  function sumMeasure(measure: Measure, count: number): number {
    const padded = padTo(count)
    const [rows, columns] = [measure.rowWeights >> 2, measure.columnWeights >> 2]
    floats.fill(0, columns, columns + padded)
    for (let part = 0; part < padded / block; part++) {
      const sums = (measure.columnSums >> 2) + part * padded
      for (let i = 0; i < padded; i++) floats[columns + i] += floats[sums + i]
    }
    let loss = 0
    for (let i = 0; i < count; i++) {
      const own = floats[(measure.own >> 2) + i]
      loss += scale * (1 - own)
      loss += (logarithm(floats[rows + i]) + logarithm(floats[columns + i])) / 2
      floats[rows + i] = 1 / floats[rows + i]
      floats[columns + i] = 1 / floats[columns + i]
    }
    return loss / count
  }

  function derive(part: number) {
    const count = pairs()
    const padded = padTo(count)
    const first = part * block
    const gradients = layout.gradients + first * rowBytes
    floats.fill(0, gradients >> 2, (gradients >> 2) + block * dimensions)
    for (const measure of measures) deriveMeasure(measure, first, count, padded)
  }

  function deriveMeasure(measure: Measure, first: number, count: number, padded: number) {
    const isQuery = first < padded
    const row = isQuery ? first : first - padded
    const other = isQuery ? measure.passageColumns : measure.queryColumns
    const bytes = 4 * measure.dimensions
    for (let i = 0; i < block; i += 4) {
      const panel = scratch + i * 4 * padded
      weighPanel(measure, isQuery, row + i, padded, panel)
      // The gradient by a pair's own cosine: less 20, here over the common factor of 10.
      for (let r = 0; r < 4 && row + i + r < count; r++) {
        floats[(panel >> 2) + 4 * (row + i + r) + r] -= 2
      }
    }
    kernel.multiply(scratch, block, other, measure.dimensions, padded, products, bytes)
    const factor = (measure.weight * scale) / (2 * count)
    for (let i = 0; i < block; i++) {
      const text = first + i
      kernel.addTangent(
        measure.units + text * bytes,
        products + i * bytes,
        measure.dimensions,
        factor * floats[(measure.inverses >> 2) + text],
        layout.gradients + text * rowBytes,
      )
    }
  }

  function weighPanel(m: Measure, isQuery: boolean, row: number, padded: number, panel: number) {
    const stride = 4 * padded
    if (isQuery) {
      const from = m.cosines + row * stride
      kernel.weighRows(from, stride, m.rowWeights + 4 * row, m.columnWeights, padded, panel)
    } else {
      const from = m.cosines + 4 * row
      kernel.weighColumns(from, stride, m.rowWeights, m.columnWeights + 4 * row, padded, panel)
    }
  }

  function update(part: number) {
    const rate = floats[(layout.control >> 2) + rateAt]
    const correction = floats[(layout.control >> 2) + correctionAt]
    const end = whole[(layout.slices >> 2) + part + 1]
    for (let k = whole[(layout.slices >> 2) + part]; k < end; k++) {
      const row = whole[(layout.touched >> 2) + k] * rowBytes
      const start = whole[(layout.touchedStarts >> 2) + k]
      const texts = whole[(layout.touchedStarts >> 2) + k + 1] - start
      kernel.sumRows(layout.gradients, dimensions, layout.occurrences + 4 * start, texts, vector)
      const { values, first, second } = layout
      kernel.adam(values + row, first + row, second + row, vector, dimensions, rate, correction)
    }
  }

  return [
    { parts: (padded) => 1 + (2 * padded) / block, run: embed },
    { parts: (padded) => padded / block, run: compare },
    { parts: () => 1, run: sum },
    { parts: (padded) => (2 * padded) / block, run: derive },
    { parts: () => updateParts, run: update },
  ]
}
