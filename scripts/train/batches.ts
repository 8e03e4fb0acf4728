/**
 * The batches of base training: the pairs of step n depend on the seed and n alone, so that a run
 * that was stopped goes on with the same pairs.
 *
 * A batch takes 64 pairs at a time from one source, since negatives from the same source teach most.
 * Sources are drawn by size^0.7, which gives small ones more than their share.
 */
import {
  baseMixture,
  batchOf,
  drawPair,
  type Mixture,
  type Pair,
} from '../../core/model/training/pairs.ts'
import type { TokenCorpus } from '../../core/model/training/token-corpus.ts'
import type { Batch } from '../../core/model/training/trainer-batch.ts'
import { createRandom, mixSeeds } from '../../core/random.ts'
import { UserError } from '../command.ts'
import type { Source } from './sources.ts'

const groupPairs = 64
/** Share of the groups that are of given pairs. */
const givenShare = 0.2
const givenMixture: Mixture = { title: 1, cloze: 0, next: 0 }

/** Draws batch number `step`, of `pairs` pairs. */
export type DrawBatch = (step: number, pairs: number) => Batch

/**
 * Draws batches from `sources`.
 *
 * @throws UserError if they hold no pair
 */
export function createDrawer(sources: readonly Source[], seed: number): DrawBatch {
  const written = weighed(sources.map(({ documents }) => documents))
  const given = weighed(sources.map((source) => source.given))
  if (written.total + given.total === 0) {
    throw new UserError(
      'The texts to train on hold no pair: documents of several sentences are wanted.',
    )
  }
  const share = given.total === 0 ? 0 : written.total === 0 ? 1 : givenShare
  return (step, count) => {
    const random = createRandom(mixSeeds(seed, step))
    const pairs: Pair[] = []
    while (pairs.length < count) {
      const isGiven = random() < share
      const corpus = drawCorpus(isGiven ? given : written, random)
      const end = Math.min(count, pairs.length + groupPairs)
      while (pairs.length < end) {
        const pair = drawPair(corpus, isGiven ? givenMixture : baseMixture, random)
        if (!pair) break
        pairs.push(pair)
      }
    }
    return batchOf(pairs)
  }
}

interface Weighed {
  readonly corpora: readonly TokenCorpus[]
  readonly weights: readonly number[]
  readonly total: number
}

/** The corpora that have a pair, each with its weight. */
function weighed(all: readonly TokenCorpus[]): Weighed {
  const corpora = all.filter((corpus) => drawPair(corpus, baseMixture, createRandom(0)) !== null)
  const weights = corpora.map(({ tokens }) => fractionalPower(tokens, 0.7))
  return { corpora, weights, total: weights.reduce((sum, weight) => sum + weight, 0) }
}

function drawCorpus({ corpora, weights, total }: Weighed, random: () => number): TokenCorpus {
  let drawn = random() * total
  for (const [i, weight] of weights.entries()) {
    drawn -= weight
    if (drawn < 0) return corpora[i]
  }
  return corpora[corpora.length - 1]
}

/** `base` to a power in (0, 1), by square roots, which unlike `**` give the same bits in every engine. */
export function fractionalPower(base: number, exponent: number): number {
  let power = 1
  let root = base
  let rest = exponent
  for (let bit = 0; bit < 40; bit++) {
    root = Math.sqrt(root)
    rest *= 2
    if (rest < 1) continue
    power *= root
    rest -= 1
  }
  return power
}
