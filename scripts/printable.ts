/** Text by anybody, such as an article or a feed, made fit for a terminal. */

/** `text` with a space for each control character but tabs and line breaks, since a terminal would obey the others. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, ' ')
}
