/**
 * The model's tokens, looked up without building anything first.
 *
 * A Map of 48,000 strings costs a fresh isolate 20 ms; this table costs nothing,
 * because it is stored as it is used: an open-addressing hash table of row numbers
 * over the letters of all tokens. A token is looked up by its character codes where
 * they stand in the text, so no substring is made either.
 */
import type { Section, Sections } from '../sections.ts'
import { codeUnits } from '../text/edit-distance.ts'

/** All tokens of a model. Rows below `firstPiece` are words; the file's others are pieces, which continue a word. */
export interface Vocabulary {
  /** Tokens of the file. */
  readonly rows: number
  readonly firstPiece: number
  /** Characters of the longest piece. */
  readonly longestPiece: number
  /** Letters of all tokens in row order, ASCII, without separators. */
  readonly letters: Uint8Array
  /** Characters of each token. */
  readonly lengths: Uint8Array
  /** Where the letters of every `stride`th token begin. */
  readonly starts: Uint32Array
  /** Row + 1 by hash, linear probing; 0 is free. A power of two long. */
  readonly slots: Uint16Array
  /** Words that a corpus added to those of the file; none unless the model was taught. */
  readonly added: AddedWords | null
}

/** Words with rows of their own after all others; of any script, as core/text finds them. */
export interface AddedWords {
  readonly words: readonly string[]
  /** Row of each. */
  readonly rowOf: ReadonlyMap<string, number>
}

/** `vocabulary` with these words after its own, in this order. */
export function withWords(vocabulary: Vocabulary, words: readonly string[]): Vocabulary {
  if (words.length === 0) return { ...vocabulary, added: null }
  const rowOf = new Map(words.map((word, i) => [word, vocabulary.rows + i]))
  return { ...vocabulary, added: { words, rowOf } }
}

/** Rows of the table: those of the file and those that were added. */
export function countRows({ rows, added }: Vocabulary): number {
  return rows + (added?.words.length ?? 0)
}

/** Whether a token is a word or the beginning of one, and not a piece. */
export function isWord({ rows, firstPiece }: Vocabulary, row: number): boolean {
  return row < firstPiece || row >= rows
}

const stride = 16
const slotCount = 65536

/** A word, or what continues one; tokens of the same letters differ by kind. */
export type TokenKind = 'word' | 'piece'

/** Row of the token of that kind that stands at `start` to `end` in `text`; -1 if none. */
export function findToken(
  vocabulary: Vocabulary,
  kind: TokenKind,
  text: string,
  start: number,
  end: number,
): number {
  const { slots, firstPiece } = vocabulary
  let slot = hash(kind, text, start, end) & (slots.length - 1)
  for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
    const row = slots[slot] - 1
    if (row < firstPiece === (kind === 'word') && isToken(vocabulary, row, text, start, end))
      return row
  }
  return -1
}

/** Whether `word`, in lower case and without accents, is a token, or was added. */
export function hasWord(vocabulary: Vocabulary, word: string): boolean {
  if (vocabulary.added?.rowOf.has(word)) return true
  return findToken(vocabulary, 'word', word, 0, word.length) >= 0
}

/**
 * Visits the words that begin with `letter`, a single code unit: those of the file by frequency, then added ones.
 * `visit` gets the row of each, and the code units and the place in them where the word stands.
 */
export function visitWords(
  { rows, firstPiece, letters, lengths, added }: Vocabulary,
  letter: string,
  visit: (row: number, units: ArrayLike<number>, start: number, end: number) => void,
): void {
  const unit = letter.charCodeAt(0)
  for (let row = 0, at = 0; row < firstPiece; at += lengths[row++]) {
    if (letters[at] === unit) visit(row, letters, at, at + lengths[row])
  }
  for (const [i, word] of added?.words.entries() ?? []) {
    if (word.charCodeAt(0) === unit) visit(rows + i, codeUnits(word), 0, word.length)
  }
}

/** The letters of a token, without the `##` of a piece. */
export function lettersOf(vocabulary: Vocabulary, row: number): string {
  if (row >= vocabulary.rows) return vocabulary.added?.words[row - vocabulary.rows] ?? ''
  const at = startOf(vocabulary, row)
  return String.fromCharCode(...vocabulary.letters.subarray(at, at + vocabulary.lengths[row]))
}

/** FNV-1a over the letters, started differently for each kind. */
function hash(kind: TokenKind, text: string, start: number, end: number): number {
  let hash = kind === 'word' ? 0x811c9dc5 : 0x01000193
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  // The low bits are the weakest: fold the high ones in.
  return hash ^ (hash >>> 16)
}

function isToken(vocabulary: Vocabulary, row: number, text: string, start: number, end: number) {
  const { letters, lengths } = vocabulary
  if (lengths[row] !== end - start) return false
  let at = startOf(vocabulary, row)
  for (let i = start; i < end; i++) if (letters[at++] !== text.charCodeAt(i)) return false
  return true
}

function startOf({ starts, lengths }: Vocabulary, row: number): number {
  let at = starts[Math.floor(row / stride)]
  for (let before = row - (row % stride); before < row; before++) at += lengths[before]
  return at
}

/**
 * A vocabulary from its tokens in row order: words first, then pieces, which begin with `##`.
 *
 * @throws RangeError for a token that is not 1 to 255 of `[a-z0-9]`, a duplicate, or out of order
 */
export function createVocabulary(tokens: readonly string[]): Vocabulary {
  const first = tokens.findIndex((token) => token.startsWith('##'))
  const firstPiece = first < 0 ? tokens.length : first
  const texts = tokens.map((token, row) => (row < firstPiece ? token : token.replace(/^##/, '')))
  const late = tokens.findIndex((token, row) => row > firstPiece && !token.startsWith('##'))
  if (late >= 0)
    throw new RangeError(`token ${late} is the word "${tokens[late]}"; words come before pieces`)
  const wrong = texts.findIndex((text) => !/^[a-z0-9]{1,255}$/.test(text))
  if (wrong >= 0)
    throw new RangeError(`token ${wrong} is "${tokens[wrong]}"; letters a-z and digits are wanted`)
  if (tokens.length >= slotCount)
    throw new RangeError(`${tokens.length} tokens; below ${slotCount} are wanted`)

  const vocabulary = {
    rows: tokens.length,
    firstPiece,
    longestPiece: Math.max(0, ...texts.slice(firstPiece).map((text) => text.length)),
    letters: new TextEncoder().encode(texts.join('')),
    lengths: Uint8Array.from(texts, (text) => text.length),
    starts: new Uint32Array(Math.ceil(tokens.length / stride)),
    slots: new Uint16Array(slotCount),
    added: null,
  }
  texts.reduce((at, text, row) => {
    if (row % stride === 0) vocabulary.starts[row / stride] = at
    return at + text.length
  }, 0)
  for (const [row, text] of texts.entries()) place(vocabulary, text, row)
  return vocabulary
}

function place(vocabulary: Vocabulary, text: string, row: number) {
  const { slots, firstPiece } = vocabulary
  const kind = row < firstPiece ? 'word' : 'piece'
  const twin = findToken(vocabulary, kind, text, 0, text.length)
  if (twin >= 0) throw new RangeError(`token ${row} is "${text}", as is token ${twin}`)
  let slot = hash(kind, text, 0, text.length) & (slots.length - 1)
  while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
  slots[slot] = row + 1
}

/** The tokens in row order, as `createVocabulary` takes them. */
export function listTokens({ rows, firstPiece, letters, lengths }: Vocabulary): string[] {
  const decoder = new TextDecoder()
  let at = 0
  return Array.from({ length: rows }, (_, row) => {
    at += lengths[row]
    const text = decoder.decode(letters.subarray(at - lengths[row], at))
    return row < firstPiece ? text : `##${text}`
  })
}

/** The sections a vocabulary is stored in. */
export function vocabularySections(vocabulary: Vocabulary): Record<string, Section> {
  const { letters, lengths, starts, slots } = vocabulary
  return { letters, lengths, starts, slots }
}

/** The vocabulary in a file's sections; `sizes`, which they do not tell, come from its header. */
export function readVocabulary(
  file: Sections,
  sizes: Pick<Vocabulary, 'rows' | 'firstPiece' | 'longestPiece'>,
): Vocabulary {
  return {
    rows: sizes.rows,
    firstPiece: sizes.firstPiece,
    longestPiece: sizes.longestPiece,
    letters: file.section('letters', 'Uint8Array'),
    lengths: file.section('lengths', 'Uint8Array'),
    starts: file.section('starts', 'Uint32Array'),
    slots: file.section('slots', 'Uint16Array'),
    added: null,
  }
}
