/** The text that is embedded of a passage, with its title and heading: the same for every model. */
import { type Document, headingPath, withContext } from '../../core/text/document.ts'
import type { Passage } from '../../core/text/passages.ts'

/** `title › heading › text`, empty parts left out. */
export function embeddedText(
  { title, headings, text }: Document,
  { heading, span }: Passage,
): string {
  return withContext(title, headingPath(headings, heading), text.slice(span[0], span[1]))
}
