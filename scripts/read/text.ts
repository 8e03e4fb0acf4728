/**
 * Plain text: a block ends at a blank line, and at the end of a line that is not wrapped.
 *
 * Some authors write a paragraph on one line, others wrap it. Everywhere else in
 * edgewise a line break ends a sentence, so wrapped lines have to be joined. A line
 * counts as wrapped if it is long enough and the next word would not have fitted on it.
 */
import type { Block, Draft } from './draft.ts'
import { splitTextFrontMatter } from './front-matter/front-matter.ts'
import { withLead } from './front-matter/lead.ts'
import { splitGutenberg } from './platforms/gutenberg.ts'

/** A longer line was not wrapped. */
const widest = 120
/** A shorter line was not wrapped either: it is a verse, an address, a line of a comment form. */
const narrowest = 50
/** How much shorter than the longest line of its paragraph a wrapped line may be, with the next word appended. */
const ragged = 12

const item = /^\s*(?:[-*+•–]|\d{1,3}[.)])\s/

/** Reads plain text; a first line on its own that looks like a title becomes a heading. */
export function readText(source: string): Draft {
  const { front, body } = splitTextFrontMatter(source)
  const book = splitGutenberg(body)
  const paragraphs = paragraphsOf(book.body)
  const texts = paragraphs.flatMap(joinLines)
  const blocks = texts.map((text): Block => ({ kind: 'text', text }))
  if (paragraphs.length > 1 && isTitle(paragraphs[0])) {
    blocks[0] = { kind: 'heading', text: texts[0], depth: 1, anchor: '' }
  }
  return withLead({ front: new Map([...book.front, ...front]), blocks })
}

/** The blocks of plain text that is part of something else, without looking for a heading. */
export function textBlocks(text: string): Block[] {
  return paragraphsOf(text)
    .flatMap(joinLines)
    .map((block) => ({ kind: 'text', text: block }))
}

/** The lines of each paragraph, separated by blank lines. */
function paragraphsOf(text: string): string[][] {
  return text
    .split(/\n(?:[^\S\n]*\n)+/)
    .map((paragraph) => paragraph.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
}

/** One line of at most 120 characters that ends no sentence. */
function isTitle(lines: readonly string[]): boolean {
  const line = lines[0].trim()
  return lines.length === 1 && line.length <= 120 && !/[.!?…。！？]["'”’»)\]]*$/.test(line)
}

/** The blocks of a paragraph's lines; items of a list are one block. */
function joinLines(lines: readonly string[]): string[] {
  const width = lines.reduce(
    (most, { length }) => (length > widest ? most : Math.max(most, length)),
    0,
  )
  const blocks: string[] = []
  let inList = false
  let before: string | null = null
  for (const line of lines) {
    const text = line.replace(/\s+/g, ' ').trim()
    const isItem = item.test(line)
    const goesOn =
      before !== null && (isWrapped(before, text, width) || (inList && /^\s/.test(line)))
    if (isItem && inList) blocks[blocks.length - 1] += `\n${text}`
    else if (!isItem && goesOn) blocks[blocks.length - 1] += ` ${text}`
    else {
      blocks.push(text)
      inList = isItem
    }
    before = line
  }
  return blocks
}

function isWrapped(line: string, next: string, width: number): boolean {
  if (line.length < narrowest || line.length > widest) return false
  return line.length + 1 + next.split(' ', 1)[0].length > width - ragged
}
