/**
 * Whether anything that was found likely answers.
 *
 * An article is judged by the evidence of its passage (excerpt.ts), since ranks and scores only compare within one
 * answer, and something always comes first.
 */
import { type Index, passagesOf, recordAt } from '../index/open.ts'
import { findWords, foldLetters } from '../text/words.ts'
import { embeddedText, evidenceOf } from './excerpt.ts'
import type { Hit } from './hit.ts'
import { shareOf } from './membership.ts'
import { findBorders, spareBorders } from './query/borders.ts'
import type { QueryWords } from './query/query-words.ts'
import type { Legs } from './rank.ts'

/** First articles that are judged: only what a person sees first can answer. */
export const lookedAt = 10

/** Share of the words asked for, by weight, that makes a passage an answer where no vector ranked. */
const enoughWords = 0.6

/** Fewest stop words that make a remembered line; fewer stand together by chance. */
const wordsOfLine = 4

/**
 * The first article that likely answers, undefined if none of the first ones does: its passage has enough evidence, or
 * one of its passages holds every content word, as with rare names, whose vectors are weak.
 * Stop words count only in a title or a line that was asked for whole, and pairs across the border of two
 * words (query/borders.ts) may be missing.
 */
export function firstAnswer(
  index: Index,
  q: string,
  ranked: readonly Hit[],
  legs: Legs,
  baseSimilarityTo?: (text: string) => number,
): Hit | undefined {
  const { vectors, asked } = legs
  const words = asked.content ? legs.words : null
  const borders = words ? findBorders(q, asked) : []
  const { threshold } = index.manifest.confidence
  const speaksFor = ({ document }: Hit) => {
    const seen = { vectors, words }
    const { passage, evidence } = evidenceOf(index, document, seen, baseSimilarityTo)
    if (vectors && evidence >= threshold) return true
    if (!words) return false
    const spared =
      borders.length > 0 ? spareBorders(borders, embeddedText(index, document, passage)) : []
    if (!vectors) {
      const spare = spared.reduce((sum, row) => sum + words.weights[row], 0)
      return words.weightByPassage[passage] + spare >= shareOf(words.weight, enoughWords)
    }
    if (words.heldByPassage[passage] + spared.length === asked.words.length) return true
    const held = words.heldByPassage.subarray(...passagesOf(index, document))
    return held.some((count) => count === asked.words.length)
  }
  const answer = ranked.slice(0, lookedAt).find(speaksFor)
  if (answer) return answer
  const [best] = ranked
  return best && isAskedForWhole(index, q, best, asked) ? best : undefined
}

/** Whether the query is the article's title or, if it has only stop words, a line of the article. */
function isAskedForWhole(
  index: Index,
  q: string,
  { document, asAsked }: Hit,
  { content, sequence }: QueryWords,
): boolean {
  const line = plainWords(q)
  if (line === '') return false
  if (plainWords(recordAt(index, document).title) === line) return true
  if (content || !asAsked || sequence.length < wordsOfLine) return false
  return ` ${plainWords(embeddedText(index, document, asAsked.passage))} `.includes(` ${line} `)
}

/** The words of a text, without punctuation, capitals and accents. */
const plainWords = (text: string) =>
  findWords(text)
    .map((word) => foldLetters(word.text))
    .join(' ')
