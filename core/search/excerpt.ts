/**
 * What is shown of an article: the passage, the sentence in it that answers, and the marked words.
 *
 * Chosen after ranking, for the few articles on a page. Both legs have a say, because a
 * name is found by its letters and a paraphrase by its meaning.
 */
import { type Index, passageAt, passagesOf, recordAt } from '../index/open.ts'
import type { Span } from '../protocol.ts'
import { headingPath, withContext } from '../text/document.ts'
import { splitSentences, type TokenSentence } from '../text/sentences.ts'
import { foldAccents, termsOf, type Word, type WordFilter } from '../text/words.ts'
import { isStopWord, type QueryWords } from './query/query-words.ts'
import type { VectorsFound } from './scan.ts'
import type { WordsFound } from './words.ts'

/** Weight of the share of the query's words beside similarity, which is seldom above 0.7. */
const passageWordsShare = 0.3
/** In a sentence words count more: it has few, and an answer often repeats the question. */
const sentenceWordsShare = 0.8

/** A passage of an article, and the evidence for it. */
export interface ChosenPassage {
  /** Number of the passage. */
  readonly passage: number
  /**
   * Its similarity, plus 0.3 times the share of the query's words it holds, by weight: about
   * [0, 1.3]. It compares across queries, because a word that no article has counts against it.
   */
  readonly evidence: number
}

/** What the legs say of passages; null for a leg that did not run. */
export interface PassageLegs {
  readonly vectors: VectorsFound | null
  readonly words: WordsFound | null
}

/** The passage of `document` with the most evidence, the first of equals. */
export function choosePassage(index: Index, document: number, legs: PassageLegs): ChosenPassage {
  const [first, end] = passagesOf(index, document)
  const evidenceOf = createEvidence(legs)
  let best = { passage: first, evidence: Number.NEGATIVE_INFINITY }
  for (let passage = first; passage < end; passage++) {
    const evidence = evidenceOf(passage)
    if (evidence > best.evidence) best = { passage, evidence }
  }
  return best
}

/**
 * The evidence for the chosen passage of `document`, by another cosine than that of the index's vectors.
 *
 * Teaching moves texts apart, and queries from their answers, so the untaught cosine separates answerable from
 * unanswerable queries better.
 *
 * @param similarityTo cosine of the query and a text; left out, or where no vector ranked, the index's own counts
 */
export function evidenceOf(
  index: Index,
  document: number,
  legs: PassageLegs,
  similarityTo?: (text: string) => number,
): ChosenPassage {
  const chosen = choosePassage(index, document, legs)
  if (!similarityTo || !legs.vectors) return chosen
  const { passage, evidence } = chosen
  const similarity = similarityTo(embeddedText(index, document, passage))
  return { passage, evidence: evidence - legs.vectors.passages[passage] + similarity }
}

/** A passage as it was embedded and indexed, with its title and headings. */
export function embeddedText(index: Index, document: number, passage: number): string {
  const { title, headings } = recordAt(index, document)
  const { text, heading } = passageAt(index, document, passage)
  return withContext(title, headingPath(headings, heading), text)
}

/** The `k` passages of `document` with the most evidence, the first of equals first. */
export function bestPassages(
  index: Index,
  document: number,
  legs: PassageLegs,
  k: number,
): number[] {
  const [first, end] = passagesOf(index, document)
  const passages = Array.from({ length: end - first }, (_, i) => first + i)
  if (passages.length <= k) return passages
  const evidenceOf = createEvidence(legs)
  const evidence = passages.map(evidenceOf)
  return passages.sort((a, b) => evidence[b - first] - evidence[a - first] || a - b).slice(0, k)
}

/** The evidence for a passage, as `ChosenPassage` has it. */
export function createEvidence({ vectors, words }: PassageLegs): (passage: number) => number {
  return (passage) => {
    const similarity = vectors ? vectors.passages[passage] : 0
    if (words === null || words.weight === 0) return similarity
    return similarity + (passageWordsShare * words.weightByPassage[passage]) / words.weight
  }
}

/** Cosine of the query and a text, or the text of which these are the tokens. */
export type SimilarityTo = (text: string | readonly number[]) => number

/**
 * The sentence of `text` that answers best, the first of equals; `[0, 0]` for an empty text.
 *
 * @param sentences    of the text; null to find them in it
 * @param similarityTo left out, words alone decide
 */
export function chooseSentence(
  text: string,
  sentences: readonly TokenSentence[] | null,
  marks: readonly Mark[],
  weights: Float32Array,
  similarityTo?: SimilarityTo,
): Span {
  const weight = weights.reduce((sum, each) => sum + each, 0)
  // Number of the last sentence in which each word was met, from 1.
  const metIn = Array.from(weights, () => 0)
  let at = 0
  let best: Span = [0, 0]
  let most = Number.NEGATIVE_INFINITY
  const spans = sentences?.map(({ span }) => span) ?? splitSentences(text)
  for (const [i, span] of spans.entries()) {
    const [start, end] = span
    let score = similarityTo ? similarityTo(sentences?.[i].tokens ?? text.slice(start, end)) : 0
    for (; at < marks.length && marks[at].span[0] < end; at++) {
      const { span, word } = marks[at]
      if (span[0] < start || span[1] > end || metIn[word] === i + 1) continue
      metIn[word] = i + 1
      if (weight > 0) score += (sentenceWordsShare * weights[word]) / weight
    }
    if (score > most) {
      most = score
      best = span
    }
  }
  return best
}

/** A word of the query in a text. */
export interface Mark {
  readonly span: Span
  /** Its row among the words looked for. */
  readonly word: number
}

/**
 * Every place in a text where a word of the query stands, inflected forms included, in order. A stop word stands for
 * none, unless the query has nothing else: `up` has the term of `UPS`.
 *
 * @param text its words, as `findWords` gives them; stemming is what costs, so those that begin otherwise
 *   (`beginsLike`) may be left out
 */
export function findMarks(
  text: readonly Word[],
  { words, content }: Pick<QueryWords, 'words' | 'content'>,
  languages: readonly string[],
): Mark[] {
  const wanted = new Map<string, number>()
  words.forEach((terms, i) => {
    for (const term of terms) wanted.set(term, i)
  })
  const stems = languages.map((code) => termsOf(code).termOf)
  const marks: Mark[] = []
  for (const { text: word, start, end } of text) {
    for (const termOf of stems) {
      const found = wanted.get(termOf(word))
      if (found === undefined || (content && isStopWord(languages, word))) continue
      marks.push({ span: [start, end], word: found })
      break
    }
  }
  return marks
}

/** Code units from here on may be accented. */
const beyondAscii = 0x80
/** The bit that lowers a capital of ASCII; small letters and digits have it. */
const smallBit = 0x20
/** A stemmer may change the second letter of what becomes a shorter term, as of `eyed`. */
const lettersThatKeep = 4

/**
 * Whether a word may have one of `terms` as its term, by its first two letters, as they are written.
 *
 * A stemmer leaves the first letter alone, and the second of a term of four letters or more: of 183,000
 * words of English texts, stemmed in all 16 languages, 13 lost the first, in Turkish, and one the second.
 */
export function beginsLike(terms: Iterable<string>): WordFilter {
  // For each first letter a bit set of second letters, modulo 32; collisions only let more words through.
  const seconds = new Int32Array(beyondAscii)
  for (const term of terms) {
    const first = term.charCodeAt(0)
    if (first < beyondAscii)
      seconds[first] |= term.length < lettersThatKeep ? -1 : 1 << (term.charCodeAt(1) & 31)
  }
  return (text, start, end) => {
    const first = text.charCodeAt(start)
    // The second may be an accent of the first.
    const second = start + 1 < end ? text.charCodeAt(start + 1) : 0
    if (first >= beyondAscii || second >= beyondAscii) return true
    const wanted = seconds[first | smallBit]
    return second === 0 ? wanted !== 0 : ((wanted >> (second & 31)) & 1) === 1
  }
}

/**
 * Every place in a text where one of the words `near` to the query's stands, in order; none touches
 * one of `marks`.
 *
 * @param text its words; those that begin otherwise may be left out
 */
export function findNear(
  text: readonly Word[],
  near: readonly { readonly passage: string }[],
  marks: readonly Mark[],
): Mark[] {
  if (near.length === 0) return []
  const wanted = new Map(near.map(({ passage }, i) => [passage, i]))
  const found: Mark[] = []
  for (const { text: written, start, end } of text) {
    // A word of another script is known with its accents.
    const word = wanted.get(foldAccents(written)) ?? wanted.get(written)
    if (word === undefined) continue
    if (marks.some(({ span }) => span[0] < end && span[1] > start)) continue
    found.push({ span: [start, end], word })
  }
  return found
}

/** The spans of `marks`, with those that overlap joined. */
export function joinMarks(marks: readonly Mark[]): Span[] {
  const spans: [number, number][] = []
  for (const { span } of marks) {
    const last = spans.at(-1)
    if (last && span[0] < last[1]) last[1] = Math.max(last[1], span[1])
    else spans.push([span[0], span[1]])
  }
  return spans
}
