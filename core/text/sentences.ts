/**
 * Where sentences begin and end, in any text, however it is punctuated.
 *
 * Rules rather than Intl.Segmenter, whose data differs from one runtime to the
 * next: the same article must give the same passages everywhere. A full stop ends
 * a sentence unless it belongs to an abbreviation, an initial, a number or an
 * ordinal; a line break always does, because whatever reads articles puts one between blocks, list items
 * and lines of code and nowhere else.
 */
import type { Span } from '../protocol.ts'

/** A sentence and its tokens, as rows of a model's table, stop words included. */
export interface TokenSentence {
  /** In the text that was split. */
  readonly span: Span
  /** In order. */
  readonly tokens: readonly number[]
}

/** Abbreviations that a name or number follows, so that their full stop ends no sentence. */
const beforeNames = new Set(
  (
    'mr mrs ms dr prof rev fr sr jr st gen lt col maj capt sgt cpl cmdr adm gov sen rep pres hon ' +
    'messrs mme mlle supt insp det ambassador amb vs v cf eg ie viz approx ca no nos vol fig figs ' +
    'sec ch pp p art dept univ est ft mt inc ltd co corp bros jan feb mar apr jun jul aug sep sept ' +
    'oct okt nov dec dez mon tue wed thu fri sat sun al'
  ).split(' '),
)

/** Those of them that also end sentences, if a word that opens one follows. */
const endsToo = new Set('inc ltd co corp bros al no jr sr sec art v p mar sat sun'.split(' '))

/**
 * What follows and what precedes an ordinal in German, the one language that writes a full stop after
 * ordinals and a capital after the full stop: "am 3. Oktober", "im 19. Jahrhundert". Elsewhere a small
 * letter follows, which continues the sentence anyway. A noun must still come after an article; "am" and
 * "die" are left out, since they are English words, too.
 */
const months = new Set(
  (
    'januar jänner februar feber märz april mai juni juli august september oktober november ' +
    'dezember jan feb mär apr jun jul aug sep sept okt nov dez'
  ).split(' '),
)
const articles = new Set('der das dem des im vom zum zur beim'.split(' '))

/** Marks that close after a stop without a space, even quotes that open in other languages and close in German. */
const closing = /["'”’“‘»«›‹)\]}*_」』）】》〉]/
/** A closing quote after a space, as in French. */
const spacedClosing = /[^\S\n][»›](?!\S)/y
/** Stops of scripts other than Latin, which end a sentence wherever they stand. */
const others = '。！？｡।॥؟۔։።፧။។៕'
const stops = new RegExp(`[.!?…${others}]`)
/** Everything that can end a sentence. */
const breaks = new RegExp(`[\\n.!?…${others}]`, 'g')
const wideStops = new RegExp(`[${others}]`)

/**
 * Spans of the sentences of `text`, in order, without the white space around
 * them. Every character that is not white space lies in exactly one span.
 */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = []
  let start = 0
  let seen = 0
  const close = (end: number) => {
    const span = trim(text, start, end)
    if (span) spans.push(span)
    start = end
  }
  for (const { index: at, 0: character } of text.matchAll(breaks)) {
    if (at < seen) continue
    if (character === '\n') {
      close(at)
      continue
    }
    let end = at + 1
    while (end < text.length && (stops.test(text[end]) || closing.test(text[end]))) end++
    spacedClosing.lastIndex = end
    if (spacedClosing.test(text)) end = spacedClosing.lastIndex
    seen = end
    if (wideStops.test(text.slice(at, end)) || endsSentence(text, start, at, end)) close(end)
  }
  close(text.length)
  return spans
}

/** Whether the stop at `at`, whose run of stops and closing marks ends at `end`, ends a sentence. */
function endsSentence(text: string, start: number, at: number, end: number): boolean {
  if (end >= text.length) return true
  if (!/\s/.test(text[end])) return false
  const next = firstLetter(text, end)
  if (text[at] !== '.' || end - at > 1) {
    // "Really?" she asked: a small letter continues the sentence.
    return !/\p{Ll}/u.test(next)
  }
  if (/\p{Ll}/u.test(next)) return false
  const word = wordBefore(text, start, at)
  // A name follows an initial. After "U.S." or "a.m." a capital may continue the sentence, so
  // it ends only before a word that commonly opens one.
  if (/^\p{L}$/u.test(word)) return word === 'I'
  if (/^(\p{L}\.)+\p{L}$/u.test(word)) return opensSentence(text, end)
  // "1." at the start of a line numbers a list item.
  if (/^\d{1,3}$/.test(word) && trim(text, start, at)?.[0] === at - word.length) return false
  if (/^\d{1,2}$/.test(word) && isOrdinal(text, start, at - word.length, end)) return false
  const known = word.toLowerCase()
  if (!beforeNames.has(known)) return true
  if (/\d/.test(next)) return false
  return endsToo.has(known) && opensSentence(text, end)
}

const openers = new Set(
  (
    'the a an this that these those it its he she they we you i his her their our in on at as but ' +
    'and so if when while after before since for from with there here what who how why no not both ' +
    'such many most some all one two however meanwhile still yet then'
  ).split(' '),
)

function opensSentence(text: string, from: number): boolean {
  return openers.has(wordAfter(text, from))
}

/** Whether the number that begins at `from`, and whose stop ends at `end`, is an ordinal: "3." */
function isOrdinal(text: string, start: number, from: number, end: number): boolean {
  if (months.has(wordAfter(text, end))) return true
  const space = /\s/.test(text[from - 1] ?? '')
  return space && articles.has(wordBefore(text, start, from - 1).toLowerCase())
}

/** First word from `from` on, past spaces and opening marks, in lower case; empty if there is none. */
function wordAfter(text: string, from: number): string {
  return /^[\s"'“‘«([]*(\p{L}+)/u.exec(text.slice(from, from + 40))?.[1].toLowerCase() ?? ''
}

function wordBefore(text: string, start: number, at: number): string {
  let from = at
  while (from > start && /[\p{L}\p{N}.]/u.test(text[from - 1])) from--
  return text.slice(from, at)
}

/** First letter or digit from `from` on, past spaces and opening marks; empty at the end of a line. */
function firstLetter(text: string, from: number): string {
  return /^[^\S\n]*["'“‘«([*_]*([\p{L}\p{N}])/u.exec(text.slice(from, from + 20))?.[1] ?? ''
}

function trim(text: string, start: number, end: number): Span | null {
  while (start < end && /\s/.test(text[start])) start++
  while (end > start && /\s/.test(text[end - 1])) end--
  return start < end ? [start, end] : null
}
