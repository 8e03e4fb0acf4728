/**
 * What is near to a query in an index with a base: in parts whose vectors are held, and in cells.
 */
import type { Index } from '../index/open.ts'
import { lastUpTo } from '../index/ordered.ts'
import type { Scanner } from '../kernels/scanner.ts'
import type { OpenBase } from './base.ts'
import { type Cells, rowsOf } from './cells.ts'
import { fusedDepth } from './fuse.ts'
import type { Mask } from './mask.ts'
import { chooseCells, measureRows, nearRows } from './nearest.ts'
import { articleAt, createPassageFilter } from './passage-filter.ts'

/** How near articles are; all but `measure` holds until the next search. */
export interface Near {
  /** The nearest articles, nearest first in each part of an index. */
  readonly documents: readonly number[]
  /** Cosines of passages, ascending, or estimates of them. */
  readonly similaritiesOf: (passages: Uint32Array) => Float32Array
  /** How many articles that are not `counted` yet are at least so near, of those that are known. */
  readonly countNear: (floor: number, counted: (document: number) => boolean) => number
  /**
   * Writes the cosines of those of `passages` that lie in what is worth reading, at most so many files,
   * over what `similarities` has of them.
   *
   * @param passages ascending
   * @param doubtful passages on which it depends what is shown: their files are worth reading
   */
  readonly measure: (
    passages: Uint32Array,
    similarities: Float32Array,
    mostFiles: number,
    doubtful: readonly number[],
  ) => Promise<void>
}

/** What is near in a whole index with a base: in its base, and in what came since. */
export function nearIn(
  index: Index,
  { cells, scanner, manifest, passageStarts }: OpenBase,
  query: Float32Array,
  mask: Mask,
): Near {
  const { documents: document, passages: passage } = manifest
  const ofBase = mask?.subarray(0, document) ?? null
  const ofFresh = mask?.subarray(document) ?? null
  const old = cells
    ? nearInCells(cells, query, ofBase, passageStarts)
    : nearHeld(scanner as Scanner, query, ofBase, { document: 0, passage: 0 })
  const fresh = nearHeld(index.scanner, query, ofFresh, { document, passage })
  // Those of the base come first.
  const partsOf = (passages: Uint32Array) => {
    const count = lastUpTo(passages.length, (i) => passages[i] < passage) + 1
    return [passages.subarray(0, count), passages.subarray(count)] as const
  }
  return {
    documents: [...old.documents, ...fresh.documents],
    similaritiesOf(passages) {
      const [ofOld, ofFresh] = partsOf(passages)
      const similarities = new Float32Array(passages.length)
      similarities.set(old.similaritiesOf(ofOld))
      similarities.set(fresh.similaritiesOf(ofFresh), ofOld.length)
      return similarities
    },
    countNear: (...args) => old.countNear(...args) + fresh.countNear(...args),
    measure: (passages, similarities, mostFiles, doubtful) => {
      const ofOld = doubtful.filter((other) => other < passage)
      return old.measure(partsOf(passages)[0], similarities, mostFiles, ofOld)
    },
  }
}

/** Where the articles and passages of a part begin in the index. */
interface PartStart {
  readonly document: number
  readonly passage: number
}

/** What is near in a part whose vectors are held: exact. */
function nearHeld(scanner: Scanner, query: Float32Array, mask: Mask, start: PartStart): Near {
  const { passages, similarities, top } = scanner.scan(query, mask)
  return {
    documents: top(fusedDepth).map((document) => start.document + document),
    similaritiesOf: (some) => {
      const found = new Float32Array(some.length)
      for (let i = 0; i < some.length; i++) found[i] = passages[some[i] - start.passage]
      return found
    },
    countNear(floor, counted) {
      let count = 0
      for (let i = 0; i < similarities.length; i++) {
        if (similarities[i] >= floor && !counted(start.document + i)) count++
      }
      return count
    },
    measure: async () => {},
  }
}

/** Nearest passages among which cells to read are chosen by how surely they belong to them. */
const nearest = 10

/**
 * What is near in a part that begins the index and lies in cells: estimated, until it is measured.
 *
 * @param passageStarts first passage of each article, and one past the last of all
 */
function nearInCells(
  cells: Cells,
  query: Float32Array,
  mask: Mask,
  passageStarts: Uint32Array,
): Near {
  const { estimator, manifest } = cells
  const estimates = estimator.ask(query)
  const near = nearRows(cells, query, estimates, createPassageFilter(mask, passageStarts))
  const estimateOf = new Map<number, number>()
  for (const { row, estimate } of near) {
    const document = articleAt(passageStarts, estimator.passageIn(row))
    if (!estimateOf.has(document)) estimateOf.set(document, estimate)
  }
  return {
    documents: [...estimateOf.keys()].slice(0, fusedDepth),
    similaritiesOf: (passages) => estimates.of(rowsOf(cells, passages)),
    countNear: (floor, counted) =>
      [...estimateOf].filter(([document, estimate]) => estimate >= floor && !counted(document))
        .length,
    async measure(passages, similarities, mostFiles, doubtful) {
      const most = Math.min(mostFiles, manifest.reads)
      const chosen = chooseCells(cells, near, nearest, most, doubtful)
      await measureRows(cells, query, rowsOf(cells, passages), chosen, similarities)
    },
  }
}
