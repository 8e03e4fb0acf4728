/**
 * Dates as articles give them: a year, a month or a day (ISO 8601, reduced precision allowed).
 *
 * They are compared as whole numbers like 20220612. A date without a day stands
 * for all of its days, so an article of June 2022 is found by any filter that
 * touches that month.
 */

/** First and last day a date stands for, as numbers like 20220612; null if it is no date. */
export function daysOf(date: string): readonly [first: number, last: number] | null {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(date)
  if (!parts) return null
  const [year, month, day] = parts.slice(1).map(Number)
  if (parts[2] !== undefined && (month < 1 || month > 12)) return null
  if (parts[3] !== undefined && (day < 1 || day > daysIn(year, month))) return null
  const number = (m: number, d: number) => year * 10_000 + m * 100 + d
  if (parts[3] !== undefined) return [number(month, day), number(month, day)]
  if (parts[2] !== undefined) return [number(month, 1), number(month, daysIn(year, month))]
  return [number(1, 1), number(12, 31)]
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}
