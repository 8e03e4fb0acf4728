/**
 * What a page says of an answer before its articles. core/search/notes.ts says the same to terminals and
 * language models, in English.
 */
import { html } from 'hono/html'
import type { Site } from '../../core/index/manifest.ts'
import type { Mode, SearchResponse } from '../../core/protocol.ts'
import { unknownToModel } from '../../core/search/rank.ts'
import { labelOf } from './filters.ts'
import { type Html, inEnglish } from './layout.ts'
import { say, sayAround } from './say.ts'
import type { Voice } from './voices.ts'

/** How misspelt words were read, what was missing and why, and the values that no article has; as far as it is so. */
export function notesView(
  voice: Voice,
  { mode, corrected, degraded, unknownValues = {} }: SearchResponse,
  labels: Site['labels'],
): Html {
  const notes = [
    corrected !== undefined &&
      sayAround(voice, 'corrected', { query: html`<bdi>${corrected}</bdi>` }),
    degraded !== undefined && degradedNote(voice, mode, degraded.reason),
    ...Object.entries(unknownValues).map(([field, some]) => {
      const values = html`<bdi>${some.join(say(voice, 'or'))}</bdi>`
      return sayAround(voice, 'without', { field: labelOf(field, labels), values })
    }),
  ].filter((note) => note !== false)
  return html`${notes.map((note) => html`<p class="note">${note}</p>\n`)}`
}

/** What a search had to do without. All reasons but one are for who keeps the search. */
function degradedNote(voice: Voice, mode: Mode, reason: string): Html {
  const words = say(voice, mode === 'words' ? 'wordsAlone' : 'simpler')
  const why =
    reason === unknownToModel ? say(voice, 'noWord') : html`<span ${inEnglish}>${reason}</span>`
  return html`${words} ${why}`
}
