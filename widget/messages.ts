/**
 * Everything the elements say, in English, and how a sentence is completed.
 *
 * Other languages are files of plain texts in messages/, fetched when a page asks for
 * one. They are data and no code, so whoever pins this script by its hash has pinned all of
 * the code there is.
 */
import type { FailureKind } from './ask.ts'

/** A text with `{n}` in it, in the forms that a language has for different numbers. */
export type Plural = { readonly other: string } & Partial<
  Record<'zero' | 'one' | 'two' | 'few' | 'many', string>
>

/** Everything the elements say. */
export interface Messages extends Readonly<Record<FailureKind, string>> {
  /** Which way the language is written; empty for the way of the page. */
  readonly direction: '' | 'ltr' | 'rtl'
  /** Name of the box. */
  readonly label: string
  readonly placeholder: string
  /** On the button that opens the dialog. */
  readonly open: string
  readonly close: string
  /** Empties the box. */
  readonly clear: string
  /** Name of the list. */
  readonly results: string
  /** How many articles were found. */
  readonly found: Plural
  /** Where nothing was found. */
  readonly nothing: string
  /** Above what was found for `{query}`, in which misspelt words were read as others. */
  readonly corrected: string
  /** Before either of them, where the answer is `degraded`, whatever the reason. */
  readonly simpler: string
  /** Above articles that are near and likely answer nothing. */
  readonly unsure: string
  /** Leads on where not all is shown: to the other values of a filter, to a search page that does not have all results either. */
  readonly more: string
  /** The way to all results. */
  readonly all: Plural
  readonly retry: string
  /** The way to the search page of `{host}`, where this search has failed. */
  readonly elsewhere: string
  /** Heading of related articles. */
  readonly related: string
}

/** What is said where no other language is asked for. */
export const english: Messages = {
  direction: '',
  label: 'Search',
  placeholder: 'Ask a question, or name what you look for',
  open: 'Search',
  close: 'Close',
  clear: 'Clear',
  results: 'Results',
  found: { one: '{n} article found', other: '{n} articles found' },
  nothing: 'Nothing was found. Other words may find more.',
  corrected: 'Results for “{query}”.',
  simpler: 'Searched in a simpler way than usual.',
  unsure: 'Nothing here answers this; the nearest articles:',
  more: 'More',
  all: { one: 'Show {n} article', other: 'Show all {n} articles' },
  retry: 'Try again',
  elsewhere: 'Search at {host}',
  related: 'Related articles',
  offline: 'You are offline; the search needs a connection.',
  unreachable: 'The search cannot be reached just now.',
  timeout: 'The search took too long.',
  busy: 'Too many questions at once. Try again soon.',
  quota: 'The search may answer no more today.',
  unavailable: 'The search is out of order just now.',
  protocol: 'The search has changed. Load the page again.',
  unknown: 'There is no search at this address.',
  failed: 'The search went wrong.',
}

/** `text` with its blanks filled in, in the form that goes with `n`. */
export function say(
  text: string | Plural,
  locale: string,
  blanks: { readonly n?: number; readonly host?: string; readonly query?: string } = {},
): string {
  const { n = 0 } = blanks
  const form =
    typeof text === 'string' ? text : (text[new Intl.PluralRules(locale).select(n)] ?? text.other)
  return form.replace(/{(n|host|query)}/g, (_, name: keyof typeof blanks) =>
    (blanks[name] ?? '').toLocaleString(locale),
  )
}
