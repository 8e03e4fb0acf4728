/**
 * What is to be said of an answer before its articles, in English sentences: pages, terminals and language models are
 * told the same.
 */
import type { SearchResponse } from '../protocol.ts'

/**
 * A sentence in three parts. The middle one, maybe empty, is somebody else's words, which a page keeps apart: they may
 * be written from right to left.
 */
export type Note = readonly [before: string, words: string, behind: string]

/** How misspelt words were read, which leg is missing and why, and the values that no article has; as far as it is so. */
export function notesOn(response: NotedParts): Note[] {
  const { corrected, degraded, unknownValues = {} } = response
  const notes: (Note | false)[] = [
    corrected !== undefined && ['Results for “', corrected, '”.'],
    degraded !== undefined && [tellAlone(response) + degraded.reason, '', ''],
    ...Object.entries(unknownValues).map(
      ([field, values]): Note => [`No article has ${field} `, values.join(' or '), '.'],
    ),
  ]
  return notes.filter((note) => note !== false)
}

type NotedParts = Pick<SearchResponse, 'mode' | 'corrected' | 'degraded' | 'unknownValues'>

/** Which leg ranked, where the other was lost and nothing took its place; a fallback may have. */
function tellAlone({ mode, degraded }: NotedParts): string {
  if (mode === 'hybrid' || mode === degraded?.leg) return ''
  return `Ranked by ${mode === 'words' ? 'words' : 'meaning'} alone. `
}
