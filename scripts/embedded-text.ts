/** What is embedded of a passage, with what it stands under: the same by whatever embeds. */
import { contextOf, type Document, headingPath } from '../core/text/document.ts'
import type { Passage } from '../core/text/passages.ts'

/** `title › heading › text`, empty parts left out. */
export function embeddedText(
  { title, headings, text }: Document,
  { heading, span }: Passage,
): string {
  const context = contextOf(title, headingPath(headings, heading))
  const passage = text.slice(span[0], span[1])
  return [context, passage].filter((part) => part !== '').join(' › ')
}
