/** Days as people and generators write them, in numbers or in the words of English and of the articles' languages. */
import { daysOf } from '../../core/text/dates.ts'
import { monthNamed } from './month-names.ts'

/** Instead of a date: Eleventy's and Quarto's words for one that they look up, and templates. */
export const computed =
  /^(?:(?:git )?(?:last modified|created)|last-modified|today|now|[\s\S]*(?:\{\{|<%)[\s\S]*)$/i

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** Names of months, whole or short. */
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|' +
  'sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'

/** Ways to write a date that all read alike, and which of the parts is which. */
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
  // Whoever puts dots and does not begin with the year, begins with the day.
  ['(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})', 'dmy'],
  [`(?:[a-z]{3,9},? )?${month} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})`, 'mdy'],
  [`(?:[a-z]{3,9},? )?(\\d{1,2})(?:st|nd|rd|th)?[ -]${month},?[ -](\\d{4})`, 'dmy'],
  [`${month},? (\\d{4})`, 'my'],
])

/** A year and before it anything, which is a name of a month or makes no date, but no number, as Finnish has for short. */
const named = "(?:de |d['’])?([^\\d\\s].*?)(?: del?)?[,،]? (\\d{4})(?:\\.| ?[гр]\\.?| года| року)?"

/** Ways of other languages than English: `3. März 2024`, `1er mars 2024`, `3 de marzo de 2024`, `3 марта 2024 г.` */
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
 * The day, month or year of a date with or without a time, as ISO writes it; null if it is none.
 *
 * @param languages whose names of months are known besides the English ones
 */
export function dayOf(written: string, languages: readonly string[] = []): string | null {
  const text = written.trim().replace(/\s+/g, ' ')
  return (
    dateIn(text, dateForms, englishMonth) ??
    dateIn(text, namedForms, (name) => monthNamed(name, languages))
  )
}

/** What the first of `forms` that `text` has makes of it. */
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
