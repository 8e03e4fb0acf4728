/**
 * Room for what a search works out about every article and passage, made once with the index.
 *
 * A query that allocated it anew would cost a collection of megabytes every few
 * queries. Searching waits for nothing, so two searches never overlap and the next may write over
 * what the last one found.
 */

/** Arrays of D articles and P passages, each cleared by the search that uses it. */
export interface Scratch {
  /** 1 for each article that passes the filters. */
  readonly mask: Uint8Array
  /** 1 for each article that passes the filter at hand. */
  readonly passing: Uint8Array
  readonly scores: Float32Array
  readonly held: Uint8Array
  readonly heldWeight: Float32Array
  /** How often an article says the word at hand. */
  readonly counts: Float32Array
  /** Articles that hold the word at hand, in order of meeting. */
  readonly articlesMet: Uint32Array
  /** Number of the last word that each was met for, from 1. */
  readonly articleMetFor: Uint8Array
  /** Null for an index with a base, of whose passages only the candidates' are looked at. */
  readonly ofPassages: PassageScratch | null
}

/** Arrays of P passages. */
export interface PassageScratch {
  readonly heldByPassage: Uint8Array
  readonly weightByPassage: Float32Array
  /** Passages that hold the word at hand, in order of meeting. */
  readonly passagesMet: Uint32Array
  /** Number of the last word that each was met for, from 1. */
  readonly passageMetFor: Uint8Array
}

/** Scratch for an index of so many articles and passages: 20 bytes and 10 bytes each. */
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
