/**
 * What judged sets share with the texts that a base table is trained on.
 *
 * A model that was trained on a test's documents or queries is judged too kindly. Two texts seldom
 * share a run of 13 words by chance, so a text that shares one was probably trained on. The sets are
 * small and the training texts large, so the runs of the sets are kept as hashes and the training
 * texts are read once: memory grows with the sets alone, 0.5 GB for six sets with 24,000 documents in
 * all, and 720 million characters take a minute.
 */
import { findWords } from '../../core/text/words.ts'

/** Number of words in a run. */
export const runWords = 13

/** The runs of some texts, and which of them were met in others. */
export interface Runs {
  /** Notes which runs of the texts `text` has. */
  meet(text: string): void
  /** Whether `text` holds a run that was met. */
  holdsMet(text: string): boolean
}

/** The runs of `texts`, none of them met yet. */
export function createRuns(texts: Iterable<string>): Runs {
  // Most runs that are looked up are not known, which a table of bytes tells faster than a Set.
  const known = new Set<number>()
  const maybe = new Uint8Array(1 << 24)
  for (const text of texts) {
    for (const run of runsOf(text)) {
      known.add(run)
      maybe[run % maybe.length] = 1
    }
  }
  const met = new Set<number>()
  return {
    meet(text) {
      for (const run of runsOf(text)) {
        if (maybe[run % maybe.length] === 1 && known.has(run)) met.add(run)
      }
    },
    holdsMet: (text) => runsOf(text).some((run) => met.has(run)),
  }
}

/**
 * Runs of a text as hashes of 52 bits: two million runs and a hundred million others are expected to collide 0.05
 * times.
 */
function runsOf(text: string): number[] {
  const words = findWords(text)
  const runs: number[] = []
  const lows = words.map(({ text: word }) => hashOf(word, 0x01000193))
  const highs = words.map(({ text: word }) => hashOf(word, 0x5bd1e995))
  for (let first = 0; first + runWords <= words.length; first++) {
    const low = joined(lows, first, 0x01000193)
    const high = joined(highs, first, 0x5bd1e995)
    runs.push((high >>> 12) * 2 ** 32 + (low >>> 0))
  }
  return runs
}

function hashOf(word: string, factor: number): number {
  let hash = word.length
  for (let i = 0; i < word.length; i++) hash = mixed(hash, word.charCodeAt(i), factor)
  return hash
}

function joined(hashes: readonly number[], first: number, factor: number): number {
  let hash = 0
  for (let i = first; i < first + runWords; i++) hash = mixed(hash, hashes[i], factor)
  return hash
}

function mixed(hash: number, next: number, factor: number): number {
  const mixed = Math.imul(hash ^ next, factor)
  return mixed ^ (mixed >>> 15)
}
