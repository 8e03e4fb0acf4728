/**
 * Teaches the model the articles it will search, from nothing but the articles.
 *
 * Their titles, sentences and neighbouring passages are pairs that belong together (pairs.ts), and the
 * trainer moves the rows they use. How long is decided by evidence: first, some sentences are held
 * out, and asked after more and more steps (validator.ts, evidence.ts). If the gain may be chance,
 * nothing is taught. Otherwise everything is learned anew, for as many steps, in three runs
 * whose tables are averaged: what one of them gives depends on its draws.
 *
 * How far the table then moves depends on how many articles there are: five say little of what words
 * mean, and following them fully costs more than it gains (3 of 48 paraphrases on seeds/). Stop words stay
 * where they are: moved with the others they cost each judged set 0.2 to 0.9 nDCG@10 (docs/architecture.md).
 *
 * The same base, articles and recipe give the same bytes, whatever was taught before.
 */
import { createRandom, mixSeeds } from '../../random.ts'
import type { Article } from '../../text/passages.ts'
import type { Model } from '../model.ts'
import { createPatch, encodePatch } from '../patch.ts'
import { chooseScores, hasPeaked, joinRuns, type Scores, shareFirst } from './evidence.ts'
import { createLesson, type Lesson } from './lesson.ts'
import { batchOf, drawPair, type Mixture, type Pair, passageTokens, queryTokens } from './pairs.ts'
import type { Trainer } from './trainer.ts'
import type { TrainerShape } from './trainer-layout.ts'
import { holdOut } from './validation-set.ts'
import { createValidator } from './validator.ts'

/** Raised whenever the same articles would be taught differently. */
export const recipeVersion = 4

/** What a corpus taught. */
export interface Taught {
  /** The bytes of the patch; null if the base table is better left as it is. */
  readonly patch: Uint8Array<ArrayBuffer> | null
  /** Batches that each run learned. */
  readonly steps: number
  /** Words that got rows of their own. */
  readonly words: number
  /**
   * Share of held-out sentences that find their own article first, [0, 1], before and after teaching;
   * null if none could be asked. Before, words that the model cannot spell have random vectors.
   */
  readonly before: number | null
  readonly after: number | null
}

/** How far teaching is. */
export interface TeachingProgress {
  readonly step: number
  /** At most; it may end sooner. */
  readonly steps: number
}

const mixture: Mixture = { title: 0.4, cloze: 0.45, next: 0.15 }
const peakRate = 0.01
/** Steps in which the rate rises to its peak, where it stays: so a run may end after any step. */
const warmUp = 10
const mostPairs = 256
/** Training runs with different draws that are averaged; with one alone a judged set may be half a point off. */
const runs = 3
/** Steps after which held-out sentences are asked. */
const validatedAt = [5, 10, 20, 40, 80, 160, 300, 450, 600]
/**
 * Pairs learned of each passage after which nothing better is expected: seeds/ does best after 160,
 * and a large corpus never gets there.
 */
const mostRounds = 200
/** Number of articles that count as much as all that the base table was trained on. */
const articlesOfBase = 75
/** First dimensions that are to work alone, as in the base table. */
const shortDimensions = 64

/** Makes a trainer; threads are the caller's business. */
export type TrainerMaker = (shape: Omit<TrainerShape, 'threads'>) => Trainer

/**
 * Teaches `model` the `articles`; yields its progress.
 *
 * @param articles  in order of id; iterated twice, so that none need stay in memory
 * @param mostWords that get rows of their own; left out, as many as there is room for
 */
export function* teach(
  model: Model,
  articles: Iterable<Article>,
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
    tokens: pairs * (queryTokens + passageTokens),
  })
  const setup = { lesson, trainer, pairs }
  const found = yield* findSteps(setup, dimensions)
  if (found === null || found.steps === 0) {
    return { ...untaught, before: found?.before ?? null, after: found?.before ?? null }
  }
  const { steps, before, after } = found
  const learned = yield* learnAll(setup, found)
  const moved = new Float32Array(learned.length)
  move(lesson, learned, moved)
  const patch = encodePatch(model, createPatch(model, lesson, moved))
  return { patch, steps, words: lesson.words.length, before, after }
}

/** What every training run works with. */
interface Setup {
  readonly lesson: Lesson
  readonly trainer: Trainer
  /** Of a batch. */
  readonly pairs: number
}

interface Found {
  /** How long to learn; 0 for not at all. */
  readonly steps: number
  /** Steps that it took to find out. */
  readonly tried: number
  readonly before: number
  readonly after: number
}

/** Finds out how long to learn; null where nothing can be held out. */
function* findSteps(setup: Setup, dimensions: number): Generator<TeachingProgress, Found | null> {
  const { lesson, trainer, pairs } = setup
  const sets = holdOut(lesson.corpus, createRandom(mixSeeds(2)))
  if (sets.length === 0) return null
  const rounds = (step: number) => (step * pairs) / lesson.corpus.paragraphs
  const times = validatedAt.filter((step) => rounds(step) <= mostRounds)
  const most = times[times.length - 1]
  let tried = 0
  let all: readonly Scores[] = []
  for (const [i, set] of sets.entries()) {
    const shape = { rows: lesson.rows.length, dimensions }
    const validator = createValidator(lesson.corpus, set, shape, trainer.shared.kernel)
    const scores: Scores[] = []
    for (const step of learn(setup, most, 1, set.held)) {
      if (step === 0 || times.includes(step)) {
        move(lesson, trainer.table, validator.table)
        scores.push(validator.ask())
      }
      if (hasPeaked(scores)) break
      yield { step: tried++, steps: most * (sets.length + runs) }
    }
    all = i === 0 ? scores : joinRuns(all, scores)
  }
  const chosen = chooseScores(all)
  return {
    steps: chosen === 0 ? 0 : times[chosen - 1],
    tried,
    before: shareFirst(all[0]),
    after: shareFirst(all[chosen]),
  }
}

/** Learns everything, for the steps found, in runs with different draws; returns the mean of their tables. */
function* learnAll(
  setup: Setup,
  { steps, tried }: Found,
): Generator<TeachingProgress, Float32Array> {
  const { lesson, trainer } = setup
  const mean = new Float32Array(lesson.start.length)
  for (let made = 0; made < runs; made++) {
    for (const step of learn(setup, steps, made + 1, new Set())) {
      yield { step: tried + made * steps + step, steps: tried + runs * steps }
    }
    for (let i = 0; i < mean.length; i++) mean[i] += trainer.table[i] / runs
  }
  return mean
}

/**
 * Learns `steps` batches from the lesson's start; yields 0, then the number of each step that is done.
 *
 * @param seed of its draws
 */
function* learn(
  { lesson, trainer, pairs }: Setup,
  steps: number,
  seed: number,
  held: ReadonlySet<number>,
): Generator<number> {
  const { corpus } = lesson
  // Adam's moments of another run would make the bytes depend on it.
  trainer.state.fill(0)
  trainer.table.set(lesson.start)
  trainer.resume(trainer.state, 0)
  const random = createRandom(mixSeeds(seed))
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

/**
 * Writes the rows to `moved`: from the start towards `table`, the farther the more articles there are;
 * stop words stay where they were.
 */
function move(lesson: Lesson, table: Float32Array, moved: Float32Array) {
  const { start, rows, kept, corpus } = lesson
  const share = corpus.documents / (corpus.documents + articlesOfBase)
  for (let i = 0; i < moved.length; i++) moved[i] = start[i] + share * (table[i] - start[i])
  const dimensions = start.length / rows.length
  for (const row of kept) {
    const at = row * dimensions
    moved.set(start.subarray(at, at + dimensions), at)
  }
}
