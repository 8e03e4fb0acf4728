/**
 * Untrusted text, made fit to be shown.
 *
 * It is never treated as HTML, so little is left to do: cut what is too long for its
 * place, and drop characters that are invisible or change the direction of text around them.
 */

const unseen = /[\p{Cc}\u202a-\u202e\ufeff]+/gu

/**
 * `text` on one line, without control characters and without the marks that force a direction.
 *
 * The isolating marks (U+2066 to U+2069) stay, as they change nothing outside themselves.
 */
export function plain(text: string): string {
  return text.replace(unseen, ' ').toWellFormed()
}

/** The first `most` UTF-16 code units of `text`, or fewer to end at a space, with an ellipsis if it was cut. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return plain(text)
  return `${plain(text.slice(0, cutAt(text, 0, most)))}…`
}

/** Where to cut `text`, at most `most` code units after `from`: at a space if one is near. */
export function cutAt(text: string, from: number, most: number): number {
  const end = from + most
  if (end >= text.length) return text.length
  const space = text.lastIndexOf(' ', end)
  // A script without spaces is cut anywhere but within a surrogate pair.
  if (space > end - most / 3) return space
  return /[\ud800-\udbff]/.test(text[end - 1]) ? end - 1 : end
}
