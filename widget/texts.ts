/**
 * The texts of a language, from a file beside the script. In the npm package another module replaces this one, since
 * bundlers of its users do not know such files (scripts/package.ts).
 */
import type { Messages } from './messages.ts'

/** Codes of the languages, separated by spaces, and the hash in the files' names; set by scripts/site/build-widget.ts. */
declare const messageCodes: string
declare const messageHash: string

/** The texts of a language; none if there is no such language or they cannot be fetched. */
export async function fetchTexts(code: string): Promise<Partial<Messages>> {
  // A substring test is enough: no code is part of another.
  if (!messageCodes.includes(code)) return {}
  try {
    const file = new URL(`${code}-${messageHash}.json`, import.meta.url)
    const response = await fetch(file, { credentials: 'omit' })
    return response.ok ? await response.json() : {}
  } catch {
    return {}
  }
}
