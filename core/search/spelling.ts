/**
 * Words that nobody knows, read as the nearest that the articles have: `pakitsan` as `pakistan`, and as two words where
 * articles write it so (parted-words.ts).
 *
 * A word is in doubt where neither an article nor the embedded model knows it, so nothing that is written as it
 * should be is read otherwise: neither a rare name that one article has, nor an everyday word that none has, which is
 * asked for by its meaning. The first letter is taken to be right, as it mostly is in misspelt words (Kukich 1992),
 * which spares comparing with most of what there is. One slip is forgiven from five letters on and two from nine, as
 * Meilisearch does.
 *
 * What a word may stand for are terms of the index, which are stems, and those words of the model, which are whole,
 * whose term an article has.
 */
import { type Index, passageAt, recordAt } from '../index/open.ts'
import type { KnownTerms } from '../index/segment.ts'
import { compareCodePoints, findPrefix, findString, stringAt } from '../index/strings.ts'
import { hasWord, lettersOf, type Vocabulary, visitWords } from '../model/vocabulary.ts'
import { distanceTo, longestMeasured } from '../text/edit-distance.ts'
import { findWords, foldLetters, type Word } from '../text/words.ts'
import type { Library } from './articles.ts'
import { partWord } from './parted-words.ts'
import { isStopWord, queryWords, termsOfWord } from './query-words.ts'
import { digit, forgiving, forgivingTerms, slipsOf } from './slips.ts'
import { wantBlocks } from './word-files.ts'

/** What words are known by. */
export interface Known {
  readonly index: Index
  readonly vocabulary: Vocabulary
  /** Terms of a base, which the index does not hold: those among which the words in doubt lie, and what they may stand for. */
  readonly read?: readonly KnownTerms[]
}

/** A word that the model does not know. */
export interface DoubtfulWord extends Word {
  /** In plain letters, as terms are. */
  readonly plain: string
  /** Whether it may be unfinished. */
  readonly isBegun: boolean
}

/** Words of a question that are read as others, at most: one with more is of another language. */
const mostRead = 3
/** Words of a question from which on it is, if nobody knows half of them. */
const leastForeign = 4
/** Words of the model that a word may stand for and that are looked for in files. */
const likesEach = 2
/** Letters from which on a word may be two, and characters of one with a digit. */
const [lettersForParts, charactersForParts] = [6, 3]

/**
 * `question` with words that nobody knows read as the nearest that the articles have, whether the articles' terms are
 * held or lie in files of a base; null where there is none to be read so.
 *
 * @param isTyped whether the last word may be unfinished, if nothing stands behind it
 */
export async function readSpelling(
  { index, base }: Library,
  vocabulary: Vocabulary,
  question: string,
  isTyped = false,
): Promise<string | null> {
  const known = { index, vocabulary }
  if (!base) return readHeld(known, question, isTyped)
  const inDoubt = wordsInDoubt(known, question, isTyped).filter(({ plain }) => slipsOf(plain) > 0)
  if (inDoubt.length === 0) return null
  const blocks = wantBlocks(base.words)
  // Of an unfinished word also what goes on from it, up to the last such term.
  const found = inDoubt.filter(({ text, plain, isBegun }) =>
    blocks.want([
      ...termsOfWord(index.manifest.languages, text),
      ...(isBegun ? [`${plain}\u{10ffff}`] : []),
    ]),
  )
  const around = await blocks.readTerms()
  const unknown = unknownAmong(found, { ...known, read: around }, question)
  // With their own, no more files than words may be read otherwise: a host lets a request read fifty.
  const likes = unknown.flatMap((word) => modelWordsLike(word, known).slice(0, likesEach))
  for (const { term } of likes.slice(0, mostRead - unknown.length)) blocks.want([term])
  const read = [...around, ...(await blocks.readTerms())]
  return replaceWords(question, unknown, (word) => meantBy(word, { ...known, read }))
}

/** The same by what the index holds. */
export function readHeld(known: Known, question: string, isTyped = false): string | null {
  const unknown = unknownAmong(wordsInDoubt(known, question, isTyped), known, question)
  return replaceWords(question, unknown, (word) => meantBy(word, known))
}

/**
 * The words of a question that the model does not know, no stop words, and that are long enough to be told from others.
 *
 * @param isTyped whether the last word may be unfinished, if nothing stands behind it
 */
export function wordsInDoubt(
  { index, vocabulary }: Known,
  question: string,
  isTyped: boolean,
): DoubtfulWord[] {
  const { languages } = index.manifest
  return findWords(question)
    .map((word) => ({
      ...word,
      plain: foldLetters(word.text),
      isBegun: isTyped && word.end === question.length,
    }))
    .filter(
      ({ text, plain, isBegun }) =>
        (slipsOf(plain) > 0 || mayBeParted(plain)) &&
        !hasWord(vocabulary, plain) &&
        !hasWord(vocabulary, text) &&
        !isStopWord(languages, text) &&
        !(isBegun && beginsWord(vocabulary, plain)),
    )
}

function beginsWord(vocabulary: Vocabulary, letters: string): boolean {
  const distance = distanceTo(letters)
  let begins = false
  visitWords(vocabulary, letters, (_, units, start, end) => {
    begins ||= distance(units, start, end, 'beginning') === 0
  })
  return begins
}

function mayBeParted(word: string): boolean {
  const least = digit.test(word) ? charactersForParts : lettersForParts
  return word.length >= least && word.length <= longestMeasured
}

/** `question` with what is meant by each of some of its words, in order, in their place; null where nothing is by any. */
export function replaceWords(
  question: string,
  words: readonly DoubtfulWord[],
  meantBy: (word: DoubtfulWord) => string | null,
): string | null {
  let read = ''
  let at = 0
  for (const word of words) {
    const meant = meantBy(word)
    if (meant === null) continue
    read += question.slice(at, word.start) + inCaseOf(question.charAt(word.start), meant)
    at = word.end
  }
  return at === 0 ? null : read + question.slice(at)
}

/** What articles have that is nearest to a word nobody knows; null where nothing is near. */
function meantBy(word: DoubtfulWord, known: Known): string | null {
  return partsOf(word, known) ?? nearestTo(word, known)
}

/** The two words that articles write for one. */
function partsOf({ text, plain, isBegun }: DoubtfulWord, { index }: Known): string | null {
  return isBegun || !mayBeParted(plain) ? null : partWord(index, text)
}

/** The words of a question that no article has; none where they are so many that it is of another language. */
function unknownAmong(
  inDoubt: readonly DoubtfulWord[],
  known: Known,
  question: string,
): readonly DoubtfulWord[] {
  const unknown = inDoubt.filter((word) => !isHeld(word, known))
  if (unknown.length === 0) return unknown
  const { written } = queryWords(known.index.manifest.languages, question)
  const isForeign = written.length >= leastForeign && unknown.length >= written.length / 2
  return isForeign || unknown.length > mostRead ? [] : unknown
}

/** Whether an article has a word, or one that begins as it does if it may be unfinished. */
function isHeld({ text, plain, isBegun }: DoubtfulWord, known: Known): boolean {
  const terms = termsOfWord(known.index.manifest.languages, text)
  return termsAtHand(known).some((part) => {
    if (terms.some((term) => findString(part.terms, term) >= 0)) return true
    const [first, end] = isBegun ? findPrefix(part.terms, plain) : [0, 0]
    return first < end
  })
}

/** All terms that are at hand. */
function termsAtHand({ index, read = [] }: Known): readonly KnownTerms[] {
  return [...index.segments, ...read]
}

/** A word that may be meant. */
interface Meant {
  readonly word: string
  readonly term: string
  readonly slips: number
  /** Whether `word` is one that somebody writes, and not a stem with the ending of another word. */
  readonly isWhole: boolean
  /** Whether only the stems are alike: that of `seperate` is as near to that of *several* as to that of *separate*. */
  readonly isByStem: boolean
}

/** The word that is fewest slips away, of several one that is so as a whole, and that articles say most; null if none is near. */
function nearestTo(word: DoubtfulWord, known: Known): string | null {
  if (slipsOf(word.plain) === 0) return null
  const parts = termsAtHand(known)
  const byTerm = new Map<string, Meant>()
  for (const meant of termsLike(word, known)) {
    const { slips = Number.POSITIVE_INFINITY } = byTerm.get(meant.term) ?? {}
    if (meant.slips < slips) byTerm.set(meant.term, meant)
  }
  // The nearest word of the model comes last and stays, since it is whole.
  for (const meant of modelWordsLike(word, known).reverse()) byTerm.set(meant.term, meant)
  const [nearest] = [...byTerm.values()]
    .map((meant) => ({ ...meant, count: countPostings(parts, meant.term) }))
    .filter(({ count }) => count > 0)
    .sort(
      (a, b) =>
        a.slips - b.slips ||
        Number(a.isByStem) - Number(b.isByStem) ||
        b.count - a.count ||
        compareCodePoints(a.word, b.word),
    )
  if (!nearest) return null
  return (nearest.isWhole ? null : findWritten(known.index, nearest.term)) ?? nearest.word
}

/**
 * A word of this term as the first article that is held writes it, in its text or in what it says of itself, in lower
 * case; null without such an article.
 */
function findWritten(index: Index, term: string): string | null {
  for (const segment of index.segments) {
    const row = findString(segment.terms, term)
    if (row < 0) continue
    const posting = segment.postingPassages[segment.postingStarts[row]]
    const document = segment.firstDocument + segment.passageDocuments[posting]
    const { title, headings, source, fields } = recordAt(index, document)
    const { text } = passageAt(index, document, segment.firstPassage + posting)
    const inText = [text, title, ...headings.map((heading) => heading.text)]
    const texts = [...inText, source ?? '', ...Object.values(fields).flat()]
    const isMeant = (word: Word) => termsOfWord(index.manifest.languages, word.text).includes(term)
    const found = texts.flatMap((text) => findWords(text)).find(isMeant)
    if (found) return found.text
  }
  return null
}

/** Words of the model that may be meant, nearest first, and of equals the most frequent; also such as no article has. */
export function modelWordsLike(
  { plain, isBegun }: DoubtfulWord,
  { index, vocabulary }: Known,
): Meant[] {
  const { languages } = index.manifest
  const slipsTo = forgiving(plain, isBegun)
  const found: Meant[] = []
  visitWords(vocabulary, plain, (row, units, start, end) => {
    const slips = slipsTo(units, start, end)
    if (slips === null) return
    const word = lettersOf(vocabulary, row)
    for (const term of termsOfWord(languages, word))
      found.push({ word, term, slips, isWhole: true, isByStem: false })
  })
  return found.sort((a, b) => a.slips - b.slips)
}

/** Terms that may be meant, by the word itself and by its stems. */
function* termsLike({ text, plain, isBegun }: DoubtfulWord, known: Known): Generator<Meant> {
  const { languages } = known.index.manifest
  for (const form of new Set([plain, ...termsOfWord(languages, text)])) {
    const slipsOfTerm = forgivingTerms(form, isBegun)
    // A stemmer takes an ending away, or puts another in its place (`ministry`, `ministri`).
    let common = 0
    while (common < form.length && form[common] === plain[common]) common++
    for (const { terms } of termsAtHand(known)) {
      const [first, end] = findPrefix(terms, String.fromCodePoint(form.codePointAt(0) ?? 0))
      for (let row = first; row < end; row++) {
        const slips = slipsOfTerm(terms, row)
        if (slips === null) continue
        const term = stringAt(terms, row)
        if (digit.test(term)) continue
        yield { word: withEnding(term), term, slips, isWhole: false, isByStem: form !== plain }
      }
    }
    /** The word of a stem, with the ending that was typed where it is one. */
    function withEnding(term: string): string {
      const word = term.slice(0, term.length - (form.length - common)) + plain.slice(common)
      return termsOfWord(languages, word).includes(term) ? word : term
    }
  }
}

/** How many passages have a term. */
export function countPostings(parts: readonly KnownTerms[], term: string): number {
  return parts.reduce((sum, { terms, postingStarts }) => {
    const row = findString(terms, term)
    return row < 0 ? sum : sum + postingStarts[row + 1] - postingStarts[row]
  }, 0)
}

/** `word` with a capital, if the letter it began with is one. */
function inCaseOf(letter: string, word: string): string {
  return letter === letter.toLowerCase() ? word : word.charAt(0).toUpperCase() + word.slice(1)
}
