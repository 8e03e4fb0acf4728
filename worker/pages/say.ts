/** What a page says, in its own language: sentences, numbers and dates. */
import { html } from 'hono/html'
import { daysOf } from '../../core/text/dates.ts'
import type { Plural } from '../../messages/english.ts'
import type { Html } from './layout.ts'
import type { Voice } from './voices.ts'

type Name = keyof Voice['texts']

/** What fills the blanks of a text. The number `n` chooses the plural form; `shown`, if given, is written instead of it. */
type Blanks<Value> = Readonly<Record<string, Value | number | undefined>>

/** A sentence, numbers as the language writes them; a blank without a value stays. */
export function say(voice: Voice, name: Name, blanks: Blanks<string> = {}): string {
  return piecesOf(voice, name, blanks.n)
    .map((piece, i) => (i % 2 === 0 ? piece : written(voice, piece, blanks)))
    .join('')
}

/** A sentence with parts that are HTML, such as quoted words that may run in another direction. */
export function sayAround(voice: Voice, name: Name, blanks: Blanks<Html | string>): Html {
  return html`${piecesOf(voice, name, blanks.n).map((piece, i) =>
    i % 2 === 0 ? piece : written(voice, piece, blanks),
  )}`
}

/** A number, and around it words for screen readers only. */
export function sayNumber(voice: Voice, name: Name, n: number): Html {
  const unseen = (words: string) => words !== '' && html`<span class="unseen">${words}</span>`
  return html`${piecesOf(voice, name, n).map((piece, i) => (i % 2 === 0 ? unseen(piece) : digitsOf(voice, n)))}`
}

/** The text in the plural form for `n`: words and names of blanks in turn. */
function piecesOf({ texts, numbers }: Voice, name: Name, n: unknown): string[] {
  const text: string | Plural = texts[name]
  const form = typeof text === 'string' ? text : (text[numbers.formOf(Number(n))] ?? text.other)
  return form.split(/\{(\w+)\}/)
}

function written<Value>(voice: Voice, blank: string, blanks: Blanks<Value>): Value | string {
  const value = (blank === 'n' ? blanks.shown : undefined) ?? blanks[blank] ?? `{${blank}}`
  return typeof value === 'number' ? digitsOf(voice, value) : value
}

/** `7`, `1,200`. */
export function digitsOf({ numbers }: Voice, count: number): string {
  const digits = String(count)
  if (digits.length < numbers.separatedFrom) return digits
  return digits.replace(/\B(?=(\d{3})+$)/g, numbers.separator)
}

/** Arrows that point back and forth. */
export function arrows({ direction }: Voice): { readonly back: string; readonly forth: string } {
  return direction === 'rtl' ? { back: '→', forth: '←' } : { back: '←', forth: '→' }
}

/** `2022`, `June 2022` or `12 June 2022`; what is no date stays as it is. */
export function readableDate({ dates }: Voice, date: string): string {
  if (daysOf(date) === null) return date
  const [year, month, day] = date.split('-')
  if (month === undefined) return year
  const months = (day === undefined && dates.alone) || dates.months
  return (day === undefined ? dates.month : dates.day)
    .replace('{day}', String(Number(day)))
    .replace('{month}', months.split(' ')[Number(month) - 1])
    .replace('{year}', String(Number(year)))
}
