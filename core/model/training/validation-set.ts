/**
 * What is held out of a corpus, to measure how well a table finds what it was not taught.
 *
 * Each held-out query is a sentence of a passage, or its title if it has one sentence only. It is asked
 * of an index in which the passage lacks it and everything else is there as a distractor
 * (validator.ts). This needs no judgements, so it can be done in every build.
 *
 * It is asked by vectors alone. By words as well hardly a sentence is missed, so that a gain
 * cannot be told from chance, not even on SciFact, whose judged queries gain eight points.
 */
import { drawWhole, shuffle } from '../../random.ts'
import type { TokenCorpus } from './token-corpus.ts'

/** A query and the passage that should be found. */
interface HeldOut {
  readonly paragraph: number
  readonly query: ArrayLike<number>
  /** Tokens of the passage without the query, in parts. */
  readonly rest: readonly ArrayLike<number>[]
}

/** What was held out of a corpus. */
export interface ValidationSet {
  readonly queries: readonly HeldOut[]
  /** Paragraphs that nothing may be learned from while it is asked. */
  readonly held: ReadonlySet<number>
  /** Paragraphs that are searched, first the held ones in the order of their queries. */
  readonly searched: readonly number[]
}

/** A tenth of the passages is held out, or a third of a few; more than 250 queries would tell no more. */
const [share, shareOfFew, few, mostQueries] = [0.1, 1 / 3, 30, 250]
/** With fewer queries chance decides: then others are held out as well, in further sets. */
const [leastQueries, mostSets] = [30, 3]
/** Passages searched; more would take longer and change little. */
const mostSearched = 10_000
/** A query of fewer tokens says nothing. */
const leastTokens = 4

/** The sets that are held out of `corpus`, one for each training run; none where nothing can be. */
export function holdOut(corpus: TokenCorpus, random: () => number): ValidationSet[] {
  const sets: ValidationSet[] = []
  let queries = 0
  while (queries < leastQueries && sets.length < mostSets) {
    const set = holdOutOnce(corpus, random)
    if (set.queries.length === 0) break
    sets.push(set)
    queries += set.queries.length
  }
  return sets
}

function holdOutOnce(corpus: TokenCorpus, random: () => number): ValidationSet {
  const order = Array.from({ length: corpus.paragraphs }, (_, paragraph) => paragraph)
  shuffle(order, random)
  const wanted = Math.min(
    mostQueries,
    Math.ceil(Math.max(share * order.length, Math.min(few, shareOfFew * order.length))),
  )
  const queries: HeldOut[] = []
  for (const paragraph of order) {
    if (queries.length === wanted) break
    const query = heldOutOf(corpus, paragraph, random)
    if (query) queries.push(query)
  }
  const held = new Set(queries.map(({ paragraph }) => paragraph))
  const others = order.filter((paragraph) => !held.has(paragraph))
  const searched = [...held, ...others.slice(0, mostSearched - held.size)]
  return { queries, held, searched }
}

/** A sentence of a paragraph and the rest, or the title and all below it; null if it gives neither. */
function heldOutOf(corpus: TokenCorpus, paragraph: number, random: () => number): HeldOut | null {
  const title = corpus.titleOf(paragraph)
  const heading = corpus.headingOf(paragraph)
  const sentences = corpus.sentencesOf(paragraph)
  if (sentences < 2) {
    if (title.length === 0) return null
    return { paragraph, query: title, rest: [heading, corpus.textOf(paragraph)] }
  }
  const chosen = drawWhole(random, sentences)
  const query = corpus.textOf(paragraph, chosen, chosen + 1)
  if (query.length < leastTokens) return null
  const others = [corpus.textOf(paragraph, 0, chosen), corpus.textOf(paragraph, chosen + 1)]
  return { paragraph, query, rest: [title, heading, ...others] }
}
