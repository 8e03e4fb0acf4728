/**
 * Text to the model's tokens, exactly as the model was trained.
 *
 * Lower case, compatibility decomposition, marks dropped; a word is a run of
 * `[a-z0-9]`. A word the vocabulary has is one token. Any other is its longest
 * prefix that is a token and then, greedily, the longest known pieces of the rest.
 *
 * Words that a corpus added are looked up as well: those in Latin script before they are split into
 * pieces, and those of other scripts, which the file's tokens cannot spell, as core/text finds them.
 */
import { findWords, foldAccents, isAscii } from '../text/words.ts'
import { findToken, hasWord, type Vocabulary } from './vocabulary.ts'

/** Texts are cut here, as they were in training. */
export const mostTokens = 600
const longestPrefix = 24

/**
 * Rows of the tokens of `text` in order, at most `mostTokens`; words in other scripts come last, and
 * only those that were added.
 */
export function tokenize(vocabulary: Vocabulary, text: string): number[] {
  const plain = normalize(text)
  const tokens: number[] = []
  for (let at = 0; at < plain.length && tokens.length < mostTokens; ) {
    if (!isWordCharacter(plain.charCodeAt(at))) {
      at++
      continue
    }
    let end = at + 1
    while (end < plain.length && isWordCharacter(plain.charCodeAt(end))) end++
    pushWord(tokens, vocabulary, plain, at, end)
    at = end
  }
  if (vocabulary.added) {
    for (const word of foreignWords(text)) {
      const row = vocabulary.added.rowOf.get(word)
      if (row !== undefined) tokens.push(row)
    }
  }
  if (tokens.length > mostTokens) tokens.length = mostTokens
  return tokens
}

/** The words of `text` that have no row of their own and so might be added, as often as they occur. */
export function unknownWords(vocabulary: Vocabulary, text: string): string[] {
  const latin = normalize(text).match(/[a-z0-9]+/g) ?? []
  return [...latin, ...foreignWords(text)].filter((word) => !hasWord(vocabulary, word))
}

/** The words of `text` with a character that is not ASCII even without its accents. */
function foreignWords(text: string): string[] {
  if (isAscii(text)) return []
  return findWords(text)
    .map((word) => word.text)
    .filter((word) => !isAscii(foldAccents(word)))
}

/** What the model reads: lower case, no marks, a plain apostrophe, no possessive. */
function normalize(text: string): string {
  const lower = text.toLowerCase()
  const plain = isAscii(lower)
    ? lower
    : lower
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .replaceAll('’', "'")
  return plain.replaceAll("'s ", ' ')
}

function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}

function pushWord(
  tokens: number[],
  vocabulary: Vocabulary,
  text: string,
  start: number,
  end: number,
) {
  const inFile = findToken(vocabulary, 'word', text, start, end)
  const whole = inFile >= 0 ? inFile : (vocabulary.added?.rowOf.get(text.slice(start, end)) ?? -1)
  if (whole >= 0) {
    tokens.push(whole)
    return
  }
  let at = start
  for (let to = Math.min(end - 1, start + longestPrefix); to > start; to--) {
    const prefix = findToken(vocabulary, 'word', text, start, to)
    if (prefix < 0) continue
    tokens.push(prefix)
    at = to
    break
  }
  // Bounded: a word may be endless, like a key in hexadecimal, and each piece of it takes several look-ups.
  while (at < end && tokens.length < mostTokens) at = pushPiece(tokens, vocabulary, text, at, end)
}

/** Adds the longest piece at `at` and returns its end; skips a character that no piece begins with. */
function pushPiece(
  tokens: number[],
  vocabulary: Vocabulary,
  text: string,
  at: number,
  end: number,
): number {
  for (let to = Math.min(end, at + vocabulary.longestPiece); to > at; to--) {
    const piece = findToken(vocabulary, 'piece', text, at, to)
    if (piece < 0) continue
    tokens.push(piece)
    return to
  }
  return at + 1
}
