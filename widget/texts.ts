/**
 * The texts of a language, from a file that lies beside the script. The npm package, whose bundlers know of no such
 * files, has another answer in place of this one (scripts/package.ts).
 */
import type { Messages } from './messages.ts'

/** Codes of the languages, with spaces between, and what is in all names; scripts/build-widget.ts puts them here. */
declare const messageCodes: string
declare const messageHash: string

/** The texts of a language; none for one that there is not, or where they cannot be had. */
export async function fetchTexts(code: string): Promise<Partial<Messages>> {
  // No code is a part of another.
  if (!messageCodes.includes(code)) return {}
  try {
    const file = new URL(`${code}-${messageHash}.json`, import.meta.url)
    const response = await fetch(file, { credentials: 'omit' })
    return response.ok ? await response.json() : {}
  } catch {
    return {}
  }
}
