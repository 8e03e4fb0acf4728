/** Days as people and generators write them. */
import { daysOf } from '../../core/text/dates.ts'

/** Instead of a date: Eleventy's and Quarto's words for one that they look up, and templates. */
export const computed =
  /^(?:(?:git )?(?:last modified|created)|last-modified|today|now|[\s\S]*(?:\{\{|<%)[\s\S]*)$/i

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** Names of months, whole or short. */
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|' +
  'sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'

/** Ways to write a date that all read alike, and which of the parts is which. */
const dateForms: readonly (readonly [form: RegExp, order: string])[] = (
  [
    ['(\\d{4})', 'y'],
    ['(\\d{4})-(\\d{2})', 'ym'],
    ['(\\d{4})-(\\d{1,2})-(\\d{1,2})', 'ymd'],
    ['(\\d{4})/(\\d{1,2})/(\\d{1,2})', 'ymd'],
    ['(\\d{4})\\.(\\d{1,2})\\.(\\d{1,2})', 'ymd'],
    ['(\\d{4})(\\d{2})(\\d{2})', 'ymd'],
    // Whoever puts dots and does not begin with the year, begins with the day.
    ['(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})', 'dmy'],
    [`(?:[a-z]{3,9},? )?${month} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})`, 'mdy'],
    [`(?:[a-z]{3,9},? )?(\\d{1,2})(?:st|nd|rd|th)?[ -]${month},?[ -](\\d{4})`, 'dmy'],
    [`${month},? (\\d{4})`, 'my'],
  ] as const
).map(([form, order]) => {
  const time = order.length === 3 ? '(?:(?:t|,? (?:at )?)\\d{1,2}:\\d{2}(?!\\d).*)?' : ''
  return [new RegExp(`^${form}${time}$`, 'i'), order]
})

/** The day, month or year of a date with or without a time, as ISO writes it; null if it is none. */
export function dayOf(written: string): string | null {
  for (const [form, order] of dateForms) {
    const [, ...parts] = form.exec(written.trim()) ?? []
    if (parts.length === 0) continue
    const numbers = ['y', 'm', 'd'].flatMap((part) => parts[order.indexOf(part)] ?? [])
    const date = numbers.map((number) => numberOf(number).padStart(2, '0')).join('-')
    return daysOf(date) === null ? null : date
  }
  return null
}

function numberOf(part: string): string {
  const month = months.indexOf(part.slice(0, 3).toLowerCase())
  return month < 0 ? part : String(month + 1)
}
