/**
 * Unknown words, read as the nearest that the articles have: `pakitsan` as `pakistan`; or as two words where articles
 * write them so (parted-words.ts).
 *
 * A word is unknown if neither an article nor the embedded model has it, so nothing that is spelt right is read
 * otherwise: neither a rare name that one article has, nor an everyday word that none has, which is found by its meaning.
 * The first letter is taken to be right, as it mostly is in misspelt words (Kukich 1992), which spares most comparisons.
 * One slip is forgiven from five letters on and two from nine, as Meilisearch does.
 *
 * A word may stand for a term of the index, which is a stem, or for a word of the model, which is whole, if an article
 * has its term.
 */
import { type Index, passageAt, recordAt } from '../../index/open.ts'
import type { KnownTerms } from '../../index/segment.ts'
import { compareCodePoints, findPrefix, findString, stringAt } from '../../index/strings.ts'
import { hasWord, lettersOf, type Vocabulary, visitWords } from '../../model/vocabulary.ts'
import { distanceTo, longestMeasured } from '../../text/edit-distance.ts'
import { findWords, foldLetters, type Word } from '../../text/words.ts'
import type { Library } from '../articles.ts'
import { wantBlocks } from '../base/word-files.ts'
import { partWord } from './parted-words.ts'
import { countPostings, isStopWord, queryWords, termsOfWord } from './query-words.ts'
import { digit, forgiving, forgivingTerms, slipsOf } from './slips.ts'

/** What decides whether a word is known. */
export interface Known {
  readonly index: Index
  readonly vocabulary: Vocabulary
  /** Terms of a base that were read from files, in blocks where words in doubt, and what they may stand for, would lie. */
  readonly read?: readonly KnownTerms[]
}

/** A word that the model does not know. */
export interface DoubtfulWord extends Word {
  /** In plain letters, as terms are. */
  readonly plain: string
  /** Whether it may be unfinished. */
  readonly isBegun: boolean
}

/** Most words of a question that are read otherwise; one with more unknown words is in another language. */
const mostRead = 3
/** Fewest words of a question that is in another language if half of them are unknown. */
const leastForeign = 4
/** How many of the model's words nearest to an unknown word are looked for in files. */
const likesEach = 2
/** Fewest letters of a word that may be two, and fewest characters of one with a digit. */
const [lettersForParts, charactersForParts] = [6, 3]

/**
 * `question` with unknown words replaced by the nearest that the articles have, whether the articles' terms are held
 * or lie in files of a base; null if none is replaced.
 *
 * @param isTyped whether the last word may be unfinished, if nothing follows it
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
  // For an unfinished word, also the block of the last term that begins with it.
  const found = inDoubt.filter(({ text, plain, isBegun }) =>
    blocks.want([
      ...termsOfWord(index.manifest.languages, text),
      ...(isBegun ? [`${plain}\u{10ffff}`] : []),
    ]),
  )
  const around = await blocks.readTerms()
  const unknown = unknownAmong(found, { ...known, read: around }, question)
  // Three files at most, those of the unknown words included: a host lets a request read fifty.
  const likes = unknown.flatMap((word) => modelWordsLike(word, known).slice(0, likesEach))
  for (const { term } of likes.slice(0, mostRead - unknown.length)) blocks.want([term])
  const read = [...around, ...(await blocks.readTerms())]
  return replaceWords(question, unknown, (word) => meantBy(word, { ...known, read }))
}

/** The same, by the terms that the index holds. */
export function readHeld(known: Known, question: string, isTyped = false): string | null {
  const unknown = unknownAmong(wordsInDoubt(known, question, isTyped), known, question)
  return replaceWords(question, unknown, (word) => meantBy(word, known))
}

/**
 * The words of a question that the model does not know, that are no stop words and long enough to be read otherwise.
 *
 * @param isTyped whether the last word may be unfinished, if nothing follows it
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

/** `question` with some of its words, which are in order, replaced by what each means; null if none means anything. */
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

/** What an unknown word is read as: two words of the articles, or the nearest one; null if nothing is near. */
function meantBy(word: DoubtfulWord, known: Known): string | null {
  const parts = !word.isBegun && mayBeParted(word.plain) ? partWord(known.index, word.text) : null
  return parts ?? nearestTo(word, known)
}

/** The words of a question that no article has; none if they are so many that it is in another language. */
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

/** Whether an article has a word or, if that may be unfinished, one that begins with it. */
function isHeld({ text, plain, isBegun }: DoubtfulWord, known: Known): boolean {
  const terms = termsOfWord(known.index.manifest.languages, text)
  return termsAtHand(known).some((part) => {
    if (terms.some((term) => findString(part.terms, term) >= 0)) return true
    const [first, end] = isBegun ? findPrefix(part.terms, plain) : [0, 0]
    return first < end
  })
}

/** The terms of all segments, and those read from files. */
function termsAtHand({ index, read = [] }: Known): readonly KnownTerms[] {
  return [...index.segments, ...read]
}

/** A word that may be meant. */
interface Meant {
  readonly word: string
  readonly term: string
  readonly slips: number
  /** Whether `word` is a real word, and not a stem with the ending of another word. */
  readonly isWhole: boolean
  /** Whether only stems are alike: that of `seperate` is as near to that of *several* as to that of *separate*. */
  readonly isByStem: boolean
}

/** The word fewest slips away; of several, one that is so not by its stem alone, then the most frequent; null if none is near. */
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
    .map((meant) => ({ ...meant, count: countPostings(parts, [meant.term]) }))
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
 * A word of this term as the first article in memory that has it writes it, in its text, title, headings or fields, in
 * lower case; null if no article in memory has it.
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

/** Words of the model that may be meant, nearest first, of equals the most frequent; even those that no article has. */
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
    // A stemmer removes an ending, or replaces it (`ministry`, `ministri`).
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
    /** A stem with the ending that was typed, if that makes a word of this stem; else the stem. */
    function withEnding(term: string): string {
      const word = term.slice(0, term.length - (form.length - common)) + plain.slice(common)
      return termsOfWord(languages, word).includes(term) ? word : term
    }
  }
}

/** `word`, with a capital if `letter` is one. */
function inCaseOf(letter: string, word: string): string {
  return letter === letter.toLowerCase() ? word : word.charAt(0).toUpperCase() + word.slice(1)
}
