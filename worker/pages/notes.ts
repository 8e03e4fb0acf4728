/**
 * What a page says of an answer above its articles. core/search/notes.ts says the same to terminals and language
 * models, in English.
 */
import { html } from 'hono/html'
import type { Site } from '../../core/index/manifest.ts'
import type { Mode, SearchParameters, SearchResponse } from '../../core/protocol.ts'
import { unknownToModel } from '../../core/search/rank.ts'
import { labelOf } from './filters.ts'
import { type Html, inEnglish, searchPath } from './layout.ts'
import { say, sayAround } from './say.ts'
import type { Voice } from './voices.ts'

/** The notes that apply: how misspelt words were read or may be meant, what was missing and why, values that no article has. */
export function notesView(
  voice: Voice,
  base: string,
  { mode, corrected, suggestion, degraded, unknownValues = {} }: SearchResponse,
  parameters: SearchParameters,
  labels: Site['labels'],
): Html {
  const notes = [
    corrected !== undefined &&
      sayAround(voice, 'corrected', { query: html`<bdi>${corrected}</bdi>` }),
    suggestion !== undefined && suggestionNote(voice, base, suggestion, parameters),
    degraded !== undefined && degradedNote(voice, mode, degraded.reason),
    ...Object.entries(unknownValues).map(([field, some]) => {
      const values = html`<bdi>${some.join(say(voice, 'or'))}</bdi>`
      return sayAround(voice, 'without', { field: labelOf(field, labels), values })
    }),
  ].filter((note) => note !== false)
  return html`${notes.map((note) => html`<p class="note">${note}</p>\n`)}`
}

/** The question that may have been meant, as a link. */
function suggestionNote(voice: Voice, base: string, q: string, parameters: SearchParameters): Html {
  const path = searchPath(base, { ...parameters, q, offset: 0 })
  return sayAround(voice, 'meant', { query: html`<a href="${path}"><bdi>${q}</bdi></a>` })
}

/** What a search had to do without. All reasons but one are for whoever runs the search. */
function degradedNote(voice: Voice, mode: Mode, reason: string): Html {
  const words = say(voice, mode === 'words' ? 'wordsAlone' : 'simpler')
  const why =
    reason === unknownToModel ? say(voice, 'noWord') : html`<span ${inEnglish}>${reason}</span>`
  return html`${words} ${why}`
}
