/**
 * A word that no article has, read as two that articles write side by side: `month-long` for `monthlong`, `640,000`
 * for `640000`, `F-16` for `F16`, `O'Connor` for `OConnor`.
 *
 * The articles tell where to split it: in one of them both parts must stand with one character between them, so that an
 * unknown name is not taken apart. Conversely, neighbours in a query that articles write as one word (`max retries`,
 * `maxRetries`) are also looked for as that word.
 */
import type { Index } from '../../index/open.ts'
import type { Segment } from '../../index/segment.ts'
import { findPrefix, findString } from '../../index/strings.ts'
import { findWords, foldLetters, isWithinPair } from '../../text/words.ts'
import { embeddedText } from '../excerpt.ts'
import { isStopWord, type QueryWord, type QueryWords, termsOfWord } from './query-words.ts'

/** Most passages with both parts of a word that are read, to see whether these stand side by side. */
const mostRead = 20
/** Most words of a query whose neighbours are joined, and how many at a time: this is how names in code are asked for. */
const mostJoined = 6
const joinedAtOnce = 3

/** `word` as two words, separated by a space, as an article of a segment writes them; null if none does. */
export function partWord(index: Index, word: string): string | null {
  for (let at = 1; at < word.length; at++) {
    if (isWithinPair(word, at)) continue
    const parts = [word.slice(0, at), word.slice(at)] as const
    // Stop words have long lists and say nothing.
    if (parts.some((part) => isStopWord(index.manifest.languages, part))) continue
    if (index.segments.some((segment) => areBeside(index, segment, parts))) return parts.join(' ')
  }
  return null
}

function areBeside(index: Index, segment: Segment, parts: readonly [string, string]): boolean {
  const [first, last] = parts.map((part) => rowsOf(index, segment, part))
  if (first.length === 0 || last.length === 0) return false
  const second = new Set(postingsOf(segment, last))
  const plain = parts.map(foldLetters)
  return postingsOf(segment, first)
    .filter((passage) => second.has(passage))
    .slice(0, mostRead)
    .some((passage) => {
      const document = segment.firstDocument + segment.passageDocuments[passage]
      const words = findWords(embeddedText(index, document, segment.firstPassage + passage))
      return words.some(
        ({ text, end }, i) =>
          words[i + 1]?.start === end + 1 &&
          foldLetters(text) === plain[0] &&
          foldLetters(words[i + 1].text) === plain[1],
      )
    })
}

/** Rows of the terms of a word that a segment has. */
function rowsOf({ manifest }: Index, { terms }: Segment, word: string): number[] {
  const rows = termsOfWord(manifest.languages, word).map((term) => findString(terms, term))
  return rows.filter((row) => row >= 0)
}

/** Rows of the passages of a segment that have one of these terms, ascending for each. */
function postingsOf(
  { postingStarts, postingPassages }: Segment,
  terms: readonly number[],
): number[] {
  return terms.flatMap((row) => [
    ...postingPassages.subarray(postingStarts[row], postingStarts[row + 1]),
  ])
}

/** `asked` with neighbours that articles write as one word also looked for as that word; a long query stays as it is. */
export function joinNeighbours(index: Index, asked: QueryWords): QueryWords {
  const { words, written, sequence } = asked
  if (sequence.length > mostJoined) return asked
  const more = new Map<number, QueryWord>()
  for (let length = 2; length <= joinedAtOnce; length++) {
    for (let at = 0; at + length <= sequence.length; at++) {
      const parts = sequence.slice(at, at + length)
      const known = termsOfJoined(index, parts)
      for (const part of parts) {
        const word = written.find(({ text }) => text === part)?.word
        if (word !== undefined && known.length > 0)
          more.set(word, [...(more.get(word) ?? []), ...known])
      }
    }
  }
  if (more.size === 0) return asked
  const joined = words.map((terms, i) => [...new Set([...terms, ...(more.get(i) ?? [])])])
  return { ...asked, words: joined }
}

/** The terms of these parts as one word, as far as articles have them. */
function termsOfJoined({ manifest, segments }: Index, parts: readonly string[]): QueryWord {
  // Hardly any two words are one, and how it would begin rules most out without stemming.
  const beginning = foldLetters(parts[0]) + foldLetters(parts[1].charAt(0))
  const isBegun = ({ terms }: Segment) => {
    const [first, end] = findPrefix(terms, beginning)
    return first < end
  }
  if (!segments.some(isBegun)) return []
  return termsOfWord(manifest.languages, parts.join('')).filter((term) =>
    segments.some(({ terms }) => findString(terms, term) >= 0),
  )
}
