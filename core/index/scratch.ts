/**
 * Working memory for what a search computes about every article and passage, allocated once with the index.
 *
 * Allocating it for every query would cost a garbage collection of megabytes every few
 * queries. Whatever uses it is synchronous, so two searches never overlap and each may
 * overwrite what the last one found.
 */

/** Arrays of D articles and P passages, each cleared by the search that uses it. */
export interface Scratch {
  /** 1 for each article that passes the filters. */
  readonly mask: Uint8Array
  /** 1 for each article that passes the current filter. */
  readonly passing: Uint8Array
  readonly scores: Float32Array
  readonly held: Uint8Array
  readonly heldWeight: Float32Array
  /** Each article's count of the current word. */
  readonly counts: Float32Array
  /** Articles that hold the current word, in the order they were met. */
  readonly articlesMet: Uint32Array
  /** Number of the last word that each was met for, from 1. */
  readonly articleMetFor: Uint8Array
  /** Null for an index with a base, where only the candidates' passages are looked at. */
  readonly ofPassages: PassageScratch | null
}

/** Arrays of P passages. */
export interface PassageScratch {
  readonly heldByPassage: Uint8Array
  readonly weightByPassage: Float32Array
  /** Passages that hold the current word, in the order they were met. */
  readonly passagesMet: Uint32Array
  /** Number of the last word that each was met for, from 1. */
  readonly passageMetFor: Uint8Array
}

/** Scratch for an index: 20 bytes an article, 10 bytes a passage. */
export function createScratch(articles: number, passages: number | null): Scratch {
  return {
    mask: new Uint8Array(articles),
    passing: new Uint8Array(articles),
    scores: new Float32Array(articles),
    held: new Uint8Array(articles),
    heldWeight: new Float32Array(articles),
    counts: new Float32Array(articles),
    articlesMet: new Uint32Array(articles),
    articleMetFor: new Uint8Array(articles),
    ofPassages: passages === null ? null : createPassageScratch(passages),
  }
}

function createPassageScratch(passages: number): PassageScratch {
  return {
    heldByPassage: new Uint8Array(passages),
    weightByPassage: new Float32Array(passages),
    passagesMet: new Uint32Array(passages),
    passageMetFor: new Uint8Array(passages),
  }
}
