/**
 * What a page says of a problem. The problem's own sentence is in English and tells programs what came and what is
 * wanted; a page adds it where it says more than the page's sentence.
 */
import type { Problem } from '../../core/protocol.ts'
import { say } from './say.ts'
import type { Voice } from './voices.ts'

/**
 * A problem in a sentence for readers, and whether that says all.
 *
 * @param id of the article that was asked for, in a problem of status 404; empty where the address names none
 */
export function sayProblem(
  voice: Voice,
  { status }: Pick<Problem, 'status'>,
  id: string,
): { readonly words: string; readonly isAll: boolean } {
  if (status === 404 && id === '') return { words: say(voice, 'unknown'), isAll: true }
  if (status === 404) return { words: say(voice, 'noArticle', { id }), isAll: true }
  if (status === 400) return { words: say(voice, 'badAddress'), isAll: false }
  if (status === 429) return { words: say(voice, 'busy'), isAll: true }
  if (status === 503) return { words: say(voice, 'unavailable'), isAll: false }
  return { words: say(voice, 'failed'), isAll: true }
}

/** The problem's own sentence; readers typed a question and never saw `q`. */
export function sayDetail({ detail }: Pick<Problem, 'detail'>): string {
  return detail.replace(/^q /, 'The question ')
}
