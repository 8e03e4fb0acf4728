/** The plain twin of scanner-kernel.ts: the truth that it is tested by, and what runs without it. */
import { measureRow, roundQuery } from './row.ts'
import type { EmptyScanner } from './scanner.ts'
import { checkCompared, checkTop, lowest, mostCompared, topRows } from './top.ts'

/** A scanner in TypeScript, whose rows are yet to be loaded. */
export function createPlainScanner(starts: Uint32Array, dimensions: number): EmptyScanner {
  const articles = starts.length - 1
  const rows = starts[articles]
  const allCodes = new Int8Array(rows * dimensions)
  const allScales = new Float32Array(rows)
  const rounded = new Int16Array(dimensions)
  const passages = new Float32Array(rows)
  const similarities = new Float32Array(articles)
  const nearest = new Uint32Array(articles)
  const topOf = (values: Float32Array) => (k: number) => topRows(values, checkTop(k), lowest)
  const passagesFound = { passages, top: topOf(passages) }
  const articlesFound = { passages, similarities, nearest, top: topOf(similarities) }
  const cosines = new Float32Array(mostCompared ** 2)
  /** A function that measures one row against `query`. */
  const measureBy = (query: Float32Array) => {
    const factor = roundQuery(query, rounded)
    return (row: number) => measureRow(rounded, factor, allCodes, row, allScales[row])
  }
  const scanPassages = (query: Float32Array) => {
    const measureAt = measureBy(query)
    for (let row = 0; row < rows; row++) passages[row] = measureAt(row)
    return passagesFound
  }
  return {
    scanPassages,
    load(first, { codes, scales }) {
      allCodes.set(codes, first * dimensions)
      allScales.set(scales, first)
    },
    measure(query, measured) {
      const measureAt = measureBy(query)
      return measured.map((article) => {
        let most = Number.NEGATIVE_INFINITY
        for (let row = starts[article]; row < starts[article + 1]; row++)
          most = Math.max(most, measureAt(row))
        return most
      })
    },
    compare(compared) {
      checkCompared(compared)
      for (const [i, row] of compared.entries()) {
        rounded.set(allCodes.subarray(row * dimensions, (row + 1) * dimensions))
        for (const [j, other] of compared.entries()) {
          const cosine = measureRow(rounded, allScales[row], allCodes, other, allScales[other])
          cosines[i * mostCompared + j] = cosine
        }
      }
      return cosines
    },
    scan(query, mask) {
      scanPassages(query)
      for (let article = 0; article < articles; article++) {
        similarities[article] = Number.NEGATIVE_INFINITY
        nearest[article] = 0
        if (mask?.[article] === 0) continue
        for (let row = starts[article]; row < starts[article + 1]; row++) {
          if (passages[row] <= similarities[article]) continue
          similarities[article] = passages[row]
          nearest[article] = row
        }
      }
      return articlesFound
    },
  }
}
