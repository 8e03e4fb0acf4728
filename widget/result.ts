/**
 * A result as nodes: title, date and source, and the words that answer.
 *
 * All of it is untrusted: every text goes through `plain` and ends up in a text node, and every
 * address is on the web or left out. A result has the direction of its title, whatever the page's
 * (its container has `dir="auto"`); its other texts have their own.
 */
import { answerUrl, type Piece, type Result, type ResultSection } from '../core/protocol.ts'
import { create } from './dom.ts'
import { excerpt } from './excerpt.ts'
import { cutAt, plain, shorten } from './text.ts'

/** The address of the sentence that answers; null if that of the article is not on the web. */
export function addressOf(result: Result): string | null {
  const { passage, sentence } = result
  // A link names only a few words, so an endless sentence need not be read whole.
  const end = Math.min(sentence[1], cutAt(passage.text, sentence[0], 600))
  return onTheWeb(answerUrl({ ...result, sentence: [sentence[0], end] }))
}

/** An address if it is on the web, else null. */
export function onTheWeb(url: string): string | null {
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null
}

/** The title of a result with its marks, shortened like an excerpt; its id if it has no title. */
export function createTitle({ title, id, titleMarks }: Result): HTMLElement {
  const text = plain(title).trim() ? title : id
  const pieces = excerpt({
    passage: { text },
    sentence: [0, text.length],
    marks: titleMarks,
  }).flat()
  return create('span', { part: 'title' }, ...pieces.map(createPiece))
}

/** Date, source and the headings above a passage, as far as there are any. */
export function createAbout(
  { date, source }: Result,
  locale: string,
  headings: readonly string[] = [],
): HTMLElement {
  const heading = pathOf(headings)
  const parts = [
    date && create('time', { datetime: date, dir: 'auto' }, readableDate(date, locale)),
    source && create('bdi', {}, shorten(source, 60)),
    heading && create('bdi', {}, heading),
  ].filter(Boolean)
  const separated = parts.flatMap((part) => [' · ', part as Node]).slice(1)
  return create('span', { part: 'about' }, ...separated)
}

/** Another section of a result, by its heading and those above it. */
export function createSection({ heading }: ResultSection): HTMLElement {
  return create('span', {}, `§ ${pathOf(heading)}`)
}

function pathOf(headings: readonly string[]): string {
  return shorten(headings.map(plain).join(' › '), 120)
}

/** The passage's sentence with its marks, and some of what follows. */
export function createExcerpt(result: Result): HTMLElement {
  const [before, answer, after] = excerpt(result).map((pieces) => pieces.map(createPiece))
  const shown = create('b', {}, ...answer)
  return create('span', { part: 'excerpt', dir: 'auto' }, ...before, shown, ...after)
}

function createPiece({ text, marked }: Piece): Node | string {
  return marked ? create('mark', { part: marked }, plain(text)) : plain(text)
}

/** `2022`, `June 2022` or `June 12, 2022`, as the locale writes them; what is no date stays as it is. */
export function readableDate(date: string, locale: string): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(date) ?? []
  const time = Date.parse(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`)
  if (!year || Number.isNaN(time)) return shorten(date, 40)
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    ...(month && { month: 'long' }),
    ...(day && { day: 'numeric' }),
    timeZone: 'UTC',
  }).format(time)
}
