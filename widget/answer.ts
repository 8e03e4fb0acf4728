/** How answers and failures are shown and read aloud: sentences, results, and where else to go. */
import { limits, type Result, type SearchResponse } from '../core/protocol.ts'
import type { FailureKind } from './ask.ts'
import { type Messages, say } from './messages.ts'

/** What the panel shows. */
export interface Shown {
  readonly results: readonly Result[]
  /** Shown above the results, or instead of them; may be empty. */
  readonly note: string
  /** Read aloud, not shown. */
  readonly spoken: string
  /** Whether asking again may help. */
  readonly retry: boolean
  /** Text and address of the link to the search page; null for none. */
  readonly way: { readonly words: string; readonly url: string } | null
}

/** What is shown of an answer; `page` is the search page for the question. */
export function shownAnswer(
  { corrected, degraded, results, total, confident }: SearchResponse,
  page: string,
  messages: Messages,
  locale: string,
): Shown {
  const { simpler, nothing, unsure, found, all, more, corrected: read } = messages
  const blanks = { n: total, query: corrected }
  const note = joined(
    corrected && say(read, locale, blanks),
    degraded && simpler,
    total === 0 ? nothing : !confident && unsure,
  )
  const spoken = joined(note, total > 0 && say(found, locale, blanks))
  // Where the page cannot show all either, the link does not promise all.
  const words = total > limits.depth ? more : say(all, locale, blanks)
  const way = total > results.length ? { words, url: page } : null
  return { results, note, spoken, retry: false, way }
}

/** What is shown of a failure; `page` is the search page for the question. */
export function shownFailure(
  kind: FailureKind,
  page: string,
  messages: Messages,
  locale: string,
): Shown {
  const { elsewhere, [kind]: note } = messages
  const words = say(elsewhere, locale, { host: new URL(page).host })
  return { results: [], note, spoken: note, retry: true, way: { words, url: page } }
}

/** The sentences among these, joined. */
function joined(...sentences: readonly (string | false | undefined)[]): string {
  return sentences.filter(Boolean).join(' ')
}
