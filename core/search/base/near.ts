/**
 * What is near to a query in an index with a base: in parts whose vectors are held, and in cells.
 */
import { joinLists } from '../../index/lists.ts'
import type { Index } from '../../index/open.ts'
import { lastUpTo } from '../../index/ordered.ts'
import type { Scanner } from '../../kernels/scanner.ts'
import { fusedDepth } from '../fuse.ts'
import type { Mask } from '../mask.ts'
import type { OpenBase } from './base.ts'
import { type Cells, rowsOf } from './cells.ts'
import { chooseCells, measureRows, nearRows } from './nearest.ts'
import { articleAt, createPassageFilter } from './passage-filter.ts'

/** How near some passages are. */
export interface NearPassages {
  /** Cosines, or estimates of them. */
  readonly similarities: Float32Array
  /**
   * The same, exact for passages in the cells that are worth reading, `mostFiles` at most.
   *
   * @param doubtful passages that decide what is shown: their cells are worth reading
   */
  readonly measure: (mostFiles: number, doubtful: readonly number[]) => Promise<Float32Array>
}

/** How near articles are; valid until the next search, except what `ofPassages` returned. */
export interface Near {
  /** The nearest articles, nearest first in each part of an index. */
  readonly documents: readonly number[]
  /** How near these passages are, which must ascend. */
  readonly ofPassages: (passages: Uint32Array) => NearPassages
  /** Calls `meet` once for each article known to be at least so near; of cells, only what was estimated is known. */
  readonly eachNear: (floor: number, meet: (document: number) => void) => void
}

/** What is near in a whole index with a base: in the base, and in segments added since. */
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
  return {
    documents: [...old.documents, ...fresh.documents],
    ofPassages(passages) {
      const count = lastUpTo(passages.length, (i) => passages[i] < passage) + 1
      const ofOld = old.ofPassages(passages.subarray(0, count))
      const ofFresh = fresh.ofPassages(passages.subarray(count))
      const join = (similarities: Float32Array) =>
        joinLists([similarities, ofFresh.similarities], Float32Array).all
      return {
        similarities: join(ofOld.similarities),
        async measure(mostFiles, doubtful) {
          const some = doubtful.filter((other) => other < passage)
          return join(await ofOld.measure(mostFiles, some))
        },
      }
    },
    eachNear(floor, meet) {
      old.eachNear(floor, meet)
      fresh.eachNear(floor, meet)
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
    ofPassages(some) {
      const found = new Float32Array(some.length)
      for (let i = 0; i < some.length; i++) found[i] = passages[some[i] - start.passage]
      return { similarities: found, measure: async () => found }
    },
    eachNear(floor, meet) {
      for (let i = 0; i < similarities.length; i++) {
        if (similarities[i] >= floor) meet(start.document + i)
      }
    },
  }
}

/** Cells to read are chosen by how uncertain it is which passages are this many nearest. */
const nearest = 10

/**
 * What is near in a base that lies in cells: estimated, until it is measured.
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
    ofPassages(passages) {
      const rows = rowsOf(cells, passages)
      const similarities = estimates.of(rows)
      return {
        similarities,
        async measure(mostFiles, doubtful) {
          const measured = similarities.slice()
          const most = Math.min(mostFiles, manifest.reads)
          const chosen = chooseCells(cells, near, nearest, most, doubtful)
          await measureRows(cells, query, rows, chosen, measured)
          return measured
        },
      }
    },
    eachNear(floor, meet) {
      for (const [document, estimate] of estimateOf) if (estimate >= floor) meet(document)
    },
  }
}
