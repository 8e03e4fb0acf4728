/**
 * Words as the words leg counts them.
 *
 * A word is a run of letters and digits of any script. Scripts that put no space
 * between words (Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar) give every pair of
 * neighbouring characters instead, which needs no dictionary and so gives the same
 * words on every machine. A word is compared by its stem, in plain Latin letters.
 */
import { type Language, languages, unknownLanguage } from './languages.ts'

/** A word and where it stands. */
export interface Word {
  /** In lower case and composed (NFKC), accents kept; two characters of a dense script. */
  readonly text: string
  /** UTF-16 code units. */
  readonly start: number
  readonly end: number
}

const other = 1
const letter = 2
const dense = 3
/** Continues a word but begins none: an accent, or the variation selector of an emoji. */
const mark = 4

/** Kind of each UTF-16 code unit, computed on first use; 0 is not yet known. */
const kinds = new Uint8Array(65536)
const letters = /[\p{L}\p{N}\p{M}]/u
const denseScripts =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]/u

function kindOf(character: string): number {
  if (!letters.test(character)) return other
  if (denseScripts.test(character)) return dense
  return /\p{M}/u.test(character) ? mark : letter
}

/** Kind of the character at `at`; one outside the first plane takes two code units. */
function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if (unit >= 0xd800 && unit < 0xdc00)
    return kindOf(String.fromCodePoint(text.codePointAt(at) as number))
  if (kinds[unit] === 0) kinds[unit] = kindOf(text[at])
  return kinds[unit]
}

const widthAt = (text: string, at: number) => ((text.codePointAt(at) as number) > 0xffff ? 2 : 1)

/** Whether a place in a text lies within a character of two code units. */
export function isWithinPair(text: string, at: number): boolean {
  return /[\udc00-\udfff]/.test(text[at])
}

/** Whether a word that stands at `start` to `end` in `text` is wanted. */
export type WordFilter = (text: string, start: number, end: number) => boolean

/**
 * The words of `text` in order; pairs of a dense script overlap by one character.
 *
 * @param isWanted others are left out, which saves normalizing them; not asked for pairs of a dense script
 */
export function findWords(text: string, isWanted: WordFilter | null = null): Word[] {
  const words: Word[] = []
  for (let at = 0; at < text.length; ) {
    const kind = kindAt(text, at)
    let end = at + widthAt(text, at)
    if (kind === letter || kind === dense) {
      while (end < text.length && goesOn(kind, kindAt(text, end))) end += widthAt(text, end)
      if (kind === dense) pushPairs(words, text, at, end)
      else if (isWanted === null || isWanted(text, at, end))
        words.push({ text: normalizeWord(text.slice(at, end)), start: at, end })
    }
    at = end
  }
  return words
}

const goesOn = (kind: number, next: number) => next === kind || (next === mark && kind === letter)

function pushPairs(words: Word[], text: string, start: number, end: number) {
  let at = start
  let second = at + widthAt(text, at)
  if (second === end) words.push({ text: normalizeWord(text.slice(start, end)), start, end })
  while (second < end) {
    const third = second + widthAt(text, second)
    words.push({ text: normalizeWord(text.slice(at, third)), start: at, end: third })
    at = second
    second = third
  }
}

function normalizeWord(word: string): string {
  return isAscii(word) ? word.toLowerCase() : word.normalize('NFKC').toLowerCase()
}

/** Whether a text has no character beyond ASCII. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** How many words `text` has; every character of a dense script counts as one. */
export function countWords(text: string): number {
  let count = 0
  let before = other
  for (let at = 0; at < text.length; at += widthAt(text, at)) {
    const kind = kindAt(text, at)
    if (kind === dense || (kind === letter && before !== letter)) count++
    if (!goesOn(before, kind)) before = kind
  }
  return count
}

/** Turns words into the terms that are indexed and looked for. */
export interface Terms {
  /** The term of a word: its stem in plain letters. */
  readonly termOf: (word: string) => string
  readonly isStopWord: (word: string) => boolean
}

/** Most stems that are remembered, and letters of their words: hostile queries must not fill an isolate. */
const mostRemembered = 50_000
const longestRemembered = 40

const ofLanguage = new Map<string, Terms>()

/** Terms of one language (ISO 639-1); stems are remembered, since few words make most of a text. */
export function termsOf(code: string): Terms {
  const known = ofLanguage.get(code)
  if (known) return known
  const language: Language = Object.hasOwn(languages, code) ? languages[code] : unknownLanguage
  // Also without accents, as the embedded model's tokens have them, and with the letters that many people type.
  const stopWords = new Set(
    language.stopWords
      .flatMap((word) => findWords(word).map((w) => w.text))
      .flatMap((word) => [word, foldAccents(word), foldLetters(word)]),
  )
  const findTerm = (word: string) => {
    const written = language.isPlain ? foldLetters(word) : word
    return foldLetters(/\d/.test(written) ? written : language.stem(written))
  }
  let stems = new Map<string, string>()
  const termOf = (word: string) => {
    if (word.length > longestRemembered) return findTerm(word)
    let term = stems.get(word)
    if (term === undefined) {
      term = findTerm(word)
      if (stems.size >= mostRemembered) stems = new Map()
      stems.set(word, term)
    }
    return term
  }
  const terms = { termOf, isStopWord: (word: string) => stopWords.has(word) }
  ofLanguage.set(code, terms)
  return terms
}

/** `résumé` to `resume`: combining marks dropped, composed letters kept in other scripts. */
export function foldAccents(word: string): string {
  if (isAscii(word)) return word
  return word
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
}

/** Letters that do not decompose, as Unicode's transliteration from Latin to ASCII (CLDR) writes them. */
const plainLetters: Readonly<Record<string, string>> = {
  ...{ æ: 'ae', œ: 'oe', ø: 'o', ß: 'ss', þ: 'th', ð: 'd', đ: 'd' },
  ...{ ħ: 'h', ı: 'i', ł: 'l', ŋ: 'ng', ŧ: 't' },
}
const lettersToFold = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g')

/** A word in lower case as people type it whose keyboard lacks its letters: `œuvré` to `oeuvre`, `łódź` to `lodz`. */
export function foldLetters(word: string): string {
  return foldAccents(word).replace(lettersToFold, (letter) => plainLetters[letter])
}
