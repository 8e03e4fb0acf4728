/**
 * Teaches markdown-it the comments of Obsidian, `%% … %%`, which only their author sees.
 *
 * A comment that begins a line may span blank lines; one inside a paragraph must end in it,
 * or is text. As rules of the parser, they do not apply in code.
 */
import type { MarkdownIt } from 'markdown-it'
import { inAnyBlock, markupAt, replaceInline } from './markup.ts'

/** Removes comments wherever they stand outside code. */
export function comments(md: MarkdownIt): void {
  replaceInline(md, 'comment', 'autolink', /%%[\s\S]*?%%/y, () => {})

  md.block.ruler.before(
    'html_block',
    'comment',
    (state, startLine, endLine, silent) => {
      const found = markupAt(state, startLine, endLine, endOfComment)
      if (!found) return false
      const { line, rest } = found
      const isWhole = rest >= state.eMarks[line]
      // The comment ends within its line: then it is part of a paragraph.
      if (line === startLine && !isWhole) return false
      if (silent) return true
      state.line = isWhole ? line + 1 : line
      if (isWhole) return true
      // The rest of the last line is read as a line that begins behind the comment.
      state.bMarks[line] = rest
      state.tShift[line] = 0
      state.sCount[line] = state.blkIndent
      return true
    },
    inAnyBlock,
  )
}

function endOfComment(text: string, start: number, end: number): number {
  const closing = text.startsWith('%%', start) ? text.indexOf('%%', start + 2) : -1
  return closing < 0 || closing + 2 > end ? -1 : closing + 2
}
