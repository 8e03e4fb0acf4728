/**
 * Which language an element speaks, and its texts.
 *
 * The nearest `lang` decides, as for everything else in a page. English is shown until the texts of
 * another language are loaded, and if they cannot be.
 */
import { english, type Messages } from './messages.ts'
import { fetchTexts } from './texts.ts'

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

/** The texts of a language. */
export async function loadMessages(locale: string): Promise<Messages> {
  const [code] = locale.split('-')
  const texts = loading.get(code) ?? fetchTexts(code)
  loading.set(code, texts)
  return { ...english, ...(await texts) }
}
