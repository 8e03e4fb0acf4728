/**
 * Everything the elements say, in English, and how a sentence is completed.
 *
 * The texts are those of messages/. Other languages are data, not code, and fetched when a page
 * wants one.
 */
import type { Plural } from '../messages/english.ts'

/** The texts where no other language is wanted, and their type. */
export { type ElementTexts as Messages, element as english } from '../messages/english.ts'

/** `text` with its blanks filled in, in the plural form for `n`. */
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
