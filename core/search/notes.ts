/**
 * What is to be said of an answer before its articles, in English sentences for terminals and language models;
 * worker/pages/notes.ts says it to readers, in their language.
 */
import type { SearchResponse } from '../protocol.ts'

/** How misspelt words were read or may have been meant, which leg is missing and why, and the values that no article has; as far as it is so. */
export function notesOn(response: NotedParts): string[] {
  const { corrected, suggestion, degraded, unknownValues = {} } = response
  return [
    ...(corrected === undefined ? [] : [`Results for “${corrected}”.`]),
    ...(suggestion === undefined ? [] : [`Did you mean “${suggestion}”?`]),
    ...(degraded === undefined ? [] : [tellAlone(response) + degraded.reason]),
    ...Object.entries(unknownValues).map(
      ([field, values]) => `No article has ${field} ${values.join(' or ')}.`,
    ),
  ]
}

type NotedParts = Pick<
  SearchResponse,
  'mode' | 'corrected' | 'suggestion' | 'degraded' | 'unknownValues'
>

/** Which leg ranked, where the other was lost and nothing took its place; a fallback may have. */
function tellAlone({ mode, degraded }: NotedParts): string {
  if (mode === 'hybrid' || mode === degraded?.leg) return ''
  return `Ranked by ${mode === 'words' ? 'words' : 'meaning'} alone. `
}
