/**
 * What judged sets share with the texts that a base table is trained on.
 *
 * A model that has read a test's articles or questions is judged too kindly. A run of 13 words seldom
 * stands in two texts by chance, so a text that shares one was probably read. The
 * sets are small and the training texts large, so the runs of the sets are kept as hashes and the
 * training texts pass by once: memory grows with the sets alone, 0.5 GB in all for six sets of 24,000
 * documents, and 720 million characters pass in a minute.
 */
import { findWords } from '../../core/text/words.ts'

/** Words of a run. */
export const runWords = 13

/** The runs of some texts, and which of them were met again. */
export interface Runs {
  /** Notes which runs of `text` are among ours. */
  meet(text: string): void
  /** Whether `text` holds a run that was met. */
  holdsMet(text: string): boolean
}

/** The runs of `texts`, none of them met yet. */
export function createRuns(texts: Iterable<string>): Runs {
  // Most runs that pass by are not ours, which one bit of many tells faster than a Set.
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

/** Hashes of 52 bits: a set's two million runs and a hundred million others agree by chance 0.05 times. */
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
