/**
 * What there is to learn from articles: their passages as rows of a table of their own.
 *
 * Only the rows that the articles use take part, renumbered from 0, so that time and memory depend on
 * the articles and not on the model. Words that are frequent in them and that the model splits
 * into pieces, or cannot spell at all, get rows of their own.
 */
import { createRandom, drawNormal } from '../../random.ts'
import type { Article } from '../../text/passages.ts'
import { termsOf } from '../../text/words.ts'
import type { Model } from '../model.ts'
import { tokenize, unknownWords } from '../tokens.ts'
import { countRows, isWord, lettersOf, type Vocabulary, withWords } from '../vocabulary.ts'
import { addArticle } from './pairs.ts'
import { createTokenCorpus, type TokenCorpus } from './token-corpus.ts'

/** Articles ready to be learned. */
export interface Lesson {
  /** Their passages, as rows of this lesson. */
  readonly corpus: TokenCorpus
  /** Row in the model's table of each row of this lesson; added words come after all others there. */
  readonly rows: Uint16Array
  /** The words that were added, in order of their rows. */
  readonly words: readonly string[]
  /** Row-major rows x dimensions, where learning starts. */
  readonly start: Float32Array
  /** Rows of this lesson that stay as they are, ascending: stop words, which the model knows from far more texts. */
  readonly kept: readonly number[]
}

/** A word is added if at least this many passages hold it; fewer are too little to learn from. */
const leastPassages = 4
/** Most words that are added, the most frequent ones; fewer where rows would not fit in 16 bits. */
const mostWords = 16_000
const mostRows = 65_536
/** Standard deviation of a row that nothing is known of, as at the start of a base table. */
const unknownDeviation = 0.1

/** What `articles`, which are iterated twice, have to teach `model`; at most `most` words get rows. */
export function createLesson(model: Model, articles: Iterable<Article>, most = mostWords): Lesson {
  const words = frequentWords(model.vocabulary, articles).slice(0, most).sort()
  const vocabulary = withWords(model.vocabulary, words)
  const { corpus, rows, languages } = numberRows(vocabulary, articles)
  const kept = stopRows(model.vocabulary, rows, languages)
  return { corpus, rows, words, start: startOf(model, vocabulary, rows), kept }
}

/** Words without a row that enough passages hold, the most frequent first. */
function frequentWords(vocabulary: Vocabulary, articles: Iterable<Article>): string[] {
  const holding = new Map<string, number>()
  for (const { document, passages } of articles) {
    for (const { span } of passages) {
      const text = document.text.slice(...span)
      for (const word of new Set(unknownWords(vocabulary, text))) {
        holding.set(word, (holding.get(word) ?? 0) + 1)
      }
    }
  }
  return [...holding]
    .filter(([, passages]) => passages >= leastPassages)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, Math.min(mostWords, mostRows - vocabulary.rows))
    .map(([word]) => word)
}

/**
 * The articles as rows numbered in order of appearance, the model's row of each, and the articles'
 * languages. Every added word has a row, even if it only occurs beyond where texts are cut.
 */
function numberRows(vocabulary: Vocabulary, articles: Iterable<Article>) {
  const numbers = new Int32Array(countRows(vocabulary)).fill(-1)
  const rows: number[] = []
  const numberOf = (row: number) => {
    if (numbers[row] < 0) numbers[row] = rows.push(row) - 1
    return numbers[row]
  }
  const corpus = createTokenCorpus(numbers.length)
  const tokensOf = (text: string) => tokenize(vocabulary, text).map(numberOf)
  const languages = new Set<string>()
  for (const { document, passages } of articles) {
    addArticle(corpus, document, passages, tokensOf)
    languages.add(document.language)
  }
  for (let row = vocabulary.rows; row < numbers.length; row++) numberOf(row)
  return { corpus, rows: Uint16Array.from(rows), languages }
}

/** Which of `rows` are stop words of any of the languages; added words never are. */
function stopRows(vocabulary: Vocabulary, rows: Uint16Array, names: ReadonlySet<string>): number[] {
  const languages = [...names].map(termsOf)
  const isStop = (row: number) => {
    if (row >= vocabulary.rows || !isWord(vocabulary, row)) return false
    return languages.some(({ isStopWord }) => isStopWord(lettersOf(vocabulary, row)))
  }
  return Array.from(rows.keys()).filter((i) => isStop(rows[i]))
}

/**
 * Where each row starts: a row of the model as it is; an added word as the sum of its pieces, which
 * leaves every text where it was; one that has none at random, since nothing is known of it.
 */
function startOf(model: Model, vocabulary: Vocabulary, rows: Uint16Array): Float32Array {
  const { dimensions } = model
  const random = createRandom(1)
  const start = new Float32Array(rows.length * dimensions)
  rows.forEach((row, i) => {
    const place = start.subarray(i * dimensions, (i + 1) * dimensions)
    const pieces =
      row < model.vocabulary.rows
        ? [row]
        : tokenize(model.vocabulary, vocabulary.added?.words[row - model.vocabulary.rows] ?? '')
    for (const piece of pieces) addRow(model, piece, place)
    if (pieces.length === 0) {
      for (let d = 0; d < dimensions; d++) place[d] = unknownDeviation * drawNormal(random)
    }
  })
  return start
}

function addRow({ table, scales, dimensions }: Model, row: number, sum: Float32Array) {
  for (let d = 0; d < dimensions; d++) sum[d] += table[row * dimensions + d] * scales[row]
}
