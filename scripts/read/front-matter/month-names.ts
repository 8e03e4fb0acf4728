/**
 * Names of months in the languages of articles, from `Intl`: long and short, each as after a day (the genitive of
 * Polish and Russian) and alone. Case, accents and dots are ignored.
 */

/** The month, 1 to 12, called `name` in any of `languages`; null if there is none, or if they mean different months. */
export function monthNamed(name: string, languages: readonly string[]): number | null {
  const key = folded(name)
  // Polish listopad is November, and Croatian listopad October.
  const found = new Set(languages.flatMap((language) => monthsIn(language).get(key) ?? []))
  const [month] = found
  return found.size === 1 ? month : null
}

const known = new Map<string, ReadonlyMap<string, number>>()

function monthsIn(language: string): ReadonlyMap<string, number> {
  const months = known.get(language) ?? namesIn(language)
  known.set(language, months)
  return months
}

function namesIn(language: string): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  // For an unknown language, Intl would give names in the machine's own.
  if (Intl.DateTimeFormat.supportedLocalesOf(language).length === 0) return names
  for (const month of ['long', 'short'] as const) {
    for (const day of ['numeric', undefined] as const) {
      const format = new Intl.DateTimeFormat(language, {
        ...{ month, day, timeZone: 'UTC' },
        ...{ calendar: 'gregory', numberingSystem: 'latn' },
      })
      for (let number = 1; number <= 12; number++) {
        const parts = format.formatToParts(Date.UTC(2024, number - 1, 3))
        const name = parts.find(({ type }) => type === 'month')?.value ?? ''
        names.set(folded(name), number)
      }
    }
  }
  return names
}

function folded(name: string): string {
  // Other marks stay: without vowel signs, January in Marathi (jāne) would be June (jūn).
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\.|[\u0300-\u036f]/g, '')
}
