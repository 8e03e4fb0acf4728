/** What an answer and a failure are shown and read as: sentences, results, and where else to go. */
import { limits, type Result, type SearchResponse } from '../core/protocol.ts'
import type { FailureKind } from './ask.ts'
import { type Messages, say } from './messages.ts'

/** What the panel shows. */
export interface Shown {
  readonly results: readonly Result[]
  /** To be said of the results, or instead of them; may be empty. */
  readonly note: string
  /** Read aloud, and never seen. */
  readonly spoken: string
  /** Whether asking again may help. */
  readonly retry: boolean
  /** The words of the way to the search page, and where it is; null for none. */
  readonly way: { readonly words: string; readonly url: string } | null
}

/** What an answer is shown as; `page` is the search page for what was asked. */
export function showAnswer(
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
  // Where the page cannot show all either, nothing says that it does.
  const words = total > limits.depth ? more : say(all, locale, blanks)
  const way = total > results.length ? { words, url: page } : null
  return { results, note, spoken, retry: false, way }
}

/** What a failure is shown as; `page` is the search page for what was asked. */
export function showFailure(
  kind: FailureKind,
  page: string,
  messages: Messages,
  locale: string,
): Shown {
  const { elsewhere, [kind]: note } = messages
  const words = say(elsewhere, locale, { host: new URL(page).host })
  return { results: [], note, spoken: note, retry: true, way: { words, url: page } }
}

/** Those that are sentences, one after another. */
function joined(...sentences: readonly (string | false | undefined)[]): string {
  return sentences.filter(Boolean).join(' ')
}
