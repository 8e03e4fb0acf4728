/**
 * How well a table finds what it was not taught: sentences and titles that were held out.
 *
 * Each held-out query is asked of an index in which its own passage lacks it: a sentence of it, or
 * its title if it has one sentence only. Everything else is there to be confused
 * with. Nobody's judgement is needed, so it can be asked during every build.
 *
 * It is asked by vectors alone. By words as well hardly a sentence is missed, so that a gain
 * cannot be told from chance, not even on SciFact, whose judged queries gain eight points.
 */
import { drawWhole } from '../random.ts'
import type { TokenCorpus } from './token-corpus.ts'

/** A query and the passage that should be found. */
interface HeldOut {
  readonly paragraph: number
  readonly query: ArrayLike<number>
  /** Tokens of the passage without it. */
  readonly rest: readonly number[]
}

/** What was held out of a corpus. */
export interface Rehearsal {
  readonly queries: readonly HeldOut[]
  /** Paragraphs that nothing may be learned from meanwhile. */
  readonly held: ReadonlySet<number>
  /** Paragraphs that are searched, first the held ones in the order of their queries. */
  readonly searched: readonly number[]
}

/** A tenth of the passages, or a third of a few; more queries would tell no more. */
const [share, shareOfFew, few, mostQueries] = [0.1, 1 / 3, 30, 250]
/** So few that chance decides: then others are held out as well, in courses of their own. */
const [leastQueries, mostCourses] = [30, 3]
/** Passages searched; more would take longer and change little. */
const mostSearched = 10_000
/** A query of fewer tokens says nothing. */
const leastTokens = 4

/** What of `corpus` is held out and asked, one course after another; none where nothing can be. */
export function holdOut(corpus: TokenCorpus, random: () => number): Rehearsal[] {
  const courses: Rehearsal[] = []
  let queries = 0
  while (queries < leastQueries && courses.length < mostCourses) {
    const course = holdOutOnce(corpus, random)
    if (course.queries.length === 0) break
    courses.push(course)
    queries += course.queries.length
  }
  return courses
}

function holdOutOnce(corpus: TokenCorpus, random: () => number): Rehearsal {
  const order = shuffled(corpus.paragraphs, random)
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

/** The tokens of a searched paragraph, without what is asked of it. */
function textsOf(
  corpus: TokenCorpus,
  queries: readonly HeldOut[],
  paragraph: number,
  i: number,
): readonly ArrayLike<number>[] {
  if (i < queries.length) return [queries[i].rest]
  return [corpus.titleOf(paragraph), corpus.headingOf(paragraph), corpus.textOf(paragraph)]
}

function shuffled(length: number, random: () => number): number[] {
  const order = Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = drawWhole(random, i + 1)
    const moved = order[i]
    order[i] = order[j]
    order[j] = moved
  }
  return order
}

/** A sentence of a paragraph and the rest, or the title and what lies under it; null for neither. */
function heldOutOf(corpus: TokenCorpus, paragraph: number, random: () => number): HeldOut | null {
  const title = corpus.titleOf(paragraph)
  const heading = corpus.headingOf(paragraph)
  const sentences = corpus.sentencesOf(paragraph)
  if (sentences < 2) {
    if (title.length === 0) return null
    const rest = [...Array.from(heading), ...Array.from(corpus.textOf(paragraph))]
    return { paragraph, query: title, rest }
  }
  const chosen = drawWhole(random, sentences)
  const query = corpus.textOf(paragraph, chosen, chosen + 1)
  if (query.length < leastTokens) return null
  const parts = [title, heading, corpus.textOf(paragraph, 0, chosen)]
  const rest = [...parts, corpus.textOf(paragraph, chosen + 1)].flatMap((part) => Array.from(part))
  return { paragraph, query: Uint16Array.from(query), rest }
}

/**
 * How well `table`, row-major rows x dimensions, finds what was held out: for each query 1 / rank of its
 * own passage among those of other articles, (0, 1].
 */
export function rehearse(
  corpus: TokenCorpus,
  { queries, searched }: Rehearsal,
  table: Float32Array,
  dimensions: number,
): number[] {
  const vectorOf = createMean(table, dimensions)
  const passages = new Float32Array(searched.length * dimensions)
  searched.forEach((paragraph, i) => {
    passages.set(vectorOf(textsOf(corpus, queries, paragraph, i)), i * dimensions)
  })
  const articleOf = searched.map((paragraph) => corpus.documentOf(paragraph))
  return queries.map(({ query }, own) => {
    const vector = vectorOf([query])
    const similarityOf = (i: number) => dotAt(passages, i * dimensions, vector)
    const wanted = similarityOf(own)
    let rank = 1
    for (let i = 0; i < searched.length; i++) {
      if (articleOf[i] !== articleOf[own] && similarityOf(i) > wanted) rank++
    }
    return 1 / rank
  })
}

/** Gives unit vectors of texts in parts; the array is its own and holds until the next call. */
function createMean(table: Float32Array, dimensions: number) {
  const mean = new Float32Array(dimensions)
  return (parts: readonly ArrayLike<number>[]) => {
    mean.fill(0)
    for (const part of parts) {
      for (let i = 0; i < part.length; i++) {
        const row = part[i] * dimensions
        for (let d = 0; d < dimensions; d++) mean[d] += table[row + d]
      }
    }
    const length = Math.sqrt(dotAt(mean, 0, mean))
    if (length > 0) for (let d = 0; d < dimensions; d++) mean[d] /= length
    return mean
  }
}

function dotAt(values: Float32Array, at: number, vector: Float32Array): number {
  let dot = 0
  for (let d = 0; d < vector.length; d++) dot += values[at + d] * vector[d]
  return dot
}
