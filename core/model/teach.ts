/**
 * Teaches the model the articles it will search, from nothing but the articles.
 *
 * Their titles, sentences and neighbouring passages are pairs that belong together (pairs.ts), and the
 * trainer moves the rows they use. How long is decided by evidence: the first time, some
 * sentences are held out, and after ever more steps they are asked for (rehearsal.ts). The best of it is
 * reached by learning the articles by heart, which costs what the base table knew of the language,
 * so it stops at four fifths of what can be gained; and if that is no more than chance,
 * nothing is taught. The second time everything is learned for as many steps.
 *
 * How far the table then moves depends on how many articles there are: five say little of what words
 * mean, and following them costs more than it gives (3 of 48 paraphrases on seeds/).
 *
 * The same base, articles and recipe give the same bytes, whatever was built before.
 */
import { quantize } from '../quantize.ts'
import { createRandom, mixSeeds } from '../random.ts'
import { createLesson, type Lesson, type LessonArticle } from './lesson.ts'
import type { Model } from './model.ts'
import { batchOf, drawPair, type Mixture, type Pair } from './pairs.ts'
import { encodePatch, type Patch } from './patch.ts'
import { holdOut, rehearse } from './rehearsal.ts'
import type { Trainer, TrainerShape } from './trainer.ts'

/** Raised whenever the same articles would be taught otherwise. */
export const recipeVersion = 1

/** What a corpus taught. */
export interface Taught {
  /** The bytes of the patch; null if the base table is better left as it is. */
  readonly patch: Uint8Array<ArrayBuffer> | null
  readonly steps: number
  /** Words that got rows of their own. */
  readonly words: number
  /** Share of held-out sentences that find their own passage first, before and after; null if none could be asked. */
  readonly before: number | null
  readonly after: number | null
}

/** How far it is. */
export interface TeachingProgress {
  readonly step: number
  /** At most; it may end sooner. */
  readonly steps: number
}

const mixture: Mixture = { title: 0.4, cloze: 0.45, next: 0.15 }
const peakRate = 0.01
/** Steps in which the rate rises to its peak, where it stays: so every number of steps is a whole course. */
const warmUp = 10
const mostPairs = 256
/** Steps after which held-out sentences are asked for. */
const rehearsedAt = [5, 10, 20, 40, 80, 160, 300, 450, 600]
/** Rehearsals without a new best after which nothing better is expected. */
const patience = 2
/** Share of the greatest gain that is enough. */
const enough = 0.8
/** Articles that count as much as all that the base table was trained on. */
const articlesOfBase = 50
/** Tokens of a pair at most, both sides together. */
const pairTokens = 208
const shortDimensions = 64

/** Makes a trainer; threads that help it are the caller's business. */
export type TrainerMaker = (shape: Omit<TrainerShape, 'threads'>) => Trainer

/**
 * Teaches `model` the `articles`; yields as it goes on.
 *
 * @param articles  in order of id
 * @param mostWords that get rows of their own; as many as there is room for unless told
 */
export function* teach(
  model: Model,
  articles: readonly LessonArticle[],
  createTrainer: TrainerMaker,
  mostWords?: number,
): Generator<TeachingProgress, Taught> {
  const lesson = createLesson(model, articles, mostWords)
  const untaught = { patch: null, steps: 0, words: 0, before: null, after: null }
  if (lesson.corpus.documents === 0) return untaught
  const pairs = Math.min(mostPairs, 2 * lesson.corpus.paragraphs)
  const { dimensions } = model
  const trainer = createTrainer({
    rows: lesson.rows.length,
    dimensions,
    shortDimensions: shortDimensions < dimensions ? shortDimensions : 0,
    pairs,
    tokens: pairs * pairTokens,
  })
  const course = { lesson, trainer, pairs }
  const found = yield* rehearseCourses(course, dimensions)
  if (found === null || found.steps === 0) {
    return { ...untaught, before: found?.before ?? null, after: found?.before ?? null }
  }
  const { steps, before, after } = found
  for (const step of learn(course, steps, new Set()))
    yield { step: found.rehearsed + step, steps: found.rehearsed + steps }
  const patch = encodePatch(model, patchOf(model, lesson, movedTable(lesson, trainer.table)))
  return { patch, steps, words: lesson.words.length, before, after }
}

interface Course {
  readonly lesson: Lesson
  readonly trainer: Trainer
  /** Of a batch. */
  readonly pairs: number
}

interface Found {
  /** How long to learn; 0 for not at all. */
  readonly steps: number
  /** Steps that it took to find out. */
  readonly rehearsed: number
  readonly before: number
  readonly after: number
}

/** Finds out how long to learn; null where nothing can be held out or learned. */
function* rehearseCourses(
  course: Course,
  dimensions: number,
): Generator<TeachingProgress, Found | null> {
  const { lesson, trainer } = course
  const rehearsals = holdOut(lesson.corpus, createRandom(mixSeeds(2)))
  if (rehearsals.length === 0) return null
  const steps = rehearsedAt[rehearsedAt.length - 1] * rehearsals.length
  let rehearsed = 0
  let courses: number[][] = []
  for (const rehearsal of rehearsals) {
    const ask = () =>
      rehearse(lesson.corpus, rehearsal, movedTable(lesson, trainer.table), dimensions)
    const scores: number[][] = []
    for (const step of learn(course, steps / rehearsals.length, rehearsal.held)) {
      if (step === 0 || rehearsedAt.includes(step)) scores.push(ask())
      if (hasPeaked(scores)) break
      yield { step: rehearsed++, steps: 2 * steps }
    }
    courses = joined(courses, scores)
  }
  const base = courses[0]
  const chosen = chooseScores(courses)
  return {
    steps: chosen === 0 ? 0 : rehearsedAt[chosen - 1],
    rehearsed,
    before: shareFirst(base),
    after: shareFirst(courses[chosen]),
  }
}

/** The scores of both courses side by side, as far as both went. */
function joined(some: readonly number[][], others: readonly number[][]): number[][] {
  if (some.length === 0) return [...others]
  const both = Math.min(some.length, others.length)
  return some.slice(0, both).map((scores, i) => [...scores, ...others[i]])
}

/** Whether the best lies so far back that nothing better is expected. */
function hasPeaked(scores: readonly number[][]): boolean {
  const means = scores.map(meanOf)
  return means.length - 1 - means.indexOf(Math.max(...means)) > patience
}

/** The first of `scores` that gains enough over the first of all; 0 if the gain may be chance. */
function chooseScores(scores: readonly number[][]): number {
  const gains = scores.map((ranks) => meanOf(ranks) - meanOf(scores[0]))
  const chosen = gains.findIndex((gain) => gain >= enough * Math.max(...gains))
  const differences = scores[chosen].map((rank, i) => rank - scores[0][i])
  return gains[chosen] > standardError(differences) ? chosen : 0
}

/** Of the mean of `values`. */
function standardError(values: readonly number[]): number {
  const mean = meanOf(values)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / Math.max(1, values.length - 1) / values.length)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function shareFirst(ranks: readonly number[]): number {
  return meanOf(ranks.map((rank) => (rank === 1 ? 1 : 0)))
}

/** Learns `steps` batches from the start, anew each time; gives 0, then the number of each step that is done. */
function* learn(
  { lesson, trainer, pairs }: Course,
  steps: number,
  held: ReadonlySet<number>,
): Generator<number> {
  const { corpus } = lesson
  // Adam's memory of another course would be history.
  trainer.state.fill(0)
  trainer.table.set(lesson.start)
  trainer.resume(trainer.state, 0)
  const random = createRandom(mixSeeds(1))
  yield 0
  for (let step = 1; step <= steps; step++) {
    const batch: Pair[] = []
    // Draws are bounded: where nearly all passages are held out, few pairs are left.
    for (let draw = 0; draw < 4 * pairs && batch.length < pairs; draw++) {
      const pair = drawPair(corpus, mixture, random)
      if (!pair) break
      if (!held.has(pair.paragraph)) batch.push(pair)
    }
    if (batch.length === 0) return
    const rate = peakRate * Math.min(1, step / warmUp)
    trainer.step(
      batchOf(batch, ({ paragraph }) => corpus.documentOf(paragraph)),
      rate,
    )
    yield step
  }
}

/** Where the rows shall lie: as far towards `table` from the start as there are articles to believe. */
function movedTable({ start, corpus: { documents } }: Lesson, table: Float32Array): Float32Array {
  const share = documents / (documents + articlesOfBase)
  return table.map((value, i) => start[i] + share * (value - start[i]))
}

/** What of a taught table differs from the model's, in order of its rows. */
function patchOf(model: Model, { rows, words }: Lesson, table: Float32Array): Patch {
  const { dimensions } = model
  const codes = new Int8Array(table.length)
  const scales = new Float32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    quantize(table.subarray(i * dimensions, (i + 1) * dimensions), i, codes, scales)
  }
  const codesOf = (i: number) => codes.subarray(i * dimensions, (i + 1) * dimensions)
  const isChanged = (i: number) => {
    const from = rows[i] * dimensions
    return (
      scales[i] !== model.scales[rows[i]] ||
      codesOf(i).some((code, d) => code !== model.table[from + d])
    )
  }
  const order = Array.from(rows.keys()).sort((a, b) => rows[a] - rows[b])
  const changed = order.filter((i) => rows[i] < model.vocabulary.rows && isChanged(i))
  const added = order.filter((i) => rows[i] >= model.vocabulary.rows)
  const kept = [...changed, ...added]
  const all = new Int8Array(kept.length * dimensions)
  for (const [place, i] of kept.entries()) all.set(codesOf(i), place * dimensions)
  return {
    rows: Uint16Array.from(changed, (i) => rows[i]),
    codes: all,
    scales: Float32Array.from(kept, (i) => scales[i]),
    words,
  }
}
