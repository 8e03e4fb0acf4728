/**
 * Numbers and dates as English sentences have them.
 *
 * The pages speak English whatever the articles speak. Dates are read as they are
 * written, in UTC, so that June stays June wherever the worker runs.
 */
import { daysOf } from '../../core/text/dates.ts'

/** `1 article`, `2 articles`, `1,200 articles`. */
export function countOf(count: number, noun: string): string {
  return `${digitsOf(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `7`, `1,200`. By hand: the first number that `Intl` writes takes 12 ms. */
export function digitsOf(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `2022`, `June 2022` or `12 June 2022`; what is no date comes back as it is. */
export function readableDate(date: string): string {
  if (daysOf(date) === null) return date
  const [year, month, day] = date.split('-')
  if (month === undefined) return year
  return new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'long',
    ...(day !== undefined && { day: 'numeric' }),
    timeZone: 'UTC',
  }).format(new Date(`${year}-${month}-${day ?? '01'}T00:00:00Z`))
}
