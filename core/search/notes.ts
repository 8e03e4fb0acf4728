/**
 * What is said of an answer above its articles, in English sentences for terminals and language models;
 * worker/pages/notes.ts says it to readers, in their language.
 */
import type { SearchResponse } from '../protocol.ts'

/** Those that apply: how misspelt words were read or may be meant, which leg is missing and why, values that no article has. */
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

/** Which leg ranked alone, if the other is missing and no fallback took its place. */
function tellAlone({ mode, degraded }: NotedParts): string {
  if (mode === 'hybrid' || mode === degraded?.leg) return ''
  return `Ranked by ${mode === 'words' ? 'words' : 'meaning'} alone. `
}
