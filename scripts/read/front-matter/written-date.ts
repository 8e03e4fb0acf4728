/**
 * Parses days as people and generators write them, in numbers, or with names of months in English and the articles'
 * languages.
 */
import { daysOf } from '../../../core/text/dates.ts'
import { monthNamed } from './month-names.ts'

/** Values that stand for a date: Eleventy's and Quarto's words for one that they compute, and templates. */
export const computed =
  /^(?:(?:git )?(?:last modified|created)|last-modified|today|now|[\s\S]*(?:\{\{|<%)[\s\S]*)$/i

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** English names of months, long or short. */
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|' +
  'sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'

/** Ways to write a date, and the order of year, month and day in each. */
type Forms = readonly (readonly [form: RegExp, order: string])[]

const dateForms = formsOf([
  ['(\\d{4})', 'y'],
  ['(\\d{4})-(\\d{2})', 'ym'],
  ['(\\d{4})-(\\d{1,2})-(\\d{1,2})', 'ymd'],
  ['(\\d{4})/(\\d{1,2})/(\\d{1,2})', 'ymd'],
  ['(\\d{4})\\.(\\d{1,2})\\.(\\d{1,2})', 'ymd'],
  ['(\\d{4})(\\d{2})(\\d{2})', 'ymd'],
  // Chinese, Japanese and Korean, which have no names of months.
  ['(\\d{4})[年년] ?(\\d{1,2})[月월]', 'ym'],
  ['(\\d{4})[年년] ?(\\d{1,2})[月월] ?(\\d{1,2})[日일]', 'ymd'],
  // With dots, a date that does not begin with the year begins with the day.
  ['(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})', 'dmy'],
  [`(?:[a-z]{3,9},? )?${month} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})`, 'mdy'],
  [`(?:[a-z]{3,9},? )?(\\d{1,2})(?:st|nd|rd|th)?[ -]${month},?[ -](\\d{4})`, 'dmy'],
  [`${month},? (\\d{4})`, 'my'],
])

/**
 * A year after a text that must be a name of a month, and no number, as Finnish short names are.
 */
const named = "(?:de |d['’])?([^\\d\\s].*?)(?: del?)?[,،]? (\\d{4})(?:\\.| ?[гр]\\.?| года| року)?"

/** Forms of other languages: `3. März 2024`, `1er mars 2024`, `3 de marzo de 2024`, `3 марта 2024 г.` */
const namedForms = formsOf([
  [`(\\d{1,2})(?:\\. ?|(?:er|[ºª°])? )${named}`, 'dmy'],
  [named, 'my'],
])

function formsOf(written: readonly (readonly [form: string, order: string])[]): Forms {
  return written.map(([form, order]) => {
    const time = order.length === 3 ? '(?:(?:t|,? (?:at )?)\\d{1,2}:\\d{2}(?!\\d).*)?' : ''
    return [new RegExp(`^${form}${time}$`, 'i'), order]
  })
}

/**
 * A date, with or without a time, as an ISO day, month or year; null if it is none.
 *
 * @param languages whose names of months are read, besides English
 */
export function dayOf(written: string, languages: readonly string[] = []): string | null {
  const text = written.trim().replace(/\s+/g, ' ')
  return (
    dateIn(text, dateForms, englishMonth) ??
    dateIn(text, namedForms, (name) => monthNamed(name, languages))
  )
}

/** The date in `text` by the first of `forms` that matches; null if none does. */
function dateIn(
  text: string,
  forms: Forms,
  monthOf: (name: string) => number | null,
): string | null {
  for (const [form, order] of forms) {
    const [, ...parts] = form.exec(text) ?? []
    if (parts.length === 0) continue
    const numbers = ['y', 'm', 'd'].flatMap((part) => parts[order.indexOf(part)] ?? [])
    const date = numbers
      .map((part) => (/^\d+$/.test(part) ? part : String(monthOf(part))).padStart(2, '0'))
      .join('-')
    return daysOf(date) === null ? null : date
  }
  return null
}

function englishMonth(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1
}
