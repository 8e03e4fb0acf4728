/** Counts of texts that are too many to be kept in memory: a hash stands for each. */
import { hash } from 'node:crypto'

/** 48 bits of SHA-1: that three of ten million texts share a hash is expected once in a hundred thousand builds. */
export function shortHash(text: string): number {
  return hash('sha1', text, 'buffer').readUIntBE(0, 6)
}

/** Counts one more of the text that `mark` stands for. */
export function count(counts: Map<number, number>, mark: number): void {
  counts.set(mark, (counts.get(mark) ?? 0) + 1)
}
