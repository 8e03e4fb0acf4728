/**
 * Which language an element speaks, and its texts.
 *
 * The nearest `lang` decides, as for everything else in a page. While the texts of another
 * language are on their way, and where they cannot be had, English stands.
 */
import { english, type Messages } from './messages.ts'

/**
 * Names of the files in messages/, by language; scripts/build-widget.ts puts them here. They lie
 * beside this script.
 */
declare const messageFiles: Readonly<Record<string, string | undefined>>

const loading = new Map<string, Promise<Partial<Messages>>>()

/** The language tag that holds for `element`; `en` where none does or none is valid. */
export function localeOf(element: Element): string {
  const tag = element.closest('[lang]')?.getAttribute('lang')
  const root = element.getRootNode()
  if (!tag && root instanceof ShadowRoot) return localeOf(root.host)
  try {
    return Intl.getCanonicalLocales(tag || 'en')[0]
  } catch {
    return 'en'
  }
}

/** What is said in that language. */
export async function loadMessages(locale: string): Promise<Messages> {
  const [code] = locale.split('-')
  const file = messageFiles[code]
  if (!file) return english
  if (!loading.has(code)) loading.set(code, fetchMessages(file))
  return { ...english, ...(await loading.get(code)) }
}

async function fetchMessages(file: string): Promise<Partial<Messages>> {
  try {
    const response = await fetch(new URL(file, import.meta.url), { credentials: 'omit' })
    return response.ok ? await response.json() : {}
  } catch {
    return {}
  }
}
