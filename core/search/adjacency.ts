/**
 * Adjacency: how much of the query stands in a passage as it was asked, word beside word.
 *
 * Legs and second look know which words a passage holds, but not in which order, so "4.2 billion", the name of a
 * street or a line that somebody remembers would find whatever has the same words. What is counted are ordered pairs
 * of neighbours, as in the sequential dependence model (Metzler and Croft 2005). Stop words are left out of the query
 * and of a passage's stored tokens, so they part no neighbours. Pieces of a word that the model lacks are neighbours
 * like others, so numbers and rare names count as well. A pair or two of a question in whole sentences stand anywhere
 * by chance, so the share of pairs is taken to its third power, which leaves little of a small share
 * (docs/architecture.md).
 *
 * A query of stop words alone ("to be or not to be") is nothing but their order. Its neighbours are looked for in
 * the text itself, since stored tokens lack them.
 */
import type { Index } from '../index/open.ts'
import { passagesOf } from '../index/open.ts'
import { tokenize } from '../model/tokens.ts'
import type { Vocabulary } from '../model/vocabulary.ts'
import { embeddedText } from './excerpt.ts'
import type { QueryWords } from './query/query-words.ts'
import { type FirstLook, type Reader, tokensOf } from './second-look.ts'
import type { WordsFound } from './words.ts'

/** Weight of an article's share of pairs beside its fused score as a share of the best. */
const adjacencyWeight = 0.7
/** Most passages of an article that are read: the first of those that hold most of the query's words. */
const passagesEach = 4
/** Most passages that are read as text, for a query of stop words; stored tokens take a tenth of the time. */
const mostTexts = 60
/** Most pairs of a query that are looked for, the first ones; a paragraph pasted as a question has many more. */
const mostPairs = 32

/** A pair of neighbours in a query. */
interface Pair {
  readonly first: number
  readonly second: number
  /** The lesser of its words' weights. */
  readonly weight: number
}

/** Looks for a query's pairs in articles. */
export interface Adjacency {
  /** How many of the first articles it goes through. */
  readonly articles: number
  /** Weight of its shares beside fused scores, these as shares of the best. */
  readonly weight: number
  /** The passage of an article that has most of the query as it was asked; null if none has enough to count. */
  find(document: number): AsAsked | null
}

/** A passage that has some of the query as it was asked. */
export interface AsAsked {
  readonly passage: number
  /** The third power of how many of the query's pairs it has, by weight, (0, 1]. */
  readonly share: number
}

/** What looks for the pairs of a query; null if it has none. */
export function createAdjacency(
  index: Index,
  { vocabulary, searched }: Pick<Reader, 'vocabulary' | 'searched'>,
  { asked, words }: Pick<FirstLook, 'asked' | 'words'>,
): Adjacency | null {
  const pairs = pairsOf(vocabulary, asked, words)
  if (pairs.length === 0) return null
  const total = pairs.reduce((sum, { weight }) => sum + weight, 0)
  // Most tokens begin no pair, which a look into a table that stays in cache can tell.
  const begins = new Uint8Array(256)
  for (const { first } of pairs) begins[first & 255] = 1
  const found = new Uint8Array(pairs.length)

  function shareIn(tokens: ArrayLike<number>): number {
    let sum = 0
    found.fill(0)
    for (let i = 0; i + 1 < tokens.length; i++) {
      if (begins[tokens[i] & 255] === 0) continue
      for (let p = 0; p < pairs.length; p++) {
        const { first, second, weight } = pairs[p]
        if (first !== tokens[i] || second !== tokens[i + 1] || found[p] === 1) continue
        found[p] = 1
        sum += weight
      }
    }
    return sum / total
  }

  let texts = 0
  function read(document: number, passage: number): ArrayLike<number> {
    if (asked.content) return tokensOf(index, passage)
    texts++
    return tokenize(vocabulary, embeddedText(index, document, passage))
  }
  const known = new Map<number, AsAsked | null>()
  const { heldByPassage, weightByPassage } = words
  // With half of the words or fewer, a share is too small to count. Most passages hold half of a few stop words, so of these all are wanted.
  const leastHeld = asked.content ? Math.floor(asked.words.length / 2) + 1 : asked.words.length
  function search(document: number): AsAsked | null {
    const [start, end] = passagesOf(index, document)
    let most = 0
    for (let passage = start; passage < end; passage++) {
      if (heldByPassage[passage] >= leastHeld) most = Math.max(most, weightByPassage[passage])
    }
    if (most === 0) return null
    let best: AsAsked | null = null
    let left = passagesEach
    for (let passage = start; passage < end && left > 0 && texts < mostTexts; passage++) {
      if (weightByPassage[passage] !== most) continue
      const part = shareIn(read(document, passage))
      const share = part * part * part
      if (share > (best?.share ?? 0)) best = { passage, share }
      left--
    }
    return best
  }
  return {
    articles: searched,
    weight: adjacencyWeight,
    find(document) {
      const before = known.get(document)
      if (before !== undefined) return before
      const searched = search(document)
      known.set(document, searched)
      return searched
    },
  }
}

/** The query's pairs of neighbouring tokens, each once. */
function pairsOf(
  vocabulary: Vocabulary,
  { written, sequence }: QueryWords,
  words: WordsFound,
): Pair[] {
  const rows = new Map(written.map(({ text, word }) => [text, word]))
  const pairs: Pair[] = []
  let before: { token: number; weight: number } | null = null
  for (const text of sequence) {
    const word = rows.get(text)
    // A word that is not looked for parts its neighbours.
    if (word === undefined) before = null
    else
      for (const token of tokenize(vocabulary, text)) {
        const weight = words.worths[word]
        const pair: Pair | null = before && {
          first: before.token,
          second: token,
          weight: Math.min(before.weight, weight),
        }
        const isNew = (known: Pair) => known.first !== pair?.first || known.second !== pair.second
        if (pair && pairs.every(isNew)) pairs.push(pair)
        before = { token, weight }
      }
  }
  return pairs.slice(0, mostPairs)
}
